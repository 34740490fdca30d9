"""What people hear from and speak to: the platforms with their commands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.core.model import Platform
from bot.jobs.notices.preflight import Preflight
from bot.jobs.reading.better_text import better_text
from handlers.actor_command import ActorCommand
from handlers.asked.routes import RouteAnswers
from handlers.commands import Commands
from handlers.discord_handler import DiscordHandler
from handlers.looks import Looks
from handlers.message_command import MessageCommand
from handlers.reload_command import ReloadCommand
from handlers.slack_handler import SlackHandler
from handlers.source_command import SourceCommand
from handlers.source_trial import SourceTrial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.app.engine import EngineParts
    from bot.core.ports import ChannelAccess
    from bot.core.secret_tokens import Secrets
    from bot.jobs.by_command.reload import Reload
    from bot.sources.webhook import Webhook


def make_handlers(
    engine: EngineParts, secrets: Secrets, off: Mapping[Platform, str], reload: Reload | None
) -> list[DiscordHandler | SlackHandler]:
    """Make the handler of each platform that is on."""
    config, clock, store = engine.config, engine.clock, engine.store.for_people()
    looks = Looks(clock)
    access: dict[Platform, ChannelAccess] = {}  # of the platforms, which are made after what asks them
    commands = Commands(
        store=store,
        config=config,
        clock=clock,
        judge=engine.comparer,
        sources=SourceCommand(
            changes=engine.source_changes,
            config=config,
            clock=clock,
            finder=engine.fetcher,
            looks=looks,
            trial=SourceTrial(
                fetcher=engine.measured_fetcher,
                read_text=partial(better_text, engine.measured_watcher),
                config=config,
                clock=clock,
            ),
        ),
        messages=MessageCommand(
            watcher=engine.measured_watcher, pages=engine.fetcher, looks=looks, config=config, clock=clock
        ),
        actors=ActorCommand(changes=engine.actor_changes, store=store, config=config, clock=clock),
        reload=ReloadCommand(reload),
        routes=RouteAnswers(
            changes=engine.route_changes, lost=engine.lost_channels, config=config, clock=clock, access=access
        ),
    )
    handlers: list[DiscordHandler | SlackHandler] = []
    if secrets.discord_token and Platform.DISCORD not in off:
        handlers.append(DiscordHandler(token=secrets.discord_token, config=config, commands=commands, clock=clock))
    if Platform.SLACK not in off:
        slack = SlackHandler(secrets=secrets, config=config, commands=commands, clock=clock, installations=engine.store)
        handlers.append(slack)
    access.update({handler.platform: handler for handler in handlers})
    return handlers


def platform_states(
    handlers: Iterable[DiscordHandler | SlackHandler], off: Mapping[Platform, str], webhook: Webhook | None
) -> dict[str, str]:
    """Say of each platform how it is connected, or what to set to turn it on."""
    states = {str(handler.platform): handler.state for handler in handlers}
    if webhook is not None:
        states["webhook"] = webhook.state
    return states | {str(platform): f"off: {variable} is not set" for platform, variable in off.items()}


def make_preflight(engine: EngineParts, handlers: Iterable[DiscordHandler | SlackHandler]) -> Preflight:
    """Make what looks whether the channels of these platforms would take a message."""
    access = {handler.platform: handler for handler in handlers}
    return Preflight(access=access, lost=engine.lost_channels, config=engine.config)
