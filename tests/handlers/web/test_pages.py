"""The pages of the archive as a browser has them: guarded, whole, with nothing alive in them that a source wrote."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import replace

import pytest
from lxml import etree

from bot.core.errors import LookupTooSlowError, StoreError
from bot.core.outcomes import Conclusion, Outcome, Subject
from handlers import limits
from handlers.web.responses import GUARDS
from tests.fakes.store import MemoryStore
from tests.handlers.samples import put, statement_view
from tests.handlers.web.town import town
from tests.store.samples import after

PAGES = ("/", "/statements/s1", "/actors", "/actors/mayor", "/unreported", "/why?what=s1")
FILES = ("/statements.rss", "/statements.csv", "/statements.json")
HOSTILE = [
    '<script>alert("x")</script>',
    "</blockquote><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">click</a>',
    "{{ 7 * 7 }} {% raw %} &lt;b&gt; &amp;amp;",
    "\u202egnilur ton saw siht\u202c and \u2066this\u2069",
    "گفت‌وگوهای هسته‌ای ادامه دارد",
    "word " * 4000,
    "unbroken" * 500,
    "]]><x>\x00\x0b\ufffe</x>",
]


@pytest.mark.parametrize("path", [*PAGES, *FILES])
async def test_every_page_answers_and_has_the_guards(browser, path):
    shown = await browser.get(path)
    assert shown.status == 200
    for name, value in GUARDS.items():
        assert shown.headers[name] == value
    assert shown.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_whole_for_a_screen_reader_and_asks_nothing_of_others(browser, path):
    page = (await browser.get(path)).page
    assert page.get("lang") == "en"
    assert len(page.findall(".//h1")) == len(page.findall(".//main")) == 1
    assert page.find(".//a").get("href") == "#content"
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {one.get("for") for one in page.iter("label")}
    assert {one.get("id") for one in page.iter("input", "select")} == labelled
    assert not list(page.iter("script", "iframe", "img", "style"))
    assert not [one for one in page.iter() if one.get("style") or any(name.startswith("on") for name in one.attrib)]
    fetched = [one.get("href") for one in page.iter("link")] + [one.get("src") for one in page.iter() if one.get("src")]
    assert fetched
    assert all(one.startswith("/") for one in fetched)


class Counting:
    """A record that notes what is asked of it."""

    def __init__(self, record):
        self._record = record
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self._record, name)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/", {"statements": 1}),
        ("/actors", {"newest_of": 1}),
        ("/actors/mayor", {"said_counts": 1, "statements": 1}),
        ("/unreported", {"concluded_lately": 1, "statements_by_id": 1, "articles_by_id": 1, "concluded_since": 1}),
        ("/statements.rss", {"statements": 1}),
    ],
)
async def test_a_page_asks_no_more_of_the_record_for_all_that_it_shows(archive, record, path, asked):
    """Each question is a few changes of threads, and a busy machine makes them long: the list of actors took 48."""
    await town(record)
    conclusion = Conclusion(
        subject=Subject.ATTRIBUTION, subject_id="x", outcome=Outcome.REJECTED, rule="watcher", at=after(32)
    )
    async with record.transaction() as transaction:
        await transaction.conclude(
            [replace(conclusion, subject_id=one, related_id=f"article-{one}") for one in ("gazette", "wire")]
        )
    counting = Counting(record)
    shown = await (await archive(counting)).get(path)
    assert shown.status == 200
    assert Counter(counting.asked) == asked


@pytest.mark.parametrize("path", [*PAGES, *FILES])
async def test_what_a_browser_has_is_not_sent_again(browser, path):
    first = await browser.get(path)
    again = await browser.get(path, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
    assert (again.status, again.body) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]


async def test_the_style_sheet_is_kept_for_ever_at_an_address_of_its_own(browser):
    (sheet,) = [one.get("href") for one in (await browser.get("/")).page.iter("link") if one.get("rel") == "stylesheet"]
    shown = await browser.get(sheet)
    assert shown.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in shown.headers["Cache-Control"]
    assert "url(" not in shown.body
    assert "@import" not in shown.body


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/statements/xyz", 404, "No statement has this id."),
        ("/actors/nobody", 404, "Nobody with this id is tracked."),
        ("/no/such/page", 404, "There is no page at this address."),
        ("/style.000000.css", 404, "There is no page at this address."),
        ("/statements/%2e%2e%2fetc", 404, "No statement has this id."),
        ("/?since=never", 400, "“never” is not a time."),
        ("/?since=2999-01-01", 400, "“2999-01-01” is in the future."),
        ("/?actor=trmup", 400, "is not a tracked person"),
        ("/?kind=shouted", 400, "“shouted” is not a kind of speech. Try direct, indirect or mixed."),
        ("/statements.csv?since=never", 400, "“never” is not a time."),
        ("/actors/mayor?since=never", 400, "“never” is not a time."),
    ],
)
async def test_what_is_not_there_is_said_in_plain_words(browser, path, status, said):
    shown = await browser.get(path)
    assert shown.status == status
    assert said in shown.words
    assert shown.headers["Cache-Control"] == "no-store"


async def test_nothing_can_be_written(browser):
    for path in PAGES[:4]:
        shown = await browser.post(path)
        assert shown.status == 405
        assert "The archive is read, and takes nothing." in shown.words
        assert set(shown.headers["Allow"].split(",")) == {"GET", "HEAD"}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_source_text_is_never_alive(archive, record, text):
    view = statement_view("s1", text=text)
    seen = view.sightings[0]
    await put(
        record,
        replace(
            view,
            sightings=(
                replace(seen, article=replace(seen.article, title=text, url=f"https://gazette.example/{text[:200]}")),
            ),
        ),
    )
    browser = await archive()
    for path in PAGES:
        shown = await browser.get(path)
        assert shown.status == 200
        page = shown.page
        assert not list(page.iter("script", "img", "b", "x"))
        assert not [one for one in page.iter("a") if one.get("href", "").startswith("javascript")]
        assert "49" not in shown.words
        assert not {"\u202e", "\u2066", "\x00"} & set(shown.body)
    etree.fromstring((await browser.get("/statements.rss")).body.encode())
    json.loads((await browser.get("/statements.json")).body)


async def test_what_a_reader_types_is_never_alive(browser):
    for text in HOSTILE[:4]:
        for path in ("/", "/why", "/unreported", "/actors/mayor"):
            shown = await browser.get(path, params={"q": text, "what": text, "since": text, "outcome": text})
            assert not list(shown.page.iter("script", "img", "b", "x"))
            assert not [one for one in shown.page.iter("a") if one.get("href", "").startswith("javascript")]


class Failing(MemoryStore):
    def __init__(self, error):
        super().__init__()
        self._error = error

    async def statements(self, _query):
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (LookupTooSlowError("a lookup took longer than 3 s"), 503, "This takes too long to look up."),
        (StoreError("disk full at secret place"), 503, "The record cannot be read right now."),
        (ValueError("a bug at a secret place"), 500, "Something went wrong on the archive's side."),
    ],
)
async def test_what_breaks_is_said_and_nothing_of_the_inside(archive, error, status, said):
    shown = await (await archive(Failing(error))).get("/?q=bridge")
    assert shown.status == status
    assert said in shown.words
    assert "secret" not in shown.body
    assert ("Retry-After" in shown.headers) == (status == 503)
    assert shown.headers["Content-Security-Policy"] == GUARDS["Content-Security-Policy"]


class Slow(MemoryStore):
    """Answers when it is told to, and counts who waits."""

    def __init__(self):
        super().__init__()
        self.go = asyncio.Event()
        self.at_once = self.most = 0

    async def statements(self, query):
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        return await super().statements(query)


async def test_few_are_answered_at_a_time(archive, monkeypatch):
    monkeypatch.setattr(limits, "WEB_WAITING", 5)
    store = Slow()
    await store.open()
    browser = await archive(store)
    asked = [asyncio.create_task(browser.get(f"/?q={number}")) for number in range(9)]
    done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    while len(done) < 4:
        more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        done |= more
    assert {one.result().status for one in done} == {503}
    assert "Too many people are searching" in next(iter(done)).result().words
    store.go.set()
    assert [(await one).status for one in waiting] == [200] * 5
    assert store.most == limits.WEB_ANSWERS_AT_A_TIME
