"""Who hears of what a text says: a pending delivery for each channel that wants it, and for each other the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bot.core.ids import stable_id
from bot.core.model import Delivery, DeliveryKind, DeliveryState, Novelty, Report
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.rules.corrections import RULED_OUT
from bot.rules.more import heads_thread, partly_reported_by
from bot.rules.outcomes import channel_outcome
from bot.rules.placing import RESTATED
from bot.rules.routing import loudest, newly_wanted, thread_of
from bot.rules.summary import lead_first, needs_summary, summarise
from bot.rules.times import background, words_published_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article, Channel, Route, Source, Span, Statement
    from bot.jobs.recording.contents import ActorContents, Contents, RecorderWrites
    from bot.jobs.recording.quiet import Quiet

_Because: TypeAlias = "tuple[Outcome, str, str]"  # what became of it, the rule that decided, and its evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a channel's routes say to a statement."""

    channel: Channel
    because: _Because | None = None  # why it does not hear of it now; None: it does
    routes: tuple[Route, ...] = ()  # those that want it


class Addressing:
    """Addresses statements to channels.

    Args:
        config: routes and `[alerts]`.

    """

    def __init__(self, *, config: Config) -> None:
        self._config = config

    def _routes_by_channel(self) -> dict[Channel, list[Route]]:
        """Return where routes lead: asked anew each time, since people add some by command."""
        routes: dict[Channel, list[Route]] = {}
        for route in self._config.routes:
            routes.setdefault(route.channel, []).append(route)
        return routes

    async def address(
        self,
        transaction: RecorderWrites,
        source: Source,
        contents: Contents,
        actor_id: str,
        said: ActorContents,
        *,
        quiet: Quiet | None,
        at: datetime,
    ) -> int:
        """Save a pending delivery for every channel that wants some of the statements now; returns how many.

        Args:
            transaction: in which what is reported is saved too.
            source: who reports it.
            contents: what the article says.
            actor_id: one actor of it.
            said: what that one says.
            quiet: why nobody is to hear of it; None: those who want it are.
            at: the time within the transaction: deliveries are as old as that. A channel is told what came on record
                first, and what is compared for long comes on record after what was begun later.

        """
        wanted: dict[Channel, list[Statement]] = {}
        wanting: dict[Channel, list[Route]] = {}
        concluded: list[Conclusion] = []
        for statement in said.statements.values():
            for one in await self._asked(transaction, source, contents, said, statement, quiet=quiet):
                if one.because is None:
                    wanted.setdefault(one.channel, []).append(statement)
                    wanting.setdefault(one.channel, []).extend(one.routes)
                else:
                    concluded.append(_of_statement(contents, statement, str(one.channel), *one.because))
            if not self._config.routes:
                concluded.append(_of_statement(contents, statement, "", Outcome.NO_ROUTE, "config", "no route is set"))
        for channel, statements in wanted.items():
            report = _report(contents, actor_id, statements)
            head = await _thread_for(transaction, contents, channel, statements)
            thread = thread_of(wanting[channel], actor_id, at=contents.now, zone=self._config.bot.time_zone)
            alert = _alert(report, channel, wanting[channel], parent_id=head, thread=thread, now=at)
            concluded += await _save_alert(transaction, contents, report, alert, statements, source=source)
        await transaction.conclude(concluded)
        return len(wanted)

    async def _asked(
        self,
        transaction: RecorderWrites,
        source: Source,
        contents: Contents,
        said: ActorContents,
        statement: Statement,
        *,
        quiet: Quiet | None,
    ) -> list[_Answer]:
        """Return what each channel says to a statement. One that heard of it falls out."""
        reached = await transaction.channels_reached(statement.id)
        is_corrected = statement.id in said.restated
        reached |= await _answered(transaction, statement, since=contents.now if is_corrected else None)
        heard = await _heard_before(transaction, statement)
        withheld = self._withheld(statement, said, contents.article, quiet=quiet)
        here = replace(statement, text=contents.reported_words(statement))  # those that a route asks for words of
        asked: list[_Answer] = []
        for channel, routes in self._routes_by_channel().items():
            if channel in reached:
                if is_corrected:
                    corrected = Outcome.CORRECTED, "jobs.address", "a reply to the alert corrects it"
                    asked.append(_Answer(channel=channel, because=corrected))
            elif withheld:
                asked.append(_Answer(channel=channel, because=withheld))
            else:
                answer = _answer_of(
                    channel,
                    routes,
                    here,
                    source=source,
                    headline=contents.article.title,
                    reached=reached,
                    now=contents.now,
                    heard_before=channel in heard,
                )
                asked.append(answer)
        return asked

    def _withheld(
        self, statement: Statement, said: ActorContents, article: Article, *, quiet: Quiet | None
    ) -> _Because | None:
        """Return why no channel is to hear of a statement from this report, with the rule and its evidence."""
        if statement.id in said.ruled_out or statement.ruling in RULED_OUT:
            return Outcome.RULED_OUT, "jobs.address", f"a moderator ruled the same passage out: {statement.ruling}"
        if reason := self.background_reason(statement, article):
            return Outcome.BACKGROUND, "rules.times.background", reason
        if quiet is not None:
            return quiet.outcome, quiet.rule, quiet.evidence
        return None

    def background_reason(self, statement: Statement, article: Article) -> str | None:
        """Return why a statement is background beside its article; None: it is not."""
        return background(
            statement,
            published_at=words_published_at(article) or article.fetched_at,
            after=self._config.alerts.background_after,
        )


