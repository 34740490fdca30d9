"""The engine over fakes: a web of dicts, the record in memory, a clock that stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.config import parse_config
from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import (
    Article,
    CorrectionView,
    DigestView,
    Entry,
    Feed,
    FetchedPage,
    FetchOutcome,
    NoticeView,
    Original,
    OverflowView,
    Platform,
    ReportView,
)
from bot.core.source_list import SourceList
from bot.jobs.deliveries.digests import Digester
from bot.jobs.deliveries.dispatch import Dispatcher
from bot.jobs.notices.lookout import Lookout
from bot.jobs.notices.lost_channels import LostChannels
from bot.jobs.polling.poll import Poller
from bot.jobs.reading.read import Reader
from bot.jobs.rechecks.recheck import Rechecker
from bot.jobs.recording.record import Recorder
from bot.novelty.compare import Comparer
from bot.rules.placing import as_reported
from handlers.render.pieces.lengths import count
from tests.fakes.clock import FakeClock
from tests.fakes.judge import FakeJudge
from tests.fakes.store import MemoryStore
from tests.fakes.watcher import FakeWatcher

if TYPE_CHECKING:
    from bot.core.model import Item, PollState, Source
    from bot.jobs.reading.read import ReadItem
    from bot.store import SharedStore

CONFIG = """
[[actors]]
id = "trump"
name = "Donald Trump"
[[actors]]
id = "baghaei"
name = "Esmail Baghaei"
[[sources]]
id = "wire"
name = "A Wire"
url = "https://wire.example/feed"
tier = "wire"
[[sources]]
id = "ministry"
name = "A Ministry"
url = "https://ministry.example/feed"
tier = "primary"
[[routes]]
channel = "discord:111111111111111111"
[[routes]]
channel = "slack:C0000000001"
actors = ["baghaei"]
"""
DISCORD, SLACK = "discord:111111111111111111", "slack:C0000000001"


class FakeWeb:
    """Implements `Fetcher` over dicts: feeds by source id, article texts by url. An exception in a dict is raised."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.feeds: dict[str, list[Entry] | SourceError] = {}
        self.pages: dict[str, str | SourceError] = {}
        self.closed: set[str] = set()  # pages of which the feed's text is all that can be read
        self.asked: list[str] = []
        self.not_before: timedelta | None = None

    async def fetch_feed(self, source: Source, _state: PollState) -> Feed:
        self.asked.append(source.url)
        entries = self.feeds.get(source.id, [])
        if isinstance(entries, SourceError):
            raise entries
        return Feed(outcome=FetchOutcome.OK, entries=tuple(entries), etag='"1"', not_before=self.not_before)

    async def settle(self, source: Source) -> None:
        pass

    async def fetch_article(self, source: Source, item: Item) -> Article:
        self.asked.append(item.entry.url)
        text = self.pages.get(item.entry.url, SourceError(FetchOutcome.GONE, item.entry.url, permanent=True))
        if isinstance(text, SourceError):
            raise text
        return Article(
            id=stable_id("article", item.entry.url),
            source_id=source.id,
            url=item.entry.url,
            title=item.entry.title,
            text=text,
            published_at=item.entry.published_at,
            fetched_at=self.clock.now(),
            content_hash=text,
            whole=item.entry.url not in self.closed,
            original=Original(
                item=item,
                fetched_at=self.clock.now(),
                page=FetchedPage(url=item.entry.url, content_type="text/html", body=text.encode()),
            ),
        )


