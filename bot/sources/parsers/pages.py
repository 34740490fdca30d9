"""The page of an article → its text. Pure: bytes in, values out."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import trafilatura
from htmldate import find_date
from trafilatura import external
from trafilatura.settings import Document

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.core.urls import canonical_url, is_front_page, same_site
from bot.rules.times import clamp_published_at
from bot.sources.port import PageText
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.dates import Certainty, Moment, best, is_placeholder, read_moment, zone_used
from bot.sources.texts.plain import PARAGRAPH, line_of, one_line, paragraphs_of, parsed, set_off_quotations, text_of
from bot.sources.thresholds import DEEPEST, FEW_CHARACTERS, FEWEST_WORDS_OF_A_HEADLINE, HEAD, MANY_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, tzinfo

    from lxml import html

DECLARED_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
PUBLISHED_PROPERTIES = frozenset({
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "dc.date.issued", "dcterms.issued", "dc.date", "parsely-pub-date", "sailthru.date", "publishdate", "pubdate",
    "publish_date", "publication_date",
})  # fmt: skip
MODIFIED_PROPERTIES = frozenset({"article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"})
ARTICLE_TYPES = re.compile(r"Article|Posting|Report|Statement|WebPage")
# "Read more: <a>Trump says …</a>" between two paragraphs: the headline of another article, and no part of this one.
POINTS_ELSEWHERE = re.compile(
    r"""
    (?: (?: also\ )? read | see | watch | listen | more | related | recommended | don.t\ miss | in\ pictures
        | explainer | analysis | opinion )
    (?: \ (?: more | also | next | on | this | from | our | story | stories | news | coverage | here | to
             | articles? ) ){0,3}
    \W{0,3}  # ":" or "»"
    """,
    re.IGNORECASE | re.VERBOSE,
)
HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"})
# Over a short page trafilatura asks justext for a second opinion. It would have it read the function words of a hundred
# languages for that, which take 40 MB and half a second; what is watched is written in English.
external.JT_STOPLIST = external.get_stoplist("English")  # type: ignore[attr-defined]


def read_page(body: bytes, *, content_type: str, url: str, now: datetime, in_own_voice: bool = False) -> PageText:
    """Take the article out of a page, without menus, comments and lists of links.

    Args:
        body: the page, decompressed, of a bounded size.
        content_type: the whole header.
        url: where it was fetched, at the end of the redirects.
        now: nothing is published later.
        in_own_voice: its text is one person's own words, but for what is set off in it as quoted.

    Raises:
        SourceError: NO_TEXT, permanent; nothing else, whatever the bytes.

    """
    media_type = content_type.partition(";")[0].strip().casefold()
    if media_type not in HTML_TYPES:
        raise SourceError(FetchOutcome.NO_TEXT, url, f"{media_type} is not a page", permanent=True)
    declared = [
        match[1].decode() for pattern in (DECLARED_CHARSET, XML_ENCODING) for match in pattern.finditer(body[:HEAD])
    ]
    markup = decode_body(body, [charset_of(content_type), *declared])
    if media_type == "text/plain":
        return _checked(PageText(title="", text=paragraphs_of(markup.replace("<", "&lt;")), published_at=None,
                                 certainty=None, canonical_url=canonical_url(url)), url)  # fmt: skip
    try:
        page = _read_page(markup, url, now, in_own_voice=in_own_voice)
    except Exception as error:
        raise SourceError(
            FetchOutcome.NO_TEXT, url, f"the page could not be read: {error!r}"[:300], permanent=True
        ) from error
    return _checked(page, url)


def _checked(page: PageText | None, url: str) -> PageText:
    if page is None or len(page.text) < FEW_CHARACTERS:
        raise SourceError(FetchOutcome.NO_TEXT, url, "no article was found in the page", permanent=True)
    return page


def _read_page(markup: str, url: str, now: datetime, *, in_own_voice: bool) -> PageText | None:
    tree = parsed(markup)
    if tree is None or sum(1 for _ in islice(tree.iter(), MANY_ELEMENTS)) == MANY_ELEMENTS:
        return None
    canonical = _canonical(tree, url)
    published = _published(tree, now)
    _prepare(tree, in_own_voice=in_own_voice)
    document = trafilatura.bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": _tomorrow(now)},
    )
    if not isinstance(document, Document):
        return None
    title = line_of(str(document.title or ""))
    return PageText(
        title=title,
        text=_body_text(document, markup, title, in_own_voice=in_own_voice),
        published_at=clamp_published_at(published.at, now=now) if published else None,
        certainty=published.certainty if published else None,
        canonical_url=canonical,
    )


def _prepare(tree: html.HtmlElement, *, in_own_voice: bool) -> None:
    _drop_pointers(tree)
    if in_own_voice:
        set_off_quotations(tree)


def _body_text(document: Document, markup: str, title: str, *, in_own_voice: bool) -> str:
    """Return the paragraphs of the article without its headline, which stands in `title`."""
    text = text_of(document.body) if document.body is not None else ""
    if PARAGRAPH not in text:
        # trafilatura's last resort for short pages runs paragraphs and menus together; the page's own blocks part them.
        article, whole = (_only_block(markup, tag, in_own_voice=in_own_voice) for tag in ("article", "body"))
        text = article or (whole if text and text in one_line(whole) else text)
    first, _, rest = text.partition(PARAGRAPH)
    return rest if title and rest and first.casefold() == title.casefold() else text


def _only_block(markup: str, tag: str, *, in_own_voice: bool) -> str:
    """Return the text of the only element of a name; empty where there are none or several."""
    tree = parsed(markup)
    if tree is None:
        return ""
    _prepare(tree, in_own_voice=in_own_voice)
    found = list(tree.iter(tag))
    return text_of(found[0]) if len(found) == 1 else ""


def _drop_pointers(tree: html.HtmlElement) -> None:
    """Take out of a page the blocks that are nothing but a link to another article, with or without "Read more:"."""
    for block in list(tree.iter("p", "li", "h2", "h3", "h4", "h5", "h6")):
        links = [one for one in block.iter("a") if not str(one.get("href", "#")).startswith("#")]
        if not links:
            continue
        linked = one_line(" ".join("".join(one.itertext()) for one in links))
        beside = one_line("".join(_text_beside_links(block)))
        is_headline = not beside and len(linked.split()) >= FEWEST_WORDS_OF_A_HEADLINE
        if is_headline or POINTS_ELSEWHERE.fullmatch(beside):
            block.drop_tree()


def _text_beside_links(block: html.HtmlElement) -> Iterator[str]:
    for text in block.xpath(".//text()[not(ancestor::a)]"):
        yield str(text)


def _canonical(tree: html.HtmlElement, url: str) -> str:
    """Return what the page calls its own address, where that is on the same site and no front page, else `url`."""
    own = canonical_url(url)
    for link in tree.iter("link"):
        if "canonical" in str(link.get("rel", "")).casefold().split():
            try:
                named = canonical_url(str(link.get("href", "")).strip(), base=url)
            except ValueError:
                continue
            if same_site(named, own) and (is_front_page(own) or not is_front_page(named)):
                return named
    return own


def _published(tree: html.HtmlElement, now: datetime) -> Moment | None:
    """Return when the article was published: JSON-LD, then meta tags, then `<time>`, then htmldate's search."""
    linked = list(_linked_data(tree))
    dates = [
        *_dates_in(linked, "datePublished"),
        *_dates_in(linked, "dateCreated"),
        *_meta(tree, PUBLISHED_PROPERTIES),
        *_time_elements(tree),
    ]
    zone = zone_used([*dates, *_dates_in(linked, "dateModified"), *_meta(tree, MODIFIED_PROPERTIES)])
    known = _best_known((read_moment(date, zone=zone) for date in dates), now)
    if known is not None and known.certainty is Certainty.EXACT:
        return known
    return _best_known((known, _searched(tree, zone, now)), now)