def _answer_of(
    channel: Channel,
    routes: Sequence[Route],
    statement: Statement,
    *,
    source: Source,
    headline: str,
    reached: Collection[Channel],
    now: datetime,
    heard_before: bool,
) -> _Answer:
    """Return which routes of a channel want a statement, or why none does."""
    ask = partial(newly_wanted, source=source, headline=headline, reached=reached, now=now)
    if wanting := tuple(route for route in routes if ask(route, statement, heard_before=heard_before)):
        return _Answer(channel=channel, routes=wanting)
    outcome, why = channel_outcome(
        channel, routes, statement, source=source, headline=headline, now=now, heard_before=heard_before
    )
    return _Answer(channel=channel, because=(outcome, "rules.routing.unwanted", why))


def _alert(
    report: Report,
    channel: Channel,
    wanting: Sequence[Route],
    *,
    parent_id: str | None,
    thread: str | None,
    now: datetime,
) -> Delivery:
    urgency, mention = loudest(wanting)
    return Delivery(
        id=stable_id("delivery", report.id, str(channel)),
        report_id=report.id,
        channel=channel,
        state=DeliveryState.PENDING,
        next_try_at=now,
        created_at=now,
        parent_id=parent_id,
        urgency=urgency,
        mention=mention,
        thread=thread,
    )


async def _save_alert(
    transaction: RecorderWrites,
    contents: Contents,
    report: Report,
    alert: Delivery,
    statements: Sequence[Statement],
    *,
    source: Source,
) -> list[Conclusion]:
    """Save a report of some statements, and that it is to be posted; returns what is concluded of them."""
    await transaction.save_report(report)
    await transaction.add_delivery(alert)
    why = f"a route of the channel wants it, reported by {source.name}"
    if alert.parent_id is not None:
        why += "; it is more of a remark reported there, so it answers that alert"
    return [
        _of_statement(
            contents,
            statement,
            str(alert.channel),
            Outcome.REPORTED,
            "rules.routing.newly_wanted",
            why,
            related_id=alert.id,
        )
        for statement in statements
    ]


async def _thread_for(
    transaction: RecorderWrites, contents: Contents, channel: Channel, statements: Sequence[Statement]
) -> str | None:
    """Return the alert below which a report stands: all of it is more of what that one says, or it stands by itself.

    What is more of a remark that itself stands below an alert stands below the same.
    """
    heads: list[set[str]] = []
    for statement in statements:
        # A report in other words than those on record may have none of the points that were compared.
        has_its_words = contents.reported_words(statement) == statement.text
        found: set[str] = set()
        for earlier in partly_reported_by(statement) if has_its_words else ():
            for alert in await transaction.deliveries_of(earlier):
                if not heads_thread(alert, channel, now=contents.now):
                    continue
                head = await transaction.delivery(alert.parent_id) if alert.parent_id else alert
                if head is not None and heads_thread(head, channel, now=contents.now):
                    found.add(head.id)
        heads.append(found)
    return min(set.intersection(*heads), default=None)


async def _answered(transaction: RecorderWrites, statement: Statement, *, since: datetime | None) -> set[Channel]:
    """Return the channels that hear of restated words by a reply to an alert of those whose place they took.

    To the others they are news: where there was no alert, where it waits still or was collapsed, where there were too
    many corrections for a reply to each, and where the reply died before it was posted.

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
            if one.kind is DeliveryKind.CORRECTION
            and (since is None or one.created_at >= since)
            and (one.state is not DeliveryState.DEAD or one.sent_at is not None)
        }
    return found


async def _heard_before(transaction: RecorderWrites, statement: Statement) -> set[Channel]:
    """Return the channels that heard of an earlier occasion of what is repeated."""
    if statement.novelty is not Novelty.REPEAT or statement.earlier_id is None:
        return set()
    return await transaction.channels_that_heard(statement.earlier_id)


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
