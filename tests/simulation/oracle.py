"""In place of the watcher and of the judge: one that knows what was said, and one that errs at a given rate."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.core.model import Kind, Precision, Quotation, Relation, Verdict, View, Watched
from bot.novelty import Match
from tests.simulation.virtual import NEVER
from tests.simulation.world import ACTORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Span
    from bot.novelty import Rendering
    from tests.simulation.run import Process
    from tests.simulation.world import Utterance, World

POISON = re.compile(r"poison: (\w+)\.")
PARAGRAPH = re.compile(r"[^\n]+")
SAID_IN = re.compile(r"said in (\d{4})")
A_TEXT = 0.2  # seconds that one takes


class OracleWatcher:
    """Implements `Watcher`: finds the statements of the world where they stand, word for word."""

    def __init__(self, world: World, process: Process) -> None:
        self._utterances = list(world.utterances().values())
        self._process = process
        self._thread = asyncio.Lock()  # one text at a time, as in `watcher.worker`

    async def watch(
        self,
        articles: Sequence[Article],
        *,
        voice: str | None = None,  # noqa: ARG002 - no source of the world is one
        view: View = View.TRACKED,  # noqa: ARG002 - nobody else speaks
    ) -> list[Watched]:
        return [await self._read(article.text) for article in articles]

    async def _read(self, text: str) -> Watched:
        async with self._thread:
            await self._process.cross("the watcher")
            poison = POISON.search(text)
            if poison is not None and poison[1] == "crash":
                await self._process.crash("a text")
            await asyncio.sleep(NEVER if poison is not None and poison[1] == "hang" else A_TEXT)
        found = [one for said in self._utterances if (one := _quotation(text, said)) is not None]
        found.sort(key=lambda one: one.content)
        # Words within longer words are no statement of their own.
        found = [one for one in found if not any(_is_within(one.content[0], other.content[0]) for other in found)]
        return Watched(quotations=tuple(found), screened=not found)


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
        draw = blake2b(f"{self._seed} {one} {other}".encode(), digest_size=4).digest()
        if int.from_bytes(draw) < self._errs * 2**32:
            return Match(verdict=Verdict(relation=Relation.SAME, rule="substance"), score=0.9)
        return Match(verdict=Verdict(relation=Relation.DIFFERENT, rule="substance"), score=0.0)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _said(one: Rendering) -> datetime:
    return one.said_at or one.published_at
