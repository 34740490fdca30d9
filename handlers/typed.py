"""What people type, read forgivingly: words and keys of a line, times, names in any spelling."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from handlers.render.segments import Line, command, words
from handlers.render.text import clip, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.config import Config
    from bot.core.model import Actor, Source

SAME_NAME = 82  # 0..100, rapidfuzz: one letter wrong in six is still the same name
SAME_WORD = 88  # the same for a word among others, which may be meant as a word to search for
NEAR_NAME = 60
SHORTEST_GUESS = 5  # letters; a shorter word is near to too many
SHORTEST_PART = 3  # letters of a part of a name that stands alone: not "al", not "de"
LONGEST_RUN = 5  # words of a name among others
NAMES_OFFERED = 5
SHOWN_LIMIT = 60
EARLIEST_YEAR = 1970

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(\d{1,6})\s*(m|min|h|hours?|d|days?|w|weeks?)", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([t ]\d\d:\d\d)?", re.ASCII)
_TOKEN = re.compile(r'(?:(\w+):)?"([^"]*)"|(?:(\w+):)?([^\s"]+)')
_DOUBLE_MARKS = re.compile("[“”„]")
_FOLDED_LETTERS = {0x64A: "ی", 0x649: "ی", 0x643: "ک"}  # Arabic yeh, alef maksura and kaf, as Persian writes them


class MistakeError(Exception):
    """Something that the reader can set right; the lines say how."""

    def __init__(self, *lines: Line) -> None:
        super().__init__()
        self.lines = lines


class Names:
    """Finds the actor or source that somebody means."""

    def __init__(self, config: Config) -> None:
        self._actors = config.actors
        self._sources = config.sources
        self._names = [(folded_name(name), actor) for actor in config.actors for name in names_of(actor)]
        self._titles = [(folded_name(title), actor) for actor in config.actors for title in actor.titles]

    def actor(self, text: str) -> Actor:
        """Return the actor of that name, alias, title or id, in any spelling.

        Raises:
            MistakeError: it is nobody's, or could be more than one's.

        """
        wanted = folded_name(text)
        exact = [actor for actor in self._actors if actor.id == text] or _distinct(
            actor for name, actor in [*self._names, *self._titles] if name == wanted
        )
        scores = self._scores(wanted)
        alike = exact or [actor for score, actor in scores if score >= SAME_NAME]
        if len(alike) == 1 or (alike and not exact and scores[0][0] > scores[1][0]):
            return alike[0]
        said = "could be more than one" if alike else "is nobody who is tracked"
        near = alike or [actor for score, actor in scores if score >= NEAR_NAME]
        raise MistakeError(
            (
                words(
                    f"“{clip(text, SHOWN_LIMIT)}” {said}.{_hint((one.name for one in near), 'Tracked', self._actors)}"
                ),
            ),
            (command("actors"), words(" lists everyone.")),
        )

    def actor_among(self, free: Sequence[str]) -> tuple[Actor, int, int] | None:
        """Return the actor named among words and the half-open range of the words; exact names go before near ones."""
        folded = [folded_name(token) for token in free]
        for size in range(min(len(free), LONGEST_RUN), 0, -1):
            for start in range(len(free) - size + 1):
                run = " ".join(folded[start : start + size])
                actors = _distinct(actor for name, actor in self._names if name == run)
                if len(actors) == 1:
                    return actors[0], start, start + size
        for start, token in enumerate(folded):
            scores = self._scores(token) if len(token) >= SHORTEST_GUESS else []
            if scores and scores[0][0] >= SAME_WORD and (len(scores) == 1 or scores[1][0] < scores[0][0]):
                return scores[0][1], start, start + 1
        return None

    def source(self, text: str) -> Source:
        """Return the source of that id or name, or of the only one that begins so, or that is nearest.

        Raises:
            MistakeError: it is none, or could be more than one.

        """
        wanted = folded_name(text)
        names = {source.id: (folded_name(source.id), folded_name(source.name)) for source in self._sources}
        scores = {source_id: max(fuzz.WRatio(wanted, name) for name in both) for source_id, both in names.items()}
        near = sorted(self._sources, key=lambda source: -scores[source.id])
        best = [one for one in near if scores[one.id] == scores[near[0].id] >= SAME_NAME]
        for found in (
            [one for one in near if one.id == text],
            [one for one in near if wanted in names[one.id]],
            [one for one in near if wanted and any(name.startswith(wanted) for name in names[one.id])],
            best,
        ):
            if len(found) == 1:
                return found[0]
        alike = [one.id for one in near if scores[one.id] >= NEAR_NAME]
        raise MistakeError(
            (words(f"“{clip(text, SHOWN_LIMIT)}” is no source.{_hint(alike, 'The sources', self._sources)}"),),
            (command("sources"), words(" lists them.")),
        )

    def _scores(self, folded: str) -> list[tuple[float, Actor]]:
        """Return how near each actor's nearest name is, the nearest first."""
        best: dict[str, tuple[float, Actor]] = {}
        for name, actor in self._names:
            score = max(fuzz.ratio(folded, name), fuzz.token_sort_ratio(folded, name))
            if actor.id not in best or score > best[actor.id][0]:
                best[actor.id] = (score, actor)
        return sorted(best.values(), key=lambda scored: -scored[0])