class FakeMessenger:
    """Implements `Messenger`: remembers what was shown; `faults` are raised one after the other."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.shown: dict[str, tuple[str, list[str]]] = {}  # message → (channel, what it tells)
        self.faults: list[Exception] = []
        self.posts = 0
        self.edits = 0

    @property
    def platform(self):
        return self._platform

    def _fail(self):
        if self.faults and (fault := self.faults.pop(0)):
            raise fault

    async def post(self, delivery, message):
        self._fail()
        self.posts += 1
        self.shown[delivery.id] = (str(delivery.channel), _lines(message))
        return delivery.id

    async def edit(self, delivery, message):
        self._fail()
        self.edits += 1
        lines = _sources(message) if isinstance(message, ReportView) else _lines(message)
        self.shown[delivery.message_ref] = (str(delivery.channel), lines)

    async def find(self, delivery, _message):
        return delivery.id if delivery.id in self.shown else None


def without(sources, source_id):
    """Return the sources but one, as they are once that left the config."""
    return SourceList(one for one in sources if one.id != source_id)


def _lines(message):
    if isinstance(message, CorrectionView):
        return [f"{message.correction.kind}: {message.statement.text}"]
    if isinstance(message, NoticeView):
        over, subjects = "over: " if message.is_over else "", message.notice.subjects
        named = ", ".join(f"{one.id}{' well' if one.ended_at else ''} {one.cause}".strip() for one in subjects)
        return [f"{over}{message.notice.kind}: {count(len(subjects), 'source')}: {named}"]
    if isinstance(message, OverflowView):
        return [f"{sum(message.alerts.values())} more"]
    if isinstance(message, DigestView):
        what = "caught up with" if message.is_catch_up else "digest of"
        return [f"{what} {message.total}", *(one.statement.statement.text for one in message.reported)]
    return [as_reported(view, message.article).statement.text for view in message.statements]


def _sources(report):
    return sorted({one.article.source_id for view in report.statements for one in view.sightings})


class Engine:
    """All services over one record; `run` does one round of everything that is due."""

    def __init__(self, config: str = CONFIG, *, shared: SharedStore | None = None) -> None:
        self.clock = FakeClock()
        self.shared = shared  # where other engines work on the same record
        self.store = shared or MemoryStore()
        self.web = FakeWeb(self.clock)
        self.config = parse_config(config)
        self.discord, self.slack = FakeMessenger(Platform.DISCORD), FakeMessenger(Platform.SLACK)
        self.restart()

    @classmethod
    async def start(cls, config: str = CONFIG) -> Engine:
        engine = cls(config)
        await engine.store.open()
        return engine

    @classmethod
    async def started(cls, config: str = CONFIG) -> Engine:
        """Start, and let the first run of every source be over, so that what comes now is news."""
        engine = await cls.start(config)
        await engine.run()
        engine.clock.advance(minutes=5)
        return engine

    def restart(self) -> None:
        """Start anew over the same record, as after a kill."""
        common = {"store": self.store, "clock": self.clock}
        self.poller = Poller(**common, fetcher=self.web, settings=self.config.polling, jitter=lambda: 0.0)
        self.comparer = Comparer(**common, load=FakeJudge, remember=self.config.alerts.remember, shared=self.shared)
        self.recorder = Recorder(store=self.store, comparer=self.comparer, config=self.config)
        self.reader = Reader(
            **common,
            fetcher=self.web,
            watcher=FakeWatcher(),
            recorder=self.recorder,
            config=self.config,
            jitter=lambda: 0.0,
        )
        self.rechecker = Rechecker(
            **common, fetcher=self.web, watcher=FakeWatcher(), recorder=self.recorder, config=self.config
        )
        self.digester = Digester(**common, config=self.config)
        self.lookout = Lookout(**common, config=self.config)
        self.dispatcher = Dispatcher(
            **common,
            messengers={Platform.DISCORD: self.discord, Platform.SLACK: self.slack},
            settings=self.config.alerts,
            sources=self.config.sources,
            routes=self.config.routes,
            lost=LostChannels(**common, config=self.config),
            jitter=lambda: 0.0,
        )

    def publish(self, source_id: str, url: str, text: str, *, guid: str | None = None, **age: float) -> None:
        """Put an article into a feed, by default as fresh as can be."""
        entry = Entry(key=guid or url, url=url, title=f"About {url}", published_at=self.clock.now() - timedelta(**age))
        self.web.feeds.setdefault(source_id, []).insert(0, entry)
        self.web.pages[url] = text

    async def poll(self) -> None:
        states = {state.source_id: state for state in await self.store.poll_states()}
        for source in self.config.sources:
            await self.poller.poll(source, states.get(source.id))

    async def read(self) -> list[ReadItem]:
        due = await self.store.due_items(now=self.clock.now(), limit=100)
        return [await self.reader.read(item) for item in due]

    async def recheck(self) -> None:
        for view in await self.store.due_rechecks(now=self.clock.now(), limit=100):
            await self.rechecker.recheck(view)

    async def run(self) -> list[ReadItem]:
        await self.poll()
        readings = await self.read()
        await self.recheck()
        await self.dispatcher.dispatch_due()
        assert await self.store.unexplained() == []
        return readings

    def reported(self, channel: str) -> list[list[str]]:
        """Return what stands in a channel: the statements of each message, in the order of posting."""
        shown = [*self.discord.shown.values(), *self.slack.shown.values()]
        return [statements for where, statements in shown if where == channel]
