"""What one text says, put on record: compared with all that its actors said before, saved, addressed to channels.

Comparing is slow and happens before the transaction, with the actors held (`Recorder.comparing`); saving takes part in
the transaction of the service that read the text (`Recorder.save`), so what is on record and what is to be posted
come to be together with whatever else that service notes.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from bot.core.crediting import is_second_hand, statement_text, why_not
from bot.core.ids import stable_id
from bot.core.model import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Novelty,
    Relation,
    Report,
    Sighting,
    Statement,
    Verdict,
)
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.core.ports import OutboxWrites, OutcomeWrites, RecordWrites
from bot.core.words import words_of
from bot.novelty.proof import passage
from bot.novelty.questions import question_of
from bot.rules.corrections import RULED_OUT
from bot.rules.outcomes import CUT, attribution_outcome, channel_outcome, unsaid
from bot.rules.placing import SOMEBODY_ELSE, placed, reported_again
from bot.rules.routing import lead_first, newly_wanted
from bot.rules.summary import needs_summary, summarise
from bot.rules.times import background, words_published_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article, Channel, IndexEntry, Quotation, Source, Span
    from bot.core.ports import Record
    from bot.jobs.quiet import Quiet
    from bot.novelty.compare import Comparer, Placement, Precomputed

EVIDENCE = 300  # characters of what was said that stand beside an outcome
CRASHED = "the process ended while it was read, three times"
RESTATED = Verdict(relation=Relation.CHANGED, rule="correction")  # words took the place of others in one article


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Words that were found and are reported to nobody."""

    text: str
    why: str


_Because: TypeAlias = "tuple[Outcome, str, str]"  # what became of it, the rule that decided, and its evidence


@dataclass(slots=True)
class _Said:
    """What one article says of one actor."""

    statements: dict[str, Statement] = field(default_factory=dict)  # as they are to be on record
    fresh: set[str] = field(default_factory=set)  # ids of those that were not on record
    restated: set[str] = field(default_factory=set)  # ids of those that a correction reports
    ruled_out: set[str] = field(default_factory=set)  # ids of those that the desk ruled out in the same passage


@dataclass(slots=True)
class Contents:
    """What one article says, ready to be saved."""

    article: Article
    now: datetime
    quotations: Sequence[Quotation] = ()  # all that was found in it
    said: dict[str, _Said] = field(default_factory=dict)  # by actor
    second_hand: list[Statement] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    entries: dict[str, IndexEntry] = field(default_factory=dict)  # what those are found by that were not on record
    is_saved: bool = False

    def statements(self) -> list[Statement]:
        """Return the actors' own statements, as they are to be on record."""
        return [statement for actor in self.said.values() for statement in actor.statements.values()]

    def new(self) -> list[Statement]:
        """Return those that were not on record."""
        return [one for actor in self.said.values() for one in actor.statements.values() if one.id in actor.fresh]

    def seen_again(self) -> list[Statement]:
        """Return those that were."""
        return [one for actor in self.said.values() for one in actor.statements.values() if one.id not in actor.fresh]

    def spans(self) -> dict[str, tuple[Span, ...]]:
        """Return where in the text the words of each statement are; of those that it has twice the fuller."""
        found: dict[str, tuple[Span, ...]] = {}
        for sighting in self.sightings:
            known, content = found.get(sighting.statement_id, ()), sighting.quotation.content
            if sum(end - start for start, end in content) > sum(end - start for start, end in known):
                found[sighting.statement_id] = content
        return found


class RecorderWrites(RecordWrites, OutboxWrites, OutcomeWrites, Protocol):
    """What comes of a text: what it says, and who is to hear of it."""


