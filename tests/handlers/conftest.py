"""The platforms on loopback, and the commands at an hour past noon over a record in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.errors import SourceError
from bot.core.live_list import LiveList
from bot.jobs.by_command.actor_changes import ActorChanges
from bot.jobs.by_command.route_changes import RouteChanges
from bot.jobs.by_command.source_changes import SourceChanges
from bot.jobs.by_command.tracking import Tracking
from bot.jobs.notices.lost_channels import LostChannels
from bot.rules.config_changes import ConfigChanges
from handlers.actor_command import ActorCommand
from handlers.asked.routes import RouteAnswers
from handlers.commands import Commands
from handlers.reload_command import ReloadCommand
from handlers.source_command import SourceCommand
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeComparing
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG, put, statement_view
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.slack import LoopbackSlack
from tests.store.samples import after, article


class OnePage:
    """A web of one page."""

    def __init__(self):
        self.asked = []
        self.text: str | SourceError = "trump: The lighthouse is sold to nobody."

    async def page(self, url):
        self.asked.append(url)
        if isinstance(self.text, SourceError):
            raise self.text
        return replace(article(text=self.text), url=url, title="The lighthouse")


class Unchanged:
    """Reads a config again in which nothing has changed."""

    async def reload(self, *, by):  # noqa: ARG002 - as the port has it
        return ConfigChanges()


@pytest.fixture
async def discord():
    async with LoopbackDiscord() as server:
        yield server


@pytest.fixture
async def slack():
    async with LoopbackSlack() as server:
        yield server


@pytest.fixture
async def store():
    memory = MemoryStore()
    await memory.open()
    return memory


@pytest.fixture
def clock():
    return FakeClock(after(60))


@pytest.fixture
def town():
    """The config of the town, whose sources, actors and routes may be changed."""
    return replace(CONFIG, sources=CONFIG.sources.now, actors=CONFIG.actors.now, routes=LiveList(CONFIG.routes.now))


@pytest.fixture
def access():
    """The platforms, as commands ask about channels: none, unless a test says so."""
    return {}


@pytest.fixture
def commands(store, clock, town, access):
    changes = SourceChanges(store=store, config=town, clock=clock)
    sources = SourceCommand(changes=changes, config=town, clock=clock)
    reload = ReloadCommand(Unchanged())
    known = ActorChanges(store=store, config=town, clock=clock, tracking=Tracking(config=town))
    actors = ActorCommand(changes=known, store=store, config=town, clock=clock)
    routes = RouteAnswers(
        changes=RouteChanges(store=store, config=town, clock=clock),
        lost=LostChannels(store=store, clock=clock, config=town),
        config=town,
        clock=clock,
        access=access,
    )
    return Commands(
        store=store,
        config=town,
        clock=clock,
        judge=FakeComparing(),
        sources=sources,
        routes=routes,
        actors=actors,
        reload=reload,
    )


@pytest.fixture
async def seven_statements(store):
    await put(store, *(statement_view(f"s{number}", text=f"Bridge number {number}.") for number in range(7)))
