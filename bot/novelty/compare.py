"""Is it new: the judge over what each actor is on record with, in a thread of its own.

Comparing is slow beside writing, so it happens before the transaction that saves. The actors of an article are held
meanwhile: two articles with the same words are compared one after the other, and the second finds the first on record.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from rapidfuzz import fuzz, process

from bot.core.errors import CompareTimeoutError, WatchTimeoutError
from bot.core.model import Novelty, Relation, Verdict
from bot.core.search_form import has_phrase
from bot.core.words import words_of
from bot.novelty import Rendering
from bot.novelty.clock import occasions
from bot.novelty.known import known_points
from bot.novelty.points import points_of
from bot.novelty.proof import is_of_one_sense, is_proven, is_short_answer, passage, points_outside, stands_in
from bot.novelty.record import Records
from bot.novelty.renderings import rendering_of
from bot.novelty.reported import names_nobody_else, report_of
from bot.novelty.side_by_side import compare_statements
from bot.novelty.thresholds import (
    CANDIDATES,
    CANDIDATES_BESIDE,
    CANDIDATES_BESIDE_OF_MANY,
    CANDIDATES_OF_MANY,
    CANDIDATES_OF_POINT,
    COMPARE_SECONDS,
    MANY,
    MOST_POINTS,
    NEARER,
)
from bot.rules.corrections import is_disowned
from bot.rules.times import published_or_seen_at, said_or_published_at, said_until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from bot.core.model import Actor, Comparison, IndexEntry, KnownPoint, Statement
    from bot.core.ports import Clock, SharedRecord
    from bot.novelty import Match
    from bot.novelty.record import ActorRecord, RecordStore
    from bot.novelty.reported import Report
    from bot.novelty.side_by_side import Judging

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a statement stands against the record of its actor."""

    same: Statement | None = None  # proven: it is another report of this one, and nothing below counts
    novelty: Novelty = Novelty.NEW
    earlier: Statement | None = None  # what it repeats, changes, or is judged to be the same as
    verdict: Verdict | None = None  # on the two
    proven: bool = False  # its words stand in `same`, or in what it repeats: only then may it be hidden
    absorbs: tuple[Statement, ...] = ()  # what of its own article has no word that it has not
    known: tuple[KnownPoint, ...] = ()  # of its points those that are on record; empty where all of it is


@dataclass(frozen=True, slots=True, kw_only=True)
class _Near:
    """What a statement is compared with: of its own article, and of the record."""

    beside: tuple[Statement, ...]
    on_record: tuple[Statement, ...]


_Pair: TypeAlias = tuple[str, str]  # ids of two statements, of which the second says all that the first says
Precomputed: TypeAlias = dict[tuple[str, Rendering], "Match"]  # by the statement's id and the other's rendering


