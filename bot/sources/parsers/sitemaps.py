"""Sitemaps, news sitemaps and their indexes (sitemaps.org 0.9, Google's news 0.9) → entries.

A sitemap lists a whole site, years of it, and says of each address at most when it was changed. So only what is of the
last days is listed. `lastmod` chooses and never dates: it is renewed by any change to an old page, which would then be
reported as new; `news:publication_date` is a date of publication. trafilatura's own reader of sitemaps knows neither,
and fetches by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from lxml import etree
from yarl import URL

from bot.core.errors import SourceError
from bot.core.model import Entry, FetchOutcome
from bot.core.urls import web_address
from bot.sources.parsers.feeds import DECLARED_ENCODING, PAGE_BEGINS, parse_feed, without_declarations
from bot.sources.port import UNREAD_PARTS, Listing
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.dates import is_ahead, is_placeholder, read_moment, zone_used
from bot.sources.texts.links import article_address, day_in_address, is_on_site, names_no_article
from bot.sources.texts.plain import line_of
from bot.sources.thresholds import (
    ENDS_LOOKED_AT,
    HEAD,
    LONGEST_ENTRY_TITLE,
    MANY_ENTRIES,
    MOST_LOOKED_AT,
    MOST_OF_AN_INDEX,
    MOST_PARTS,
    OLDEST_IN_A_SITEMAP,
    SAME_LASTMOD,
    UNDATED_PARTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.model import Source

ROOT: Final = re.compile(r"<(?:[\w.-]+:)?(urlset|sitemapindex|rss|RDF|feed)\b")
LINES_OF_ADDRESSES: Final = re.compile(r"\s*https?://\S+\s*(?:\n|\Z)")
# An address with two parameters, as many write it; a parser that repairs it would drop the name of the second one.
BARE_AMPERSAND: Final = re.compile(r"&(?!(?:[A-Za-z]\w{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
ISO_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])(?:T|$)")
FIRST_DAY: Final = "1990-01-01"  # what was never dated is written as one before it
ROWS: Final = frozenset({"url", "sitemap"})
_UNDATED_ROW: Final = datetime.min.replace(tzinfo=UTC)
NEWS_FIRST: Final = re.compile(r"news|latest|recent|today", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One address as it is listed."""

    loc: str
    changed: str = ""  # lastmod
    published: str = ""  # news:publication_date
    title: str = ""  # news:title


