"""Accounts over the web: what is asked of the services, and what their refusals are told as."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome, ItemState, SourceKind
from bot.sources.parsing import ParserPool
from tests.loopback.news import Answer, bomb
from tests.loopback.social import (
    CHALLENGE,
    HTML,
    answered,
)
from tests.sources.accounts import BLUESKY, LIVES, LOOKUP, STATUSES, YOUTUBE, each, only, paged, say
from tests.sources.samples import NOW, item_for, source_at

NO_MINISTER = "has no account minister, or it was deleted or suspended"
NOT_TO_US = "shows its posts only to people with an account, or not to programs"


@each
async def test_what_an_account_says_is_listed_the_newest_first(account):
    say(account, "Ten boats are in.")
    say(account, "Twelve boats are in.")
    feed = await account.poll()
    assert feed.outcome is FetchOutcome.OK
    assert [entry.text.partition("\n")[0] for entry in feed.entries] == ["Twelve boats are in.", "Ten boats are in."]


@each
async def test_a_text_is_whole_as_it_was_listed_and_no_page_of_it_is_asked_for(account):
    say(account, "Ten boats are in.")
    (entry,) = (await account.poll()).entries
    asked = len(account.news.requests)
    article = await account.fetcher.fetch_article(account.source, item_for(entry))
    assert (article.text, article.url, article.whole) == (entry.text, entry.url, True)
    assert len(account.news.requests) == asked


def put_alone(account):
    """Let the host show the first post by itself, as long as it stands."""
    lives, news = account.lives, account.news
    if account.source.kind is SourceKind.TELEGRAM:
        return news.put_live(f"/{lives.name}/1", lambda _: lives.alone(1))
    if account.source.kind is SourceKind.BLUESKY:
        return news.put_live("/xrpc/app.bsky.feed.getPosts", lives.alone)
    number = lives.posts[0]["id"]
    return news.put_live(f"/api/v1/statuses/{number}", lambda _: lives.alone(number))


def delete_all(account):
    getattr(account.lives, "feed" if account.source.kind is SourceKind.BLUESKY else "posts").clear()


@paged
async def test_a_post_that_is_looked_at_again_is_gone_when_its_host_has_it_no_more(account):
    say(account, "Ten boats are in.")
    put_alone(account)
    (entry,) = (await account.poll()).entries
    read = item_for(entry, state=ItemState.READ)
    assert (await account.fetcher.fetch_article(account.source, read)).text == "Ten boats are in."
    delete_all(account)
    with pytest.raises(SourceError) as raised:
        await account.fetcher.fetch_article(account.source, read)
    assert raised.value.outcome is FetchOutcome.GONE


@paged
@pytest.mark.parametrize(
    ("status", "is_closed"), [(200, True), (401, True), (403, True), (429, False), (500, False)], ids=str
)
async def test_a_host_that_shows_no_post_by_itself_takes_none_back(account, status, is_closed):
    say(account, "Ten boats are in.")
    path = put_alone(account).removeprefix(account.news.url)
    (entry,) = (await account.poll()).entries
    account.news.put(path, Answer(status=status, body=CHALLENGE.encode(), headers=HTML))
    read = item_for(entry, state=ItemState.READ)
    if is_closed:
        assert (await account.fetcher.fetch_article(account.source, read)).text == "Ten boats are in."
    else:
        with pytest.raises(SourceError) as raised:
            await account.fetcher.fetch_article(account.source, read)
        assert raised.value.outcome is not FetchOutcome.GONE


@each
async def test_what_says_the_same_as_before_is_unchanged(account):
    say(account, "Ten boats are in.")
    first = await account.poll()
    assert (await account.poll(body_hash=first.body_hash)).outcome is FetchOutcome.UNCHANGED


@each
async def test_a_host_that_is_asked_too_often_says_when_to_come_back(account):
    throttled = answered({"error": "Throttled"}, status=429, headers={"Retry-After": "90"})
    account.news.put(LIVES[account.source.kind][1], throttled)
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.RATE_LIMITED
    assert raised.value.retry_after == timedelta(seconds=90)


@each
async def test_a_page_in_place_of_the_answer_is_said(account):
    account.news.put(LIVES[account.source.kind][1], Answer(body=CHALLENGE.encode(), headers=HTML))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.NOT_A_FEED


@pytest.mark.parametrize(
    ("account", "status", "outcome", "why"),
    [
        (SourceKind.MASTODON, 404, FetchOutcome.GONE, f"{NO_MINISTER}; HTTP 404"),
        (SourceKind.MASTODON, 410, FetchOutcome.GONE, f"{NO_MINISTER}; HTTP 410"),
        (SourceKind.MASTODON, 401, FetchOutcome.HTTP_ERROR, f"{NOT_TO_US}; HTTP 401"),
        (SourceKind.MASTODON, 403, FetchOutcome.HTTP_ERROR, f"{NOT_TO_US}; HTTP 403"),
        (SourceKind.BLUESKY, 400, FetchOutcome.HTTP_ERROR, ".example, or it was deleted or suspended; HTTP 400"),
        (SourceKind.BLUESKY, 502, FetchOutcome.HTTP_ERROR, "HTTP 502"),
        (SourceKind.YOUTUBE, 404, FetchOutcome.GONE, "channel UCabcdefghijklmnopqrstuv, or it was deleted; HTTP 404"),
    ],
    indirect=["account"],
)  # fmt: skip
async def test_a_refusal_is_said_in_words(account, status, outcome, why):
    account.news.put(LIVES[account.source.kind][1], Answer(status=status, headers={"Content-Type": "application/json"}))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is outcome
    assert raised.value.detail.endswith(why)


@only(SourceKind.TELEGRAM)
async def test_a_channel_without_a_page_is_said_in_words(account):
    account.lives.has_page = False
    with pytest.raises(SourceError, match="telegram channel harbour_office has no public page"):
        await account.poll()


@only(SourceKind.MASTODON)
async def test_the_number_of_an_account_is_asked_for_once(account):
    say(account, "Ten boats are in.")
    await account.poll()
    await account.poll()
    assert account.asked(LOOKUP) == [f"{LOOKUP}?acct=minister"]


@only(SourceKind.MASTODON)
async def test_an_account_that_is_gone_is_looked_up_again(account):
    await account.poll()
    account.lives.gone = True
    with pytest.raises(SourceError, match="has no account minister"):
        await account.poll()
    account.lives.gone = False
    await account.poll()
    assert len(account.asked(LOOKUP)) == 2


@only(SourceKind.MASTODON)
async def test_a_name_that_nobody_has_is_reported(account):
    account.lives.name = "somebody"
    with pytest.raises(SourceError, match="has no account minister") as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.GONE


@only(SourceKind.MASTODON)
async def test_a_host_that_forbids_its_api_to_programs_is_left_alone(account):
    account.news.put("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /api/"))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.BLOCKED_BY_ROBOTS
    assert account.asked(STATUSES) == []


HOSTILE = {
    "endless": b"<div data-post='harbour_office/1' class='tgme_widget_message'>" * 60_000,
    "deep": b'{"feed":' * 300_000,
    "deep list": b"[" * 2_000_000,
    "many objects": b"[" + b"{}," * 500_000 + b"{}]",
    "many attributes": b"<html><p " + b" ".join(b"a%d=''" % number for number in range(30_000)) + b">x</p></html>",
    "nested markup": b'[{"id":"1","content":"' + b"<b>" * 200_000 + b'"}]',
    "a huge text": b'[{"id":"1","content":"' + b"x " * 2_000_000 + b'"}]',
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
    "words": b"\xff\xd8 nonsense",
}


URLS = {
    SourceKind.TELEGRAM: "https://t.me/s/harbour_office",
    SourceKind.MASTODON: f"https://social.example{STATUSES}",
    SourceKind.BLUESKY: f"https://public.api.bsky.app{BLUESKY}?actor=minister.example",
    SourceKind.YOUTUBE: f"https://www.youtube.com{YOUTUBE}?channel_id=UCabcdefghijklmnopqrstuv",
}


async def test_a_hostile_answer_ends_within_its_limits_and_lists_nothing():
    pool = ParserPool(processor_seconds=2, memory=600_000_000)
    ended = {}
    for kind, url in URLS.items():
        for name, body in HOSTILE.items():
            given = {"source": source_at(url, kind=kind), "content_type": "text/html", "url": url, "now": NOW}
            try:
                ended[kind, name] = (await pool.listing(body, **given)).entries
            except SourceError as error:
                ended[kind, name] = error.outcome
    await pool.close()
    fine = ((), FetchOutcome.NOT_A_FEED, FetchOutcome.TOO_COSTLY)
    assert {case: end for case, end in ended.items() if end not in fine} == {}
    assert len(ended) == len(URLS) * len(HOSTILE)


@each
async def test_a_body_that_unpacks_to_far_too_much_is_refused(account):
    account.news.put(LIVES[account.source.kind][1], Answer(body=bomb(50), headers={"Content-Encoding": "gzip", **HTML}))
    with pytest.raises(SourceError) as raised:
        await account.poll()
    assert raised.value.outcome is FetchOutcome.TOO_LARGE
