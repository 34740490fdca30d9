"""In place of the watcher's pipeline and of the judge: each knows what was said, or errs at a given rate."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from bot.core.model import Kind, Precision, Quotation, Relation, Verdict, View, Watched
from bot.novelty import Match
from bot.watcher.worker import WatcherThread
from tests.simulation.virtual import NEVER
from tests.simulation.world import ACTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Span
    from bot.core.threads import LostJobs
    from bot.novelty import Rendering
    from bot.watcher import SpacyWatcher, WatchText
    from tests.simulation.process import Process
    from tests.simulation.virtual import VirtualLoop
    from tests.simulation.world import Utterance, World

POISON = re.compile(r"poison: (\w+)\.")
PARAGRAPH = re.compile(r"[^\n]+")
SAID_IN = re.compile(r"said in (\d{4})")
A_TEXT = 0.2  # seconds that one takes


class OracleWatcher:
    """Implements `Watcher`: the real thread with its limit of time, and in it one that knows what was said."""

    def __init__(self, world: World, process: Process, loop: VirtualLoop, lost: LostJobs) -> None:
        self._process = process
        self._thread = WatcherThread(lambda: cast("SpacyWatcher", OraclePipeline(world, process, loop)), lost=lost)

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, view: View = View.TRACKED
    ) -> list[Watched]:
        await self._process.cross("the watcher")
        return await self._thread.watch(articles, voice=voice, view=view)


class OraclePipeline:
    """Does what is asked of `bot.watcher.SpacyWatcher`: finds the statements of the world where they stand.

    One that errs (`World.watcher_errs`) reads a page well when it first has the words, and where it has another text
    later may pass over them, or take a part of them for the whole. Of one text it says the same each time.
    """

    def __init__(self, world: World, process: Process, loop: VirtualLoop) -> None:
        self._world = world
        self._utterances = list(world.utterances().values())
        self._process = process
        self._loop = loop
        self._texts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)  # by page and utterance

    def watch(self, texts: Sequence[WatchText], *, view: View) -> list[Watched]:  # noqa: ARG002 - nobody else speaks
        return [self._read(text) for text in texts]

    def _read(self, text: WatchText) -> Watched:
        poison = POISON.search(text.text)
        if poison is not None and poison[1] == "crash":
            self._process.die("a text")
        self._loop.cost = A_TEXT if poison is None else NEVER
        found = [one for said in self._utterances if (one := self._quotation(text, said)) is not None]
        found.sort(key=lambda one: one.content)
        # Words within longer words are no statement of their own.
        found = [one for one in found if not any(_is_within(one.content[0], other.content[0]) for other in found)]
        return Watched(quotations=tuple(found), screened=not found)

    def _quotation(self, text: WatchText, said: Utterance) -> Quotation | None:
        found = _quotation(text.text, said)
        if found is None or not self._world.watcher_errs:
            return found
        texts = self._texts[text.url, said.key]
        if text.text not in texts:
            texts.append(text.text)
        look = texts.index(text.text) + 1
        if look == 1 or not _errs(self._world.watcher_errs, f"{self._world.seed} {text.url} {said.key} {look}"):
            return found
        return None if look % 2 else _part_of(found, text.text)


def _part_of(found: Quotation, text: str) -> Quotation:
    """Return a quotation without its first words."""
    ((start, end),) = found.content
    words = [start + one.start() for one in re.finditer(r"\w+", text[start:end])]
    return replace(found, content=((words[len(words) // 3], end),))


def _errs(rate: float, about: str) -> bool:
    return int.from_bytes(blake2b(about.encode(), digest_size=4).digest()) < rate * 2**32


def _quotation(text: str, said: Utterance) -> Quotation | None:
    start = text.find(said.words)
    if start < 0:
        return None
    paragraph = next(one.span() for one in PARAGRAPH.finditer(text) if one.start() <= start < one.end())
    year = SAID_IN.search(text[slice(*paragraph)])
    return Quotation(
        content=((start, start + len(said.words)),),
        kind=Kind.DIRECT,
        speaker=ACTORS[said.actor],
        actor_id=said.actor,
        confidence=0.9,
        evidence=paragraph,
        said_at=datetime(int(year[1]), 1, 1, tzinfo=UTC) if year else None,
        said_precision=Precision.YEAR if year else Precision.MOMENT,
    )


def _is_within(one: Span, other: Span) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


class OracleJudge:
    """Does what is asked of `bot.novelty.Judge`: the same words are the same, and nothing else is.

    Args:
        seed: of its errors.
        errs: the share of pairs that it surely takes for one, wrongly.

    """

    def __init__(self, seed: int, errs: float) -> None:
        self._seed = seed
        self._errs = errs

    def compare_many(self, _actor_id: str, new: Rendering, candidates: Sequence[Rendering]) -> list[Match]:
        return [self._compare(new, one) for one in candidates]

    def _compare(self, new: Rendering, known: Rendering) -> Match:
        one, other = _plain(new.text), _plain(known.text)
        if one == other:
            apart = abs(_said(new) - _said(known))
            near = apart <= timedelta(days=1)
            relation = Relation.SAME if near else Relation.REPEAT
            return Match(
                verdict=Verdict(relation=relation, rule="wording", days_apart=0 if near else apart.days), score=1.0
            )
        if _errs(self._errs, f"{self._seed} {one} {other}"):
            return Match(verdict=Verdict(relation=Relation.SAME, rule="substance"), score=0.9)
        return Match(verdict=Verdict(relation=Relation.DIFFERENT, rule="substance"), score=0.0)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _said(one: Rendering) -> datetime:
    return one.said_at or one.published_at
