"""A public Telegram channel's page (t.me/s/NAME) → entries. Pure.

Telegram refuses nothing by its status: a name that is none, a group and a private channel lead to a page without posts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.accounts import TELEGRAM_NAME, account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.accounts import origin_of, telegram_page
from bot.sources.parsers.posts import (
    NOT_READ,
    OF_OTHERS,
    PassedOver,
    Post,
    dropped,
    has_class,
    is_too_large,
    listing_of,
    published_at_of,
    text_of_post,
    with_text,
)
from bot.sources.texts.charsets import charset_of, decode_body
from bot.sources.texts.plain import PARAGRAPH, one_line, parsed
from bot.sources.thresholds import HEAD, LONGEST_CHANNEL_NAME, MANY_ENTRIES

if TYPE_CHECKING:
    from datetime import datetime

    from lxml import html

    from bot.core.model import Source
    from bot.sources.port import Listing

POST_ID = re.compile(rf"(?P<name>{TELEGRAM_NAME})/(?P<number>[1-9]\d{{0,11}})")
END_OF_PAGE = "</html"
SERVICE = "of the service"  # "channel photo updated", "X pinned a message": Telegram's words
MESSAGES = f"//div[@data-post and {has_class('tgme_widget_message')}]"
# Inside a message: none of it is its text, even where broken markup makes it stand within.
NOT_ITS_TEXT = " | ".join(
    f".//*[{has_class(name)}]"
    for name in (
        "tgme_widget_message_reply",  # what it answers
        "tgme_widget_message_link_preview",
        "tgme_widget_message_poll",
        "media_supported_cont",  # "Please open Telegram to view this post"
        "message_media_not_supported_wrap",
        "tgme_widget_message_reactions",
    )
)
# A caption may be a text within a text of the same class.
TEXT_OF_POST = f".//*[{has_class('js-message_text')} and not(ancestor::*[{has_class('js-message_text')}])]"
FORWARD_LINE = f".//*[{has_class('tgme_widget_message_forwarded_from')}]"
FORWARDER = f".//*[{has_class('tgme_widget_message_forwarded_from_name')}]"
FOOTER = f".//*[{has_class('tgme_widget_message_footer')}]"
SENT_AT = f".//*[{has_class('tgme_widget_message_date')}]//time/@datetime"
MISSING = f"//*[{has_class('err_message')}]"  # on the page of one post
HISTORY = f"//*[{has_class('tgme_channel_history')} or {has_class('tgme_channel_info')}]"
OLDER = f"//link[@rel='prev']/@href | //*[{has_class('tme_messages_more')}]/@data-before"


def read_telegram(body: bytes, *, source: Source, content_type: str, url: str, now: datetime) -> Listing:
    """Read a page of a channel, or of one post; see `port.ReadListing`.

    A forward is somebody else's words, and its first line says whose. What a post answers is left out.

    Raises:
        SourceError: GONE, the channel has no public page, or the post is not there; NOT_A_FEED, it is no page of
            Telegram's.

    """
    name = account_at(SourceKind.TELEGRAM, source.url)
    text = decode_body(body, [charset_of(content_type)])
    tree = parsed(text)
    if tree is None or is_too_large(tree):
        raise SourceError(FetchOutcome.NOT_A_FEED, url, "no page of a Telegram channel")
    messages = tree.xpath(MESSAGES)
    # The time stands below the words: without it the page ends within them, and half a sentence may say the opposite.
    is_cut = END_OF_PAGE not in text[-HEAD:].casefold() and bool(messages) and not messages[-1].xpath(SENT_AT)
    messages = messages[:-1] if is_cut else messages
    if not messages and tree.xpath(MISSING):
        raise SourceError(FetchOutcome.GONE, url, "the post is not there any more")
    if not messages and not tree.xpath(HISTORY):
        raise _without_a_page(tree, name, url)
    page: list[Post | PassedOver] = []
    numbers = []
    for message in reversed(messages[-MANY_ENTRIES:]):  # the page has the oldest first
        match = POST_ID.fullmatch(message.get("data-post", ""))
        if match is None or match["name"].casefold() != name.casefold():
            page.append(PassedOver(reason=OF_OTHERS if match else NOT_READ))
            continue
        numbers.append(int(match["number"]))
        page.append(_post(message, f"{origin_of(source.url)}/{name}/{match['number']}", now))
    older = telegram_page(source.url, before=min(numbers)) if numbers and tree.xpath(OLDER) else ""
    return replace(listing_of(page, url=url, next_page=older), is_cut=is_cut)


def _post(message: html.HtmlElement, url: str, now: datetime) -> Post | PassedOver:
    """Return the post of a message, or why it is none."""
    sent_at = message.xpath(SENT_AT)
    published_at = published_at_of(sent_at[0], now=now) if sent_at else None
    if "service_message" in message.get("class", "").split():
        return PassedOver(reason=SERVICE, published_at=published_at)
    forwarded = _forwarded_from(message)
    dropped(message.xpath(f"{NOT_ITS_TEXT} | {FOOTER}"))
    text = PARAGRAPH.join(filter(None, map(text_of_post, message.xpath(TEXT_OF_POST))))
    text = f"{forwarded}{PARAGRAPH}{text}" if forwarded and text else text
    return with_text(Post(key=url, url=url, text=text, published_at=published_at))


def _forwarded_from(message: html.HtmlElement) -> str:
    """Return the line that says whose words a forward holds; empty where it is none."""
    forwarded = message.xpath(FORWARD_LINE)
    if not forwarded:
        return ""
    names = message.xpath(FORWARDER)
    name = one_line("".join(names[0].itertext()))[:LONGEST_CHANNEL_NAME] if names else ""
    return f"Forwarded from {name or 'another account'}"


def _without_a_page(tree: html.HtmlElement, name: str, url: str) -> SourceError:
    if tree.xpath("//*[starts-with(@class, 'tgme_')]"):
        why = f"telegram channel {name} has no public page: it is private, a group, or there is none of that name"
        return SourceError(FetchOutcome.GONE, url, why)
    return SourceError(FetchOutcome.NOT_A_FEED, url, "no page of a Telegram channel")
