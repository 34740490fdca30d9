"""A newsroom on loopback: a news site, the platforms, and the whole bot between them."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import sqlite3
import sys
import time
from contextlib import asynccontextmanager, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from io import BytesIO, StringIO, TextIOWrapper
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self

import aiosqlite  # noqa: F401 - loaded before a life forks, as `readers` below
import pytest
import structlog
import typer.main
from apscheduler.executors import asyncio as _executor  # noqa: F401 - the same
from rich.console import Console

import bot
from bot import app, cli
from bot.app import ending, engine, people
from bot.core.config import read_config
from bot.core.model import DeliveryState, ItemState, View
from bot.core.secret_tokens import Secrets
from bot.jobs.deliveries import dispatch, holding
from bot.jobs.scheduling import scheduler
from bot.novelty import Judge
from bot.rules import waiting
from bot.rules.thresholds import DELIVERY_RETRY
from bot.rules.waiting import retry_at
from bot.sources import fetcher, readers  # noqa: F401 - loaded before a test waits, and a life forks
from bot.sources.parsers import feeds, pages  # noqa: F401 - as above
from bot.store import SqlStore, engines
from bot.watcher import SpacyWatcher
from handlers import limits
from handlers.slack_handler import SlackHandler
from tests.canaries import WEB_PASSWORD, WEBHOOK_SECRET, require_none
from tests.fakes.judge import FakeJudge
from tests.fakes.parser import InlineParser
from tests.fakes.watcher import FakeWatcher
from tests.loopback import discord, slack
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.news import NewsItem, NewsServer, page, rss
from tests.loopback.slack import LoopbackSlack
from tests.records import UNSYNCED, empty_record
from tests.spreading import forking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
    from multiprocessing.process import BaseProcess

    from bot.core.config import Config
    from bot.core.model import Actor, Counts, Delivery, Watched
    from bot.watcher import WatchText
    from bot.watcher.find.tagger import Tagger

CHECKOUT = Path(bot.__file__).parents[1]
WITHIN = 200.0  # seconds that a test waits at most; a machine with other work needs them, and nobody else waits so long
TICK_EVERY = 0.1  # seconds: no test waits for the ticker's whole one, and shorter ones cost more than they save
LIFE_TICKS_EVERY = 0.2  # seconds, in a process of its own: its idle ticks would take half of a processor
AT_ONCE = timedelta(seconds=0.1)  # after a failure
ON_ITS_WAY = timedelta(seconds=1.0)  # to a platform on loopback, on a machine with other work
UNPACED = partial(SlackHandler, post_every=0.0)  # tests/handlers/slack has its pace
SOURCES = {"ministry": "primary", "wire": "wire", "paper": "outlet"}
ACTORS = {"baghaei": "Esmail Baghaei", "trump": "Donald Trump", "netanyahu": "Benjamin Netanyahu"}
ALL_ON_DISCORD, NETANYAHU_ON_DISCORD = f"discord:{discord.CHANNEL_ID}", f"discord:{discord.OTHER_CHANNEL_ID}"
ALL_ON_SLACK, NETANYAHU_ON_SLACK = f"slack:{slack.CHANNEL_ID}", f"slack:{slack.OTHER_CHANNEL_ID}"
SECRETS = Secrets(
    discord_token=discord.TOKEN,
    slack_bot_token=slack.BOT_TOKEN,
    slack_app_token=slack.APP_TOKEN,
    slack_signing_secret=slack.SIGNING_SECRET,
    slack_client_secret=slack.CLIENT_SECRET,
    webhook_secret=WEBHOOK_SECRET,
    web_password=WEB_PASSWORD,
)
FILLER = [
    f"The {place} was full long before the doors were closed, and those who came late followed from the stairs, where "
    "the loudspeakers reached them only in part, while the ferries went on as on any other day."
    for place in ("hall of the old customs house", "reading room above the harbour office")
]

PACKAGE = Path(bot.__file__).parent
TAGGER, JUDGE = PACKAGE / "watcher" / "find" / "tagger" / "weights", PACKAGE / "novelty" / "weights"


def _needs(*weights: Path) -> pytest.MarkDecorator:
    missing = [folder.parent.name for folder in weights if not any(folder.glob("*.onnx"))]
    return pytest.mark.skipif(bool(missing), reason=f"the weights of {', '.join(missing)} are not in the package")


needs_tagger, needs_weights = _needs(TAGGER), _needs(TAGGER, JUDGE)
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    ["tests.quiet", __name__, "tests.warm"]
)  # each life of the bot is a fork of one that has lived
typer.main.get_command = cache(typer.main.get_command)  # what it makes of 58 commands, at each start anew
typer.main.get_command(cli.cli)  # before a life forks


def make_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have fake models, and nothing waited for that a real bot waits for."""
    monkeypatch.setattr(dispatch, "retry_at", partial(retry_at, first=AT_ONCE))
    monkeypatch.setattr(dispatch, "DELIVERY_RETRY", AT_ONCE)  # to the other edits of a channel
    monkeypatch.setattr(holding, "ASKED_EVERY", AT_ONCE)
    monkeypatch.setattr(waiting, "ARTICLE_RETRY", AT_ONCE)
    monkeypatch.setattr(waiting, "ON_ITS_WAY", ON_ITS_WAY)
    with_fake_models(monkeypatch)