class Comparer:
    """Compares statements with the record.

    Args:
        store: the record.
        load: builds the judge; called once, in the thread.
        clock: the time.
        remember: how far back the record is searched.
        shared: the record, where other processes add to it: an actor is held against them too.

    """

    def __init__(
        self,
        *,
        store: RecordStore,
        load: Callable[[], Judging],
        clock: Clock,
        remember: timedelta,
        shared: SharedRecord | None = None,
    ) -> None:
        self._store = store
        self._load = load
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compare")
        self._turn = asyncio.Lock()
        self._judge: Judging | None = None
        self._shared = shared
        self._records = Records(store=store, clock=clock, remember=remember, in_thread=self._in_thread, shared=shared)

    async def ready(self, actor_ids: Iterable[str] = ()) -> None:
        """Load the judge, and begin to read the records of these actors in the background.

        Raises:
            WeightsError: it cannot be loaded.

        """
        await self._in_thread(self._loaded_judge)
        self._records.fill(actor_ids)

    def hold(self, actor_ids: Iterable[str]) -> None:
        """Begin to read the records of these actors in the background."""
        self._records.fill(actor_ids)

    async def filled(self) -> None:
        """Wait until all records are in memory, or cannot be read."""
        await self._records.filled()

    async def close(self) -> None:
        """Let go of the thread."""
        await self._records.stop()
        self._thread.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def holding(self, actor_ids: Iterable[str]) -> AsyncIterator[None]:
        """Hold the records of these actors: nobody else compares with them or adds to them meanwhile.

        Raises:
            WeightsError: the judge cannot be loaded.
            StoreError: the record cannot be used.

        """
        wanted = sorted(set(actor_ids))  # one order for all, so that no two wait for each other
        async with AsyncExitStack() as held:
            records: list[ActorRecord] = []
            try:
                for actor_id in wanted:
                    record = self._records.of(actor_id)
                    await held.enter_async_context(record.lock)
                    records.append(record)
                if self._shared is not None and wanted:
                    await held.enter_async_context(self._shared.holding_actors(wanted))
                for record in records:
                    await self._records.refresh(record)
                yield
            except BaseException as error:
                # What was to be saved may be on record all the same, where the connection broke while it committed.
                for record in records:
                    if isinstance(error, WatchTimeoutError):  # the thread that hangs may work on it still
                        record.forget_all()
                    else:
                        record.doubt()
                raise

    async def precompute(self, statements: Sequence[Statement]) -> Precomputed | None:
        """Compare the many statements of a long article of one actor, with nobody held; None: they are few.

        What comes of it makes `place` quick, so that the actor is not held for long.
        """
        if len(statements) <= MANY:
            return None
        async with self.holding({statement.actor_id for statement in statements}):
            pass  # the newest of their records is in memory now
        precomputed: Precomputed = {}
        for statement in statements:
            near = await self._near(statement, (), (), many=True)
            await self._in_thread(partial(self._judged, statement, near.on_record, precomputed))
        return precomputed

    async def place(
        self,
        statement: Statement,
        *,
        beside: Sequence[Statement],
        precomputed: Precomputed | None = None,
        around: str = "",
        question: str | None = None,
        actor: Actor | None = None,
        passages: Mapping[str, str] | None = None,
    ) -> Placement:
        """Compare a statement of a held actor with the record, and with what stands beside it in its own article.

        Args:
            statement: the new one.
            beside: what its article says besides.
            precomputed: what `precompute` gave for its article.
            around: the passage that it stands in.
            question: what was asked, of an answer of a few words.
            actor: whose it is; without, no pronoun of a report is taken for the speaker.
            passages: those that stand around what its article says besides, by the ids of the statements.

        """
        disowned: set[str] = set()
        matches: Precomputed = {} if precomputed is None else precomputed
        answers = await self._of_the_same(statement, around, question)
        while True:
            near = await self._near(statement, beside, disowned, many=precomputed is not None)
            reported = await self._reported(statement, near, actor, {statement.id: around, **(passages or {})})
            place = partial(self._place, statement, near, matches, answers=answers, reported=reported)
            placement = await self._in_thread(place)
            found = placement.same or placement.earlier
            if found is None or found in beside or not await self._is_disowned(found):
                break
            disowned.add(found.id)
        if placement.proven:
            return placement
        known = await self._known_points(statement, near.on_record, disowned)
        return replace(placement, known=tuple(one for one in known if not _has_turn(statement, one, placement)))

    async def side_by_side(self, earlier: Statement, later: Statement) -> Comparison:
        """Compare two statements for a person, as `bot.core.ports.Comparing`; the record is not asked, nobody held."""
        return await self._in_thread(lambda: compare_statements(self._loaded_judge(), earlier, later))

    async def _known_points(
        self, statement: Statement, on_record: Sequence[Statement], disowned: Collection[str]
    ) -> tuple[KnownPoint, ...]:
        """Return which points are on record: in what the whole statement is compared with, or in what is near to one.

        Of a long statement the index may give nothing that has one of its sentences.
        """
        record = self._records.of(statement.actor_id)
        out = {*record.ruled_out, *disowned, statement.id}

        def near_to_each() -> set[str]:
            points = points_of(statement.text)[:MOST_POINTS]
            texts = [statement.text[slice(*span)] for span in points] if len(points) > 1 else []
            return {one for text in texts for one, _ in record.index.candidates(text, CANDIDATES_OF_POINT)}

        found = {one.id: one for one in on_record}
        found |= await self._store.statements_by_id((await self._in_thread(near_to_each)) - out - found.keys())
        while True:
            known = await self._in_thread(partial(known_points, statement, list(found.values())))
            gone = {one.statement_id for one in known if await self._is_disowned(found[one.statement_id])}
            if not gone:
                return known
            found = {one: found[one] for one in found.keys() - gone}

    async def _of_the_same(self, statement: Statement, around: str, question: str | None) -> frozenset[str]:
        """Return what on record speaks of the same as words that do not say it: by its passage, or by the question."""
        if not (is_short_answer(statement.text) or points_outside(statement.text)):
            return frozenset()
        index = self._records.of(statement.actor_id).index
        wanted, asked = words_of(around), words_of(question or "")
        found: set[str] = set()
        for statement_id, _ in await self._in_thread(partial(index.candidates, statement.text, CANDIDATES)):
            view = await self._store.statement(statement_id)
            for one in view.sightings if view else ():
                quotation = one.sighting.quotation
                is_asked = asked and words_of(quotation.question or "") == asked
                if is_asked or (wanted and words_of(passage(one.article.text, quotation.evidence)) == wanted):
                    found.add(statement_id)
        return frozenset(found)

    async def _reported(
        self, statement: Statement, near: _Near, actor: Actor | None, passages: Mapping[str, str]
    ) -> frozenset[_Pair]:
        """Return which say nothing beyond which, one of the two being the other in reported speech."""

        def find() -> dict[_Pair, Report]:
            now = rendering_of(statement)
            of_now = [one for one in near.on_record if occasions(rendering_of(one, beside=statement), now)[0]]
            pairs = [(statement, one) for one in (*near.beside, *of_now)]
            pairs += [(one, statement) for one in near.beside]
            found = {(new.id, old.id): report_of(new, old, actor) for new, old in pairs}
            return {pair: one for pair, one in found.items() if one is not None}

        proven = set()
        for pair, report in (await self._in_thread(find)).items():
            if not report.by_pronoun or (actor is not None and await self._means_speaker(report.of, actor, passages)):
                proven.add(pair)
        return frozenset(proven)

    async def _means_speaker(self, report: Statement, actor: Actor, passages: Mapping[str, str]) -> bool:
        """Tell whether a pronoun in a report can mean nobody but the speaker, where it is known what stands before."""
        around = [passages[report.id]] if report.id in passages else []
        if not around and (view := await self._store.statement(report.id)) is not None:
            around = [passage(one.article.text, one.sighting.quotation.evidence) for one in view.sightings]
        return bool(around) and all(names_nobody_else(one, report.text, actor) for one in around)

    async def _is_disowned(self, statement: Statement) -> bool:
        view = await self._store.statement(statement.id)
        return view is not None and is_disowned(view)

    def ruled_out_as(self, statement: Statement) -> list[Statement]:
        """Return what of a held actor the desk ruled out that has the very words of a statement."""
        said = words_of(statement.text)
        return [one for one in self._records.of(statement.actor_id).ruled_out.values() if words_of(one.text) == said]

    async def entries(self, statements: Sequence[Statement]) -> dict[str, IndexEntry]:
        """Return what each of these is found by that is not in memory, by its id: for `keep`, and for the record."""

        def work_out() -> dict[str, IndexEntry]:
            indexes = [(one, self._records.of(one.actor_id).index) for one in statements]
            return {one.id: index.entry(one.id, one.text) for one, index in indexes if one.id not in index}

        return await self._in_thread(work_out) if statements else {}

    async def keep(self, statements: Sequence[Statement], entries: dict[str, IndexEntry]) -> None:
        """Add to the records of held actors what has been saved."""
        await self._records.keep(statements, entries)

    async def _near(
        self, statement: Statement, beside: Sequence[Statement], disowned: Collection[str], *, many: bool
    ) -> _Near:
        """Find what a statement is compared with."""
        record = self._records.of(statement.actor_id)
        index, out = record.index, {*record.ruled_out, *disowned}
        most, most_beside = (CANDIDATES_OF_MANY, CANDIDATES_BESIDE_OF_MANY) if many else (CANDIDATES, CANDIDATES_BESIDE)

        def find() -> tuple[list[str], list[Statement]]:
            found = [one for one, _ in index.candidates(statement.text, most + len(out)) if one not in out]
            return found[:most], _nearest_beside(statement, beside, most=most_beside)

        ids, fresh = await self._in_thread(find)
        by_id = await self._store.statements_by_id(ids)
        for gone in set(ids) - by_id.keys():  # taken off the record since
            await self._in_thread(partial(index.remove, gone))
        near = [by_id[one] for one in ids if one in by_id]
        others = {one.id: one for one in (*near, *(() if many else record.latest))}
        not_among = out.union(one.id for one in fresh)
        return _Near(beside=tuple(fresh), on_record=tuple(one for one in others.values() if one.id not in not_among))

    def _place(
        self,
        statement: Statement,
        near: _Near,
        matches: Precomputed,
        *,
        answers: Collection[str],
        reported: Collection[_Pair],
    ) -> Placement:
        # Within one article words alone decide: nobody turns or repeats himself in one breath.
        for one in near.beside:
            if _is_proven(statement, one, reported):
                return Placement(same=one, proven=True)
        absorbs = tuple(one for one in near.beside if _is_proven(one, statement, reported))
        judged = self._judged(statement, near.on_record, matches)
        return replace(choose(statement, judged, answers=answers, reported=reported), absorbs=absorbs)

    def _judged(
        self, statement: Statement, candidates: Sequence[Statement], precomputed: Precomputed
    ) -> list[tuple[Statement, Match]]:
        renderings = [rendering_of(one, beside=statement) for one in candidates]
        asked = [one for one in renderings if (statement.id, one) not in precomputed]
        matches = self._loaded_judge().compare_many(statement.actor_id, rendering_of(statement), asked)
        precomputed.update(((statement.id, one), match) for one, match in zip(asked, matches, strict=True))
        return [
            (one, precomputed[statement.id, rendering]) for one, rendering in zip(candidates, renderings, strict=True)
        ]

    def _loaded_judge(self) -> Judging:
        if self._judge is None:
            self._judge = self._load()
        return self._judge

    async def _in_thread(self, job: Callable[[], _Result]) -> _Result:
        async with self._turn:  # the time that a job may take begins when the thread is free for it
            working = asyncio.get_running_loop().run_in_executor(self._thread, job)
            try:
                return await asyncio.wait_for(working, COMPARE_SECONDS)
            except TimeoutError:
                # Nothing can end a thread that hangs: another goes on, and what the lost one works on is left to it.
                self._thread.shutdown(wait=False)
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compare")
                raise CompareTimeoutError(f"comparing what it says took more than {COMPARE_SECONDS:.0f} s") from None


