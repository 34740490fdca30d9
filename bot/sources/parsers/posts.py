"""Posts of an account → entries: what every service has in common. Pure.

A post is a whole text: nothing else is fetched for it. What somebody wrote in several posts, each an answer to his own
one before, is one text.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.core.errors import SourceError
from bot.core.model import Entry, FetchOutcome
from bot.sources.port import Listing
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.dates import is_ahead, is_placeholder, read_moment
from bot.sources.texts.plain import PARAGRAPH, joined_paragraphs, set_off_quotations, text_of
from bot.sources.thresholds import (
    FEWEST_UNREADABLE,
    HEAD,
    LONGEST_MARKUP,
    LONGEST_THREAD,
    MANY_ELEMENTS,
    MANY_ENTRIES,
    MOST_OF_A_THREAD,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml import html

NO_TEXT = "without text"
OF_OTHERS = "of others"
NOT_READ = "that could not be read"
_UNDATED_POST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of the account that is read."""

    key: str  # stands for it alone, for ever
    url: str  # where people see it
    text: str  # paragraphs
    title: str = ""  # what he put above it: a content warning
    published_at: datetime | None = None
    continues: str | None = None  # the key of the post of his own that it answers


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """One post that is not listed."""

    reason: str  # behind a number of them: "without text"
    published_at: datetime | None = None


def listing_of(page: Sequence[Post | PassedOver], *, url: str, next_page: str = "") -> Listing:
    """Return what a page of posts lists.

    Args:
        page: newest first, but for a pinned one.
        url: of the page.
        next_page: where the older ones are.

    Raises:
        SourceError: NOT_A_FEED, no post of it can be read.

    """
    own = {post.key: post for post in page if isinstance(post, Post)}  # each once, wherever it is pinned
    counted = Counter(one.reason for one in page if isinstance(one, PassedOver))
    # A service that changes its form would be a silent stop.
    if counted[NOT_READ] == len(page) >= FEWEST_UNREADABLE:
        why = f"none of its {len(page)} posts could be read: its form may have changed"
        raise SourceError(FetchOutcome.NOT_A_FEED, url, why)
    entries = tuple(
        Entry(
            key=thread[0].key,
            url=thread[0].url,
            title=thread[0].title,
            text=joined_paragraphs(line for post in thread for line in post.text.split(PARAGRAPH)),
            published_at=thread[0].published_at,
        )
        for thread in _threads(own)
    )
    return Listing(
        entries=entries[:MANY_ENTRIES],
        left_out=max(len(entries) - MANY_ENTRIES, 0),
        next_page=next_page,
        # The last one decides: an old one may stand above the others for ever (a pin).
        back_to=next((one.published_at for one in reversed(page) if one.published_at), None),
        passed_over=tuple(sorted(counted.items())),
    )


def _threads(own: Mapping[str, Post]) -> list[list[Post]]:
    """Return the posts with what goes on with each, oldest first within a thread, the newest beginning first.

    Only what follows within a day belongs to a thread: a page that is older than some days is not read again, so the
    words of a late one would be lost. What goes on with a post that the page does not show stands alone, each for
    itself: under another beginning each time, it would be another text whenever one more drops off the page. If it was
    read as a part of its thread, its words are on record and nobody is told again; left out, those of a thread that
    lies across two pages that were both unread would be lost.
    """
    threads: dict[str, list[Post]] = defaultdict(list)
    for post in reversed(tuple(own.values())):
        threads[_head_of_thread(post, own).key].append(post)
    return [
        [post, *sorted((one for one in threads[post.key] if one is not post), key=_time_of)]
        for post in own.values()
        if post.key in threads
    ]


def _time_of(post: Post) -> datetime:
    """Return what sorts the posts of a thread; those without a time stay as they are on the page."""
    return post.published_at or _UNDATED_POST


def _head_of_thread(post: Post, own: Mapping[str, Post]) -> Post:
    """Return the post that another is one text with; itself where it stands alone."""
    head = _beginning_of(post, own)
    if head is None or head.published_at is None or post.published_at is None:
        return post
    return head if head.published_at <= post.published_at <= head.published_at + LONGEST_THREAD else post


def _beginning_of(post: Post, own: Mapping[str, Post]) -> Post | None:
    """Return the post with which a thread begins; None where that is not on the page."""
    for _ in range(MOST_OF_A_THREAD):
        if post.continues is None:
            return post
        before = own.get(post.continues)
        if before is None:
            return None
        post = before
    return None


def with_text(post: Post) -> Post | PassedOver:
    """Return a post, or why it is none: photos and videos without a word are no entries."""
    return post if post.text else PassedOver(reason=NO_TEXT, published_at=post.published_at)


def published_at_of(written: object, *, now: datetime) -> datetime | None:
    """Read a time as these services write it; None where it is none."""
    moment = read_moment(written) if isinstance(written, str) else None
    return None if moment is None or is_placeholder(moment.at, now=now) or is_ahead(moment.at, now=now) else moment.at


def json_of(body: bytes, *, content_type: str, url: str, wanted: type[dict[str, Any] | list[Any]]) -> Any:
    """Read JSON.

    Args:
        body: the document.
        content_type: the whole header.
        url: where it was fetched.
        wanted: dict or list.

    Raises:
        SourceError: NOT_A_FEED, it is something else.

    """
    text = decode_body(body, [charset_of(content_type)]).strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        is_page = text.startswith("<") or "<html" in text[:HEAD].casefold()
        what = "an HTML page in place of its JSON" if is_page else "no JSON that can be read" if text else "nothing"
        raise SourceError(FetchOutcome.NOT_A_FEED, url, f"the host sent {what}") from error
    if not isinstance(value, wanted):
        named = "an object" if wanted is dict else "a list"
        raise SourceError(FetchOutcome.NOT_A_FEED, url, f"the host sent JSON that is not {named}")
    return value


def member(value: object, *path: str) -> Any:
    """Return what stands at a path of names in JSON; None where anything on the way is missing or no object."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def string_at(value: object, *path: str) -> str:
    """Return the text at a path of names in JSON, or an empty one."""
    found = member(value, *path)
    return found[:LONGEST_MARKUP] if isinstance(found, str) else ""


def paragraphs_of_lines(text: str) -> str:
    """Return plain text as paragraphs, one a line."""
    return joined_paragraphs(text.splitlines())


def text_of_post(tree: html.HtmlElement) -> str:
    """Return the text of a post in HTML: each line is a paragraph, and what is set off as quoted is marked so.

    Who breaks a line in a post means it. The tree is changed.
    """
    for element in tree.iter("br"):
        element.tag = "hr"  # a block of its own, without words
    set_off_quotations(tree)
    return text_of(tree)


def is_too_large(tree: html.HtmlElement) -> bool:
    """Tell whether a page has more elements than any page of posts: reading it would take seconds."""
    return sum(1 for _, _ in zip(tree.iter(), range(MANY_ELEMENTS), strict=False)) == MANY_ELEMENTS


def has_class(name: str) -> str:
    """Return the XPath predicate for a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def dropped(elements: Iterable[html.HtmlElement]) -> None:
    """Take elements out of their tree; what follows them stays."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()
