"""What GDELT's DOC 2.0 API answers to a query for articles → entries. Pure.

Its errors are sentences in plain text under status 200, and its JSON holds escapes that are none: the one is reported,
and the other is repaired (gdelt-doc-api issues 26 and 28).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from bot.core.errors import SourceError
from bot.core.model import Entry, FetchOutcome
from bot.core.urls import canonical_url
from bot.sources.port import Listing
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.dates import is_ahead, read_moment
from bot.sources.texts.plain import line_of
from bot.sources.thresholds import LONGEST_ANSWER_OF_AN_ENGINE, LONGEST_ENTRY_TITLE, MANY_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.model import Source

_NO_ESCAPE: Final = re.compile(r'\\(?!(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))')
_ESCAPED: Final = re.compile(r"\\\\|" + _NO_ESCAPE.pattern)
_TOO_OFTEN: Final = re.compile(r"limit requests|too many requests|rate limit", re.IGNORECASE)
_SPACED_MARK: Final = re.compile(r" (?=[,.;:!?%)’”])|(?<=[(“‘$]) ")  # noqa: RUF001 - GDELT sets marks apart as words
_LANGUAGES: Final = {"en": "english"}


def read_gdelt(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read a list of articles; see `port.ReadListing`. An article's address is its key.

    The time is when GDELT saw it, a quarter of an hour or so after it was published.

    Raises:
        SourceError: NOT_A_FEED with GDELT's own words, or RATE_LIMITED.

    """
    answer = _answer_of(decode_body(body, [charset_of(content_type)]), url)
    articles = answer.get("articles", [])
    if not isinstance(articles, list):
        raise SourceError(FetchOutcome.NOT_A_FEED, url, "GDELT answered with something other than a list of articles")
    passed_over: Counter[str] = Counter()
    entries: dict[str, Entry] = {}
    for one in articles[:MANY_ENTRIES]:
        if (read := _entry_of(one, source, now)) is None:
            passed_over["without an address"] += 1
        elif isinstance(read, str):
            passed_over[read] += 1
        else:
            entries.setdefault(read.key, read)
    return Listing(
        entries=tuple(entries.values()),
        left_out=max(len(articles) - MANY_ENTRIES, 0),
        passed_over=tuple(sorted(passed_over.items())),
    )


def _answer_of(text: str, url: str) -> dict[str, Any]:
    text = text.strip()
    if text.startswith("{"):
        for attempt in (text, _repaired(text)):
            try:
                answer = json.loads(attempt, strict=False)
            except (ValueError, RecursionError):
                continue
            if isinstance(answer, dict):
                return answer
        raise SourceError(FetchOutcome.NOT_A_FEED, url, "GDELT's JSON is broken")
    said = line_of(text[:2000])[:LONGEST_ANSWER_OF_AN_ENGINE]
    outcome = FetchOutcome.RATE_LIMITED if _TOO_OFTEN.search(said) else FetchOutcome.NOT_A_FEED
    raise SourceError(outcome, url, f"GDELT says: {said}" if said else "GDELT answered with nothing")


def _repaired(text: str) -> str:
    """Return JSON in which a backslash that escapes nothing stands for itself."""
    return _ESCAPED.sub(lambda found: found[0] if found[0] == "\\\\" else "\\\\", text)


def _entry_of(one: object, source: Source, now: datetime) -> Entry | str | None:
    """Return an article, or why it is passed over; None where it is none."""
    if not isinstance(one, dict):
        return None
    wanted, language = _LANGUAGES.get(source.language), str(one.get("language") or "").casefold()
    if wanted and language and language != wanted:
        return "in another language"
    try:
        address = canonical_url(str(one.get("url") or ""))
    except ValueError:
        return None
    seen = read_moment(str(one.get("seendate") or ""))
    title = line_of(str(one.get("title") or "")[:LONGEST_ENTRY_TITLE])
    return Entry(
        key=address,
        url=address,
        title=_SPACED_MARK.sub("", title),
        published_at=seen.at if seen and not is_ahead(seen.at, now=now) else None,
    )
