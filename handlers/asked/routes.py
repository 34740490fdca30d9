"""Answers about who hears of what: `follow`, `unfollow`, `routes`, `mute`, `unmute` and `quiet`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.core.errors import RouteChangeError
from bot.core.model import OPERATOR, Channel, Platform
from bot.core.routes import route_id
from handlers.asked.route_channels import RouteChannels, is_elsewhere, named_as
from handlers.command_table import OFF, RETRY
from handlers.render.pieces.lengths import count
from handlers.render.pieces.moments import moment
from handlers.render.pieces.segments import Block, Line, code, command, strong, words
from handlers.render.replies.reply import Reply, paged, sentence
from handlers.render.replies.routes import held_block, route_block, route_name
from handlers.typed.ahead import moment_ahead
from handlers.typed.hours import hours_of_day, zone_named
from handlers.typed.line import sought_in
from handlers.typed.mistake import MistakeError, shown_back
from handlers.typed.whom import Names
from handlers.who_may import AT_THE_TERMINAL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from bot.core.config import Config
    from bot.core.model import Member, Route
    from bot.core.ports import ChannelAccess, Clock
    from bot.jobs.by_command.route_changes import RouteChanges
    from bot.jobs.notices.lost_channels import LostChannels
    from handlers.asked.enquiry import Enquiry

log = structlog.get_logger()

_NOT_REFUSED: Line = (words("This channel does not refuse the bot: nothing is held back."),)

Came = TypeVar("Came")


class RouteAnswers:
    """Changes and lists the routes to the channel in which somebody asks, or to their direct messages.

    Args:
        changes: changes the routes.
        lost: knows which channels refuse the bot.
        config: what there is.
        clock: the time.
        access: the platforms that are on; asked before alerts are led to a channel.

    """

    def __init__(
        self,
        *,
        changes: RouteChanges,
        lost: LostChannels,
        config: Config,
        clock: Clock,
        access: Mapping[Platform, ChannelAccess],
    ) -> None:
        self._changes = changes
        self._lost = lost
        self._config = config
        self._clock = clock
        self._access = access
        self._channels = RouteChannels(config=config, access=access)
        self._names = Names(config)

    async def follow(self, asked: Enquiry) -> Reply:
        """Lead what an actor says to a channel."""
        by, channel = await self._channels.to_change(asked)
        actor = self._names.actor(asked.given["actor"])
        sought = sought_in(asked.given["words"])
        settings: dict[str, Any] = {"channel": str(channel), "actors": [actor.id]}
        wanted = {"words": [*sought.words.split(), *sought.phrases], "not_words": list(sought.without)}
        unchecked = await self._channels.require_open(channel, by=by)
        settings |= {key: one for key, one in wanted.items() if one}
        route = await _changed(self._changes.follow(settings, by=by))
        named: Line = (strong(route_name(route, config=self._config)),)
        line: Line = (words("New statements are posted here from now on. "), command(f"unfollow {actor.id}"))
        if by.place is None and asked.given["channel"]:
            where: Line = (
                code(str(channel)),
                words(" from now on. "),
                command(f"unfollow {actor.id} channel:{channel}"),
            )
            line = (words("New statements are posted to "), *where)
        elif is_elsewhere(by, channel):
            line = (words("New statements come as direct messages from now on. There, "), command("unfollow …"))
        return Reply(
            title=f"Following {actor.name}", blocks=(Block(lines=(named, (*line, words(" ends it.")), *unchecked)),)
        )

    async def unfollow(self, asked: Enquiry) -> Reply:
        """Take out what was followed by command."""
        by, channel = await self._channels.to_change(asked)
        meant = await self._meant(asked.given["route"], channel)
        meant = [route for route in meant if route.by_command] or meant  # of those of the config it is said

        async def change() -> None:
            for route in meant:
                await self._changes.unfollow(route_id(route), by=by)

        await _changed(change())
        return self._said("removed", meant, (words("Not posted here any more; what was posted stays."),))

    async def routes(self, asked: Enquiry) -> Reply:
        """List what leads to the channel, or try the channel anew."""
        await self._changes.refresh()
        if action := asked.given["action"]:
            if action.casefold() != RETRY:
                said = (words(f"routes has no action {shown_back(action)}. Try "), command("routes retry"), words("."))
                raise MistakeError(said)
            return await self._retry(asked)
        now, by = self._clock.now(), asked.by or AT_THE_TERMINAL
        is_everywhere = by.id.startswith(OPERATOR) and not asked.given["channel"]
        channel = None if is_everywhere else await self._channels.channel(asked, by)
        shown = [one for one in self._config.routes if channel in {None, one.channel}]
        rows = await self._changes.stored()
        pause = None if channel is None else await self._lost.paused(channel)
        blocks = [] if pause is None else [held_block(pause, now=now)]
        blocks += [
            route_block(
                one,
                rows.get(route_id(one)),
                config=self._config,
                now=now,
                zone=self._channels.zone_of(by),
                names_channel=is_everywhere,
            )
            for one in shown
        ]
        if is_everywhere:
            blocks += [Block(lines=((words(why),),)) for why in self._changes.problems]
        to = "" if channel is None else " to your direct messages" if is_elsewhere(by, channel) else " here"
        title = f"{count(len(shown), 'route')}{to}" if shown else "No routes yet"
        if not shown:
            blocks.append(
                Block(lines=((words("To have statements posted here, type "), command("follow …"), words(".")),))
            )
        return paged(title, blocks, name="routes", values=["", asked.given["channel"]], page=asked.page)

    async def mute(self, asked: Enquiry) -> Reply:
        """Tell nothing of some routes, or of all of the channel, for a while."""
        by, channel = await self._channels.to_change(asked)
        zone = self._channels.zone_of(by)
        until = moment_ahead(asked.given["time"], now=self._clock.now(), zone=zone)
        if until is None:
            said = f"{shown_back(asked.given['time'])} is not a time to mute for. Write one like "
            raise MistakeError(
                (
                    words(said),
                    code("2h"),
                    words(", "),
                    code("until 9:00"),
                    words(" or "),
                    code("until monday"),
                    words("."),
                ),
            )
        meant = await self._meant(asked.given["route"], channel)
        await _changed(self._changes.mute(meant, until=until, by=by))
        line: Line = (
            words("Not posted here until "),
            moment(until, zone=zone),
            words("; it goes on record all the same."),
        )
        return self._said("muted", meant, line, (command("unmute"), words(" ends it before.")))

    async def unmute(self, asked: Enquiry) -> Reply:
        """Tell again what muted routes ask for."""
        by, channel = await self._channels.to_change(asked)
        meant = await self._meant(asked.given["route"], channel, is_muted=True)
        await _changed(self._changes.unmute(meant, by=by))
        return self._said("unmuted", meant, (words("New statements are posted here again."),))

    async def quiet(self, asked: Enquiry) -> Reply:
        """Set the hours in which alerts of what was followed by command wait, end them, or show those of all."""
        typed = " ".join(filter(None, (asked.given["hours"], asked.given["zone"])))
        if not typed:
            return await self._quiet_hours(asked)
        by, channel = await self._channels.to_change(asked)
        hours = None if typed.casefold() == OFF else self._hours(typed, by)
        meant = await self._meant("", channel)
        changed = await _changed(self._changes.quieten(meant, hours, by=by))
        lines: list[Line] = [(strong(route_name(one, config=self._config)),) for one in changed]
        if hours is None:
            title = "No quiet hours any more"
            lines.append((words("Alerts are posted at once again, those that waited too."),))
        else:
            title = f"Quiet hours: {changed[0].quiet}"
            ending = command(f"quiet {OFF}{named_as(by, channel)}")
            lines.append((words("Alerts wait until they end; "), ending, words(" ends them now.")))
            lines.append((words("What is followed here later has none until they are set again."),))
        if kept := len(meant) - len(changed):
            stay = "stays as it is, and what it wants" if kept == 1 else "stay as they are, and what they want"
            lines.append((words(f"{count(kept, 'route')} of the config {stay} comes as before."),))
        return Reply(title=title, blocks=(Block(lines=tuple(lines)),))

    async def _quiet_hours(self, asked: Enquiry) -> Reply:
        await self._changes.refresh()
        by = asked.by or AT_THE_TERMINAL
        channel = await self._channels.channel(asked, by)
        shown = [one for one in self._config.routes if one.channel == channel and one.quiet is not None]
        where = "in your direct messages" if is_elsewhere(by, channel) else "here"
        if not shown:
            line: Line = (
                words("Alerts are posted at any hour. To have them wait, type "),
                command(f"quiet 22:00-07:00{named_as(by, channel)}"),
            )
            return Reply(title=f"No quiet hours {where}", blocks=(Block(lines=((*line, words(".")),)),))
        rows, now, zone = await self._changes.stored(), self._clock.now(), self._channels.zone_of(by)
        blocks = [
            route_block(one, rows.get(route_id(one)), config=self._config, now=now, zone=zone, names_channel=False)
            for one in shown
        ]
        title = f"{count(len(shown), 'route')} with quiet hours {where}"
        return paged(title, blocks, name="quiet", values=["", "", asked.given["channel"]], page=asked.page)

    def _hours(self, typed: str, by: Member) -> dict[str, str]:
        """Return quiet hours as the config would have them.

        Raises:
            MistakeError: these are none.

        """
        hours = hours_of_day(typed)
        if hours is None:
            said = f"{shown_back(typed)} is not a span of hours. Write "
            raise MistakeError(
                (
                    words(said),
                    code("22:00-07:00"),
                    words(" in your own time zone, the same with a time zone behind it, or "),
                    code(OFF),
                    words("."),
                )
            )
        begins, ends, named = hours
        zone = zone_named(named) if named else self._channels.zone_of(by)
        if zone is None:
            said = f"{shown_back(named)} is not a time zone. Write one like "
            raise MistakeError((words(said), code("UTC"), words(" or "), code("Europe/Berlin"), words(".")))
        return {"from": f"{begins:%H:%M}", "to": f"{ends:%H:%M}", "zone": zone}

    async def _meant(self, typed: str, channel: Channel, *, is_muted: bool = False) -> list[Route]:
        """Return the routes to a channel that are meant; all where nothing is typed.

        Raises:
            MistakeError: there are none.

        """
        await self._changes.refresh()
        there = [one for one in self._config.routes if one.channel == channel]
        if is_muted:
            there = [one for one in there if one.muted_until is not None and one.muted_until > self._clock.now()]
        if not there:
            said = "No route that leads here is muted." if is_muted else "No route leads here."
            raise MistakeError((words(f"{said} "), command("routes"), words(" lists those that do.")))
        meant = [one for one in there if route_id(one) == typed.casefold()] if typed else there
        if not meant:
            try:
                actor = self._names.actor(typed)
            except MistakeError as error:
                said = f"No route here has the name or the id {shown_back(typed)}. "
                raise MistakeError((words(said), command("routes"), words(" lists them all."))) from error
            meant = [one for one in there if one.actor_ids == (actor.id,)]
            if not meant:
                raise MistakeError(
                    (words(f"No route here is for {actor.name} alone. "), command("routes"), words(" lists them all."))
                )
        return meant

    def _said(self, done: str, routes: Sequence[Route], *lines: Line) -> Reply:
        named = tuple((strong(route_name(one, config=self._config)),) for one in routes)
        return Reply(title=f"{count(len(routes), 'route')} {done}", blocks=(Block(lines=(*named, *lines)),))

    async def _retry(self, asked: Enquiry) -> Reply:
        """Try a channel that refused the bot at once, and say what it still lacks."""
        by, channel = await self._channels.to_change(asked)
        platform = self._access.get(channel.platform)
        if platform is None:  # at the terminal, beside the bot
            pause = await self._lost.paused(channel)
            if pause is None:
                raise MistakeError(_NOT_REFUSED)
            await self._lost.try_now(pause)
            return sentence("Tried at once", "The running bot tries it with the next message that waits.")
        await self._channels.require_open(channel, by=by, otherwise="The bot still cannot post here")
        if not await self._lost.say_open(channel):
            raise MistakeError(_NOT_REFUSED)
        return sentence("Open again", "The bot may post here. What waited is posted now.")


async def _changed(change: Awaitable[Came]) -> Came:
    """Return what a change comes to.

    Raises:
        MistakeError: it was refused.

    """
    try:
        return await change
    except RouteChangeError as error:
        raise MistakeError((words(f"Nothing was changed: {error}."),)) from error