class Recorder:
    """Puts statements on record.

    Args:
        store: the record.
        comparer: says what of them is new.
        config: sources, routes and `[alerts]`.

    """

    def __init__(self, *, store: Record, comparer: Comparer, config: Config) -> None:
        self._store = store
        self._comparer = comparer
        self._config = config
        self._channels = tuple(dict.fromkeys(route.channel for route in config.routes))

    @asynccontextmanager
    async def comparing(
        self,
        article: Article,
        quotations: Sequence[Quotation],
        *,
        now: datetime,
        restated: Mapping[Quotation, Statement] | None = None,
    ) -> AsyncIterator[Contents]:
        """Decide which statements of the article are new, and hold their actors until they are saved.

        Args:
            article: as it is to be on record.
            quotations: what was found in it.
            now: the time of the reading.
            restated: quotations whose words took the place of a statement's in this article. A correction reports them:
                they go on record, and are no news of their own.

        Raises:
            OnRecordError: the record or the judge cannot be used.

        """
        contents = Contents(article=article, now=now, quotations=quotations)
        by_actor = _by_actor(quotations)
        found = {
            actor_id: [(one, _statement(contents, actor_id, one)) for one in said]
            for actor_id, said in by_actor.items()
        }
        precomputed = {
            actor_id: await self._comparer.precompute([statement for _, statement in said])
            for actor_id, said in found.items()
        }
        async with self._comparer.holding(found):
            for actor_id, said in found.items():
                contents.said[actor_id] = await self._compare(contents, said, restated or {}, precomputed[actor_id])
            for quotation in filter(is_second_hand, quotations):
                self._add_second_hand(contents, quotation)
            contents.entries = await self._comparer.entries(contents.statements())
            yield contents
            if contents.is_saved:
                await self._comparer.keep(contents.statements(), contents.entries)

    async def save(
        self,
        transaction: RecorderWrites,
        contents: Contents,
        *,
        source: Source,
        quiet: Quiet | None,
        screened: bool = False,
    ) -> int:
        """Save the article, what it says, and why that is reported or not.

        Args:
            transaction: in which the reading of the text is noted too.
            contents: what it says.
            source: who reports it.
            quiet: why nobody is to hear of it; None: those who want it are.
            screened: it names no tracked actor.

        Returns:
            How many channels are to hear of it.

        """
        await transaction.save_article(contents.article)
        for statement in (*contents.statements(), *contents.second_hand):
            await transaction.save_statement(statement)
        await transaction.save_index_entries(list(contents.entries.values()))
        for sighting in contents.sightings:
            await transaction.save_sighting(sighting)
        await transaction.outdate(
            {statement.id for statement in contents.seen_again()}, at=contents.now + self._config.alerts.edit_every
        )
        contents.is_saved = True
        await transaction.conclude([_of_article(contents, screened=screened), *_of_attributions(contents)])
        deliveries = [
            await self._address(transaction, source, contents, actor_id, said, quiet=quiet)
            for actor_id, said in contents.said.items()
        ]
        return sum(deliveries)

    def rejected(self, contents: Contents, quotations: Sequence[Quotation]) -> tuple[Rejected, ...]:
        """Return the words that were found and are reported to nobody, each with the reason."""
        text = contents.article.text
        unsaid = [
            Rejected(text=statement_text(text, quotation.content), why=why)
            for quotation in quotations
            if (why := why_not(quotation))
        ]
        background = [
            Rejected(text=statement.text, why=why)
            for statement in contents.new()
            if (why := self._background(statement, contents.article))
        ]
        return (*unsaid, *background)

    async def _compare(
        self,
        contents: Contents,
        found_in_order: Sequence[tuple[Quotation, Statement]],
        restated: Mapping[Quotation, Statement],
        precomputed: Precomputed | None,
    ) -> _Said:
        said = _Said()
        for quotation, found in found_in_order:
            ruled_out = await self._ruled_out(contents.article, quotation, found)
            if ruled_out is not None:
                said.statements[ruled_out.id] = ruled_out
                said.ruled_out.add(ruled_out.id)
                contents.sightings.append(_sighting(contents, ruled_out, quotation))
                continue
            beside = [one for one in said.statements.values() if one.id not in said.ruled_out]
            around = passage(contents.article.text, quotation.evidence)
            question = question_of(contents.article.text, quotation)
            placement = await self._comparer.place(
                found, beside=beside, precomputed=precomputed, around=around, question=question
            )
            statement = self._placed(said, found, placement, quotation, restated.get(quotation))
            said.statements[statement.id] = statement
            contents.sightings.append(_sighting(contents, statement, quotation))
            for shorter in placement.absorbs:
                _absorb(contents, said, shorter, statement)
        return said

    @staticmethod
    def _placed(
        said: _Said,
        found: Statement,
        placement: Placement,
        quotation: Quotation,
        before: Statement | None,
    ) -> Statement:
        """Return a statement as it is to be on record, and note what it is.

        Args:
            said: what the article says of this actor.
            found: the statement as it was found.
            placement: where it stands against the record.
            quotation: it, in the article.
            before: the statement whose place its words took in the article, if they did.

        """
        # Only what words prove is another report of a statement, on a page that is looked at again as well: where it
        # says it in other words, the old ones are corrected, and the new ones are reported with the old ones beneath.
        if placement.same is not None:
            return reported_again(placement.same, quotation)
        said.fresh.add(found.id)
        if before is None:
            return placed(found, placement.novelty, placement.earlier, placement.verdict)
        said.restated.add(found.id)
        statement = placed(found, Novelty.NEW, before, RESTATED)
        # Ruled out: it is the same passage, and nobody has looked at it since.
        return replace(statement, ruling=before.ruling) if before.ruling in RULED_OUT else statement

    def _add_second_hand(self, contents: Contents, quotation: Quotation) -> None:
        if quotation.actor_id is None:
            return
        statement = replace(
            _statement(contents, quotation.actor_id, quotation), teller=quotation.teller or SOMEBODY_ELSE
        )
        contents.second_hand.append(statement)
        contents.sightings.append(_sighting(contents, statement, quotation))

    async def _ruled_out(self, article: Article, quotation: Quotation, found: Statement) -> Statement | None:
        """Return what the desk ruled out of which this is a copy: the same words, in the same passage.

        Where another passage has the words, it may be right about who said them, and what it says is reported.
        """
        passage = words_of(article.text[slice(*quotation.evidence)])
        for ruled in self._comparer.ruled_out_as(found):
            view = await self._store.statement(ruled.id)
            for one in view.sightings if view else ():
                if words_of(one.article.text[slice(*one.sighting.quotation.evidence)]) == passage:
                    return ruled
        return None

    async def _address(
        self,
        transaction: RecorderWrites,
        source: Source,
        contents: Contents,
        actor_id: str,
        said: _Said,
        *,
        quiet: Quiet | None,
    ) -> int:
        """Save a pending delivery for every channel that wants some of the statements now; returns how many."""
        wanted: dict[Channel, list[Statement]] = {}
        concluded: list[Conclusion] = []
        for statement in said.statements.values():
            for channel, because in await self._asked(transaction, source, contents, said, statement, quiet=quiet):
                if because is None:
                    wanted.setdefault(channel, []).append(statement)
                else:
                    concluded.append(_of_statement(contents, statement, str(channel), *because))
            if not self._channels:
                concluded.append(_of_statement(contents, statement, "", Outcome.NO_ROUTE, "config", "no route is set"))
        for channel, statements in wanted.items():
            report = _report(contents, actor_id, statements)
            concluded += await _save_alert(transaction, contents, report, channel, statements, source=source)
        await transaction.conclude(concluded)
        return len(wanted)

    async def _asked(
        self,
        transaction: RecorderWrites,
        source: Source,
        contents: Contents,
        said: _Said,
        statement: Statement,
        *,
        quiet: Quiet | None,
    ) -> list[tuple[Channel, _Because | None]]:
        """Return why each channel does not hear of a statement now; None: it does. One that heard of it falls out."""
        reached = await transaction.channels_reached(statement.id)
        is_corrected = statement.id in said.restated
        reached |= await _answered(transaction, statement, since=contents.now if is_corrected else None)
        heard = await _heard_before(transaction, statement)
        withheld = self._withheld(statement, said, contents.article, quiet=quiet)
        asked: list[tuple[Channel, _Because | None]] = []
        for channel in self._channels:
            if channel not in reached:
                because = withheld or self._unwanted_in(
                    channel,
                    statement,
                    source=source,
                    headline=contents.article.title,
                    reached=reached,
                    heard_before=channel in heard,
                )
                asked.append((channel, because))
            elif is_corrected:
                asked.append((channel, (Outcome.CORRECTED, "jobs.record", "a reply to the alert corrects it")))
        return asked

    def _unwanted_in(
        self,
        channel: Channel,
        statement: Statement,
        *,
        source: Source,
        headline: str,
        reached: Collection[Channel],
        heard_before: bool,
    ) -> _Because | None:
        """Return why no route of a channel wants a statement; None: one does."""
        wanted = any(
            newly_wanted(route, statement, source=source, headline=headline, reached=reached, heard_before=heard_before)
            for route in self._config.routes
            if route.channel == channel
        )
        if wanted:
            return None
        outcome, why = channel_outcome(
            channel, self._config.routes, statement, source=source, headline=headline, heard_before=heard_before
        )
        return outcome, "rules.routing.unwanted", why

    def _withheld(self, statement: Statement, said: _Said, article: Article, *, quiet: Quiet | None) -> _Because | None:
        """Return why no channel is to hear of a statement from this report, with the rule and its evidence."""
        if statement.id in said.ruled_out or statement.ruling in RULED_OUT:
            return Outcome.RULED_OUT, "jobs.record", f"a moderator ruled the same passage out: {statement.ruling}"
        if background_reason := self._background(statement, article):
            return Outcome.BACKGROUND, "rules.times.background", background_reason
        if quiet is not None:
            return quiet.outcome, quiet.rule, quiet.evidence
        return None

    def _background(self, statement: Statement, article: Article) -> str | None:
        return background(
            statement,
            published_at=words_published_at(article) or article.fetched_at,
            after=self._config.alerts.background_after,
        )


