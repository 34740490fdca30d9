"""Answers about digests: what one would tell now, and when each comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import Channel, DigestView, Platform, Route
from bot.core.timetable import following
from bot.rules.digest import digested
from handlers import limits
from handlers.asked.search import period_of
from handlers.render.messages.digest import counted, counts_of, digest_blocks
from handlers.render.pieces.moments import moment, span_text
from handlers.render.pieces.segments import Block, code, command, joined, words
from handlers.render.replies.reply import paged, sentence
from handlers.render.statement.credits import actor_name
from handlers.typed.mistake import MistakeError, shown_back
from handlers.typed.periods import Period, as_typed_period

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Actor, DigestItem, DigestPlan, StatementView
    from bot.core.ports import Clock
    from handlers.asked.enquiry import CommandStore, Enquiry
    from handlers.render.pieces.segments import Line
    from handlers.render.replies.reply import Reply
    from handlers.typed.whom import Names

NOW_ACTION, LIST_ACTION = "now", "list"
_NOWHERE = Channel(platform=Platform.CONSOLE)


class DigestAnswers:
    """Answers `digest`.

    Args:
        store: the record.
        config: plans, names and the time zone.
        clock: the time.
        names: of actors.

    """

    def __init__(self, *, store: CommandStore, config: Config, clock: Clock, names: Names) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._names = names

    async def digest(self, asked: Enquiry) -> Reply:
        """Show a digest of what was said of late, or list the plans."""
        action = asked.given["action"].casefold()
        if action == LIST_ACTION:
            return self._listed(asked)
        if action != NOW_ACTION:
            way_out = (
                words("Try "),
                command(f"digest {NOW_ACTION}"),
                words(" or "),
                command(f"digest {LIST_ACTION}"),
                words("."),
            )
            raise MistakeError((words(f"digest has no action {shown_back(action)}."),), way_out)
        return await self._now(asked)

    async def views_for(self, asked: Enquiry) -> list[StatementView] | None:
        """Return the statements that a digest on demand tells; None of a list of plans."""
        if asked.given["action"].casefold() != NOW_ACTION:
            return None
        return [one.statement for one in (await self._view(asked)).reported]

    async def _now(self, asked: Enquiry) -> Reply:
        view, actor = await self._view(asked), self._actor(asked)
        span = span_text(view.since, view.until, zone=view.zone)
        if not view.total:
            return sentence("Digest", f"No new statements{f' by {actor.name}' if actor else ''}, {span}.")
        return paged(
            f"Digest{f', {actor.name}' if actor else ''}: {counted(view)}, {span}",
            digest_blocks(view, config=self._config),
            name="digest",
            values=[NOW_ACTION, actor.id if actor else "", as_typed_period(Period(since=view.since, until=view.until))],
            page=asked.page,
        )

    async def _view(self, asked: Enquiry) -> DigestView:
        now = self._clock.now()
        zone = (asked.by.time_zone if asked.by else "") or self._config.bot.time_zone
        actor, typed = self._actor(asked), asked.given["since"]
        period = period_of(typed, now=now, zone=zone) if typed else Period(since=now - limits.DIGEST_NOW)
        since, until = period.since or now - limits.DIGEST_NOW, min(period.until or now, now)
        items = await self._items(actor.id if actor else "", since=since, until=until)
        return DigestView(id="", since=since, until=until, counts=counts_of(items), reported=tuple(items), zone=zone)

    def _actor(self, asked: Enquiry) -> Actor | None:
        return self._names.actor(asked.given["actor"]) if asked.given["actor"] else None

    async def _items(self, actor_id: str, *, since: datetime, until: datetime) -> list[DigestItem]:
        """Return what a digest of everything tells of a time, the newest `limits.DIGEST_STATEMENTS`."""
        plan = Route(
            channel=_NOWHERE,
            actor_ids=(actor_id,) if actor_id else (),
            least_confidence=self._config.alerts.least_confidence,
        )
        sources = {one.id: one for one in self._config.sources}
        seen = await self._store.seen_between(since, until, limit=limits.DIGEST_STATEMENTS)
        alerts = self._config.alerts
        found = [
            digested(view, plan, sources=sources, max_age=alerts.max_age, background_after=alerts.background_after)
            for view in reversed(seen)
        ]
        return [one for one in found if one is not None]

    def _listed(self, asked: Enquiry) -> Reply:
        if not self._config.digests:
            lines: Line = (
                words("There are none. Whoever runs the bot adds them as "),
                code("[[digests]]"),
                words(" to the config. What one would tell now: "),
                command(f"digest {NOW_ACTION}"),
            )
            return paged("Digests", [Block(lines=(lines,))])
        blocks = [self._plan(plan, asked) for plan in self._config.digests]
        return paged("Digests", blocks, name="digest", values=[LIST_ACTION], page=asked.page)

    def _plan(self, plan: DigestPlan, asked: Enquiry) -> Block:
        wants = plan.wants
        names = ", ".join(actor_name(self._config, one) for one in wants.actor_ids) or "everybody"
        about: list[Line] = [
            (words(names),),
            (words(f"from {', '.join(wants.tiers)}"),) if wants.tiers else (),
            (words(f"with {' or '.join(wants.words)}"),) if wants.words else (),
            (words("to "), code(str(wants.channel))) if asked.in_full else (),
        ]
        coming = following(plan.cron, zone=plan.zone, now=self._clock.now())
        when: list[Line] = [
            (words("next "), moment(coming, zone=plan.zone)) if coming else (),
            (code(plan.cron), words(f" in {plan.zone}")),
        ]
        return Block(lines=(joined(about), joined(when)))