def with_fake_models(patch: pytest.MonkeyPatch, **others: type) -> None:
    """Have fakes in the place of the models, which take seconds to load; `others` in that of the usual ones."""
    for name, fake in (FAKE_MODELS | others).items():
        patch.setattr(engine, name, fake)


class FakePipeline:
    """Stands for the model: a line `trump: words` is a statement, of who is tracked. Everything around it is real."""

    def __init__(self, actors: Iterable[Actor] = ()) -> None:
        self._tracked = frozenset(actor.id for actor in actors) or frozenset(ACTORS)

    @classmethod
    def load(cls, actors: Sequence[Actor]) -> Self:
        return cls(actors)

    def tracking(self, actors: Sequence[Actor]) -> Self:
        return type(self)(actors)

    def watch(self, texts: Sequence[WatchText], *, view: View = View.TRACKED) -> list[Watched]:
        return [self._watched(FakeWatcher()._read(one.text, voice=one.voice), view=view) for one in texts]

    def _watched(self, read: Watched, *, view: View) -> Watched:
        found = [one if one.actor_id in self._tracked else replace(one, actor_id=None) for one in read.quotations]
        shown = [one for one in found if one.actor_id or view not in {View.TRACKED, View.RECORD}]
        return replace(read, quotations=tuple(one for one in shown if view is not View.TRACKED or one.rejected is None))


class _FakeJudge(FakeJudge):
    @classmethod
    def load(cls) -> Self:
        return cls()


class SlowPipeline(FakePipeline):
    """Loads for longer than anybody waits."""

    @classmethod
    def load(cls, _actors: Sequence[Actor]) -> Self:
        time.sleep(3 * WITHIN)
        return cls()


@cache
def _tagger() -> Tagger:
    from bot.watcher.find.tagger import Tagger  # noqa: PLC0415 - onnxruntime, where a model is read

    return Tagger.load()


@cache
def _judge() -> Judge:
    return Judge.load()


class KeptWatcher(SpacyWatcher):
    """The real one, around a model that this process loads once: that takes as long as a whole run beside it."""

    @classmethod
    def load(cls, actors: Sequence[Actor], *, threads: int = 1) -> Self:  # noqa: ARG003 - as the real one
        return cls(actors, _tagger())


class KeptJudge:
    """Gives the real one, which this process loads once."""

    @staticmethod
    def load() -> Judge:
        return _judge()


KEPT_MODELS = {"SpacyWatcher": (SpacyWatcher, KeptWatcher), "Judge": (Judge, KeptJudge)}
FAKE_MODELS = {"SpacyWatcher": FakePipeline, "Judge": _FakeJudge}  # by their names in `bot.app.engine`


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """How a source lists its articles: the keys of its config, and what is served for them, from `path` on."""

    settings: str
    put: Callable[[NewsServer, str, Sequence[NewsItem]], object]


