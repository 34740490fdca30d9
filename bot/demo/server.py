"""A small news site on this machine: the sample news as real feeds and real pages, in waves."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One article of the sample news."""

    wave: int
    source: str
    slug: str
    title: str
    text: str  # "" for a page that is gone
    corrected: str  # what the page shows from the last wave on; "" where that is the same
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSource:
    """One outlet of the sample news."""

    id: str
    name: str
    tier: str
    feed: str  # rss, atom or json
    voice: str | None = None  # the id of the actor whose own words its texts are


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleNews:
    """All of the sample news."""

    parts: tuple[str, ...]  # what is to be seen in each wave but the first
    sources: tuple[SampleSource, ...]
    articles: tuple[SampleArticle, ...]


def sample_news(now: datetime) -> SampleNews:
    """Return the bundled news, published as long before `now` as it says."""
    document = tomllib.loads(resources.files("bot.demo").joinpath("news.toml").read_text(encoding="utf-8"))
    return SampleNews(
        parts=tuple(document["parts"]),
        sources=tuple(SampleSource(**row) for row in document["sources"]),
        articles=tuple(
            _article(row, published_at=now - timedelta(minutes=row["minutes"])) for row in document["articles"]
        ),
    )


def _article(row: dict[str, Any], *, published_at: datetime) -> SampleArticle:
    text, corrected = (
        row.get(name, "").strip().replace("{day}", f"{published_at:%A}") for name in ("text", "corrected")
    )
    return SampleArticle(
        wave=row["wave"],
        source=row["source"],
        slug=row["slug"],
        title=row["title"],
        text=text,
        corrected=corrected,
        published_at=published_at,
    )


class NewsServer:
    """Serves the sample news on a free port of the loopback interface; use it as an async context manager."""

    def __init__(self) -> None:
        self.wave = 0
        self.news = sample_news(datetime.now(UTC))
        self.address = ""
        application = web.Application()
        application.router.add_get("/{source}/feed", self._feed)
        application.router.add_get("/{source}/{slug}.html", self._page)
        self._runner = web.AppRunner(application, access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def published(self, source_id: str | None = None) -> list[SampleArticle]:
        """Return what is published so far, newest first."""
        shown = [one for one in self.news.articles if one.wave <= self.wave and source_id in {None, one.source}]
        return sorted(shown, key=lambda one: one.published_at, reverse=True)

    def corrected(self) -> list[SampleArticle]:
        """Return the articles whose pages show another text by now."""
        is_last = self.wave == len(self.news.parts)
        return [one for one in self.news.articles if is_last and one.corrected]

    def _url(self, article: SampleArticle) -> str:
        return f"{self.address}/{article.source}/{article.slug}.html"

    async def _feed(self, request: web.Request) -> web.Response:
        source = next((one for one in self.news.sources if one.id == request.match_info["source"]), None)
        if source is None:
            raise web.HTTPNotFound
        write = {"rss": self._rss, "atom": self._atom, "json": self._json}[source.feed]
        body, content_type = write(source)
        response = web.Response(text=body, content_type=content_type)
        response.etag = f"{source.id}-{self.wave}"
        return response

    async def _page(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        article = next((one for one in self.published(request.match_info["source"]) if one.slug == slug), None)
        if article is None or not article.text:
            raise web.HTTPNotFound
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "datePublished": article.published_at.isoformat(),
        }
        text = article.corrected if article in self.corrected() else article.text
        paragraphs = "\n".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
        return web.Response(
            content_type="text/html",
            text=f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)}</title>
<script type="application/ld+json">{json.dumps(facts)}</script></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<main><article><h1>{escape(article.title)}</h1>
{paragraphs}
</article></main>
<footer>Subscribe to our newsletter. All rights reserved.</footer></body></html>""",
        )

    def _rss(self, source: SampleSource) -> tuple[str, str]:
        items = "".join(
            f"<item><title>{escape(one.title)}</title><link>{self._url(one)}</link>"
            f"<guid>{self._url(one)}</guid><pubDate>{format_datetime(one.published_at)}</pubDate></item>"
            for one in self.published(source.id)
        )
        body = f'<rss version="2.0"><channel><title>{escape(source.name)}</title>{items}</channel></rss>'
        return body, "application/rss+xml"

    def _atom(self, source: SampleSource) -> tuple[str, str]:
        entries = "".join(
            f'<entry><title>{escape(one.title)}</title><link href="{self._url(one)}"/><id>{self._url(one)}</id>'
            f"<updated>{one.published_at.isoformat()}</updated></entry>"
            for one in self.published(source.id)
        )
        head = f"<title>{escape(source.name)}</title><id>{self.address}/{source.id}</id>"
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>', "application/atom+xml"

    def _json(self, source: SampleSource) -> tuple[str, str]:
        items = [
            {
                "id": self._url(one),
                "url": self._url(one),
                "title": one.title,
                "date_published": one.published_at.isoformat(),
            }
            for one in self.published(source.id)
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": source.name, "items": items}
        return json.dumps(feed), "application/feed+json"
