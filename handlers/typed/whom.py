"""Which actor or source somebody means, by a name in any spelling."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from handlers import limits
from handlers.render.pieces.segments import command, words
from handlers.render.pieces.text import plain
from handlers.typed.mistake import MistakeError, hint, shown_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Actor, Source

_NORMAL_LETTERS = {0x64A: "ی", 0x649: "ی", 0x643: "ک"}  # Arabic yeh, alef maksura and kaf, as Persian writes them


_POSSESSIVE = re.compile(r"(?<=\w)['’‘ʼ`´]s\b")  # noqa: RUF001 - as phones write it too


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    """What actors are called, in `typed_form`."""

    of: tuple[Actor, ...]
    names: list[tuple[str, Actor]]
    titles: list[tuple[str, Actor]]


class Names:
    """Finds the actor or source that somebody means."""

    def __init__(self, config: Config) -> None:
        self._actors = config.actors
        self._sources = config.sources
        self._known: _Called | None = None

    @property
    def _called_by(self) -> _Called:
        """What actors are called, made anew where actors have changed."""
        now = self._actors.now
        if self._known is None or self._known.of is not now:
            self._known = _Called(
                of=now,
                names=[(typed_form(name), actor) for actor in now for name in names_of(actor)],
                titles=[(typed_form(title), actor) for actor in now for title in actor.titles],
            )
        return self._known

    def actor(self, text: str) -> Actor:
        """Return the actor of that name, alias, title or id, in any spelling.

        Raises:
            MistakeError: it is nobody's, or could be more than one's.

        """
        wanted = typed_form(text)
        scores = self._scores(wanted)
        exact = self._called(text, wanted)
        alike = exact or _at_least(limits.SAME_NAME, scores)
        if len(alike) == 1 or (alike and not exact and _is_unambiguous(scores)):
            return alike[0]
        said = "could be more than one person" if alike else "is not a tracked person"
        near = alike or _at_least(limits.NEAR_NAME, scores)
        way_out = hint((one.name for one in near), "Tracked", (one.name for one in self._actors))
        raise MistakeError(
            (words(f"{shown_back(text)} {said}. {way_out}"),), (command("actors"), words(" lists everyone."))
        )

    def called(self, text: str) -> Actor | None:
        """Return the one actor who is called exactly so: by id, name, alias or title."""
        exact = self._called(text, typed_form(text))
        return exact[0] if len(exact) == 1 else None

    def _called(self, text: str, wanted: str) -> list[Actor]:
        """Return whose id, or else whose name, alias or title it is."""
        by_id = [actor for actor in self._actors if actor.id == text]
        called = self._called_by
        return by_id or _distinct(actor for name, actor in [*called.names, *called.titles] if name == wanted)

    def actor_among(self, free: Sequence[str]) -> tuple[Actor, int, int] | None:
        """Return the actor named among words and the half-open range of the words; exact names go before near ones."""
        typed = [typed_form(token) for token in free]
        return self._named_among(typed) or self._nearly_named_among(typed)

    def near_words(self, typed: Iterable[str]) -> list[Actor]:
        """Return the actors whose names words are nearly, the nearest first: `trmup`."""
        scored = [
            scored for word in typed if len(word) >= limits.SHORTEST_GUESS for scored in self._scores(typed_form(word))
        ]
        near = sorted((one for one in scored if one[0] >= limits.NEAR_WORD), key=lambda one: -one[0])
        return _distinct(actor for _, actor in near)[: limits.NAMES_OFFERED]

    def source(self, text: str) -> Source:
        """Return the source of that id or name, or of the only one that begins so, or that is nearest.

        Raises:
            MistakeError: it is none, or could be more than one.

        """
        wanted = typed_form(text)
        names = {source.id: (typed_form(source.id), typed_form(source.name)) for source in self._sources}
        scores = {source_id: max(fuzz.WRatio(wanted, name) for name in both) for source_id, both in names.items()}
        near = sorted(self._sources, key=lambda source: -scores[source.id])
        if found := self._source_named(text, wanted, names) or _best_match(near, scores):
            return found
        alike = (one.id for one in near if scores[one.id] >= limits.NEAR_NAME)
        way_out = hint(alike, "Sources", (one.name for one in self._sources))
        raise MistakeError(
            (words(f"{shown_back(text)} is not one of the sources. {way_out}"),),
            (command("sources"), words(" lists them.")),
        )

    def _source_named(self, text: str, wanted: str, names: dict[str, tuple[str, str]]) -> Source | None:
        """Return the one source of that id, or of that name, or that begins so; in this order."""
        for found in (
            [one for one in self._sources if one.id == text],
            [one for one in self._sources if wanted in names[one.id]],
            [one for one in self._sources if wanted and any(name.startswith(wanted) for name in names[one.id])],
        ):
            if len(found) == 1:
                return found[0]
        return None

    def _named_among(self, typed: Sequence[str]) -> tuple[Actor, int, int] | None:
        for size in range(min(len(typed), limits.LONGEST_RUN), 0, -1):
            for start in range(len(typed) - size + 1):
                run = " ".join(typed[start : start + size])
                actors = _distinct(actor for name, actor in self._called_by.names if name == run)
                if len(actors) == 1:
                    return actors[0], start, start + size
        return None

    def _nearly_named_among(self, typed: Sequence[str]) -> tuple[Actor, int, int] | None:
        for start, token in enumerate(typed):
            scores = self._scores(token) if len(token) >= limits.SHORTEST_GUESS else []
            if _at_least(limits.SAME_WORD, scores) and _is_unambiguous(scores):
                return scores[0][1], start, start + 1
        return None

    def _scores(self, typed: str) -> list[tuple[float, Actor]]:
        """Return how near each actor's nearest name is, the nearest first."""
        best: dict[str, tuple[float, Actor]] = {}
        for name, actor in self._called_by.names:
            score = max(fuzz.ratio(typed, name), fuzz.token_sort_ratio(typed, name))
            if actor.id not in best or score > best[actor.id][0]:
                best[actor.id] = (score, actor)
        return sorted(best.values(), key=lambda scored: -scored[0])


