"""Service: a moderator says that two are not the same → both are on record and reported once, and it is feedback."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.core.model import Feedback, FeedbackKind
from bot.core.outcomes import Conclusion, Outcome, Subject
from bot.core.ports import RulingWrites
from bot.jobs.recording.contents import ActorContents, Contents, RecorderWrites
from bot.jobs.rulings import feedback
from bot.rules.apart import apart_from_earlier, statement_apart, together_again

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Member, SightingView, Statement, StatementView
    from bot.core.ports import Transactional
    from bot.rules.apart import Merge

log = structlog.get_logger()


class ApartWrites(RulingWrites, RecorderWrites, Protocol):
    """What telling apart writes."""


async def take_apart(
    store: Transactional[ApartWrites], config: Config, view: StatementView, merge: Merge, *, by: Member, now: datetime
) -> int:
    """Make two of what was merged, tell what was not reported, and return in how many channels.

    Words that were merged with an earlier statement are news by themselves then; a page that was taken for another
    report of a statement has one of its own. Alerts of both are outdated. Done twice it is done once.

    Args:
        store: the record.
        config: sources and routes.
        view: the statement.
        merge: what it is not the same as, of `bot.rules.apart.merges`.
        by: a moderator.
        now: the time.

    """
    apart = apart_from_earlier(view.statement) if merge.earlier else statement_apart(view, merge)
    sightings = merge.sightings or view.sightings[:1]
    async with store.transaction() as transaction:
        await transaction.save_statement(apart)
        for one in merge.sightings:
            await transaction.move_sighting(one.sighting.id, apart.id)
        await transaction.rule(apart.id, FeedbackKind.NOT_THE_SAME)
        await transaction.save_feedback(
            Feedback(
                id=feedback.id_of(FeedbackKind.NOT_THE_SAME, apart.id, by),
                statement_id=apart.id,
                kind=FeedbackKind.NOT_THE_SAME,
                person=by,
                given_at=now,
            )
        )
        await transaction.outdate([view.statement.id, apart.id], at=now)
        await transaction.conclude([_on_record(one, now=now) for one in merge.sightings])
        delivered = await _tell(transaction, config, apart, sightings, now=now)
    log.info("taken apart", statement=view.statement.id, apart=apart.id, person=by.id, deliveries=delivered)
    return delivered


async def put_together(store: Transactional[ApartWrites], view: StatementView, *, by: Member, now: datetime) -> None:
    """Take back that a statement is not the same as what it was told apart from, whichever moderator said so.

    What was reported meanwhile stays in its channels; the alerts that show either of the two are outdated. Done twice
    it is done once.

    Args:
        store: the record.
        view: the statement.
        by: a moderator.
        now: the time.

    """
    earlier, together = view.earlier, together_again(view)
    async with store.transaction() as transaction:
        given = await transaction.feedback_on(together.id)
        taken_back = [one for one in given if one.kind is FeedbackKind.NOT_THE_SAME and one.person.moderator]
        for one in taken_back:
            await transaction.remove_feedback(one.id)
        ruling = feedback.ruling([one for one in given if one not in taken_back])
        await transaction.save_statement(replace(together, ruling=ruling))
        await transaction.rule(together.id, ruling)
        await transaction.outdate([together.id, *([earlier.id] if earlier else [])], at=now)
    log.info("put together again", statement=together.id, person=by.id)


async def _tell(
    transaction: ApartWrites, config: Config, apart: Statement, views: tuple[SightingView, ...], *, now: datetime
) -> int:
    """Address a statement to the channels that want it and have not heard of it; returns how many."""
    from bot.jobs.recording.address import Addressing  # noqa: PLC0415 - cuts summaries with numpy, for which no lookup is to wait

    source = config.sources.get(views[0].article.source_id) if views else None
    if source is None:  # one that is no longer polled tells nothing
        return 0
    article = views[0].article
    here = [replace(one.sighting, statement_id=apart.id) for one in views if one.article.id == article.id]
    said = ActorContents(statements={apart.id: apart}, fresh={apart.id})
    contents = Contents(article=article, now=now, said={apart.actor_id: said}, sightings=here)
    return await Addressing(config=config).address(
        transaction, source, contents, apart.actor_id, said, quiet=None, at=now
    )


def _on_record(one: SightingView, *, now: datetime) -> Conclusion:
    return Conclusion(
        subject=Subject.ATTRIBUTION,
        subject_id=one.sighting.id,
        outcome=Outcome.ON_RECORD,
        rule="jobs.apart",
        evidence="a moderator said that it is not the same as what it was merged with",
        related_id=one.article.id,
        at=now,
    )
