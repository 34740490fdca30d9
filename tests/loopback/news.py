"""A news site on loopback: feeds and pages that a test programs, and every request that came."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass, field
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Self

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One item of a feed."""

    title: str
    path: str
    guid: str = ""
    text: str = ""  # HTML
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: asyncio.Event | None = None  # the body waits for it, after the headers and the first byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that came."""

    path: str  # with the query
    headers: Mapping[str, str]


class NewsServer:
    """Serves what was put; 404 for the rest. Use as an async context manager."""

    def __init__(self, *, listen_on: str = "127.0.0.1") -> None:
        self._listen_on = listen_on
        self.requests: list[Asked] = []
        self.held = asyncio.Event()  # an answer has begun that waits for its `hold`
        self.dropped = asyncio.Event()  # the other side hung up on one
        self._answers: dict[str, Answer] = {}
        self._live: dict[str, Callable[[Mapping[str, str]], Answer]] = {}
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._listen_on, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def put(self, path: str, answer: Answer) -> str:
        """Let a path answer so, whatever lives there, and return its address."""
        self._answers[path] = answer
        return self.url + path

    def put_live(self, path: str, live: Callable[[Mapping[str, str]], Answer]) -> str:
        """Let a path answer to its query as something that lives does, and return its address."""
        self._live[path] = live
        return self.url + path

    def put_feed(self, path: str, body: str | bytes, **headers: str) -> str:
        """Serve a feed; with an ETag or Last_Modified header, a request that knows it is answered 304."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.put(path, Answer(body=data, headers={"Content-Type": "application/xml", **named}))

    def put_page(self, path: str, html: str, *, content_type: str = "text/html; charset=utf-8") -> str:
        """Serve a page."""
        return self.put(path, Answer(body=html.encode(), headers={"Content-Type": content_type}))

    def put_redirect(self, path: str, location: str, *, status: int = 302) -> str:
        """Lead elsewhere."""
        return self.put(path, Answer(status=status, headers={"Location": location}))

    def asked(self, path: str) -> list[Asked]:
        """Return the requests that came for a path, query and all."""
        return [request for request in self.requests if request.path == path]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Asked(path=request.path_qs, headers=request.headers.copy()))
        answer = self._answers.get(request.path_qs) or self._answers.get(request.path)
        if answer is None:
            live = self._live.get(request.path)
            answer = live(request.query) if live else Answer(status=404)
        etag = answer.headers.get("ETag")
        modified = answer.headers.get("Last-Modified")
        known = (etag and request.headers.get("If-None-Match") == etag) or (
            modified and request.headers.get("If-Modified-Since") == modified
        )
        if known:
            return web.Response(status=304, headers={name: str(answer.headers[name]) for name in ("ETag",) if etag})
        if answer.hold is None:
            return web.Response(status=answer.status, body=answer.body, headers=dict(answer.headers))
        response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
        await response.prepare(request)
        await response.write(answer.body[:1])
        self.held.set()
        try:
            await answer.hold.wait()
        except asyncio.CancelledError:
            self.dropped.set()
            raise
        await response.write(answer.body[1:])
        return response


def rss(items: Sequence[NewsItem], *, channel: str = "") -> str:
    """Write RSS 2.0; `channel` is further markup for the channel."""
    rows = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.path)}</link>"
        + (f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else "")
        + (f"<pubDate>{format_datetime(item.published_at)}</pubDate>" if item.published_at else "")
        + (f"<description>{escape(item.text)}</description>" if item.text else "")
        + "</item>"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>The Harbour Post</title>'
        f"{channel}{rows}</channel></rss>"
    )


def atom(items: Sequence[NewsItem]) -> str:
    """Write Atom 1.0."""
    rows = "".join(
        f'<entry><title type="html">{escape(escape(item.title))}</title><link href="{escape(item.path)}"/>'
        f"<id>{escape(item.guid or item.path)}</id>"
        + (f"<published>{item.published_at.isoformat()}</published>" if item.published_at else "")
        + (f'<content type="html">{escape(item.text)}</content>' if item.text else "")
        + "</entry>"
        for item in items
    )
    head = '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    return f"{head}<title>The Harbour Post</title>{rows}</feed>"


def json_feed(items: Sequence[NewsItem]) -> str:
    """Write JSON Feed 1.1."""
    rows = [
        {
            "id": item.guid or item.path,
            "url": item.path,
            "title": item.title,
            "content_html": item.text,
            **({"date_published": item.published_at.isoformat()} if item.published_at else {}),
        }
        for item in items
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The Harbour Post", "items": rows})


def sitemap(items: Sequence[NewsItem], *, base: str = "") -> str:
    """Write a news sitemap; of an item without a title the address and the time of its last change."""
    rows = ""
    for item in items:
        at = item.published_at.isoformat() if item.published_at else ""
        named = f"<news:publication_date>{at}</news:publication_date><news:title>{escape(item.title)}</news:title>"
        rows += f"<url><loc>{escape(base + item.path)}</loc>" + (f"<lastmod>{at}</lastmod>" if at else "")
        rows += f"<news:news>{named}</news:news></url>" if item.title else "</url>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'
    )


def sitemap_index(parts: Mapping[str, str]) -> str:
    """Write an index of sitemaps: the time of the last change, or nothing, by address."""
    rows = "".join(
        f"<sitemap><loc>{escape(at)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</sitemap>"
        for at, changed in parts.items()
    )
    return (
        f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    )


def page(title: str, paragraphs: Sequence[str], *, head: str = "", published_at: datetime | None = None) -> str:
    """Write an article page with a menu, a list of related pieces and a comment around it."""
    when = f'<meta property="article:published_time" content="{published_at.isoformat()}">' if published_at else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{title} | The Harbour Post</title>{when}{head}"
        '</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>'
        f"<main><article><h1>{title}</h1>{body}</article>"
        '<aside><h3>Read also</h3><ul><li><a href="/other">Ferry fares rise again this spring</a></li></ul></aside>'
        '<section class="comments"><p>First comment by a reader who disagrees.</p></section></main>'
        "<footer>All rights reserved, The Harbour Post</footer></body></html>"
    )


def bomb(megabytes: int) -> bytes:
    """Return a gzip body that unpacks to so many megabytes of zeros."""
    return gzip.compress(b"\0" * (megabytes * 1_000_000))
