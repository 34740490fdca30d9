"""The world's web, as it answers at a moment: feeds and pages as bytes, failures as replies and errors."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from email.utils import format_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.asking.http import HttpReply
from tests.simulation.faults import Kind, ruling
from tests.simulation.world import Dates, Holds, Shown, paragraphs, sentence

if TYPE_CHECKING:
    from yarl import URL

    from tests.simulation.process import Process
    from tests.simulation.virtual import VirtualClock
    from tests.simulation.world import Article, Listing, Source, World

WALLS = (
    "Please enable JavaScript and cookies to continue. We are checking that your browser is not a robot, this takes a moment.",  # noqa: E501
    "Log in to continue reading. It is free, takes no more than a minute of your time, and you can leave at any time.",
    "We and our partners use cookies to store what you read on your device. You can change your choices at any time.",
    "You have reached your limit of free articles this month. Choose the plan that suits you best and come back to us.",
)
GIVES_UP_AFTER = 30.0  # seconds, as `[polling] timeout`
HTML, PLAIN = "text/html; charset=utf-8", "text/plain; charset=utf-8"
NO_TEXT = {Shown.GONE: (404, {}), Shown.ERROR: (503, {}), Shown.FRONT: (302, {"Location": "/"})}
OWN_ZONES = {Dates.NAIVE: ZoneInfo("Europe/Berlin"), Dates.NAIVE_BEHIND: ZoneInfo("America/Los_Angeles")}


class Web:
    """Answers requests."""

    def __init__(self, world: World, clock: VirtualClock) -> None:
        self._world = world
        self._clock = clock
        self._utterances = world.utterances()
        self._sources = {one.host: one for one in world.sources}
        self._articles = {
            one.id: [article for article in world.articles() if article.source == one.id] for one in world.sources
        }
        self.requests = 0
        self._bodies: dict[str, tuple[tuple[str, ...], str]] = {}  # what each source lists, and how it is written

    async def answer(self, process: Process, address: URL, headers: dict[str, str]) -> HttpReply:
        """Answer one request; stands in the place of `HttpClient._one`."""
        await process.cross("a request")
        self.requests += 1
        source = self._sources[address.host or ""]
        at = self._clock.true()
        fault = ruling(self._world.faults, [Kind.NETWORK], at) or ruling(
            self._world.faults,
            [Kind.HOST_REFUSES, Kind.HOST_HANGS, Kind.HOST_503, Kind.HOST_429],
            at,
            source.id,
        )
        await asyncio.sleep(source.late)
        if fault is not None:
            return await self._out_of_order(fault.kind, address, rest=fault.until - at)
        if address.path == "/robots.txt":
            return _reply(address, 404)
        if address.path == "/feed":
            return self._feed(source, address, headers)
        return await self._page(source, address)

    async def _out_of_order(self, kind: Kind, address: URL, *, rest: float) -> HttpReply:
        match kind:
            case Kind.NETWORK:
                raise SourceError(FetchOutcome.DNS_ERROR, str(address), "no network")
            case Kind.HOST_REFUSES:
                raise SourceError(FetchOutcome.CONNECT_ERROR, str(address), "refused")
            case Kind.HOST_HANGS | Kind.PAGES_HANG:
                await asyncio.sleep(GIVES_UP_AFTER)
                raise SourceError(FetchOutcome.TIMEOUT, str(address), "no whole answer")
            case Kind.HOST_429:
                return _reply(address, 429, {"Retry-After": str(int(min(rest, 600.0)) + 1)})
            case Kind.PAGES_404:
                return _reply(address, 404)
            case _:
                return _reply(address, 503)

    def _feed(self, source: Source, address: URL, headers: dict[str, str]) -> HttpReply:
        at = self._clock.true()
        if ruling(self._world.faults, [Kind.NOT_A_FEED], at, source.id):
            return _reply(
                address, 200, {"Content-Type": HTML}, "<html><body><p>We are working on it.</p></body></html>"
            )
        if source.stuck_etag and headers.get("If-None-Match"):
            return _reply(address, 304, {"ETag": '"stuck"'})
        listed = [
            (one, article)
            for article in self._articles[source.id]
            for one in article.listings
            if one.at <= at < one.until
        ]
        listed.sort(key=lambda pair: (-pair[0].at, pair[1].path))
        key = tuple(f"{article.path} {one.at}" for one, article in listed)
        known, body = self._bodies.get(source.id, ((), ""))
        if not body or known != key or source.random_guids:
            entries = [self._entry(source, article, one) for one, article in listed]
            body = _json_feed(entries) if source.form == "json" else _rss(entries)
            self._bodies[source.id] = key, body
        etag = '"stuck"' if source.stuck_etag else f'"{blake2b(body.encode(), digest_size=6).hexdigest()}"'
        reported = {
            "ETag": etag,
            "Content-Type": "application/feed+json" if source.form == "json" else "application/rss+xml",
        }
        if source.max_age is not None:
            reported["Cache-Control"] = f"public, max-age={source.max_age}"
        if headers.get("If-None-Match") == etag:
            return _reply(address, 304, reported)
        return _reply(address, 200, reported, body)

    def _entry(self, source: Source, article: Article, one: Listing) -> dict[str, str]:
        entry = {"title": one.title, "id": one.guid, "url": f"https://{source.host}{article.path}"}
        if source.random_guids:
            entry["id"] = f"{one.guid} {self.requests}"
        if not one.linked:
            entry = {}
        if date := self._date(source, one):
            entry["date_published"] = date
        text = self._text(article, one) if source.holds is Holds.FULL or not one.linked else ""
        if source.holds is Holds.TEASER and one.linked:
            text = sentence(f"teaser {article.path}", 14)
        if text:
            entry["content_text"] = text
        return entry

    def _text(self, article: Article, one: Listing) -> str:
        """Return the full text as the newsroom has it: of a page behind a wall, or not up yet, too."""
        version = article.version_at(one.at)
        if version is None or (version.shown is not Shown.TEXT and not version.says):
            version = next((other for other in article.versions if other.shown is Shown.TEXT), None)
        return "\n\n".join(paragraphs(article, version, self._utterances)) if version else ""

    def _date(self, source: Source, one: Listing) -> str:
        dated = self._world.start + timedelta(seconds=round(one.dated))
        match source.dates:
            case Dates.NONE:
                return ""
            case Dates.EPOCH:
                return "1970-01-01T00:00:00Z" if source.form == "json" else "Thu, 01 Jan 1970 00:00:00 +0000"
            case Dates.YEAR_ONE:
                return "0001-01-01T00:00:00Z" if source.form == "json" else "Mon, 01 Jan 0001 00:00:00 +0000"
            case Dates.FUTURE:
                dated += timedelta(days=1)
            case Dates.DAY_ONLY:
                return f"{dated:%Y-%m-%d}"
            case Dates.NAIVE | Dates.NAIVE_BEHIND:
                return f"{dated.astimezone(OWN_ZONES[source.dates]):%Y-%m-%dT%H:%M:%S}"
        return dated.isoformat() if source.form == "json" else format_datetime(dated)

    async def _page(self, source: Source, address: URL) -> HttpReply:
        at = self._clock.true()
        fault = ruling(self._world.faults, [Kind.PAGES_503, Kind.PAGES_HANG, Kind.PAGES_404], at, source.id)
        if fault is not None:
            return await self._out_of_order(fault.kind, address, rest=fault.until - at)
        article = next((one for one in self._articles[source.id] if one.path == address.path), None)
        version = article.version_at(at) if article else None
        if article is None or version is None:
            return _reply(address, 200 if address.path == "/" else 404, {"Content-Type": PLAIN}, sentence("front", 30))
        if version.shown is Shown.HANGS:
            return await self._out_of_order(Kind.PAGES_HANG, address, rest=0.0)
        if version.shown in NO_TEXT:
            status, headers = NO_TEXT[version.shown]
            return _reply(address, status, headers)
        if version.shown is Shown.WALL:
            return self._written(source, address, article, [WALLS[crc32(article.path.encode()) % len(WALLS)]])
        text = paragraphs(article, version, self._utterances)
        if article.poison:
            text.append(f"poison: {article.poison}.")
        return self._written(source, address, article, text)

    def _written(self, source: Source, address: URL, article: Article, text: list[str]) -> HttpReply:
        if source.pages == "text":
            return _reply(address, 200, {"Content-Type": PLAIN}, "\n\n".join(text))
        dated = ""
        if article.page_date is not None:
            published = self._world.start + timedelta(seconds=round(article.page_date))
            dated = f'<meta property="article:published_time" content="{published.isoformat()}">'
        title = escape(article.listings[0].title)
        blocks = "".join(f"<p>{escape(one)}</p>" for one in text)
        page = f"<html><head><title>{title}</title>{dated}</head><body><article><h1>{title}</h1>{blocks}</article></body></html>"  # noqa: E501
        return _reply(address, 200, {"Content-Type": HTML}, page)


def _reply(address: URL, status: int, headers: dict[str, str] | None = None, body: str = "") -> HttpReply:
    return HttpReply(url=str(address), status=status, headers=headers or {}, body=body.encode())


def _json_feed(entries: list[dict[str, str]]) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": entries})


def _rss(entries: list[dict[str, str]]) -> str:
    names = {"title": "title", "url": "link", "id": "guid", "date_published": "pubDate", "content_text": "description"}
    items = "".join(
        "<item>"
        + "".join(f"<{tag}>{_markup(entry[name])}</{tag}>" for name, tag in names.items() if name in entry)
        + "</item>"
        for entry in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title><link>https://feed.example/</link>{items}</channel></rss>'


def _markup(text: str) -> str:
    if "\n\n" not in text:
        return escape(text)
    return escape("".join(f"<p>{one}</p>" for one in text.split("\n\n")))