class Newsroom:
    """Everything around the bot. Use as an async context manager.

    Args:
        folder: for config, database and log.
        news, discord, slack: plain ones by default.
        database: by default a SQLite file in the folder, in which nothing is on record yet.
        sources: the tier of each, by id.
        more: further tables of the config; "{news}" in it is the address of the news site.
        kinds: how those list their articles that have no feed, by id.
        every: seconds between two polls of a source.
        settings: further lines of the config, by table.

    """

    def __init__(
        self,
        folder: Path,
        *,
        news: NewsServer | None = None,
        discord: LoopbackDiscord | None = None,
        slack: LoopbackSlack | None = None,
        database: str = "",
        sources: Mapping[str, str] = SOURCES,
        more: str = "",
        kinds: Mapping[str, Listed] | None = None,
        every: float = 0.2,
        **settings: str,
    ) -> None:
        self.folder = folder
        self.config_path = folder / "config.toml"
        self.log_path = folder / "bot.log"
        self.news = news or NewsServer()
        self.discord = discord or LoopbackDiscord()
        self.slack = slack or LoopbackSlack()
        self.record = folder / "onrecord.db"  # where no other database is given
        self.database = database or f"sqlite:///{self.record}"
        self._has_own_database = bool(database)
        self.sources = sources
        self.awaited = tuple(sources)  # those whose first poll is waited for
        self.more = more
        self.kinds = kinds or {}
        self.every = every
        self.settings = settings
        self.secrets = SECRETS
        self.terminal = StringIO()
        self._items: dict[str, list[NewsItem]] = {source_id: [] for source_id in sources}
        self._numbers = count(1)
        self.on_its_way = ON_ITS_WAY  # of processes of their own, as the next
        self.first_retry = DELIVERY_RETRY
        self.request_within = limits.REQUEST_WITHIN
        self.read_again = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._kept_reader: SqlStore | None = None  # to open one takes as long as ten questions

    async def __aenter__(self) -> Self:
        await self.news.__aenter__()
        await self.discord.__aenter__()
        await self.slack.__aenter__()
        for source_id in self.sources:
            self._put_feed(source_id)
        self.config_path.write_text(self._config_text(), encoding="utf-8")
        if not self._has_own_database:
            self.record.write_bytes(empty_record())
        return self

    async def __aexit__(self, *what) -> None:
        if self._kept_reader is not None:
            await self._kept_reader.close()
        await self.slack.__aexit__(*what)
        await self.discord.__aexit__(*what)
        await self.news.__aexit__(*what)
        require_none("what the bot wrote in this room", self.log(), self.terminal.getvalue())

    def _config_text(self) -> str:
        polling = f'every = "{self.every:.1f}s"\nper_host = 8\nper_host_every = "0s"\n'
        tables = {
            "bot": 'contact = "desk@example.org"\n',
            "store": f'url = "{self.database}"\n',
            "polling": polling,
            "alerts": 'edit_every = "0.1s"\n',
            "discord": f'api = "{self.discord.api}"\ngateway = "{self.discord.gateway}"\n',
            "slack": f'api = "{self.slack.api}"\n',
        }
        lines = [f"[{name}]\n{text}{self.settings.get(name, '')}" for name, text in tables.items()]
        lines += [f'[[actors]]\nid = "{key}"\nname = "{name}"' for key, name in ACTORS.items()]
        lines += [
            f'[[sources]]\nid = "{key}"\nname = "The {key.title()}"\nurl = "{self.feed_url(key)}"\ntier = "{tier}"'
            + (f"\n{self.kinds[key].settings}" if key in self.kinds else "")
            for key, tier in self.sources.items()
        ]
        lines += [f'[[routes]]\nchannel = "{channel}"' for channel in (ALL_ON_DISCORD, ALL_ON_SLACK)]
        lines += [
            f'[[routes]]\nchannel = "{channel}"\nactors = ["netanyahu"]'
            for channel in (NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK)
        ]
        return "\n".join([*lines, self.more.replace("{news}", self.news.url)])

    def config(self) -> Config:
        """Read the config."""
        return read_config(self.config_path)

    # The news

    def feed_url(self, source_id: str) -> str:
        """Return where a source's feed is."""
        return f"{self.news.url}/{source_id}/feed"

    def publish(self, source_id: str, *texts: str, gone: bool = False, at: datetime | None = None) -> str:
        """Publish articles, each a text of paragraphs, in one moment; of those that are gone the feed alone knows.

        They say that they are of now, or of the time that is given: a text that names a day of the week needs that.
        Returns the path of the last of them.
        """
        path = ""
        for text in texts:
            number = next(self._numbers)
            path, now = f"/{source_id}/{number}", at or datetime.now(UTC)
            title = f"Dispatch {number} from the quay"
            if not gone:
                self.news.put_page(path, page(title, [*text.split("\n"), *FILLER], published_at=now))
            self._items[source_id].insert(0, NewsItem(title=title, path=path, published_at=now))
        self._put_feed(source_id)
        return path

    def republish(self, path: str, text: str) -> None:
        """Let the page of an article have another text."""
        item = next(one for items in self._items.values() for one in items if one.path == path)
        self.news.put_page(path, page(item.title, [*text.split("\n"), *FILLER], published_at=item.published_at))

    def _put_feed(self, source_id: str) -> None:
        items = self._items[source_id]
        if source_id in self.kinds:
            self.kinds[source_id].put(self.news, f"/{source_id}/feed", items)
            return
        self.news.put_feed(f"/{source_id}/feed", rss(items), ETag=f'"{len(items)}"')

    # What people see

    def alerts(self, channel: str) -> list[str]:
        """Return the texts of the messages in a channel, oldest first."""
        platform, _, channel_id = channel.partition(":")
        if platform == "discord":
            return [discord.shown(one) for one in self.discord.messages(channel_id)]
        return [slack.shown(one) for one in self.slack.messages(channel_id)]

    def message_refs(self, channel: str) -> list[str]:
        """Return the addresses of the messages in a channel, as the record has them, oldest first."""
        platform, _, channel_id = channel.partition(":")
        if platform == "discord":
            return [f"{channel_id}/{one['id']}" for one in self.discord.messages(channel_id)]
        return [f"{channel_id}/{one['ts']}" for one in self.slack.messages(channel_id)]

    async def reported(self, number: int, *channels: str) -> None:
        """Wait until so many messages stand in each of the channels, by default in those that want all."""
        for channel in channels or (ALL_ON_DISCORD, ALL_ON_SLACK):
            await self.until(lambda channel=channel: len(self.alerts(channel)) >= number)

    async def reported_once(self, *said: str) -> None:
        """Wait until this and nothing else is reported, once on each platform, and all that ended has an outcome."""
        await self.reported(len(said))
        await self.until_sent(2 * len(said))
        for channel in (ALL_ON_DISCORD, ALL_ON_SLACK):
            alerts = self.alerts(channel)
            assert len(alerts) == len(said), alerts
            for one in said:
                assert sum(one in alert for alert in alerts) == 1, alerts
        async with self._reader() as store:
            assert await store.unexplained() == []

    async def until_sent(self, number: int) -> None:
        """Wait until so many deliveries are confirmed, and none is under way."""
        await self.until_counted(lambda counts: counts.deliveries == {DeliveryState.SENT: number})

    async def until_read(self, number: int) -> None:
        """Wait until so many items are read or given up, and none waits."""
        await self.until_counted(
            lambda counts: not counts.items.get(ItemState.WAITING) and sum(counts.items.values()) >= number
        )

    async def until_counted(self, wanted: Callable[[Counts], bool]) -> None:
        """Wait until the record is so."""
        async with self._reader() as store, asyncio.timeout(WITHIN):
            while not wanted(await store.counts()):  # noqa: ASYNC110 - the bot may be another process
                await asyncio.sleep(0.05)

    def let_pass_what_rests(self) -> None:
        """Let the minutes be over for which a text rests that was in hand at two kills; in a SQLite file alone."""
        with closing(sqlite3.connect(self.record, timeout=60)) as record, record:
            record.execute(
                "UPDATE items SET next_try_at = first_seen_at WHERE state = ? AND begun > 0", [ItemState.WAITING]
            )

    async def counts(self) -> Counts:
        """Count what is on record."""
        async with self._reader() as store:
            return await store.counts()

    async def deliveries(self, state: DeliveryState) -> list[Delivery]:
        """Return all deliveries in a state."""
        async with self._reader() as store:
            return await store.deliveries(state, limit=1_000_000)

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[SqlStore]:
        store = self._kept_reader or SqlStore(self.database, read_only=True)
        await store.open()
        if not self._has_own_database:  # a file has the room's time, a server may be stopped
            self._kept_reader = store
        try:
            yield store
        finally:
            if self._kept_reader is None:
                await store.close()

    # The bot

    @asynccontextmanager
    async def bot(self, secrets: Secrets | None = None) -> AsyncIterator[None]:
        """Run the bot in this process, its baseline behind it, for the length of a block.

        What the news server sends is parsed here: a process for that takes seconds to start, and `tests/test_demo.py`
        and `tests/sources/test_parsing.py` start some.
        """
        stop = asyncio.Event()
        terminal = Console(file=self.terminal, width=100)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fetcher, "ParserPool", InlineParser)
            # A bot keeps what is loaded for its whole life. Here the next one loads its own, and this one's is garbage.
            patch.setattr(ending, "_keep_what_is_loaded", lambda: None)
            patch.setattr(engines, "SQLITE_SETTINGS", UNSYNCED)
            patch.setattr(scheduler, "TICK_EVERY", TICK_EVERY)
            patch.setattr(people, "SlackHandler", UNPACED)
            for name, (real, kept) in KEPT_MODELS.items():
                if getattr(engine, name) is real:
                    patch.setattr(engine, name, kept)
            self.read_again.clear()
            run = app.run(
                self.config(),
                secrets or self.secrets,
                stop,
                console=terminal,
                path=self.config_path,
                read_again=self.read_again,
            )
            self._running = asyncio.create_task(run)
            try:
                await self.baseline()
                yield
            finally:
                stop.set()
                async with asyncio.timeout(WITHIN):
                    await self._running

    async def baseline(self) -> None:
        """Wait until the first poll of every source is on record: the second one has begun."""
        asked = {source_id: len(self.news.asked(f"/{source_id}/feed")) for source_id in self.awaited}
        await self.until(lambda: all(len(self.news.asked(f"/{one}/feed")) >= asked[one] + 2 for one in self.awaited))

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait until something is so. A bot that ends before that has failed."""
        async with asyncio.timeout(WITHIN):
            while not happened():
                if self._running is not None and self._running.done():
                    self._running.result()
                    raise AssertionError("the bot has ended")
                await asyncio.sleep(0.01)  # servers, processes and a database: nothing tells of every change

    def start_process(
        self,
        models: Mapping[str, type] = FAKE_MODELS,
        *,
        command: Sequence[str] = ("run",),
        main: Callable[[], None] = cli.main,
    ) -> BaseProcess:
        """Start `onrecord run`, or another command, as a process; `models` take the place of the real ones.

        One that starts itself anew does so as `python -m` of the module that has `main`.
        """
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]  # behind it stands the part of the test
        assert not test or forking(test) is not None, f"{test} belongs into FORKING of tests/spreading.py"
        paths = self.config_path, self.log_path
        waits = self.on_its_way, self.first_retry, self.request_within
        arguments = (*paths, self.environment(), dict(models), tuple(command), waits, main)
        process = _processes.Process(target=_live, args=arguments)
        process.start()
        return process

    def environment(self) -> dict[str, str]:
        """Return the variables with the secrets."""
        return {one.name.upper(): getattr(self.secrets, one.name) or "" for one in fields(self.secrets)}

    def log(self) -> str:
        """Return what the processes wrote."""
        return self.log_path.read_text(encoding="utf-8") if self.log_path.exists() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str


def onrecord(*arguments: object, stdin: bytes = b"") -> Ended:
    """Run a command in this process, or in a thread of it, as `onrecord` would."""
    root, ours = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    before = sys.argv, sys.stdin
    sys.argv = ["onrecord", *map(str, arguments)]
    sys.stdin = TextIOWrapper(BytesIO(stdin), encoding="utf-8")
    code = 0
    try:
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            try:
                cli.main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.argv, sys.stdin = before
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**ours)
    ended = Ended(code=code, out=out.getvalue(), err=err.getvalue())
    require_none(f"what onrecord {' '.join(map(str, arguments))} wrote", ended.out, ended.err)
    return ended


def _live(
    config_path: Path,
    log_path: Path,
    environment: dict[str, str],
    models: dict[str, type],
    command: Sequence[str],
    waits: tuple[timedelta, timedelta, float],
    main: Callable[[], None],
) -> None:
    gc.freeze()  # what this is a fork of is no garbage; to look for some among it would take longer than a short life
    log = log_path.open("a", encoding="utf-8")
    os.dup2(log.fileno(), sys.__stdout__.fileno())
    os.dup2(log.fileno(), sys.__stderr__.fileno())
    sys.stdout = sys.stderr = log
    os.environ.update(environment)
    sys.argv = ["onrecord", *command, "-c", str(config_path)]
    sys.orig_argv = [sys.executable, "-m", main.__module__, *sys.argv[1:]]
    os.chdir(CHECKOUT)  # where `python -m` finds the module
    scheduler.TICK_EVERY = LIFE_TICKS_EVERY
    waiting.ON_ITS_WAY, first_retry, limits.REQUEST_WITHIN = waits
    dispatch.retry_at = partial(retry_at, first=first_retry)
    people.SlackHandler = UNPACED
    fetcher.ParserPool = InlineParser  # a process of its own takes a second to start, in each of many lives
    ending._keep_what_is_loaded = lambda: None
    engines.SQLITE_SETTINGS = UNSYNCED
    for name, fake in models.items():
        setattr(engine, name, fake)
    main()