def since_at(text: str, *, now: datetime, zone: str) -> datetime | None:
    """Return the moment that a text means, or None: `2d`, `today`, `monday` (the last one), `2026-11-01`.

    Days begin at midnight in the time zone of that name.
    """
    try:
        since = _since(plain(text).strip().casefold(), now=now, zone=zone)
    except (ValueError, OverflowError):  # no such day, or none that a calendar holds
        return None
    return since if since and since.year >= EARLIEST_YEAR else None


def tokens_of(text: str) -> list[tuple[str, str]]:
    """Split a typed line into `(key, value)`: `key:value`, `key:"two words"`, or words, whose key is ""."""
    found = _TOKEN.finditer(_DOUBLE_MARKS.sub('"', plain(text)))
    tokens = [((match[1] or match[3] or "").casefold(), (match[2] or match[4] or "").strip()) for match in found]
    return [(key, value) for key, value in tokens if value]


def folded_name(text: str) -> str:
    """Return a name as it is compared: without case, accents, points, and the forms of Arabic and Persian letters."""
    letters = unicodedata.normalize("NFKD", plain(text).casefold()).translate(_FOLDED_LETTERS)
    kept = ("" if unicodedata.combining(one) else one if one.isalnum() else " " for one in letters)
    return " ".join("".join(kept).split())


def names_of(actor: Actor) -> list[str]:
    """Return all that an actor is called: id, names, and each part of the name that can stand alone."""
    parts = [part for part in actor.name.split() if len(part) >= SHORTEST_PART]
    surnames = [alias.split()[-1] for alias in actor.aliases if " " in alias.strip()]
    return list(dict.fromkeys([actor.id, actor.name, *actor.aliases, *parts, *surnames]))


def one_of(names: Iterable[str]) -> str:
    """Write names as an offer: `a, b or c`."""
    shown = [clip(plain(name), SHOWN_LIMIT) for name in names]
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _hint(near: Iterable[str], verb: str, everything: Sequence[Actor | Source]) -> str:
    offered = list(near)[:NAMES_OFFERED]
    if offered:
        return f" Did you mean {one_of(offered)}?"
    some = [clip(plain(one.name), SHOWN_LIMIT) for one in everything[:NAMES_OFFERED]]
    return f" {verb} are {', '.join(some)}{' and more' if len(everything) > NAMES_OFFERED else ''}."


def _distinct(actors: Iterable[Actor]) -> list[Actor]:
    return list({actor.id: actor for actor in actors}.values())


def _since(wanted: str, *, now: datetime, zone: str) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if match := _SPAN.fullmatch(wanted):
        return now - timedelta(**{_UNITS[match[2][0]]: int(match[1])})
    if _MOMENT.fullmatch(wanted):
        return datetime.fromisoformat(wanted.upper()).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    back = {"today": 0, "yesterday": 1} | {day: (local.weekday() - place) % 7 for place, day in enumerate(_DAYS)}
    return (midnight - timedelta(days=back[wanted])).astimezone(UTC) if wanted in back else None
