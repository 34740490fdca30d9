"""Pages that list articles, for sites that have no feed → entries.

The list is found by itself: the links that stand alike in the tree, lead to articles of the site and read like
headlines. What else on the page leads to addresses of the same form is listed too, as the newest story often stands
above the others and looks unlike them. `select` of the source names the list where that finds another one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

import dateparser
from lxml.cssselect import CSSSelector
from yarl import URL

from bot.core.errors import SourceError
from bot.core.model import Entry, FetchOutcome
from bot.core.urls import canonical_url, is_front_page, web_address
from bot.rules.times import DAY_ENDS
from bot.sources.parsers.pages import DECLARED_CHARSET, HTML_TYPES
from bot.sources.port import Listing
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.dates import in_this_age, is_ahead, is_placeholder, read_moment
from bot.sources.texts.links import article_address, day_in_address, is_on_site
from bot.sources.texts.plain import PARAGRAPH, one_line, parsed, text_of
from bot.sources.thresholds import (
    FEWEST_OF_A_LIST,
    FEWEST_WORDS_OF_A_LINK,
    HEAD,
    HIGHEST_CARD,
    LONGEST_TITLE_OF_A_LINK,
    LONGEST_WRITTEN_DATE,
    MANY_ELEMENTS,
    MANY_ENTRIES,
    MOST_DATES,
    MOST_LINKS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml import html

    from bot.core.model import Source

HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
SURROUNDINGS: Final = frozenset({"nav", "footer", "aside", "form", "dialog"})
SURROUNDING_ROLES: Final = frozenset({"navigation", "contentinfo", "search", "banner", "complementary", "dialog"})
PAGE: Final = frozenset({"main", "body", "html"})
CARDS: Final = frozenset({"article", "li", "section", "main"})  # a header in one of these is no header of the site
FEED_BEGINS: Final = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|rdf:RDF|feed|urlset|sitemapindex)\b", re.IGNORECASE | re.DOTALL
)
AS_WRITTEN: Final = {
    "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"],
    "RETURN_AS_TIMEZONE_AWARE": False,
}  # fmt: skip
NUMBER: Final = re.compile(r"\d+")
WRITTEN_DATE: Final = re.compile(
    r"""
    (?: (?:19|20)\d\d [-/.] \d{1,2} [-/.] \d{1,2}                    # 2026-11-28, 2026/11/28
      | \d{1,2} \. \d{1,2} \. (?:19|20)\d\d                          # 28.11.2026; with slashes it is anybody's guess
      | \d{1,2} (?:st|nd|rd|th)? [\s.-]+ [^\W\d]{3,}\.? ,? [\s-]+ (?:19|20)\d\d  # 28 November 2026
      | [^\W\d]{3,}\.? \s+ \d{1,2} (?:st|nd|rd|th)? ,? \s+ (?:19|20)\d\d  # November 28, 2026
    )
    (?! \d )
    (?: [\s,|\u2013\u2014-]* (?:at\s+)? (?P<time> \d{1,2}:\d{2} (?::\d{2})? \s* (?:[ap]\.?m\.?)? ) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(slots=True)
class _Link:
    """The links of a page that lead to one address."""

    address: str
    elements: list[html.HtmlElement]  # in the order of the page
    title: str = ""

    @property
    def is_headline(self) -> bool:
        return len(self.title.split()) >= FEWEST_WORDS_OF_A_LINK


def read_link_page(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read a page that lists articles; see `port.ReadListing`.

    Raises:
        SourceError: NOT_A_FEED: it is no page, or no list was found in it.

    """
    tree = _tree_of(body, content_type=content_type, url=url)
    base = _base_of(tree, url)
    if source.select:
        links = _selected(tree, source=source, base=base)
        missing = f"select = {source.select!r} finds none"
    else:
        # A page of older ones may be the last, with what is left.
        fewest = FEWEST_OF_A_LIST if url.partition("#")[0] == source.url.partition("#")[0] else 1
        links = _list_in(_links_of(tree, source=source, base=base, url=url), fewest=fewest)
        missing = "where they stand, select can say"
    if not links:
        raise SourceError(FetchOutcome.NOT_A_FEED, url, f"a page in which no list of articles was found; {missing}")
    dates = _dates_beside(links, language=source.language, now=now)
    known = _with_bounds(list(links), dates)
    entries = [Entry(key=at, url=at, title=links[at].title, published_at=known.get(at)) for at in links]
    if all(entry.published_at for entry in entries):
        entries.sort(key=lambda entry: entry.published_at or now, reverse=True)
    return Listing(
        entries=tuple(entries[:MANY_ENTRIES]),
        left_out=max(len(entries) - MANY_ENTRIES, 0),
        next_page=_next_page(tree, source=source, base=base, url=url),
    )


def _with_bounds(places: Sequence[str], dates: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return the dates of links, and for those without one between two of a list in order the later of the two.

    The list says so itself: the newest stand first in it, or last, without an exception, so what stands between two
    dates is no younger than the later one. Of what stands at either end, and of lists that are in no order, that is
    not known: it may be news, and is reported as of unknown date.
    """
    dated = [dates[at] for at in places if at in dates]
    if len(dated) < FEWEST_OF_A_LIST or dated not in (sorted(dated), sorted(dated, reverse=True)):
        return dict(dates)
    known, passed = dict(dates), 0
    for at in places:
        if at in dates:
            passed += 1
        elif 0 < passed < len(dated):
            known[at] = max(dated[passed - 1], dated[passed])
    return known


def _tree_of(body: bytes, *, content_type: str, url: str) -> html.HtmlElement:
    media_type = content_type.partition(";")[0].strip().casefold()
    declared = [match[1].decode() for match in DECLARED_CHARSET.finditer(body[:HEAD])]
    text = decode_body(body, [charset_of(content_type), *declared])
    if FEED_BEGINS.search(text[:HEAD]):
        what = 'no page, but a feed or a sitemap: write kind = "feed" or "sitemap"'
        raise SourceError(FetchOutcome.NOT_A_FEED, url, what)
    tree = parsed(text) if media_type in HTML_TYPES and "<" in text else None
    if tree is None:
        raise SourceError(FetchOutcome.NOT_A_FEED, url, "not an HTML page, where a list of articles was expected")
    if sum(1 for _ in islice(tree.iter(), MANY_ELEMENTS)) == MANY_ELEMENTS:
        raise SourceError(FetchOutcome.NOT_A_FEED, url, f"a page of more than {MANY_ELEMENTS} elements")
    return tree


def _base_of(tree: html.HtmlElement, url: str) -> str:
    for element in tree.iter("base"):
        with suppress(ValueError):
            return str(web_address(str(element.get("href") or ""), base=url))
    return url


def _links_of(tree: html.HtmlElement, *, source: Source, base: str, url: str) -> dict[str, _Link]:
    """Return the links to articles, by address, without those of menus and footers."""
    links: dict[str, _Link] = {}
    own = _canonical_link(url, base=url)
    for element in islice(tree.iter("a"), MOST_LINKS):
        href = element.get("href")
        address = article_address(href, base=base, source=source) if href else ""
        if address and address != own and not _is_around(element):
            links.setdefault(address, _Link(address, [])).elements.append(element)
    _give_titles(links)
    return links


def _is_around(element: html.HtmlElement) -> bool:
    """Tell whether an element belongs to what surrounds the content on each page of the site."""
    for parent in element.iterancestors():
        if parent.tag in SURROUNDINGS or str(parent.get("role") or "").casefold() in SURROUNDING_ROLES:
            return True
        if parent.tag == "header" and not any(one.tag in CARDS for one in parent.iterancestors()):
            return True
    return False


def _give_titles(links: Mapping[str, _Link]) -> None:
    """Give each link its best title: a heading before other words, and the longer words."""
    owners = _owners_of(links)
    offered = {at: [title for one in link.elements if (title := _title_in(one))[1]] for at, link in links.items()}
    # What links to several pages say is what is to be done, and no headline: "Read the full statement".
    said = Counter(text for titles in offered.values() for text in {text for rank, text in titles if rank})
    for at, titles in offered.items():
        own = [(rank, text) for rank, text in titles if not rank or said[text] == 1]
        rank, text = min(own, key=lambda one: (one[0], -len(one[1])), default=(1, ""))
        links[at].title = text
        if rank and not links[at].is_headline:
            heading = next(_card_of(links[at], owners).iter(*HEADINGS), None)
            links[at].title = text if heading is None else _title_of(heading)


def _title_in(link: html.HtmlElement) -> tuple[int, str]:
    """Return the words of a link as a title, behind 0 where they are a heading, else behind 1."""
    heading = next(link.iter(*HEADINGS), None)
    if heading is not None:
        return 0, _title_of(heading)
    is_in_heading = any(parent.tag in HEADINGS for parent in islice(link.iterancestors(), 3))
    paragraphs = text_of(link).split(PARAGRAPH)
    if is_in_heading:
        return 0, _title_of(link)
    long = (one for one in paragraphs if len(one.split()) >= FEWEST_WORDS_OF_A_LINK)  # the date may stand before it
    text = next(long, " ".join(paragraphs)) or one_line(str(link.get("title") or link.get("aria-label") or ""))
    return 1, text[:LONGEST_TITLE_OF_A_LINK]


def _title_of(element: html.HtmlElement) -> str:
    return text_of(element).replace(PARAGRAPH, " ")[:LONGEST_TITLE_OF_A_LINK]


def _owners_of(links: Mapping[str, _Link]) -> dict[html.HtmlElement, str]:
    return {element: at for at, link in links.items() for element in link.elements}


def _card_of(link: _Link, owners: Mapping[html.HtmlElement, str]) -> html.HtmlElement:
    """Return what stands together with a link: the largest element around it that holds no link to another page."""
    card = link.elements[0]
    for parent in islice(card.iterancestors(), HIGHEST_CARD):
        if parent.tag in PAGE or any(owners.get(one, link.address) != link.address for one in parent.iter("a")):
            break
        card = parent
    return card


def _list_in(links: Mapping[str, _Link], *, fewest: int) -> dict[str, _Link]:
    """Return the links of the largest group that stand alike, and those whose addresses are like theirs."""
    groups: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for at, link in links.items():
        if link.is_headline:
            for element in link.elements:
                groups[_place_of(element)].add(at)
    largest = max(groups.values(), key=lambda group: sum(len(links[at].title) for at in group), default=set())
    if len(largest) < fewest:
        return {}
    forms = {_shape_of_address(at) for at in largest}
    return {
        at: link for at, link in links.items() if link.is_headline and (at in largest or _shape_of_address(at) in forms)
    }


def _place_of(element: html.HtmlElement) -> tuple[str, ...]:
    """Return where an element stands, as the tags above it: links that repeat stand alike."""
    return (str(element.tag), *(str(parent.tag) for parent in element.iterancestors()))


def _shape_of_address(address: str) -> tuple[str, ...]:
    """Return the parts of an address's path, numbers alike, without what names the one page: `/news/2026/11/*`."""
    *parts, last = URL(address).path.strip("/").split("/")
    return (*(NUMBER.sub("0", part) for part in parts), "0" if NUMBER.fullmatch(last) else "*")


def _selected(tree: html.HtmlElement, *, source: Source, base: str) -> dict[str, _Link]:
    """Return the links that `select` finds, or the first one in each element that it finds."""
    links: dict[str, _Link] = {}
    headings: dict[str, str] = {}
    for found in CSSSelector(source.select, translator="html")(tree)[:MANY_ELEMENTS]:
        elements = [found] if found.tag == "a" else list(found.iter("a"))
        address = next((at for one in elements if (at := _address_of_entry(one, source=source, base=base))), "")
        if address:
            own = [one for one in elements if _address_of_entry(one, source=source, base=base) == address]
            links.setdefault(address, _Link(address, [])).elements.extend(own)
            heading = next(found.iter(*HEADINGS), None)
            if heading is not None:
                headings.setdefault(address, _title_of(heading))
    _give_titles(links)
    for address, heading_text in headings.items():
        links[address].title = heading_text
    return links


def _address_of_entry(element: html.HtmlElement, *, source: Source, base: str) -> str:
    """Return the address of a link that leads to the source's site, whatever its path says, or an empty string."""
    address = _canonical_link(str(element.get("href") or ""), base=base)
    return address if address and is_on_site(address, source) and not is_front_page(address) else ""


def _canonical_link(link: str, *, base: str) -> str:
    try:
        return canonical_url(link, base=base) if link else ""
    except ValueError:
        return ""


def _next_page(tree: html.HtmlElement, *, source: Source, base: str, url: str) -> str:
    """Return the address of the page with older articles, or an empty string."""
    named: Iterable[html.HtmlElement]
    if source.next_page:
        found = CSSSelector(source.next_page, translator="html")(tree)
        named = (link for one in found for link in ([one] if one.get("href") else one.iter("a")))
    else:
        named = (one for one in tree.iter("link", "a") if "next" in _tokens(one, "rel") | _tokens(one, "class"))
    for element in named:
        with suppress(ValueError):
            address = str(web_address(str(element.get("href") or ""), base=base).with_fragment(None))
            if is_on_site(address, source) and address != url.partition("#")[0]:
                return address
    return ""


def _tokens(element: html.HtmlElement, name: str) -> set[str]:
    return set(str(element.get(name) or "").casefold().split())


def _dates_beside(links: Mapping[str, _Link], *, language: str, now: datetime) -> dict[str, datetime]:
    """Return the date that stands in the card of each link, or in its address."""
    owners = _owners_of(links)
    dates: dict[str, datetime] = {}
    for at, link in links.items():
        written = islice(_dates_written(_card_of(link, owners), link), MOST_DATES)
        read = (_date_in(text, language=language, now=now) for text in written)
        known = next((one for one in read if one is not None), None) or day_in_address(at)
        if known is not None:
            dates[at] = known
    return dates


def _dates_written(card: html.HtmlElement, link: _Link) -> Iterator[str]:
    """Return what may be the date of a card, the surest first."""
    for element in card.iter("time"):
        yield str(element.get("datetime") or "") or one_line(element.text_content())
    for element in card.iter():
        if element.get("itemprop") == "datePublished":
            yield str(element.get("content") or "")
    for text in card.itertext():
        line = one_line(text[: 2 * LONGEST_WRITTEN_DATE])
        # A day in a headline or in the text below it is what they tell of.
        if len(line) <= LONGEST_WRITTEN_DATE and line not in link.title and WRITTEN_DATE.search(line):
            yield line


def _date_in(text: str, *, language: str, now: datetime) -> datetime | None:
    moment = read_moment(text)
    at = moment.at if moment else _written_date(text, language=language)
    return None if at is None or is_placeholder(at, now=now) or is_ahead(at, now=now) else at


def _written_date(text: str, *, language: str) -> datetime | None:
    """Read a date in words or with dots; the end of the day where no time stands beside it."""
    match = WRITTEN_DATE.search(text)
    if match is None:
        return None
    try:
        at = dateparser.parse(match[0], languages=list(dict.fromkeys((language, "en"))), settings=AS_WRITTEN)
    except ValueError:  # dateparser does not know the language
        at = dateparser.parse(match[0], languages=["en"], settings=AS_WRITTEN)
    if at is None:
        return None
    return in_this_age((at if match["time"] else datetime.combine(at, DAY_ENDS)).replace(tzinfo=UTC))