def typed_form(text: str) -> str:
    """Return a name as it is compared: without case, accents, points, 's, forms of Arabic letters."""
    bare = _POSSESSIVE.sub("", plain(text).casefold())
    letters = unicodedata.normalize("NFKD", bare).translate(_NORMAL_LETTERS)
    kept = ("" if unicodedata.combining(one) else one if one.isalnum() else " " for one in letters)
    return " ".join("".join(kept).split())


def names_of(actor: Actor) -> list[str]:
    """Return all that an actor is called: id, names, and each part of the name that can stand alone."""
    parts = [part for part in actor.name.split() if len(part) >= limits.SHORTEST_PART]
    surnames = [alias.split()[-1] for alias in actor.aliases if " " in alias.strip()]
    return list(dict.fromkeys([actor.id, actor.name, *actor.aliases, *parts, *surnames]))


def _at_least(score: float, scores: Sequence[tuple[float, Actor]]) -> list[Actor]:
    return [actor for reached, actor in scores if reached >= score]


def _is_unambiguous(scores: Sequence[tuple[float, Actor]]) -> bool:
    """Tell whether the nearest is nearer than any other."""
    return len(scores) == 1 or scores[0][0] > scores[1][0]


def _best_match(near: Sequence[Source], scores: dict[str, float]) -> Source | None:
    """Return the source that is nearest, where it is near enough and no other is as near."""
    best = [one for one in near if scores[one.id] == scores[near[0].id] >= limits.SAME_NAME]
    return best[0] if len(best) == 1 else None


def _distinct(actors: Iterable[Actor]) -> list[Actor]:
    return list({actor.id: actor for actor in actors}.values())
