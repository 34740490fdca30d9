"""Search engines on loopback, with their paging, their redirects and their refusals."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.loopback.news import Answer, NewsItem, rss

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TOO_OFTEN = "Please limit requests to one every 5 seconds or contact kalev.leetaru5@gmail.com for larger queries.\n"


def wrapped_by_google_news(url: str) -> str:
    """Return the link behind which Google News lists an address, with an id that holds it."""
    length = len(url)
    width = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    number = base64.urlsafe_b64encode(b'\x08\x13"' + width + url.encode() + b"\xd2\x01\x00").decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{number}?oc=5"


class SearchEngine:
    """Answers a query with a feed, each link of it a redirect that differs from query to query.

    `found` is the addresses by query, `failing` what is answered in their place; after `most` requests it has enough.
    """

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self.failing: dict[str, Answer] = {}
        self.titles: dict[str, str] = {}
        self.times: dict[str, datetime] = {}
        self.asked: list[str] = []
        self.most = 10**9
        self._number = 0

    def forget(self) -> None:
        """Answer again."""
        self._number = 0

    def __call__(self, query: Mapping[str, str]) -> Answer:
        wanted = query["q"]
        self.asked.append(wanted)
        self._number += 1
        if self._number > self.most:
            return Answer(status=429, headers={"Retry-After": "0"})
        if wanted in self.failing:
            return self.failing[wanted]
        items = [
            NewsItem(
                title=self.titles.get(url, "A headline of six plain words"),
                path=f"https://www.google.com/url?rct=j&url={quote(url, safe='')}&usg={len(wanted)}-{place}",
                guid=f"{wanted} {place}",
                published_at=self.times.get(url),
            )
            for place, url in enumerate(self.found.get(wanted, []))
        ]
        return Answer(body=rss(items).encode(), headers={"Content-Type": "application/xml"})


class GdeltApi:
    """Answers as GDELT's DOC 2.0 API does: lists of articles, and its errors as sentences under status 200."""

    def __init__(self) -> None:
        self.articles: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.refusals: list[str] = []

    def add(self, title: str, url: str, *, at: datetime | None = None, language: str = "English") -> None:
        """List an article, as the newest one."""
        seen = f"{at:%Y%m%dT%H%M%SZ}" if at else ""
        self.articles.insert(
            0,
            {
                "url": url,
                "url_mobile": "",
                "title": title,
                "seendate": seen,
                "socialimage": "",
                "domain": "harbour.com",
                "language": language,
                "sourcecountry": "Iran",
            },
        )

    def answer(self) -> str:
        """Return what is answered to any query that is well formed."""
        return json.dumps({"articles": list(reversed(self.articles))}) if self.articles else "{}"

    def __call__(self, query: Mapping[str, str]) -> Answer:
        self.asked.append(dict(query))
        if self.refusals:
            return self._said(self.refusals.pop(0))
        if query.get("mode") != "artlist" or query.get("format") != "json" or int(query.get("maxrecords", 75)) > 250:
            return self._said("Invalid mode or number of records.")
        return Answer(body=self.answer().encode(), headers={"Content-Type": "application/json; charset=utf-8"})

    @staticmethod
    def _said(text: str) -> Answer:
        return Answer(body=text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
