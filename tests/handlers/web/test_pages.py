"""The pages of the archive as a browser has them, through a real server."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from bot.core.errors import LookupTooSlowError, StoreError
from bot.core.model import CorrectionKind, Kind, Novelty
from bot.core.outcomes import UNTOLD, Conclusion, Outcome, Subject
from handlers import limits
from handlers.web.responses import GUARDS
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG, correction, put, quoting, statement_view
from tests.store.samples import after, save, statement, turned_from

PAGES = ("/", "/statements/s1", "/actors", "/actors/mayor", "/untold", "/why?what=s1")
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


async def town(store):
    """Put a bridge on record: said, changed, said again, and something else by somebody else."""
    await put(
        store,
        statement_view("s1", text="We will cut it by 25 percent.", first_seen_at=after(-60)),
        statement_view(
            "s2",
            text="We will cut it by 35 percent.",
            novelty=Novelty.CHANGED,
            earlier_id="s1",
            verdict=turned_from("25 percent", "35 percent"),
            first_seen_at=after(0),
            seen=(("gazette", 0.0), ("wire", 5.0)),
        ),
        statement_view("s3", text="The ferry sails at dawn.", actor_id="harbour-master", first_seen_at=after(10)),
        statement_view("s4", text="that the bridge is safe", kind=Kind.INDIRECT, first_seen_at=after(20)),
    )


@pytest.fixture
async def browser(archive, record):
    await town(record)
    return await archive()


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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["s4", "s3", "s2", "s1"]),
        ("q=bridge", ["s4"]),
        ("q=mayor+percent", ["s2", "s1"]),
        ("q=%22by+35%22", ["s2"]),
        ("q=percent+-%22by+35%22", ["s1"]),
        ("q=since:30m", []),
        ("q=percent+2025-03-04", ["s2", "s1"]),
        ("actor=harbour-master", ["s3"]),
        ("actor=harbour-master&q=mayor", ["s3"]),
        ("source=wire", ["s2"]),
        ("kind=indirect", ["s4"]),
        ("q=kind:indirect", ["s4"]),
        ("since=2025-03-04T12:15Z", ["s4"]),
        ("since=2025-03-04T11:00Z..2025-03-04T12:01Z", ["s2", "s1"]),
        ("page=2", []),
        ("page=0&q=&actor=", ["s4", "s3", "s2", "s1"]),
        ("page=x", ["s4", "s3", "s2", "s1"]),
        ("unknown=field", ["s4", "s3", "s2", "s1"]),
    ],
)
async def test_a_search_finds_what_a_command_finds(browser, query, found):
    shown = await browser.get(f"/?{query}")
    assert [one.removeprefix("/statements/") for one in shown.links() if one.startswith("/statements/")] == found
    rows = json.loads((await browser.get(f"/statements.json?{query}")).body)["rows"]
    assert query.startswith("page") or [row["id"] for row in rows] == found


async def test_the_form_keeps_what_was_asked(browser):
    page = (await browser.get("/?q=%22by+35%22&actor=mayor&kind=direct&since=2025-03-04")).page
    assert page.get_element_by_id("q").get("value") == '"by 35"'
    assert page.get_element_by_id("since").get("value") == "2025-03-04"
    assert [one.get("value") for one in page.iter("option") if one.get("selected") is not None] == ["mayor", "direct"]
    assert (
        '1 statement by Orla Venn with “"by 35"” since 4 Mar 2025, 00:00 CET in direct speech'
        in (await browser.get("/?q=%22by+35%22&actor=mayor&kind=direct&since=2025-03-04")).words
    )


async def test_where_nothing_is_found_the_way_to_more_is_a_link(browser):
    shown = await browser.get("/?q=ferry+dusk&actor=harbour-master")
    assert "Nothing on record by Tibor Kasvili with “ferry dusk”." in shown.words
    (wider,) = [one for one in shown.links() if one.startswith("/?q=")]
    assert parse_qs(urlsplit(wider).query)["q"] == ["harbour-master ferry"]
    assert "/statements/s3" in (await browser.get(wider)).links()


async def test_pages_turn_and_go_on_behind_what_is_counted(archive, record, monkeypatch):
    await put(record, *(statement_view(f"b{number:02}", first_seen_at=after(number / 10)) for number in range(45)))
    browser = await archive()
    first = await browser.get("/?q=bridge")
    assert "45 statements with “bridge”" in first.words
    last = await browser.get("/?q=bridge&page=3")
    assert [one for one in first.links() if "page=" in one] == ["/?q=bridge&page=2"]
    assert [one for one in last.links() if "page=" in one] == ["/?q=bridge&page=2"]
    monkeypatch.setattr("tests.fakes.lookups.COUNTED", 20)
    counted = await browser.get("/?q=bridge")
    assert "more than 20 statements" in counted.words
    (older,) = [one for one in counted.links() if "until" in one]
    shown = [one for one in (await browser.get(older)).links() if one.startswith("/statements/b")]
    assert shown[0] == "/statements/b29"  # of the minute of the last one, b25
    assert "/statements/b24" in shown


async def test_a_statement_is_told_with_its_evidence_and_every_report(archive, record):
    text = "The mayor spoke at noon. “We will build the bridge,” she said.\nThe market was closed.\n" + "Filler. " * 400
    view = quoting(
        statement_view("s9", text="We will build the bridge,", seen=(("gazette", 0.0), ("wire", 5.0))),
        text,
        "We will build the bridge,",
    )
    await put(record, view)
    shown = await (await archive()).get("/statements/s9")
    assert "2 reports" in shown.words
    assert "Harbour Gazette" in shown.words
    assert "Coast Wire" in shown.words
    assert "The mayor spoke at noon." in shown.words
    assert "The market was closed." not in shown.words  # the paragraph, and not the article
    (evidence,) = shown.page.find_class("evidence")
    assert "We will build the bridge," in [one.text_content() for one in evidence.iter("strong")]
    assert "https://gazette.example/bridge?a=1" in shown.links()
    assert "/why?what=s9" in shown.links()


async def test_earlier_and_later_versions_stand_in_order_with_what_changed(browser, record):
    changed = turned_from("35 percent", "40 percent")
    await save(
        record,
        statement(
            "s5", text="We will cut it by 40 percent.", novelty=Novelty.CHANGED, earlier_id="s2", verdict=changed
        ),
    )
    shown = await browser.get("/statements/s2")
    (listed,) = shown.page.find_class("versions")
    told = [" ".join(one.text_content().split()) for one in listed.iter("li")]
    assert len(told) == 3
    assert "We will cut it by 25 percent." in told[0]
    assert "this statement" in told[1]
    assert "35 percent, before: 25 percent" in told[1]
    assert "We will cut it by removed: 25 added: 35 percent." in told[1]
    assert "40 percent, before: 35 percent" in told[2]
    assert {"/statements/s1", "/statements/s5"} <= set(shown.links())


async def test_versions_that_change_each_other_end(browser, record):
    await save(
        record,
        statement("c1", novelty=Novelty.CHANGED, earlier_id="c2"),
        statement("c2", novelty=Novelty.CHANGED, earlier_id="c1"),
    )
    assert (await browser.get("/statements/c1")).status == 200


async def test_what_became_of_the_words_at_their_source_is_told(archive, record):
    view = statement_view("s1", text="We will cut it by forty percent.")
    await put(record, replace(view, corrections=(correction(text="We will cut it by fourteen percent."),)))
    shown = await (await archive()).get("/statements/s1")
    assert "Changes at the source" in shown.words
    assert "removed: forty added: fourteen" in shown.words


async def test_words_that_somebody_else_has_said_are_struck(archive, record):
    view = statement_view("s1")
    await put(record, replace(view, corrections=(correction(CorrectionKind.REASCRIBED, text="Ann Bell"),)))
    shown = await (await archive()).get("/statements/s1")
    assert "WITHDRAWN" in shown.words
    assert shown.page.find(".//blockquote/del") is not None


async def test_an_actor_has_a_chart_and_the_same_as_a_table(browser):
    shown = await browser.get("/actors/mayor?since=2025-03-03..2025-03-04")
    assert "Statements by Orla Venn by day, 3 Mar 2025 to 4 Mar 2025" in shown.words
    assert "3 statements: 2 new, 1 changed. Most on 4 Mar: 3." in shown.words
    rows = [[cell.text_content() for cell in row] for row in shown.page.iter("tr")]
    assert rows[1:] == [["3 Mar", "0", "0", "0", "0"], ["4 Mar", "2", "1", "0", "3"]]
    assert len(list(shown.page.iter("rect"))) == 2
    assert shown.page.find(".//svg").get("aria-hidden") == "true"


async def test_an_actor_who_said_nothing_has_no_chart(browser):
    shown = await browser.get("/actors/harbour-master?since=2025-03-01..2025-03-02")
    assert "No statements." in shown.words
    assert shown.page.find(".//svg") is None


async def test_what_was_not_told_is_listed_with_the_reason_and_without_the_channel(browser, record):
    repeat = Conclusion(
        subject=Subject.STATEMENT,
        subject_id="s4",
        outcome=Outcome.REPEAT,
        rule="routing.unwanted",
        at=after(30),
        channel="slack:C024BE91L",
    )
    rejected = Conclusion(
        subject=Subject.ATTRIBUTION,
        subject_id="x",
        outcome=Outcome.REJECTED,
        rule="watcher",
        at=after(32),
        evidence="scare quotes",
        related_id="article-gazette",
    )
    reported = replace(repeat, subject_id="s3", outcome=Outcome.REPORTED, rule="routing.wanted", at=after(31))
    concluded = [repeat, replace(repeat, channel="slack:C024BE92L"), reported, rejected]
    async with record.transaction() as transaction:
        await transaction.conclude(concluded)
    shown = await browser.get("/untold")
    entries = [" ".join(one.text_content().split()) for one in shown.page.find_class("untold")[0].iter("li")]
    assert len(entries) == 2
    assert entries[0].startswith("Rejected: scare quotes.")
    assert "Harbour Gazette" in entries[0]
    assert "Orla Venn: that the bridge is safe" in entries[1]
    assert "a repeat" in entries[1]
    assert "C024BE91L" not in shown.body
    async with record.transaction() as transaction:
        await transaction.conclude([replace(repeat, subject_id="s2", at=after(40))])
    direct = (await browser.get("/untold")).page.find_class("untold")[0].find("li").text_content()
    assert "Orla Venn: “We will cut it by 35 percent.”" in direct  # her own words stand in marks
    only = await browser.get("/untold?outcome=repeat")
    assert len(list(only.page.find_class("untold")[0].iter("li"))) == 2
    assert "Nothing was held back." in (await browser.get("/untold?outcome=no+route")).words


async def test_why_without_a_question_leads_to_what_was_not_told(browser):
    shown = await browser.get("/why?what=")
    assert (shown.status, shown.headers["Location"]) == (302, "/untold")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


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
        for path in ("/", "/why", "/untold", "/actors/mayor"):
            shown = await browser.get(path, params={"q": text, "what": text, "since": text, "outcome": text})
            assert not list(shown.page.iter("script", "img", "b", "x"))
            assert not [one for one in shown.page.iter("a") if one.get("href", "").startswith("javascript")]


async def test_a_feed_is_rss_with_permalinks(archive, record):
    await town(record)
    browser = await archive(public_url="https://archive.example/", password="twelve letters and more", host="0.0.0.0")  # noqa: S104 - what a password is for
    login = {"Authorization": "Basic eDp0d2VsdmUgbGV0dGVycyBhbmQgbW9yZQ=="}
    shown = await browser.get("/statements.rss?actor=mayor", headers=login)
    feed = etree.fromstring(shown.body.encode())
    assert shown.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert [one.findtext("guid") for one in feed.iter("item")] == [
        f"https://archive.example/statements/{one}" for one in ("s4", "s2", "s1")
    ]
    assert feed.findtext("channel/link") == "https://archive.example/?actor=mayor"
    assert feed.findtext("channel/item/title") == "Orla Venn, new: says that the bridge is safe"
    assert feed.findtext("channel/item/pubDate") == "Tue, 04 Mar 2025 12:20:00 +0000"


async def test_files_hold_all_of_a_search_and_no_article(archive, record):
    text = "“We will build the bridge,” she said.\nThe market was closed."
    await put(
        record, quoting(statement_view("s9", text="We will build the bridge,"), text, "We will build the bridge,")
    )
    await town(record)
    browser = await archive()
    shown = await browser.get("/statements.csv?actor=mayor")
    assert shown.headers["Content-Disposition"] == 'attachment; filename="statements.csv"'
    rows = list(csv.DictReader(io.StringIO(shown.body)))
    assert [row["id"] for row in rows] == ["s4", "s9", "s2", "s1"]
    for path in FILES:
        assert "The market was closed." not in (await browser.get(path)).body


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


async def test_an_actor_who_is_tracked_no_more_still_has_statements(archive, record):
    await put(record, statement_view("s1", actor_id="gone"))
    browser = await archive(config=CONFIG)
    assert (await browser.get("/statements/s1")).status == 200


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


def test_each_outcome_is_one_of_what_was_not_told_or_is_known_to_be_another():
    told = {Outcome.ON_RECORD, Outcome.SEEN_AGAIN, Outcome.REPORTED, Outcome.CORRECTED, Outcome.POSTED}
    of_others = {Outcome.READ, Outcome.DUPLICATE, Outcome.HAS_STATEMENTS, Outcome.NO_STATEMENT, Outcome.SCREENED_OUT}
    of_others |= {Outcome.FORGOTTEN, Outcome.MISSED, Outcome.COLLAPSED, Outcome.UNKNOWN, Outcome.WAITING}
    assert set(Outcome) - UNTOLD == told | of_others | {Outcome.GIVEN_UP}