def _searched(tree: html.HtmlElement, zone: tzinfo | None, now: datetime) -> Moment | None:
    """Let htmldate look for a date. It writes midnight where it found a day only."""
    searched = find_date(
        tree, extensive_search=False, original_date=True, outputformat="%Y-%m-%dT%H:%M:%S%z", max_date=_tomorrow(now)
    )
    return read_moment(str(searched).replace("T00:00:00", ""), zone=zone) if searched else None


def _best_known(moments: Iterable[Moment | None], now: datetime) -> Moment | None:
    return best(one for one in moments if one is not None and not is_placeholder(one.at, now=now))


def _dates_in(linked: Iterable[dict[str, Any]], name: str) -> list[str]:
    return [str(data[name]) for data in linked if data.get(name)]


def _tomorrow(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(tzinfo=None)


def _linked_data(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD that describe an article."""
    for script in tree.iter("script"):
        if str(script.get("type", "")).strip().casefold().startswith("application/ld+json"):
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            yield from _articles(data, 0)


def _articles(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(data, list):
        for part in data:
            yield from _articles(part, depth + 1)
    elif isinstance(data, dict):
        if ARTICLE_TYPES.search(str(data.get("@type", ""))):
            yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(data.get(name), depth + 1)


def _meta(tree: html.HtmlElement, names: frozenset[str]) -> Iterator[str]:
    for element in tree.iter("meta", "time", "span"):
        for attribute in ("property", "name", "itemprop"):
            if str(element.get(attribute, "")).strip().casefold() in names:
                yield str(element.get("content") or element.get("datetime") or "")


def _time_elements(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the `<time>` of the article: the ones that say so, or the only one. Others date comments and teasers."""
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [element for element in times if element.get("pubdate") is not None]
    alone: Iterable[html.HtmlElement] = times if len(times) == 1 else ()
    for element in marked or alone:
        yield str(element.get("datetime"))
