"""The pages of a statement, of an actor, and of what was not reported."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.model import CorrectionKind, Kind, Novelty
from bot.core.outcomes import UNREPORTED, Conclusion, Outcome, Subject
from tests.handlers.samples import CONFIG, correction, put, quoting, statement_view
from tests.store.samples import after, save, statement, turned_from


async def test_a_statement_is_reported_with_its_evidence_and_every_report(archive, record):
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
    entries = [" ".join(one.text_content().split()) for one in listed.iter("li")]
    assert len(entries) == 3
    assert "We will cut it by 25 percent." in entries[0]
    assert "this statement" in entries[1]
    assert "35 percent, before: 25 percent" in entries[1]
    assert "We will cut it by removed: 25 added: 35 percent." in entries[1]
    assert "40 percent, before: 35 percent" in entries[2]
    assert {"/statements/s1", "/statements/s5"} <= set(shown.links())


async def test_versions_that_change_each_other_end(browser, record):
    await save(
        record,
        statement("c1", novelty=Novelty.CHANGED, earlier_id="c2"),
        statement("c2", novelty=Novelty.CHANGED, earlier_id="c1"),
    )
    assert (await browser.get("/statements/c1")).status == 200


async def test_what_became_of_the_words_at_their_source_is_reported(archive, record):
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
    assert "3 statements: 2 new, 1 changed. All on 4 Mar." in shown.words
    rows = [[cell.text_content() for cell in row] for row in shown.page.iter("tr")]
    assert rows[1:] == [["3 Mar", "0", "0", "0", "0"], ["4 Mar", "2", "1", "0", "3"]]
    assert len(list(shown.page.iter("rect"))) == 2
    assert shown.page.find(".//svg").get("aria-hidden") == "true"


async def test_an_actor_who_said_nothing_has_no_chart(browser):
    shown = await browser.get("/actors/harbour-master?since=2025-03-01..2025-03-02")
    assert "No statements." in shown.words
    assert shown.page.find(".//svg") is None


async def test_what_was_not_reported_is_listed_with_the_reason_and_without_the_channel(browser, record):
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
    shown = await browser.get("/unreported")
    entries = [" ".join(one.text_content().split()) for one in shown.page.find_class("unreported")[0].iter("li")]
    assert len(entries) == 2
    assert entries[0].startswith("Rejected: scare quotes.")
    assert "Harbour Gazette" in entries[0]
    assert "Orla Venn: says that the bridge is safe" in entries[1]
    assert "a repeat" in entries[1]
    assert "C024BE91L" not in shown.body
    async with record.transaction() as transaction:
        await transaction.conclude([replace(repeat, subject_id="s2", at=after(40))])
    direct = (await browser.get("/unreported")).page.find_class("unreported")[0].find("li").text_content()
    assert "Orla Venn: “We will cut it by 35 percent.”" in direct  # her own words stand in marks
    only = await browser.get("/unreported?outcome=repeat")
    assert len(list(only.page.find_class("unreported")[0].iter("li"))) == 2
    assert "Nothing was held back." in (await browser.get("/unreported?outcome=no+route")).words


async def test_the_old_address_of_what_was_not_reported_leads_to_the_new_one(browser):
    shown = await browser.get("/untold?outcome=no+route")
    assert (shown.status, shown.headers["Location"]) == (301, "/unreported?outcome=no+route")


async def test_why_without_a_question_leads_to_what_was_not_reported(browser):
    shown = await browser.get("/why?what=")
    assert (shown.status, shown.headers["Location"]) == (302, "/unreported")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_actor_who_is_tracked_no_more_still_has_statements(archive, record):
    await put(record, statement_view("s1", actor_id="gone"))
    browser = await archive(config=CONFIG)
    assert (await browser.get("/statements/s1")).status == 200


def test_each_outcome_is_one_of_what_was_not_reported_or_is_known_to_be_another():
    reported = {Outcome.ON_RECORD, Outcome.SEEN_AGAIN, Outcome.REPORTED, Outcome.CORRECTED, Outcome.POSTED}
    of_others = {Outcome.READ, Outcome.DUPLICATE, Outcome.HAS_STATEMENTS, Outcome.NO_STATEMENT, Outcome.SCREENED_OUT}
    of_others |= {Outcome.FORGOTTEN, Outcome.MISSED, Outcome.COLLAPSED, Outcome.UNKNOWN, Outcome.WAITING}
    assert set(Outcome) - UNREPORTED == reported | of_others | {Outcome.GIVEN_UP}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/statements/s9",
        "/actors",
        "/actors/mayor?since=2025-03-03..2025-03-05",
        "/statements.rss?q=dam",
        "/unreported",
        "/statements.csv",
        "/statements.json",
    ],
)
async def test_no_page_and_no_feed_shows_a_denial_without_its_verb(archive, record, path):
    denial = statement_view(
        "s9", text="the old dam was leaking", kind=Kind.INDIRECT, sense="denies", first_seen_at=after(30)
    )
    await put(record, quoting(denial, "Venn denied that the old dam was leaking.", "the old dam was leaking"))
    unreported = Conclusion(
        subject=Subject.STATEMENT, subject_id="s9", outcome=Outcome.REPEAT, rule="routing.unwanted", at=after(30)
    )
    async with record.transaction() as transaction:
        await transaction.conclude([unreported])
    shown = await (await archive()).get(path)
    if path.endswith((".csv", ".json")):
        assert "denies" in shown.body
        return
    told = shown.body if path.startswith("/statements.rss") else f"{shown.page.findtext('.//title')} {shown.words}"
    assert "the old dam was leaking" in told
    assert "the old dam was leaking" not in re.sub("den(?:ies|ied) that the old dam was leaking", "", told)
