"""An account on Bluesky."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.accounts import account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.accounts import bluesky_page
from tests.loopback.social import BEGAN, CHALLENGE, BlueskyAccount, texts_of
from tests.sources.samples import read_posts

SOURCE = "https://bsky.app/profile/minister.example"
API = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed"
FEED = f"{API}?actor=minister.example&filter=posts_with_replies&limit=50"
QUOTE = {"$type": "app.bsky.embed.record", "record": {"cid": "bafy", "uri": "at://did:plc:other/app.bsky.feed.post/3k"}}
OTHERS_POST = "at://did:plc:zyxwvutsrqponmlkjihgfedc/app.bsky.feed.post/3kabc"


def read(value):
    return read_posts(SourceKind.BLUESKY, value, source=SOURCE, url=FEED)


def one(text, **fields):
    account = BlueskyAccount()
    account.say(text, **fields)
    return read({"feed": account.feed})


@pytest.mark.parametrize(
    ("text", "fields", "read_as"),
    [
        pytest.param("The quay is closed.", {}, "The quay is closed.", id="a line"),
        pytest.param("One\nTwo\n\n\nThree", {}, "One / Two / Three", id="lines"),
        pytest.param("5 < 6 & <b>so</b>", {}, "5 < 6 & <b>so</b>", id="no markup"),
        pytest.param("No.", {"embed": QUOTE}, "No.", id="a quoted post is left out"),
        pytest.param("You err.", {"answers": OTHERS_POST}, "You err.", id="an answer to somebody"),
        pytest.param("Mine.", {"reason": {"$type": "app.bsky.feed.defs#reasonPin"}}, "Mine.", id="pinned"),
        pytest.param("הנמל פתוח\u202e", {}, "הנמל פתוח", id="from right to left"),
    ],
)
def test_the_text_of_a_post(text, fields, read_as):
    listing = one(text, **fields)
    assert texts_of(listing.entries) == [read_as]
    assert listing.passed_over == ()


def test_a_post_has_its_address_and_time():
    (entry,) = one("Words.").entries
    assert entry.key == "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3k00000000001"
    assert entry.url == "https://bsky.app/profile/minister.example/post/3k00000000001"
    assert entry.published_at == BEGAN + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("created_at", "indexed_at", "published_at"),
    [
        pytest.param(
            "2019-05-01T10:00:00Z",
            "2026-03-03T09:00:00Z",
            datetime(2019, 5, 1, 10, tzinfo=UTC),
            id="an import of an old post",
        ),
        pytest.param(
            "2026-03-03T11:59:00Z", "2026-03-03T09:00:00Z", datetime(2026, 3, 3, 9, tzinfo=UTC), id="a clock ahead"
        ),
        pytest.param("nonsense", "2026-03-03T09:00:00Z", datetime(2026, 3, 3, 9, tzinfo=UTC), id="no time"),
        pytest.param(7, None, None, id="none at all"),
    ],
)
def test_the_earlier_of_two_times_is_taken(created_at, indexed_at, published_at):
    account = BlueskyAccount()
    account.say("Words.")
    account.feed[0]["post"]["record"]["createdAt"] = created_at
    account.feed[0]["post"]["indexedAt"] = indexed_at
    (entry,) = read({"feed": account.feed}).entries
    assert entry.published_at == published_at


def test_reposts_are_nobodys():
    account = BlueskyAccount()
    account.say("Mine.")
    account.repost("Theirs.")
    listing = read({"feed": account.feed})
    assert texts_of(listing.entries) == ["Mine."]
    assert listing.passed_over == (("of others", 1),)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        pytest.param({"text": ""}, "without text", id="a picture alone"),
        pytest.param({"text": "Theirs.", "did": "did:plc:other1234"}, "of others", id="another account's"),
        pytest.param(
            {"text": "Theirs.", "reason": {"$type": "app.bsky.feed.defs#reasonNew"}},
            "of others",
            id="a reason that nobody knows",
        ),
    ],
)
def test_what_is_not_his_words_is_passed_over_with_a_reason(item, reason):
    account = BlueskyAccount()
    account.say("Mine.")
    account.feed.insert(0, account.item(item.pop("text"), 9, **item))
    if "did" in item:
        account.feed[0]["post"]["author"]["handle"] = "other.example"
    listing = read({"feed": account.feed})
    assert texts_of(listing.entries) == ["Mine."]
    assert listing.passed_over == ((reason, 1),)


def test_a_handle_that_fails_its_check_still_has_its_posts():
    account = BlueskyAccount()
    account.say("Mine.")
    account.repost("Theirs.")
    account.feed[1]["post"]["author"]["handle"] = "handle.invalid"
    (entry,) = read({"feed": account.feed}).entries
    assert entry.url == f"https://bsky.app/profile/{account.did}/post/3k00000000001"


def test_what_goes_on_with_his_own_post_is_one_text_with_it():
    account = BlueskyAccount()
    head = account.say("First, the quay.")
    second = account.say("Second, the bridge.", answers=head)
    account.say("To a captain.", answers=OTHERS_POST)
    account.say("Third, the light.", answers=second, root=head)
    listing = read({"feed": account.feed})
    assert texts_of(listing.entries) == ["To a captain.", "First, the quay. / Second, the bridge. / Third, the light."]
    assert listing.entries[-1].key == head


def test_a_cursor_leads_to_older_posts():
    account = BlueskyAccount()
    account.say("Words.")
    assert (
        read({"feed": account.feed, "cursor": "2026-03-03T09:00:00Z"}).next_page
        == f"{FEED}&cursor=2026-03-03T09%3A00%3A00Z"
    )
    assert read({"feed": account.feed}).next_page == ""
    assert read({"feed": [], "cursor": "1"}).next_page == f"{FEED}&cursor=1", "an empty page is no end"


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (SOURCE, FEED),
        ("https://bsky.app/profile/did:plc:abc/", f"{API}?actor=did%3Aplc%3Aabc&filter=posts_with_replies&limit=50"),
        (f"{API}?actor=minister.example", FEED),
        (
            "http://127.0.0.1:9/xrpc/app.bsky.feed.getAuthorFeed?limit=3&actor=minister.example",
            FEED.replace("https://public.api.bsky.app", "http://127.0.0.1:9"),
        ),
    ],
)
def test_an_account_is_asked_at_the_public_api(url, first):
    assert bluesky_page(url) == first


@pytest.mark.parametrize(
    "url", ["https://bsky.app/", "https://bsky.app/profile/x/post/3k", API, f"{API}?actor=", f"{API}?actor=a%00b"]
)
def test_what_is_no_account_is_said(url):
    with pytest.raises(ValueError, match="not a Bluesky account"):
        account_at(SourceKind.BLUESKY, url)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(CHALLENGE.encode(), "the host sent an HTML page in place of its JSON", id="a page"),
        pytest.param(b'{"feed":' * 200_000, "the host sent no JSON that can be read", id="deep"),
        pytest.param(b"[]", "the host sent JSON that is not an object", id="a list"),
        pytest.param(b"", "the host sent nothing", id="nothing"),
    ],
)
def test_what_is_no_answer_of_the_api_is_said(body, why):
    with pytest.raises(SourceError) as raised:
        read(body)
    assert (raised.value.outcome, raised.value.detail) == (FetchOutcome.NOT_A_FEED, why)


@pytest.mark.parametrize("wrong", [None, 7, True, [], {}, "x" * 100, [[[[]]]]])
@pytest.mark.parametrize(
    "path",
    [
        ("reason",),
        ("post",),
        ("post", "uri"),
        ("post", "author"),
        ("post", "author", "did"),
        ("post", "author", "handle"),
        ("post", "record"),
        ("post", "record", "text"),
        ("post", "record", "reply"),
    ],
)
def test_members_of_any_type_break_nothing(path, wrong):
    account = BlueskyAccount()
    account.say("Words.", answers=OTHERS_POST)
    holder = account.feed[0]
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = wrong
    assert len(read({"feed": account.feed}).entries) <= 1
    assert read({"feed": wrong, "cursor": wrong}).entries == ()
