"""Where search engines are asked, for each query of a source. No parser is loaded for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bot.core.config_sections import QUERY_MARK

if TYPE_CHECKING:
    from bot.core.model import Source

# The newest 250 of a day, the most that are given at once; what the source's own address says takes their place.
_OF_GDELT: Final = {"timespan": "1d", "maxrecords": "250", "sort": "datedesc"}
_NAMED_BY_GDELT: Final = {"en": "english"}


def search_addresses(source: Source) -> tuple[str, ...]:
    """Return the address of a search feed for each query."""
    return tuple(source.url.replace(QUERY_MARK, quote(query, safe="")) for query in source.queries)


def gdelt_addresses(source: Source) -> tuple[str, ...]:
    """Return where GDELT is asked for the articles of each query."""
    parts = urlsplit(source.url)
    fixed = _OF_GDELT | dict(parse_qsl(parts.query)) | {"mode": "artlist", "format": "json"}
    return tuple(
        urlunsplit(parts._replace(query=urlencode({"query": _in_language(query, source.language), **fixed})))
        for query in source.queries
    )


def _in_language(query: str, language: str) -> str:
    named = _NAMED_BY_GDELT.get(language)
    return query if named is None or "sourcelang:" in query.casefold() else f"{query} sourcelang:{named}"