async def _save_alert(
    transaction: RecorderWrites,
    contents: Contents,
    report: Report,
    channel: Channel,
    statements: Sequence[Statement],
    *,
    source: Source,
) -> list[Conclusion]:
    """Save a report of some statements, and that it is to be posted; returns what is concluded of them."""
    await transaction.save_report(report)
    delivery_id = stable_id("delivery", report.id, str(channel))
    await transaction.add_delivery(
        Delivery(
            id=delivery_id,
            report_id=report.id,
            channel=channel,
            state=DeliveryState.PENDING,
            next_try_at=contents.now,
            created_at=contents.now,
        )
    )
    return [
        _of_statement(
            contents,
            statement,
            str(channel),
            Outcome.REPORTED,
            "rules.routing.newly_wanted",
            f"a route of the channel wants it, reported by {source.name}",
            related_id=delivery_id,
        )
        for statement in statements
    ]


async def _answered(transaction: RecorderWrites, statement: Statement, *, since: datetime | None) -> set[Channel]:
    """Return the channels that hear of restated words by a reply to an alert of those whose place they took.

    To the others they are news: where there was no alert, where it waits still or was collapsed, and where there were
    too many corrections for a reply to each.

    Args:
        transaction: in which the replies have been saved.
        statement: the new words.
        since: when they were first seen, if that is now: replies of before are to other words.

    """
    found: set[Channel] = set()
    while statement.verdict == RESTATED and statement.earlier_id is not None:
        view = await transaction.statement(statement.earlier_id)
        if view is None:
            break
        statement = view.statement
        found |= {
            one.channel
            for one in await transaction.deliveries_of(statement.id)
            if one.kind is DeliveryKind.CORRECTION and (since is None or one.created_at >= since)
        }
    return found


