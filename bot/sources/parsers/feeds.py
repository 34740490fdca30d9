"""RSS, Atom and JSON Feed → entries. Pure: bytes in, values out."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html.entities import html5
from io import BytesIO
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import feedparser
import feedparser_rs

from bot.core.errors import SourceError
from bot.core.ids import stable_id
from bot.core.model import Entry, FetchOutcome
from bot.core.urls import canonical_url, web_address
from bot.sources.port import Listing
from bot.sources.texts.charsets import UNREADABLE, charset_of, decode_body
from bot.sources.texts.dates import in_this_age, is_ahead, is_placeholder, read_moment, zone_used
from bot.sources.texts.plain import line_of, one_line, paragraphs_of, parsed, without_controls
from bot.sources.thresholds import (
    ENDS_LOOKED_AT,
    HEAD,
    LONGEST_ENTRY_TITLE,
    LONGEST_MARKUP,
    MANY_ENTRIES,
    MOST_LOOKED_AT,
    MOST_NAMED,
    MOST_TO_REPAIR,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

    from bot.core.model import Source

PAGE_BEGINS = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
INTERNAL_SUBSET_END = re.compile(r"\]\s*>")
DECLARATION = re.compile(r"<!(?=(?:DOCTYPE|ENTITY)\b)", re.IGNORECASE)
NAMED_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
XML_REFERENCES = frozenset({"amp", "lt", "gt", "quot", "apos"})
XML_BASE = re.compile(r"\bxml:base\s*=")
ROOT_END = re.compile(r"</\s*(?:[\w.-]+:)?(?:rss|rdf|feed)\s*>", re.IGNORECASE)
ITEM_BEGINS = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
ITEM_ENDS = re.compile(r"</\s*(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
JSON_FEED = re.compile(r"https?://jsonfeed\.org/version/1", re.IGNORECASE)
UPDATE_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """One item as a parser gives it."""

    guid: str
    link: str
    title: str
    markup: str
    dates: tuple[str, ...]  # the best first
    known_at: datetime | None  # from the parser's own reading, where ours has none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    items: tuple[_Raw, ...]
    dates: tuple[str, ...] = ()  # of the feed itself
    every: timedelta | None = None
    faulty: bool = False
    recognised: bool = True
    is_cut: bool = False


def read_feed(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read the feed of a source; see `port.ReadListing` and `parse_feed`."""
    in_own_voice = source.voice is not None
    return parse_feed(body, content_type=content_type, url=url, now=now, in_own_voice=in_own_voice)


def parse_feed(body: bytes, *, content_type: str, url: str, now: datetime, in_own_voice: bool = False) -> Listing:
    """Read a feed.

    An entry's key is its guid, else its canonical address, else title and date, else its text, whichever is the first
    that stands for it alone in this document; items that share all of them are one. An entry without an address gets
    the feed's with a fragment of its own.

    Args:
        body: the document, decompressed, of a bounded size.
        content_type: the whole header.
        url: where it was fetched: relative links start there.
        now: nothing is published later than the day after.
        in_own_voice: its texts are one person's own words, but for what is set off in them as quoted.

    Raises:
        SourceError: NOT_A_FEED.

    """
    declared = [match[1].decode() for match in DECLARED_ENCODING.finditer(body[:HEAD])]
    text = decode_body(body, [*declared, charset_of(content_type)]).strip().lstrip("\ufeff\x00")
    document = _read_json(text) if text.startswith("{") else _read_xml(text)
    if document is None or not document.recognised:
        raise SourceError(FetchOutcome.NOT_A_FEED, url, _what_it_is(text, url))
    zone = zone_used([*document.dates, *(date for item in document.items for date in item.dates)])
    return Listing(
        entries=_entries(document.items, url=url, zone=zone, now=now, in_own_voice=in_own_voice),
        every=document.every,
        left_out=max(len(document.items) - MANY_ENTRIES, 0),
        is_cut=document.is_cut,
    )