def _is_proven(new: Statement, old: Statement, reported: Collection[_Pair]) -> bool:
    """Tell whether words prove that a new statement says nothing beyond an old one, and both say it."""
    return (new.id, old.id) in reported or (is_of_one_sense(new.sense, old.sense) and is_proven(new.text, old.text))


def _has_turn(statement: Statement, point: KnownPoint, placement: Placement) -> bool:
    """Tell whether a point holds the words that are reported as a change: these lead, whoever else said them."""
    if placement.novelty is not Novelty.CHANGED or placement.verdict is None:
        return False
    said = statement.text[slice(*point.span)]
    return any(has_phrase(said, one.after) for one in placement.verdict.differences if one.after)


def _nearest_beside(statement: Statement, beside: Sequence[Statement], *, most: int) -> list[Statement]:
    """Return what of the same article is compared: all of it in a short one."""
    if len(beside) <= most:
        return list(beside)
    texts = [one.text.casefold() for one in beside]
    near = process.extract(statement.text.casefold(), texts, scorer=fuzz.token_set_ratio, limit=most)
    return [beside[place] for _, _, place in near]


def choose(
    statement: Statement,
    matches: Sequence[tuple[Statement, Match]],
    *,
    answers: Collection[str] = (),
    reported: Collection[_Pair] = (),
) -> Placement:
    """Return where a statement stands, from the verdicts on it and each candidate.

    What words prove to be another report of one utterance outranks all, then what is judged to be one: it is reported,
    with the earlier one beneath; unless what it repeats or changes is put in words nearer to its own. Else the latest
    word of the actor on the subject counts, whether repeated or changed. A change is reported as one only where the
    verdict can name the difference; else it is new, with the earlier one beneath. What is less than surely the same is
    new, and nothing is said of the other: of what was told as perhaps the same, fewer than two of three were
    (docs/novelty.md, "Merges that are not sure").

    Args:
        statement: the new one.
        matches: each candidate on record with the verdict on both.
        answers: ids of what speaks of the same, by its question or its passage. Other short answers are compared with
            nothing: "No." and "No." are neither the same nor a change without what was asked. And words that point to
            what is named elsewhere are no repeat of the same words about something else.
        reported: ids of a statement and of one that says all of it, where one of the two is the other in reported
            speech, on the same occasion.

    """
    judged = [_Judged.of(statement, one, match, answers, reported) for one, match in matches]
    judged = [one for one in judged if one.proven or not one.is_short]
    alike = [one for one in judged if one.relation is Relation.SAME and one.verdict.certain]
    same, on_subject = _as_same(alike), _on_subject(judged, now=_said_at_latest(statement))
    if same and not same.proven and on_subject and _is_nearer(statement, on_subject, than=alike):
        return on_subject
    return same or on_subject or _of_one_point(judged) or Placement()