def read_sitemap(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read a sitemap, an index of sitemaps, a feed or a list of addresses in place of one; see `port.ReadListing`.

    Raises:
        SourceError: NOT_A_FEED.

    """
    declared = [match[1].decode() for match in DECLARED_ENCODING.finditer(body[:HEAD])]
    text = decode_body(body, [*declared, charset_of(content_type)]).strip().lstrip("\ufeff\x00")
    root = ROOT.search(text, 0, HEAD)
    if root is None and LINES_OF_ADDRESSES.match(text):
        rows = tuple(_Row(loc=line.strip()) for line in text.splitlines()[:MOST_LOOKED_AT])
        return _listing(rows, source=source, url=url, now=now)
    if root is None or not text.startswith("<"):
        what = "an HTML page" if PAGE_BEGINS.search(text[:HEAD]) else "neither a sitemap nor an index of some"
        raise SourceError(FetchOutcome.NOT_A_FEED, url, what if text else "an empty answer")
    if root[1] not in {"urlset", "sitemapindex"}:
        return parse_feed(body, content_type=content_type, url=url, now=now)
    is_cut = re.search(rf"</\s*(?:[\w.-]+:)?{root[1]}\s*>", text[-HEAD:]) is None
    rows = tuple(_rows(_up_to_the_last_row(text) if is_cut else text))
    if root[1] == "sitemapindex":
        parts = _parts_listed(rows, source=source, url=url, now=now)
        unread = len(parts) - MOST_PARTS
        return Listing(
            entries=(),
            parts=parts[:MOST_PARTS],
            is_cut=is_cut,
            passed_over=((UNREAD_PARTS, unread),) if unread > 0 else (),
        )
    return _listing(rows, source=source, url=url, now=now, is_cut=is_cut)


def _up_to_the_last_row(text: str) -> str:
    end = max(text.rfind("</url>"), text.rfind("</sitemap>"))
    return text[: text.find(">", end) + 1] if end >= 0 else text


def _rows(text: str) -> Iterator[_Row]:
    """Read the rows, one after the other: the tree of a whole sitemap takes ten times its size."""
    events = etree.iterparse(
        BytesIO(BARE_AMPERSAND.sub("&amp;", without_declarations(text)).encode("utf-8", "replace")),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    number = 0
    try:
        for _, element in events:
            if _local(element) not in ROWS:
                continue
            if number == MOST_LOOKED_AT:
                return
            number += 1
            yield _row(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:  # beyond repair: what came before it is what it lists
        return


def _row(element: etree._Element) -> _Row:
    """Read one row: `loc` and `lastmod` are its own children, those of images and videos lie deeper."""
    own = {_local(child): (child.text or "").strip() for child in element}
    news = next((child for child in element if _local(child) == "news"), ())
    values = {_local(child): (child.text or "").strip() for child in news}
    return _Row(
        loc=own.get("loc", ""),
        changed=own.get("lastmod", ""),
        published=values.get("publication_date", ""),
        title=values.get("title", "")[:LONGEST_ENTRY_TITLE],
    )


def _local(element: etree._Element) -> str:
    """Return a name without its namespace, or without the prefix of one that nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _listing(rows: Sequence[_Row], *, source: Source, url: str, now: datetime, is_cut: bool = False) -> Listing:
    dates = _Dates(rows, now=now)
    unique = _each_once(rows, dates)
    dated: list[tuple[datetime, _Row]] = []
    undated: list[_Row] = []
    for row in unique:
        if (at := dates.of(row)) is None:
            undated.append(row)
        elif now - at <= OLDEST_IN_A_SITEMAP:
            dated.append((at, row))
    recent = [row for _, row in sorted(dated, key=itemgetter(0), reverse=True)]
    # Where most have dates, the rest are the front page, "about us" and their like.
    ends = _at_the_ends(undated) if 2 * len(undated) > len(unique) else []
    entries: dict[str, Entry] = {}
    for row in (*recent[: 2 * MANY_ENTRIES], *ends):  # beside articles there may be as many lists
        address = article_address(row.loc, base=url, source=source)
        if address and len(entries) < MANY_ENTRIES:
            entry = Entry(key=address, url=address, title=line_of(row.title), published_at=dates.published_at(row))
            entries.setdefault(address, entry)
    return Listing(entries=tuple(entries.values()), left_out=max(len(recent) - MANY_ENTRIES, 0), is_cut=is_cut)


def _each_once(rows: Sequence[_Row], dates: _Dates) -> list[_Row]:
    """Return each address once, with the latest of its dates: an old one beside it must not hide what is new."""
    unique: dict[str, _Row] = {}
    for row in rows:
        known = unique.setdefault(row.loc, row)
        if known is not row and (dates.of(row) or _UNDATED_ROW) > (dates.of(known) or _UNDATED_ROW):
            unique[row.loc] = row
    unique.pop("", None)
    return list(unique.values())


def _at_the_ends(rows: list[_Row]) -> list[_Row]:
    """Return rows whose age nothing tells: new ones are added at one end or at the other."""
    return rows if len(rows) <= 2 * ENDS_LOOKED_AT else rows[:ENDS_LOOKED_AT] + rows[-ENDS_LOOKED_AT:]


class _Dates:
    """When the rows of one document were published or changed."""

    def __init__(self, rows: Sequence[_Row], *, now: datetime) -> None:
        self._now = now
        self._zone = zone_used(date for row in rows[:MOST_OF_AN_INDEX] for date in (row.published, row.changed))
        self._says_nothing = _worn_out([row.changed for row in rows])
        self._old = (now - OLDEST_IN_A_SITEMAP - timedelta(days=2)).date().isoformat()

    def of(self, row: _Row) -> datetime | None:
        """Return the time by which a row is chosen: the earliest that is known of it."""
        written = row.published or ("" if self._says_nothing else row.changed)
        known = [at for at in (day_in_address(row.loc), self._read(written)) if at is not None]
        return min(known, default=None)

    def published_at(self, row: _Row) -> datetime | None:
        """Return when a row's article was published, where it says so."""
        return self._read(row.published)

    def _read(self, text: str) -> datetime | None:
        if ISO_DAY.match(text) and FIRST_DAY < text[:10] < self._old:  # of fifty thousand, nearly all
            return datetime.fromisoformat(f"{text[:10]}T00:00Z")
        moment = read_moment(text, zone=self._zone) if text else None
        if moment is None or is_placeholder(moment.at, now=self._now) or is_ahead(moment.at, now=self._now):
            return None
        return moment.at


def _worn_out(dates: Sequence[str]) -> bool:
    """Tell whether `lastmod` says nothing: software that knows no time of change writes the time of writing."""
    written = Counter(date for date in dates if date)
    most = written.most_common(1)
    return bool(most) and len(dates) >= SAME_LASTMOD and 2 * most[0][1] > len(dates)


def _parts_listed(rows: Sequence[_Row], *, source: Source, url: str, now: datetime) -> tuple[str, ...]:
    """Return the sitemaps of an index that are worth a request, the most wanted first: news, then by their change.

    Of those without a date, a few at either end: some indexes grow at the front, some at the back.
    """
    half = MOST_OF_AN_INDEX // 2
    looked_at = rows if len(rows) <= MOST_OF_AN_INDEX else (*rows[:half], *rows[-half:])
    dates = _Dates(looked_at, now=now)
    news: list[str] = []
    dated: list[tuple[datetime, str]] = []
    undated: list[str] = []
    for row in looked_at:
        at = dates.of(row)
        address = _part_address(row, source=source, url=url) if at is None or now - at <= OLDEST_IN_A_SITEMAP else ""
        if not address:
            continue
        if NEWS_FIRST.search(URL(address).name):
            news.append(address)
        elif at is not None:
            dated.append((at, address))
        else:
            undated.append(address)
    dated.sort(key=itemgetter(0), reverse=True)
    both_ends = list(chain.from_iterable(zip(reversed(undated), undated, strict=True)))[:UNDATED_PARTS]
    wanted = [*news, *(address for _, address in dated)] or both_ends
    return tuple(dict.fromkeys(wanted))


def _part_address(row: _Row, *, source: Source, url: str) -> str:
    """Return the address of a sitemap that may list articles of the source, or an empty string."""
    try:
        address = str(web_address(row.loc, base=url))
    except ValueError:
        return ""
    return address if is_on_site(address, source) and not names_no_article(URL(address).name) else ""