async def _heard_before(transaction: RecorderWrites, statement: Statement) -> set[Channel]:
    """Return the channels that heard of an earlier occasion of what is repeated."""
    if statement.novelty is not Novelty.REPEAT or statement.earlier_id is None:
        return set()
    return await transaction.channels_that_heard(statement.earlier_id)


def _of_article(contents: Contents, *, screened: bool) -> Conclusion:
    """Conclude what the text holds."""
    own, others = len(contents.statements()), len(contents.second_hand)
    if own or others:
        outcome, evidence = Outcome.HAS_STATEMENTS, f"{own} of tracked actors, {others} at second hand"
    elif screened:
        outcome, evidence = Outcome.SCREENED_OUT, "it names no tracked actor"
    else:
        outcome, evidence = Outcome.NO_STATEMENT, f"{len(contents.quotations)} attributions, none of them a statement"
    if contents.article.text.endswith(CUT):
        evidence += f"; what stands behind its first {len(contents.article.text):,} characters was not kept"
    return Conclusion(
        subject=Subject.ARTICLE,
        subject_id=contents.article.id,
        outcome=outcome,
        rule="watcher",
        evidence=evidence,
        at=contents.now,
    )


def _of_attributions(contents: Contents) -> Iterator[Conclusion]:
    """Conclude what became of each attribution of a tracked actor."""
    of = partial(Conclusion, subject=Subject.ATTRIBUTION, at=contents.now, related_id=contents.article.id)
    fresh = {statement.id for statement in contents.new()}
    ruled_out = {statement_id for said in contents.said.values() for statement_id in said.ruled_out}
    for sighting in contents.sightings:
        text = statement_text(contents.article.text, sighting.quotation.content)
        if is_second_hand(sighting.quotation):
            outcome = Outcome.SECOND_HAND
        elif sighting.statement_id in ruled_out:
            outcome = Outcome.RULED_OUT
        else:
            outcome = Outcome.ON_RECORD if sighting.statement_id in fresh else Outcome.SEEN_AGAIN
        yield of(subject_id=sighting.id, outcome=outcome, rule="jobs.record", evidence=text[:EVIDENCE])
    for quotation in unsaid(contents.quotations):
        reason = attribution_outcome(quotation)
        if quotation.actor_id is None or reason is None:
            continue
        outcome, rule, why = reason
        text = statement_text(contents.article.text, quotation.content)
        who = f" ({quotation.speaker})" if quotation.speaker else ""
        yield of(
            subject_id=stable_id("attribution", contents.article.id, quotation.actor_id, str(quotation.content)),
            outcome=outcome,
            rule=rule,
            evidence=f"{why}: {text[: EVIDENCE - len(why) - len(who)]}{who}",
        )


