"""The page that searches."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from tests.canaries import WEB_PASSWORD
from tests.handlers.samples import put, quoting, statement_view
from tests.handlers.web.test_access import basic
from tests.handlers.web.test_pages import FILES
from tests.handlers.web.town import town
from tests.store.samples import after


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


async def test_a_feed_is_rss_with_permalinks(archive, record):
    await town(record)
    browser = await archive(public_url="https://archive.example/", password=WEB_PASSWORD, host="0.0.0.0")  # noqa: S104 - what a password is for
    shown = await browser.get("/statements.rss?actor=mayor", headers=basic("x", WEB_PASSWORD))
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
