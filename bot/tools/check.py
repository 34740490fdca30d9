"""Live checks: would the bot work if it were started now?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.clock import SystemClock
from bot.core.config import takes_posts
from bot.core.errors import ConfigError, OnRecordError, SourceError
from bot.core.model import HANDED_OVER, Channel, Platform, PollState, SourceKind
from bot.core.secret_tokens import idle_platforms, missing_tokens
from bot.rules.times import published_words
from bot.sources.fetcher import web_fetcher
from bot.sources.webhook import TEXTS_PATH
from bot.store import SqlStore
from bot.tools.stored import source_changes
from handlers.commands import Commands
from handlers.discord_handler import DiscordHandler
from handlers.slack_handler import SlackHandler
from handlers.web import require_guarded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.core.config import Config
    from bot.core.model import Feed, Source
    from bot.core.ports import Clock
    from bot.core.secret_tokens import Secrets
    from bot.sources.fetcher import WebFetcher


READ_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked."""

    subject: str
    ok: bool
    message: str


async def live_checks(config: Config, secrets: Secrets) -> AsyncIterator[Check]:
    """Check tokens, channels and permissions, then each source; posts nothing and saves nothing."""
    clock = SystemClock()
    async with source_changes(config) as changes:  # which fills in the routes too that were added by command
        async for result in _platform_checks(config, secrets, clock):
            yield result
        for warned in warnings(config, secrets):
            yield warned
        for why in changes.overruled:
            yield Check(subject="source", ok=True, message=why)
        for why in changes.problems:
            yield Check(subject="source", ok=False, message=why)
        for why in await changes.unknown_in_routes():
            yield Check(subject="route", ok=False, message=why)
    if takes_posts(config):
        yield _webhook_check(config, secrets)
    if config.web.enabled:
        yield _web_check(config, secrets)
    async with web_fetcher(config, clock) as fetcher:
        tasks = [asyncio.create_task(_source_check(fetcher, source, clock)) for source in config.sources]
        for task in tasks:
            yield await task


def warnings(config: Config, secrets: Secrets) -> Iterator[Check]:
    """Yield what works and is probably not what was meant."""
    for said in idle_platforms(config, secrets):  # a route to one that is off is reported by the check of the platform
        yield Check(subject="route", ok=True, message=said)
    for actor in config.actors:
        if not (actor.aliases or actor.titles or actor.role):
            yield Check(
                subject=f"actor {actor.id}",
                ok=True,
                message=f"{actor.name} is known by this name alone; role, titles, aliases (also in other scripts) and "
                "namesakes find more and mistake less: docs/attribution.md",
            )


async def _platform_checks(config: Config, secrets: Secrets, clock: Clock) -> AsyncIterator[Check]:
    off = missing_tokens(config, secrets)
    routed: dict[Platform, list[Channel]] = {}
    for route in (*config.routes, *(one.wants for one in config.digests)):
        routed.setdefault(route.channel.platform, []).append(route.channel)
    if config.bot.ops_channel:
        ops_channel = Channel.parse(config.bot.ops_channel)
        routed.setdefault(ops_channel.platform, []).append(ops_channel)
    store = SqlStore(config.store.url, read_only=True)  # only named: no command is asked for while checking
    commands = Commands(store=store, config=config, clock=clock)
    for platform in (Platform.DISCORD, Platform.SLACK):
        channels = list(dict.fromkeys(routed.get(platform, [])))
        if platform in off:
            message = f"off: {off[platform]} is not set"
            if channels:
                message += f", and routes lead to {', '.join(map(str, channels))}; set it, or take them out"
            yield Check(subject=str(platform), ok=not channels, message=message)
            continue
        handler: DiscordHandler | SlackHandler
        if platform is Platform.DISCORD:
            handler = DiscordHandler(token=secrets.discord_token or "", config=config, commands=commands, clock=clock)
        else:
            handler = SlackHandler(secrets=secrets, config=config, commands=commands, clock=clock, installations=store)
        try:
            if platform is Platform.SLACK and config.slack.workspaces:
                await store.open()  # the tokens of the workspaces lie there
            for subject, ok, message in await handler.check(channels):
                yield Check(subject=subject, ok=ok, message=message)
        except OnRecordError as error:
            yield Check(subject=str(platform), ok=False, message=str(error))
        finally:
            await handler.close()
            await store.close()


def _webhook_check(config: Config, secrets: Secrets) -> Check:
    if secrets.webhook_secret is None:
        return Check(
            subject="webhook", ok=False, message="off: WEBHOOK_SECRET is not set, and a source waits for posts"
        )
    where = f"http://{config.webhook.host}:{config.webhook.port}{TEXTS_PATH}"
    return Check(subject="webhook", ok=True, message=f"posts are taken at {where}")


def _web_check(config: Config, secrets: Secrets) -> Check:
    try:
        require_guarded(config.web, secrets.web_password)
    except ConfigError as error:
        return Check(subject="archive", ok=False, message="; ".join(error.problems))
    where = config.web.public_url or f"http://{config.web.host}:{config.web.port}"
    return Check(subject="archive", ok=True, message=f"pages are served at {where}")


async def _source_check(fetcher: WebFetcher, source: Source, clock: Clock) -> Check:
    if source.paused:
        return Check(subject=f"source {source.id}", ok=True, message="paused, so not asked")
    try:
        feed = await fetcher.fetch_feed(source, PollState(source_id=source.id, next_poll_at=clock.now()))
    except SourceError as error:
        said = error.detail if source.kind in HANDED_OVER else str(error)  # which has no address that anybody typed
        return Check(subject=f"source {source.id}", ok=False, message=said)
    problem = _problem_with(source, feed)
    return Check(subject=f"source {source.id}", ok=not problem, message=problem or _said_of(source, feed))


def _problem_with(source: Source, feed: Feed) -> str:
    """Return why a source that answers would bring nothing, or not all; empty where all is well."""
    if source.language != READ_LANGUAGE:
        return f'its texts are in "{source.language}", and statements are found in English alone; take it out'
    if not feed.entries and source.kind not in HANDED_OVER:
        passed_over = ", ".join(f"{number} {reason}" for reason, number in feed.passed_over)
        but = f" but what is passed over ({passed_over})" if passed_over else ""
        return f"{source.url} lists nothing{but}; is it the right {source.kind}?"
    return "; ".join(feed.problems)


def _said_of(source: Source, feed: Feed) -> str:
    if source.kind is SourceKind.INBOX:
        return f"inbox: files put into {source.folder} are read, and moved to done or failed in it"
    if source.kind is SourceKind.WEBHOOK:
        return f'webhook: what is posted with "source": "{source.id}" is read'
    newest = max((entry.published_at for entry in feed.entries if entry.published_at), default=None)
    when = f", newest of {published_words(newest)}" if newest else ""
    return f"{source.kind}: {len(feed.entries)} items{when}"