def _said_at_latest(statement: Statement) -> datetime:
    """Return until when a statement may have been said: one "of Monday" until Monday is over, or it is published."""
    until = said_until(said_or_published_at(statement), statement.said_precision)
    return max(min(until, published_or_seen_at(statement)), said_or_published_at(statement))


def _is_nearer(statement: Statement, placement: Placement, *, than: Sequence[_Judged]) -> bool:
    """Tell whether a proven repeat, or a change, is nearer in words: “we will return” to “we will not return”.

    A re-translation of the old words is judged to be the same as both, and hid the turn where it was read first.
    """
    if placement.earlier is None or not (placement.proven or placement.novelty is Novelty.CHANGED):
        return False
    said = words_of(statement.text)
    near, *others = (
        fuzz.ratio(said, words_of(one.text)) for one in (placement.earlier, *(one.earlier for one in than))
    )
    return near >= max(others) + NEARER


def _as_same(alike: Sequence[_Judged]) -> Placement | None:
    if not alike:
        return None
    best = max(alike, key=lambda one: (one.proven, one.score))
    return Placement(same=best.earlier, verdict=best.verdict, proven=True) if best.proven else _as_new(best)


def _on_subject(judged: Sequence[_Judged], *, now: datetime) -> Placement | None:
    """Return what the latest word on the subject comes to."""
    found = [one for one in judged if one.is_repeat or one.is_change_before(now)]
    if not found:
        return None
    last = max(found, key=lambda one: (said_or_published_at(one.earlier), one.proven))
    if last.relation is Relation.CHANGED:
        return Placement(novelty=Novelty.CHANGED, earlier=last.earlier, verdict=last.verdict)
    if last.proven:
        return Placement(novelty=Novelty.REPEAT, earlier=last.earlier, verdict=last.verdict, proven=True)
    return _as_new(last)


