"""Is it new: the judge over what each actor is on record with, in a thread of its own.

Comparing is slow beside writing, so it happens before the transaction that saves. The actors of an article are held
meanwhile: two articles with the same words are compared one after the other, and the second finds the first on record.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from rapidfuzz import fuzz, process
from structlog.contextvars import get_contextvars

from bot.core.errors import CompareTimeoutError, WatchTimeoutError
from bot.core.model import Kind, Novelty
from bot.core.search_form import has_phrase
from bot.core.threads import LostJobs, TimedThread
from bot.core.words import words_of
from bot.novelty.clock import occasions
from bot.novelty.known import known_points
from bot.novelty.match import Rendering
from bot.novelty.memory.record import Records
from bot.novelty.placement import Placement, choose, says_nothing_new
from bot.novelty.renderings import rendering_of
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
)
from bot.novelty.wordings.deixis import hangs_on_its_day, points_outside
from bot.novelty.wordings.points import points_of
from bot.novelty.wordings.proof import is_short_answer, passage
from bot.novelty.wordings.reported import names_nobody_else, retelling_of
from bot.rules.corrections import is_disowned

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from bot.core.model import Actor, Comparison, IndexEntry, KnownPoint, Statement
    from bot.core.ports import Clock, SharedRecord
    from bot.novelty.match import Match
    from bot.novelty.memory.record import ActorRecord, RecordStore
    from bot.novelty.placement import Says
    from bot.novelty.side_by_side import Judging
    from bot.novelty.wordings.reported import Retelling

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Near:
    """What a statement is compared with: of its own article, and of the record."""

    beside: tuple[Statement, ...]
    on_record: tuple[Statement, ...]


Precomputed: TypeAlias = dict[tuple[str, Rendering], "Match"]  # by the statement's id and the other's rendering


class Comparer:
    """Compares statements with the record.

    Args:
        store: the record.
        load: builds the judge; called once, in the thread.
        clock: the time.
        remember: how far back the record is searched.
        shared: the record, where other processes add to it: an actor is held against them too.
        lost: the jobs of the process that do not end, of which a comparison may be one.

    """

    def __init__(
        self,
        *,
        store: RecordStore,
        load: Callable[[], Judging],
        clock: Clock,
        remember: timedelta,
        shared: SharedRecord | None = None,
        lost: LostJobs | None = None,
    ) -> None:
        self._store = store
        self._load = load
        self._thread = TimedThread("compare", lost or LostJobs())
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

    def going_first(self) -> AbstractContextManager[None]:
        """Have no record read in the background meanwhile, see `Records.going_first`."""
        return self._records.going_first()

    async def follow(self) -> None:
        """Take into memory what other processes put on record as soon as they do; see `Records.follow`."""
        await self._records.follow()

    async def filled(self) -> None:
        """Wait until all records are in memory, or cannot be read."""
        await self._records.filled()

    async def close(self) -> None:
        """Let go of the thread."""
        await self._records.stop()
        self._thread.close()

    def may_wait(self, actor_ids: Iterable[str]) -> bool:
        """Whether somebody else may hold one of these actors now, in this process or in one that shares the record."""
        wanted = set(actor_ids)
        return bool(wanted) and (
            self._shared is not None or any(self._records.of(actor_id).lock.locked() for actor_id in wanted)
        )

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
            try:
                placement = await self._in_thread(place)
            except CompareTimeoutError:
                self._records.of(statement.actor_id).forget_all()  # the thread that hangs may work on it still
                raise
            found = placement.same or placement.earlier
            if found is None or found in beside or not await self._is_disowned(found):
                break
            disowned.add(found.id)
        if placement.proven:
            return placement
        known = await self._known_points(statement, near.on_record, disowned)
        return replace(placement, known=tuple(one for one in known if not _has_turn(statement, one, placement)))

    async def side_by_side(
        self, earlier: Statement, later: Statement, *, questions: tuple[str, str] = ("", "")
    ) -> Comparison:
        """Compare two statements for a person, as `bot.core.ports.Comparing`; the record is not asked, nobody held."""
        return await self._in_thread(lambda: compare_statements(self._loaded_judge(), earlier, later, questions))

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
        text = statement.text
        if not (is_short_answer(text) or points_outside(text) or hangs_on_its_day(text)):
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
    ) -> frozenset[Says]:
        """Return which say nothing beyond which, one of the two being the other in reported speech."""

        def find() -> dict[Says, Retelling]:
            now = rendering_of(statement)
            of_now = [one for one in near.on_record if occasions(rendering_of(one, beside=statement), now)[0]]
            pairs = [(statement, one) for one in (*near.beside, *of_now)]
            pairs += [(one, statement) for one in near.beside]
            found = {(new.id, old.id): retelling_of(new, old, actor) for new, old in pairs}
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
        reported: Collection[Says],
    ) -> Placement:
        # Within one article words alone decide: nobody turns or repeats himself in one breath.
        for one in near.beside:
            if says_nothing_new(statement, one, reported) and not _quotes(statement, one, reported):
                return Placement(same=one, proven=True)
        absorbs = tuple(one for one in near.beside if says_nothing_new(one, statement, reported))
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
        what = f"comparing what item {get_contextvars().get('item', 'of a lookup')} says"
        async with self._thread.turn:  # the time that a job may take begins when the thread is free for it
            try:
                return await self._thread.run(job, seconds=COMPARE_SECONDS, what=what)
            except TimeoutError:
                raise CompareTimeoutError(f"comparing what it says took more than {COMPARE_SECONDS:.0f} s") from None


def _quotes(statement: Statement, report: Statement, reported: Collection[Says]) -> bool:
    """Tell whether a statement quotes what its article gave in reported speech before: then it is the one to report."""
    is_fresh = report.first_seen_at == statement.first_seen_at  # else it is on record of another article
    is_quotation = statement.kind is Kind.DIRECT and report.kind is Kind.INDIRECT
    return is_fresh and is_quotation and (report.id, statement.id) in reported


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
