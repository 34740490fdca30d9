"""Answers about what is tracked and how the bot is doing: actors, sources, status."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import DeliveryState, ItemState, NoticeKind, StatementQuery
from handlers import limits
from handlers.render.pieces.lengths import count
from handlers.render.replies import directory, status
from handlers.render.replies.reply import Reply, paged
from handlers.render.replies.sources_table import sources_blocks, sources_title, standings

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Item
    from bot.core.ports import Clock
    from handlers.asked.enquiry import CommandStore, Enquiry


class StateAnswers:
    """Tells of actors, sources and the bot itself.

    Args:
        store: the record.
        config: what is tracked.
        clock: the time.

    """

    def __init__(self, *, store: CommandStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock

    async def actors(self, asked: Enquiry) -> Reply:
        """List who is tracked."""
        now = self._clock.now()
        blocks = [
            directory.actor_block(
                actor, await self._store.statements(StatementQuery(actor_id=actor.id, limit=1)), now=now
            )
            for actor in self._config.actors
        ]
        return paged(f"{count(len(blocks), 'actor')} tracked", blocks, name="actors", page=asked.page)

    async def sources(self, asked: Enquiry) -> Reply:
        """List the sources as a table."""
        now = self._clock.now()
        actor_ids = [actor.id for actor in self._config.actors]
        fare = standings(
            self._config.sources,
            {state.source_id: state for state in await self._store.poll_states()},
            await self._store.notices(since=now),
            statements=await self._store.statements_by_source(actor_ids, since=now - limits.STATEMENTS_OF),
            walled=Counter(one.source_id for one in await self._not_read() if status.is_walled(one)),
            of_feed=Counter(
                one.source_id
                for one in await self._store.read_of_feeds(
                    since=now - limits.STATEMENTS_OF, limit=limits.WALLS_LOOKED_AT
                )
            ),
        )
        pages = max(-(-len(fare) // limits.SOURCES_A_PAGE), 1)
        page = min(asked.page, pages - 1)
        shown = fare[page * limits.SOURCES_A_PAGE : (page + 1) * limits.SOURCES_A_PAGE]
        blocks = sources_blocks(shown, now=now, zone=self._config.bot.time_zone)
        return paged(sources_title(fare), blocks, name="sources", page=page, pages=pages)

    async def state(self, asked: Enquiry) -> Reply:
        """Show what is waiting and what has failed."""
        now = self._clock.now()
        title, life = status.life_block(await self._store.last_beat(), now=now)
        pauses = await self._store.pauses()
        paused = {pause.channel for pause in pauses}  # which say why nothing goes out
        stuck = [one for one in await self._store.stuck_channels() if one.head.channel not in paused]
        dead = await self._store.deliveries(DeliveryState.DEAD, limit=limits.FAILURES_SHOWN)
        failed = await self._store.items(ItemState.FAILED, limit=limits.FAILURES_SHOWN)
        notices = [one for one in await self._store.notices(since=now) if one.ended_at is None]
        notices = [one for one in notices if one.kind is not NoticeKind.LOST_CHANNEL]  # the pauses say it
        since = now - self._config.polling.recheck_until
        unseen = [
            (item, one)
            for one in await self._store.rechecks_given_up(since=since, limit=limits.FAILURES_SHOWN)
            if (item := await self._store.item(one.subject_id)) is not None
        ]
        blocks = [
            life,
            status.counts_block(await self._store.counts()),
            *([status.notices_block(notices, config=self._config)] if notices else []),
            *status.day_blocks(await self._store.concluded_since(now - limits.STATUS_COUNTS)),
            *(status.pause_block(pause, now=now) for pause in pauses),
            *(status.stuck_block(one, now=now) for one in stuck),
            *(status.dead_block(delivery, now=now) for delivery in dead),
            *(status.item_block(item, config=self._config) for item in failed),
            *(status.recheck_block(item, one, config=self._config, now=now) for item, one in unseen),
        ]
        return paged(title, blocks, name="status", page=asked.page)

    async def _not_read(self) -> list[Item]:
        """Return articles that wait or were given up, the last of each."""
        return [
            item
            for state in (ItemState.WAITING, ItemState.FAILED)
            for item in await self._store.items(state, limit=limits.WALLS_LOOKED_AT)
        ]
