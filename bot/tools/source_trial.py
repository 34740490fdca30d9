"""`onrecord source test`: one source asked now, step by step, and what its newest items hold. Nothing is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from bot.core.clock import SystemClock
from bot.core.errors import SourceError
from bot.core.model import HANDED_OVER, FetchOutcome, Item, PollState
from bot.jobs.reading.better_text import better_text
from bot.rules.times import published_words
from bot.sources.fetcher import web_fetcher
from bot.tools.scan import Document, table
from bot.tools.thresholds import ITEMS_TRIED, SHOWN_AT_THE_BEGINNING, SHOWN_AT_THE_END
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.worker import WatcherThread
from handlers.render.pieces.lengths import count
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bot.core.config import Config
    from bot.core.model import Article, Entry, Feed, Source, Watched
    from bot.core.ports import Clock
    from bot.sources.fetcher import WebFetcher


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialStep:
    """One step, and how it ended."""

    name: str
    ok: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One item of the source: its text and what was found in it, or why there is none."""

    entry: Entry
    error: str = ""
    article: Article | None = None
    document: Document | None = None
    watched: Watched | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of it."""

    source: Source
    steps: tuple[TrialStep, ...]
    items: tuple[Tried, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every step went well."""
        return all(step.ok for step in self.steps)


async def try_source(config: Config, source: Source) -> Trial:
    """Ask a source now, as the bot would, and read its newest items.

    Raises:
        WatchError: the pipeline cannot be loaded.

    """
    if source.kind in HANDED_OVER:
        said = f"what is handed over is read by the running bot alone; `onrecord check` looks at {source.id}"
        return Trial(source=source, steps=(TrialStep(name="fetch", ok=False, said=said),))
    clock = SystemClock()
    async with web_fetcher(config, clock) as fetcher:
        steps = [TrialStep(name="robots.txt", ok=True, said=await fetcher.robots_on(source))]
        try:
            feed = await fetcher.fetch_feed(source, PollState(source_id=source.id, next_poll_at=clock.now()))
        except SourceError as error:
            name = "parse" if error.outcome in {FetchOutcome.NOT_A_FEED, FetchOutcome.TOO_COSTLY} else "fetch"
            return Trial(source=source, steps=(*steps, TrialStep(name=name, ok=False, said=str(error))))
        took = f", answered in {feed.answer_seconds:.1f} s" if feed.answer_seconds is not None else ""
        steps += [
            TrialStep(name="fetch", ok=True, said=f"{feed.outcome}{took}"),
            TrialStep(name="kind", ok=True, said=str(source.kind)),
            _parse_step(feed),
        ]
        tried = [await _read_item(fetcher, source, entry, clock) for entry in _newest(feed)]
    if not tried:
        return Trial(source=source, steps=tuple(steps))
    tried = await _with_statements(config, source, tried)
    read = [one for one in tried if one.document is not None]
    found = sum(quotation.actor_id is not None for one in read if one.watched for quotation in one.watched.quotations)
    steps += [
        TrialStep(name="text", ok=bool(read), said=f"{len(read)} of {count(len(tried), 'newest item')} could be read"),
        TrialStep(name="statements", ok=bool(read), said=f"{count(found, 'statement')} by tracked people"),
    ]
    return Trial(source=source, steps=tuple(steps), items=tuple(tried))


def shown_trial(trial: Trial) -> RenderableType:
    """Return a trial as a person reads it."""
    parts: list[RenderableType] = [Text(f"{plain(trial.source.name)} ({trial.source.url})", style="bold")]
    for step in trial.steps:
        mark = ("ok  ", "green") if step.ok else ("FAIL", "bold red")
        parts.append(Text.assemble(mark, f" {step.name}: {plain(step.said)}"))
    for number, one in enumerate(trial.items, 1):
        parts += [Text(), *_shown_item(number, one)]
    return Group(*parts)


def _shown_item(number: int, one: Tried) -> list[RenderableType]:
    when = published_words(one.entry.published_at) if one.entry.published_at else "no date"
    title = plain(one.entry.title) or "no headline"
    head: list[RenderableType] = [
        Text.assemble((f"{number}. {title}", "bold"), (f"  {when}", "cyan")),
        Text(plain(one.entry.url), style="dim"),
    ]
    if one.document is None or one.watched is None:
        return [*head, Text.assemble(("no text: ", "bold red"), plain(one.error))]
    text = one.document.watch_text.text
    shown = [Text(f"{count(len(text.split()), 'word')}:", style="dim"), Text(_ends_of(plain(text)))]
    return [*head, *shown, table(one.document, one.watched, explain=False, all_speakers=False)]


def _ends_of(text: str) -> str:
    if len(text) <= SHOWN_AT_THE_BEGINNING + SHOWN_AT_THE_END:
        return text
    return f"{text[:SHOWN_AT_THE_BEGINNING].rstrip()} […] {text[-SHOWN_AT_THE_END:].lstrip()}"


def _parse_step(feed: Feed) -> TrialStep:
    dated = [entry.published_at for entry in feed.entries if entry.published_at is not None]
    newest = f", the newest of {published_words(max(dated))}" if dated else ""
    undated = f", {len(feed.entries) - len(dated)} without a date" if len(dated) < len(feed.entries) else ""
    more = [f"passed over: {number} {reason}" for reason, number in feed.passed_over]
    said = "; ".join([f"{count(len(feed.entries), 'item')}{newest}{undated}", *more, *feed.problems])
    return TrialStep(name="parse", ok=bool(feed.entries) and not feed.problems, said=said)


def _newest(feed: Feed) -> list[Entry]:
    """Return the newest items; those without a date as they stand, which is newest first, behind the others."""
    in_order = sorted(feed.entries, key=lambda entry: -entry.published_at.timestamp() if entry.published_at else 0.0)
    return in_order[:ITEMS_TRIED]


async def _read_item(fetcher: WebFetcher, source: Source, entry: Entry, clock: Clock) -> Tried:
    item = Item.on_trial(source.id, entry, clock.now())
    try:
        article = await fetcher.fetch_article(source, item)
    except SourceError as error:
        return Tried(entry=entry, error=str(error))
    return Tried(entry=entry, article=article)


def _document(article: Article, source: Source) -> Document:
    text = WatchText(
        text=article.text,
        title=article.title,
        url=article.url,
        published_at=article.published_at,
        voice=source.voice,
    )
    return Document(id=article.url, watch_text=text)


async def _with_statements(config: Config, source: Source, tried: list[Tried]) -> list[Tried]:
    """Have the texts read as the bot would read them."""
    watcher = WatcherThread(partial(SpacyWatcher.load, config.actors))
    try:
        return [await _read_as_by_the_bot(watcher, source, one) for one in tried]
    finally:
        watcher.close()


async def _read_as_by_the_bot(watcher: WatcherThread, source: Source, one: Tried) -> Tried:
    if one.article is None:
        return one
    article, found = await better_text(watcher, one.article, voice=source.voice)
    statements = replace(found, quotations=tuple(each for each in found.quotations if each.rejected is None))
    return replace(one, document=_document(article, source), watched=statements)