def _of_one_point(judged: Sequence[_Judged]) -> Placement | None:
    """Return the latest word on the same point, of which nothing shows that it changed."""
    found = [one for one in judged if one.relation is Relation.CHANGED and one.verdict.certain]
    return _as_new(max(found, key=lambda one: said_or_published_at(one.earlier))) if found else None


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate with the verdict on it, and whether words prove that it says all that the new one says."""

    earlier: Statement
    verdict: Verdict
    score: float
    proven: bool
    is_short: bool

    @property
    def relation(self) -> Relation:
        return self.verdict.relation

    @property
    def is_repeat(self) -> bool:
        return self.verdict.certain and self.relation is Relation.REPEAT

    def is_change_before(self, now: datetime) -> bool:
        """Tell whether it is surely a change of what was said earlier, in something that can be named."""
        return self.verdict.is_named_change and said_or_published_at(self.earlier) <= now

    @classmethod
    def of(
        cls,
        statement: Statement,
        one: Statement,
        match: Match,
        answers: Collection[str],
        reported: Collection[_Pair],
    ) -> _Judged:
        has_question = one.id in answers and stands_in(statement.text, one.text)
        proven = _is_proven(statement, one, reported) or (has_question and is_of_one_sense(statement.sense, one.sense))
        verdict = match.verdict
        if proven and not (verdict.certain and verdict.relation in {Relation.SAME, Relation.REPEAT}):
            one_occasion, days_apart = occasions(rendering_of(one, beside=statement), rendering_of(statement))
            relation = Relation.SAME if one_occasion else Relation.REPEAT
            verdict = Verdict(relation=relation, rule="wording", days_apart=days_apart)
        if verdict.relation is Relation.REPEAT and one.id not in answers and points_outside(statement.text):
            proven = False  # on another occasion they may be of another thing: reported, the old ones beneath
        is_short = is_short_answer(statement.text) or is_short_answer(one.text)
        return cls(one, verdict, match.score, proven, is_short)


def _as_new(judged: _Judged) -> Placement:
    """Place as new what is judged to be the same and not proven: the earlier one stands beneath."""
    return Placement(earlier=judged.earlier, verdict=judged.verdict)
