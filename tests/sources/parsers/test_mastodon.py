"""An account on Mastodon, and on what speaks its API."""

from __future__ import annotations

import pytest

from bot.core.accounts import account_at
from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, SourceKind
from bot.sources.accounts import mastodon_lookup, mastodon_page
from tests.loopback.social import BEGAN, CHALLENGE, MastodonAccount, texts_of
from tests.sources.samples import read_posts

SOURCE = "https://social.example/@minister"
STATUSES = "https://social.example/api/v1/accounts/109000000000000001/statuses?limit=40&exclude_reblogs=true"
OTHER = "110000000000000009"
LINK = (
    '<p>Read <a href="https://harbour.example/2026/plan" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">harbour.example/2026</span><span class="invisible">/plan</span></a></p>'
)
MENTION = (
    '<p><span class="h-card" translate="no"><a href="https://other.example/@captain" class="u-url mention">@<span>'
    "captain</span></a></span> You are mistaken about the quay.</p>"
)


def read(value, *, url=STATUSES):
    return read_posts(SourceKind.MASTODON, value, source=SOURCE, url=url)


def one(html, **fields):
    account = MastodonAccount()
    account.say(html, **fields)
    return read(account.posts)


@pytest.mark.parametrize(
    ("html", "fields", "text"),
    [
        pytest.param("<p>The quay is closed.</p>", {}, "The quay is closed.", id="a paragraph"),
        pytest.param("<p>One<br>Two</p><p>Three &amp; four</p>", {}, "One / Two / Three & four", id="lines"),
        pytest.param(LINK, {}, "Read https://harbour.example/2026/plan", id="a link that is shown in part"),
        pytest.param(MENTION, {}, "@captain You are mistaken about the quay.", id="an answer to somebody"),
        pytest.param(
            '<p class="quote-inline">RE: <a href="https://other.example/@x/1">https://other.example/@x/1</a></p><p>No.</p>',
            {"quote": {"state": "accepted", "quoted_status": {"content": "<p>Sell it.</p>"}}},
            "No.",
            id="a quoted post is left out",
        ),
        pytest.param(
            '<p>No.<span class="quote-inline"><br/>RE: <a href="https://truth.example/@x/1">https://truth.example/@x/1</a></span></p>',
            {"quote": {"id": "5", "content": "<p>Sell it.</p>"}, "quote_id": "5"},
            "No.",
            id="as Truth Social has it",
        ),
        pytest.param(
            '<p>No.</p><p>RE: <a href="https://other.example/notes/1">https://other.example/notes/1</a></p>',
            {},
            "No.",
            id="as servers have it that do not mark it",
        ),
        pytest.param("<p>RE: the quay</p><p>No.</p>", {}, "RE: the quay / No.", id="a subject is no link"),
        pytest.param(
            "<p>He said:</p><blockquote><p>No boats</p></blockquote>", {}, "He said: / > “No boats”", id="a quotation"
        ),
        pytest.param(
            "<p>Pictures.</p>",
            {"media_attachments": [{"type": "image", "description": "A boat"}]},
            "Pictures.",
            id="a picture",
        ),
        pytest.param("<p>بندر باز است.</p>", {"language": "fa"}, "بندر باز است.", id="from right to left"),
        pytest.param("<p>Quiet.</p>", {"visibility": "unlisted"}, "Quiet.", id="unlisted"),
        pytest.param("Plain words", {}, "Plain words", id="no markup"),
        pytest.param("<p>Unclosed <b>words", {}, "Unclosed words", id="broken markup"),
        pytest.param("<script>x</script><p>Fine.</p>", {}, "Fine.", id="a script"),
    ],
)
def test_the_text_of_a_post(html, fields, text):
    listing = one(html, **fields)
    assert texts_of(listing.entries) == [text]
    assert listing.passed_over == ()


@pytest.mark.parametrize(
    ("html", "fields", "reason"),
    [
        pytest.param(
            "", {"media_attachments": [{"type": "video", "description": "He speaks"}]}, "without text", id="a video"
        ),
        pytest.param("<p> </p>", {}, "without text", id="nothing"),
        pytest.param("<p>RT</p>", {"reblog": {"id": "1", "content": "<p>Theirs.</p>"}}, "of others", id="a repost"),
        pytest.param(
            "<p>Theirs.</p>", {"account": {"id": OTHER, "acct": "other"}}, "of others", id="another account's"
        ),
        pytest.param("<p>Theirs.</p>", {"account": None}, "of others", id="nobody's"),
        pytest.param("<p>Psst.</p>", {"visibility": "private"}, "that are not public", id="for followers"),
        pytest.param("<p>Psst.</p>", {"visibility": None}, "that are not public", id="for nobody knows whom"),
        pytest.param("<p>Words.</p>", {"id": 7}, "that could not be read", id="a number that is none"),
        pytest.param("<p>Words.</p>", {"id": "1/../2"}, "that could not be read", id="a number that is a path"),
        pytest.param("<i>x</i>" * 30_000, {}, "that could not be read", id="a huge one"),
    ],
)
def test_what_is_not_his_words_is_passed_over_with_a_reason(html, fields, reason):
    listing = one(html, **fields)
    assert (listing.entries, listing.passed_over) == ((), ((reason, 1),))


def test_a_content_warning_is_the_title():
    (entry,) = one("<p>Words.</p>", spoiler_text="harbour &lt;politics&gt;", sensitive=True).entries
    assert (entry.title, entry.text) == ("harbour <politics>", "Words.")