def _of_statement(
    contents: Contents,
    statement: Statement,
    channel: str,
    outcome: Outcome,
    rule: str,
    evidence: str,
    *,
    related_id: str = "",
) -> Conclusion:
    return Conclusion(
        subject=Subject.STATEMENT,
        subject_id=statement.id,
        channel=channel,
        outcome=outcome,
        rule=rule,
        evidence=evidence,
        related_id=related_id,
        at=contents.now,
    )


def _absorb(contents: Contents, said: _Said, shorter: Statement, longer: Statement) -> None:
    """Make one statement of two of one article, of which the second has all the words of the first."""
    if shorter.id not in said.fresh or shorter.id in said.restated or shorter.id == longer.id:
        return
    del said.statements[shorter.id]
    said.fresh.remove(shorter.id)
    contents.sightings[:] = [
        _sighting(contents, longer, one.quotation) if one.statement_id == shorter.id else one
        for one in contents.sightings
    ]


def _report(contents: Contents, actor_id: str, statements: Sequence[Statement]) -> Report:
    """Make the report of these statements, the lead first; where they are many or long, what is shown of them first."""
    ordered = lead_first(statements)
    spans = contents.spans()
    shown: dict[str, Span] = {}
    if needs_summary([(one, spans[one.id]) for one in ordered]):
        for statement_id, span in summarise(contents.article.text, [(one, spans[one.id]) for one in statements]):
            shown.setdefault(statement_id, span)
        statement_ids = tuple(dict.fromkeys([*shown, *(one.id for one in statements)]))
    else:
        statement_ids = tuple(one.id for one in ordered)
    return Report(
        id=stable_id("report", contents.article.id, actor_id, *statement_ids),
        actor_id=actor_id,
        article_id=contents.article.id,
        statement_ids=statement_ids,
        created_at=contents.now,
        excerpts=tuple(shown.get(one) for one in statement_ids) if shown else (),
    )


def _by_actor(quotations: Sequence[Quotation]) -> dict[str, list[Quotation]]:
    """Return the quotations that are statements, by tracked actor, in the order of the text."""
    found: dict[str, list[Quotation]] = {}
    for quotation in quotations:
        if quotation.actor_id is not None and why_not(quotation) is None:
            found.setdefault(quotation.actor_id, []).append(quotation)
    return found


def _statement(contents: Contents, actor_id: str, quotation: Quotation) -> Statement:
    article = contents.article
    return Statement(
        id=stable_id("statement", article.id, actor_id, str(quotation.content)),
        actor_id=actor_id,
        text=statement_text(article.text, quotation.content),
        kind=quotation.kind,
        said_at=quotation.said_at,
        said_precision=quotation.said_precision,
        first_seen_at=contents.now,
        novelty=Novelty.NEW,
        confidence=quotation.confidence,
        sense=quotation.sense,
        published_at=words_published_at(article),
    )


def _sighting(contents: Contents, statement: Statement, quotation: Quotation) -> Sighting:
    return Sighting(
        id=stable_id("sighting", statement.id, contents.article.id, str(quotation.content)),
        statement_id=statement.id,
        article_id=contents.article.id,
        quotation=replace(quotation, question=question_of(contents.article.text, quotation)),
        seen_at=contents.now,
    )