def _what_it_is(text: str, url: str) -> str:
    """Say what a document is that is no feed: of a page, which feeds it names."""
    if not text:
        return "an empty answer"
    if not PAGE_BEGINS.search(text[:HEAD]):
        return "neither RSS nor Atom nor JSON Feed"
    if named := feeds_named_in(text, url):
        return f"an HTML page; it names these: {', '.join(named)}"
    return 'an HTML page, which names no feed; for its links write kind = "listing"'


def feeds_named_in(text: str, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that a page names in its `<link rel="alternate">`, a few at most.

    Args:
        text: the page.
        url: where it was fetched.

    """
    tree = parsed(text[:LONGEST_MARKUP])
    addresses: dict[str, None] = {}
    for one in () if tree is None else tree.iter("link"):
        is_feed = str(one.get("type") or "").partition(";")[0].strip().casefold() in FEED_TYPES
        if is_feed and "alternate" in str(one.get("rel") or "").casefold().split():
            with suppress(ValueError):
                addresses.setdefault(str(web_address(str(one.get("href") or ""), base=url)))
    return tuple(addresses)[:MOST_NAMED]


def _entries(
    items: Sequence[_Raw], *, url: str, zone: tzinfo | None, now: datetime, in_own_voice: bool
) -> tuple[Entry, ...]:
    unique: dict[tuple[tuple[str, ...], str, str], Entry] = {}
    for item, published_at in _newest(items, zone, now):
        # As the feed has it, though it may lie ahead: cut at now, it would be another at each fetch.
        entry = Entry(
            key="",
            url=_entry_url(item, url),
            title=line_of(item.title),
            text=paragraphs_of(item.markup, in_own_voice=in_own_voice),
            published_at=published_at,
        )
        candidates = _possible_keys(item.guid, entry)
        if candidates:
            unique.setdefault((candidates, entry.title, entry.text), entry)
    uses = Counter(candidate for candidates, _, _ in unique for candidate in candidates)
    alike = Counter((candidates, title) for candidates, title, _ in unique)
    keyed: dict[str, Entry] = {}
    for (candidates, title, text), entry in unique.items():
        own = next((candidate for candidate in candidates if uses[candidate] == 1), None)
        by_text = (stable_id(text),) if alike[candidates, title] > 1 else ()
        key = own or "\0".join((*candidates, title, *by_text))
        own_url = entry.url or f"{url.partition('#')[0]}#{stable_id(key)}"
        keyed.setdefault(key, replace(entry, key=key, url=own_url))
    return tuple(keyed.values())


def _possible_keys(guid: str, entry: Entry) -> tuple[str, ...]:
    """Return what may tell an entry from the others of its feed, the best first; nothing where it holds nothing."""
    if not (entry.url or entry.title or entry.text):
        return ()
    by_title = f"{entry.title}\0{entry.published_at or ''}" if entry.title else ""
    named = tuple(dict.fromkeys(name for name in (guid, entry.url, by_title) if name))
    return named or (stable_id(entry.text),)


def _newest(items: Sequence[_Raw], zone: tzinfo | None, now: datetime) -> list[tuple[_Raw, datetime | None]]:
    """Return the `MANY_ENTRIES` newest, newest first; an item without a date stays beside the one that it follows.

    Where dates do not tell which are the newest, they stand at one end of the document or at the other.
    """
    dated: list[tuple[datetime, int, datetime | None]] = []
    last = datetime.max.replace(tzinfo=UTC)
    for place, item in enumerate(items):
        published_at = _entry_published_at(item, zone, now)
        last = published_at or last
        dated.append((last, place, published_at))
    dated.sort(key=itemgetter(0), reverse=True)
    if len(dated) > MANY_ENTRIES:
        oldest, inner = dated[MANY_ENTRIES - 1][0], range(ENDS_LOOKED_AT, len(items) - ENDS_LOOKED_AT)
        at_an_end = {place for at, place, known in dated if place not in inner and (known is None or at >= oldest)}
        others = [place for _, place, _ in dated if place not in at_an_end][: MANY_ENTRIES - len(at_an_end)]
        kept = at_an_end.union(others)
        dated = [one for one in dated if one[1] in kept]
    return [(items[place], published_at) for _, place, published_at in dated]


def _entry_published_at(item: _Raw, zone: tzinfo | None, now: datetime) -> datetime | None:
    read = (moment.at for date in item.dates if (moment := read_moment(date, zone=zone)) is not None)
    known_at = in_this_age(item.known_at) if item.known_at is not None else None
    at = next(read, known_at)
    return None if at is None or is_placeholder(at, now=now) or is_ahead(at, now=now) else at


def _entry_url(item: _Raw, url: str) -> str:
    """Return the canonical address of an item, or an empty string."""
    guid_is_link = item.guid.startswith(("http://", "https://"))
    for link in (item.link, item.guid if guid_is_link else ""):
        if not link:
            continue
        try:
            return canonical_url(link, base=url)
        except ValueError:
            continue
    return ""


def _read_xml(text: str) -> _Document | None:
    # Both parsers take a text without markup for a file name or an address and would open it.
    if not text.startswith("<"):
        return None
    data = without_declarations(text).encode("utf-8", "replace")
    fast = _read_fast(data)
    if fast is None or XML_BASE.search(text) or _is_suspect(fast, expect_unreadable=UNREADABLE in text):
        slow = _read_slow(data) if len(data) <= MOST_TO_REPAIR else None
        document = (fast or slow) if fast is None or slow is None else max(slow, fast, key=lambda one: len(one.items))
    else:
        document = fast
    return document if document is None or ROOT_END.search(text[-HEAD:]) else _as_cut(document, text)


def _as_cut(document: _Document, text: str) -> _Document:
    """Return what was read of a document that ends in the middle, without the item that does.

    A connection that is closed early looks like the end of a body of unknown length. Some feeds never close their root.
    """
    begins, ends = (max((one.start() for one in mark.finditer(text)), default=-1) for mark in (ITEM_BEGINS, ITEM_ENDS))
    return replace(document, items=document.items[:-1] if begins > ends else document.items, is_cut=True)


def without_declarations(text: str) -> str:
    """Take out the XML declaration, document types and entity declarations, and resolve HTML's named references.

    The bytes that are parsed are UTF-8 whatever the declaration says. Entity declarations can make a gigabyte out of a
    kilobyte, and no news needs them. HTML's names are undefined in XML and stop a strict parser.
    """
    text = without_controls(XML_DECLARATION.sub("", text, count=1)).lstrip()
    start = DOCTYPE.search(text, 0, HEAD)
    if start is not None:
        end = text.find(">", start.end())
        if 0 <= text.find("[", start.end()) < end:
            subset_end = INTERNAL_SUBSET_END.search(text, start.end())
            end = subset_end.end() - 1 if subset_end else -1
        text = text[: start.start()] + (text[end + 1 :] if end >= 0 else "")
    return NAMED_REFERENCE.sub(_absolute_url, DECLARATION.sub("&lt;!", text))


def _absolute_url(reference: re.Match[str]) -> str:
    name = reference[1]
    return reference[0] if name in XML_REFERENCES else html5.get(f"{name};", reference[0])


def _is_suspect(document: _Document, *, expect_unreadable: bool) -> bool:
    """Tell whether the fast parser may have lost something (each case was found with real feeds)."""
    if document.faulty or not document.items or not all(item.dates for item in document.items):
        return True
    if not all(item.link for item in document.items):  # it drops links to private addresses, as intranets have them
        return True
    return not expect_unreadable and any(UNREADABLE in item.title + item.markup for item in document.items)


def _read_fast(data: bytes) -> _Document | None:
    try:
        parsed = feedparser_rs.parse(data)
        items = tuple(_raw(entry) for entry in parsed.entries[:MOST_LOOKED_AT])
        syndication = parsed.feed.syndication
        period, frequency = (syndication.update_period, syndication.update_frequency) if syndication else (None, None)
        return _Document(
            items=items,
            dates=_dates(parsed.feed, ("updated", "published")),
            every=_every(parsed.feed.ttl, period, frequency),
            faulty=bool(parsed.bozo),
            recognised=bool(parsed.version),
        )
    except Exception:  # noqa: BLE001 (a parser over hostile bytes may raise anything; the other one is asked then)
        return None


def _read_slow(data: bytes) -> _Document | None:
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(BytesIO(data), response_headers=headers, sanitize_html=False)
        return _Document(
            items=tuple(_raw(entry) for entry in parsed.entries[:MOST_LOOKED_AT]),
            dates=_dates(parsed.feed, ("updated", "published")),
            every=_every(
                parsed.feed.get("ttl"), parsed.feed.get("sy_updateperiod"), parsed.feed.get("sy_updatefrequency")
            ),
            recognised=bool(parsed.get("version")) or bool(parsed.entries),
        )
    except Exception:  # noqa: BLE001 (as above; there is no third one, so it is no feed)
        return None


def _raw(entry: Any) -> _Raw:
    """Read an item of either parser: both answer `get` with feedparser's names."""
    guid, link = one_line(str(entry.get("id") or "")), str(entry.get("link") or "")
    if entry.get("guidislink") and link == guid and not guid.startswith(("http", "/")):
        link = ""  # RSS takes each guid for an address unless it says otherwise, and many are none and do not say so
    markups = [str(content.get("value") or "") for content in entry.get("content") or ()]
    markups.append(str(entry.get("summary") or ""))
    return _Raw(
        guid=guid,
        link=link,
        title=str(entry.get("title") or "")[:LONGEST_ENTRY_TITLE],
        markup=max(markups, key=len)[:LONGEST_MARKUP],
        dates=_dates(entry, ("published", "dc_date", "created", "updated")),
        known_at=_known_at(_own(entry, "published_parsed") or _own(entry, "updated_parsed")),
    )


def _dates(holder: Any, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(value) for name in names if (value := _own(holder, name)))


def _own(holder: Any, name: str) -> Any:
    """Return what the feed gave under this very name: feedparser answers `updated` with `published`, and warns."""
    return None if isinstance(holder, dict) and not dict.__contains__(holder, name) else holder.get(name)


def _known_at(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _every(ttl: Any, period: Any, frequency: Any) -> timedelta | None:
    """Return the longest wait that a feed names, or None."""
    waits = [timedelta(minutes=minutes)] if (minutes := _number(ttl)) else []
    base = UPDATE_PERIODS.get(str(period or "").strip().casefold())
    if base is not None:
        waits.append(base / max(_number(frequency), 1))
    return max(waits, default=None)


def _number(value: Any) -> int:
    text = str(value or "").strip()
    return min(int(text[:9]), 10**6) if text.isascii() and text.isdigit() else 0


def _read_json(text: str) -> _Document | None:
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not JSON_FEED.match(str(feed.get("version", ""))):
        return None
    return _Document(items=tuple(_json_items(feed.get("items"))))


def _json_items(items: Any) -> Iterator[_Raw]:
    for item in items[:MOST_LOOKED_AT] if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield _Raw(
                guid=one_line(_member_text(item, "id")),
                link=_member_text(item, "url") or _member_text(item, "external_url"),
                title=_escaped_plain_text(_member_text(item, "title"))[:LONGEST_ENTRY_TITLE],
                markup=(
                    _member_text(item, "content_html")
                    or _escaped_plain_text(_member_text(item, "content_text") or _member_text(item, "summary"))
                )[:LONGEST_MARKUP],
                dates=tuple(date for name in ("date_published", "date_modified") if (date := _member_text(item, name))),
                known_at=None,
            )


def _member_text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _escaped_plain_text(text: str) -> str:
    """Escape text that is plain by the format, so that "<" and "&" in it are not taken for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