def test_an_edit_is_the_same_entry_with_other_words():
    account = MastodonAccount()
    account.say("<p>Ten boats.</p>")
    (before,) = read(account.posts).entries
    account.posts[0] |= {"content": "<p>Twelve boats.</p>", "edited_at": "2026-03-03T09:20:00.000Z"}
    (after,) = read(account.posts).entries
    assert (before.key, before.url, before.published_at) == (after.key, after.url, after.published_at)
    assert (before.text, after.text) == ("Ten boats.", "Twelve boats.")


def test_what_goes_on_with_his_own_post_is_one_text_with_it():
    account = MastodonAccount()
    head = account.say("<p>First, the quay.</p>")
    account.say("<p>Another matter.</p>")
    second = account.say("<p>Second, the bridge.</p>", in_reply_to_id=head, in_reply_to_account_id=account.number)
    account.say("<p>To a captain.</p>", in_reply_to_id="5", in_reply_to_account_id=OTHER)
    account.say("<p>Third, the light.</p>", in_reply_to_id=second, in_reply_to_account_id=account.number)
    listing = read(account.posts)
    assert texts_of(listing.entries) == [
        "To a captain.",
        "Another matter.",
        "First, the quay. / Second, the bridge. / Third, the light.",
    ]
    assert listing.entries[-1].key == head
    assert listing.entries[-1].published_at == BEGAN


@pytest.mark.parametrize("answer", [{"username": "captain"}, {"username": None}], ids=str)
def test_another_account_than_was_asked_for_is_nobody(answer):
    with pytest.raises(SourceError, match="names no such account"):
        read(MastodonAccount().account(**answer), url=mastodon_lookup(SOURCE))


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (SOURCE, "https://social.example/api/v1/accounts/lookup?acct=minister"),
        ("https://social.example/users/minister", "https://social.example/api/v1/accounts/lookup?acct=minister"),
        ("https://social.example/@a.b-c_d/", "https://social.example/api/v1/accounts/lookup?acct=a.b-c_d"),
        ("https://social.example/@x@far.example", "https://social.example/api/v1/accounts/lookup?acct=x%40far.example"),
        ("https://social.example/api/v1/accounts/109000000000000001/statuses", STATUSES),
    ],
)
def test_an_account_is_asked_for_its_number_first(url, first):
    assert (mastodon_lookup(url) or mastodon_page(url)) == first


@pytest.mark.parametrize(
    "url",
    [
        "https://social.example/",
        "https://social.example/about",
        "https://social.example/@a/123",
        "https://social.example/@",
    ],
)
def test_what_is_no_account_is_said(url):
    with pytest.raises(ValueError, match="not an account"):
        account_at(SourceKind.MASTODON, url)


def test_the_number_leads_to_the_posts():
    listing = read(MastodonAccount().account(), url="https://social.example/api/v1/accounts/lookup?acct=minister")
    assert (listing.entries, listing.parts) == ((), (STATUSES,))


def test_older_posts_are_asked_for_by_the_last_number():
    account = MastodonAccount()
    for number in range(3):
        account.say(f"<p>Boat {number}.</p>")
    assert read(account.posts).next_page == f"{STATUSES}&max_id={account.posts[-1]['id']}"
    assert read([]).next_page == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://elsewhere.example/@minister/1",
        "http://127.0.0.1/@minister/1",
        "",
        None,
        7,
        "https://social.example.evil.example/x",
        {},
    ],
)
def test_a_post_stands_at_its_own_host_whatever_the_answer_says(url):
    (entry,) = one("<p>Words.</p>", url=url).entries
    assert entry.url == "https://social.example/@minister/116000000000000001"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(CHALLENGE.encode(), "the host sent an HTML page in place of its JSON", id="a page"),
        pytest.param(b"", "the host sent nothing", id="nothing"),
        pytest.param(b"[" * 1_000_000, "the host sent no JSON that can be read", id="deep"),
        pytest.param(
            b'[{"id": ' + b"9" * 100_000 + b"}]", "the host sent no JSON that can be read", id="a huge number"
        ),
        pytest.param(b"\xff\xfe\x00nonsense", "the host sent no JSON that can be read", id="nonsense"),
        pytest.param(b'[{"id": "1", "content"', "the host sent no JSON that can be read", id="cut off"),
        pytest.param(
            b'{"error": "This method requires an authenticated user"}',
            "the host sent JSON that is not a list",
            id="an error",
        ),
        pytest.param(b"null", "the host sent JSON that is not a list", id="null"),
    ],
)
def test_what_is_no_answer_of_the_api_is_said(body, why):
    with pytest.raises(SourceError) as raised:
        read(body)
    assert (raised.value.outcome, raised.value.detail) == (FetchOutcome.NOT_A_FEED, why)


@pytest.mark.parametrize(
    "account", [{"error": "Record not found"}, {"id": None}, {"id": "1/../../admin"}, {"id": {"a": 1}}]
)
def test_an_answer_that_names_no_account_is_said(account):
    with pytest.raises(SourceError, match="the host names no such account"):
        read(account, url="https://social.example/api/v1/accounts/lookup?acct=minister")


@pytest.mark.parametrize("wrong", [None, 7, True, [], {}, "x" * 100, [[[[]]]], {"a": {"b": []}}])
@pytest.mark.parametrize(
    "name",
    [
        "id",
        "created_at",
        "content",
        "spoiler_text",
        "account",
        "in_reply_to_id",
        "in_reply_to_account_id",
        "visibility",
        "reblog",
        "url",
    ],
)
def test_members_of_any_type_break_nothing(name, wrong):
    assert len(one("<p>Words.</p>", **{name: wrong}).entries) <= 1
    assert read([wrong]).entries == ()
