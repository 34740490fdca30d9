"""A Telegram channel's page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.accounts import account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.accounts import telegram_page
from tests.loopback.social import BEGAN, CHALLENGE, TelegramChannel, texts_of
from tests.sources.samples import read_posts

SOURCE = "https://t.me/s/harbour_office"
PHOTO = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/harbour_office/1" style="width:800px"></a>'
POLL = (
    '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Do you want a bridge?</div>'
    '<div class="tgme_widget_message_poll_type">Anonymous poll</div></div>'
)
PREVIEW = (
    '<a class="tgme_widget_message_link_preview" href="https://news.example/a"><div class="link_preview_site_name">'
    'News</div><div class="link_preview_title">Strangers say so</div><div class="link_preview_description">'
    "They do.</div></a>"
)


def read(page, *, url=SOURCE):
    return read_posts(SourceKind.TELEGRAM, page if isinstance(page, bytes) else page.encode(), source=SOURCE, url=url)


def one(html, **fields):
    channel = TelegramChannel()
    channel.say(html, **fields)
    return read(channel.page())


@pytest.mark.parametrize(
    ("html", "fields", "text"),
    [
        pytest.param("The quay is closed.", {}, "The quay is closed.", id="a line"),
        pytest.param("<b>Remarks</b><br/>We shall not go.", {}, "Remarks / We shall not go.", id="a line break"),
        pytest.param("One<br/><br/><br/>Two", {}, "One / Two", id="blank lines"),
        pytest.param(
            'See <a href="https://a.example" onclick="return confirm(1)">the page</a> &amp; come.',
            {},
            "See the page & come.",
            id="a link and an entity",
        ),
        pytest.param(
            '<tg-emoji emoji-id="5"><i class="emoji" style="color:red"><b>⚓</b></i></tg-emoji> Open.',
            {},
            "⚓ Open.",
            id="an emoji",
        ),
        pytest.param("We <tg-spoiler>shall</tg-spoiler> go.", {}, "We shall go.", id="a spoiler"),
        pytest.param(
            "He wrote:<blockquote>No boats<br/>today</blockquote>Noted.",
            {},
            "He wrote: / > “No boats today” / Noted.",
            id="a quotation",
        ),
        pytest.param("<blockquote>“No boats today”</blockquote>", {}, "> “No boats today”", id="a quotation in marks"),
        pytest.param("A caption.", {"media": PHOTO}, "A caption.", id="a photo with a caption"),
        pytest.param(
            '<div class="tgme_widget_message_text js-message_text" dir="auto">Inner caption.</div>',
            {},
            "Inner caption.",
            id="a text within a text",
        ),
        pytest.param("Read this.", {"media": PREVIEW}, "Read this.", id="a preview of a link"),
        pytest.param("Read this.", {"media": POLL}, "Read this.", id="a poll beside a text"),
        pytest.param("No.", {"answers": "Will you sell the quay?"}, "No.", id="what it answers is left out"),
        pytest.param("Changed words.", {"edited": True}, "Changed words.", id="an edited one"),
        pytest.param(
            "Not ours.", {"forwarded_from": "Port of Vell"}, "Forwarded from Port of Vell / Not ours.", id="a forward"
        ),
        pytest.param(
            "<b>سخنگو</b><br/>بندر\u200cها باز می\u200cمانند.\u200f",
            {},
            "سخنگو / بندر\u200cها باز می\u200cمانند.",
            id="from right to left, with the joiners that words need",
        ),
        pytest.param("הנמל פתוח.<br/>\u202bנחזור מחר\u202c", {}, "הנמל פתוח. / נחזור מחר", id="and without overrides"),
        pytest.param("<script>alert(1)</script>Fine.<b", {}, "Fine.", id="broken markup"),
    ],
)
def test_the_text_of_a_post(html, fields, text):
    listing = one(html, **fields)
    assert texts_of(listing.entries) == [text]
    assert listing.passed_over == ()


@pytest.mark.parametrize(
    ("html", "fields", "reason"),
    [
        pytest.param("", {"media": PHOTO}, "without text", id="a photo alone"),
        pytest.param("", {"media": POLL}, "without text", id="a poll alone"),
        pytest.param("<br/> ", {"forwarded_from": "Port"}, "without text", id="a forwarded photo"),
        pytest.param("Harbour Office pinned «Words»", {"service": True}, "of the service", id="the service itself"),
    ],
)
def test_what_is_no_post_is_passed_over_with_a_reason(html, fields, reason):
    listing = one(html, **fields)
    assert (listing.entries, listing.passed_over) == ((), ((reason, 1),))


def test_an_entry_is_known_by_its_permalink_and_has_its_time():
    (entry,) = one("Words.", at=datetime(2026, 3, 3, 8, 15, tzinfo=UTC)).entries
    assert entry.key == entry.url == "https://t.me/harbour_office/1"
    assert (entry.title, entry.published_at) == ("", datetime(2026, 3, 3, 8, 15, tzinfo=UTC))


def test_an_edit_is_the_same_entry_with_other_words():
    channel = TelegramChannel()
    number = channel.say("Ten boats.")
    before = read(channel.page()).entries
    channel.posts[number].html, channel.posts[number].edited = "Twelve boats.", True
    after = read(channel.page()).entries
    assert [one.key for one in before] == [one.key for one in after]
    assert texts_of(after) == ["Twelve boats."]


def test_the_newest_comes_first_and_the_page_before_is_named_while_there_is_one():
    channel = TelegramChannel()
    for number in range(1, 26):
        channel.say(f"Boat {number} is in.")
    newest = read(channel.page())
    assert len(newest.entries) == 20
    assert newest.entries[0].text == "Boat 25 is in."
    assert newest.next_page == "https://t.me/s/harbour_office?before=6"
    oldest = read(channel.page(before=6))
    assert [one.text for one in oldest.entries] == [f"Boat {number} is in." for number in range(5, 0, -1)]
    assert oldest.next_page == ""


@pytest.mark.parametrize(
    "url", ["https://t.me/s/harbour_office", "https://t.me/harbour_office/", "https://t.me/s/harbour_office?q=x"]
)
def test_a_channel_is_asked_at_its_page(url):
    assert telegram_page(url) == "https://t.me/s/harbour_office"


@pytest.mark.parametrize(
    "url", ["https://t.me/", "https://t.me/s/", "https://t.me/+abcdef", "https://t.me/s/a/b", "https://t.me/s/x"]
)
def test_what_is_no_channel_is_said(url):
    with pytest.raises(ValueError, match="not a Telegram channel"):
        account_at(SourceKind.TELEGRAM, url)


def test_a_channel_that_was_never_written_to_lists_nothing():
    assert read(TelegramChannel().page()).entries == ()


@pytest.mark.parametrize(
    ("page", "outcome", "why"),
    [
        pytest.param(
            TelegramChannel().landing().body,
            FetchOutcome.GONE,
            "telegram channel harbour_office has no public page: it is private, a group, or there is none of that name",
            id="a group, or no such name",
        ),
        pytest.param(CHALLENGE, FetchOutcome.NOT_A_FEED, "no page of a Telegram channel", id="another page"),
        pytest.param("", FetchOutcome.NOT_A_FEED, "no page of a Telegram channel", id="nothing"),
        pytest.param("\0\xff{}", FetchOutcome.NOT_A_FEED, "no page of a Telegram channel", id="nonsense"),
        pytest.param("<p>" * 30_000, FetchOutcome.NOT_A_FEED, "no page of a Telegram channel", id="a huge tree"),
    ],
)
def test_what_is_no_page_of_a_channel_is_said(page, outcome, why):
    with pytest.raises(SourceError) as raised:
        read(page, url="https://t.me/harbour_office")
    assert (raised.value.outcome, raised.value.detail) == (outcome, why)


@pytest.mark.parametrize(
    "posted",
    [
        "other_channel/1",
        "harbour_office/0",
        "harbour_office/x",
        "harbour_office/1/../2",
        "javascript:alert(1)",
        "",
        "harbour_office/" + "9" * 40,
    ],
)
def test_a_message_that_is_not_of_the_channel_is_passed_over(posted):
    channel = TelegramChannel()
    channel.say("Words.")
    listing = read(channel.page().replace('harbour_office/1" data-view', f'{posted}" data-view'))
    assert listing.entries == ()
    assert [count for _, count in listing.passed_over] == [1]


@pytest.mark.parametrize(
    "written", ["", "yesterday", "0001-01-01T00:00:00+00:00", (BEGAN + timedelta(days=9)).isoformat(), "9" * 5000]
)
def test_a_time_that_is_none_is_none(written):
    channel = TelegramChannel()
    channel.say("Words.")
    page = channel.page().replace((BEGAN + timedelta(minutes=1)).isoformat(), written)
    (entry,) = read(page).entries
    assert entry.published_at is None


def test_a_page_that_ends_within_a_post_has_none_of_that_post():
    channel = TelegramChannel()
    channel.say("The quay is closed.")
    channel.say("We shall sell the ferries, say those who wish us ill.")
    page = channel.page()
    cut = read(page[: page.index(", say those")])
    assert (texts_of(cut.entries), cut.is_cut) == (["The quay is closed."], True)
    behind = read(page[: page.index("</section>")])
    assert (len(behind.entries), behind.is_cut) == (2, False)
    assert read(page).is_cut is False
