"""A statement that is looked up is shown with its evidence, its outlets, its past and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.model import CorrectionKind, FeedbackKind, Kind, Novelty, Precision
from handlers.render.pieces.segments import Style
from handlers.render.statement.credits import available_of
from tests.handlers.replies import labels, segments_of, text_of, token
from tests.handlers.samples import CONFIG, READER, correction, put, quoting, statement_view
from tests.store.samples import after, quotation, turned_from


def drawn(reply):
    """Write an answer with its ~struck~ and [marked] words."""
    signs = {Style.MARKED: "[{}]", Style.STRUCK: "~{}~"}
    return [
        "".join(signs.get(piece.style, "{}").format(piece.text) for piece in line)
        for block in reply.blocks
        for line in block.lines
    ]


async def test_a_listed_statement_tells_words_speaker_outlet_time_and_id(commands, store):
    seen = (("gazette", 0.0), ("wire", 1.0))
    await put(store, statement_view("s1", seen=seen, sense="warns", novelty=Novelty.REPEAT, kind=Kind.MIXED))
    reply = await commands.run("statements", {})
    assert text_of(reply).splitlines()[1:4] == [
        "warns that we will build the bridge.",
        "Orla Venn · partly quoted · said before · medium confidence",
        "Harbour Gazette · 2 reports · said 4 Mar 2025, 13:00 CET · s1",
    ]
    assert [part.url for part in segments_of(reply, Style.LINK)] == ["https://gazette.example/bridge?a=1"]


async def test_latest_shows_the_last_statement_and_the_way_on(commands, store):
    await put(store, statement_view("s1"), statement_view("s2", text="No toll.", first_seen_at=after(5)))
    reply = await commands.parse_and_run("latest the mayor")
    assert reply.title == "The latest statement by Orla Venn"
    assert "“No toll.”" in text_of(reply)
    assert [part.text for part in segments_of(reply, Style.COMMAND)] == ["statement s2", "statements mayor"]


YEARS_AGO = {"said_at": datetime(2019, 1, 1, tzinfo=UTC), "said_precision": Precision.YEAR}


@pytest.mark.parametrize(
    ("newer", "ruling", "shown"),
    [
        pytest.param({"teller": "Tibor Kasvili"}, None, "s1", id="not what another told"),
        pytest.param({}, FeedbackKind.WRONG_SPEAKER, "s1", id="not what was withdrawn"),
        pytest.param(YEARS_AGO, None, "s1", id="not what is old"),
        pytest.param({}, FeedbackKind.NOT_NEW, "s2", id="what is not new all the same"),
    ],
)
async def test_latest_shows_what_the_actor_said_last(commands, store, newer, ruling, shown):
    await put(store, statement_view("s1"), statement_view("s2", first_seen_at=after(5), **newer))
    async with store.transaction() as transaction:
        await transaction.rule("s2", ruling)
    reply = await commands.run("latest", {"actor": "mayor"})
    assert [part.text for part in segments_of(reply, Style.CODE)] == [shown]


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        pytest.param(
            {"teller": "Tibor Kasvili"},
            "All that is on record for Orla Venn is second-hand or withdrawn: statements mayor",
            id="told by another",
        ),
        pytest.param(YEARS_AGO, "background: said in 2019", id="background is better than nothing"),
    ],
)
async def test_latest_shows_what_there_is(commands, store, only, expected):
    await put(store, statement_view("s1", **only))
    assert expected in text_of(await commands.run("latest", {"actor": "mayor"}))


async def test_a_statement_is_shown_with_evidence_and_every_sighting(commands, store):
    text = "The town met.\nAsked again, she smiled: “No toll,” said Venn. “Not now.” All left.\nThe end."
    content = tuple((text.index(part), text.index(part) + len(part)) for part in ("No toll,", "Not now."))
    found = quotation(
        content=content, evidence=(14, 60), manner="told the town meeting", links=("cue: said", "she → Venn")
    )
    view = statement_view("s1", text="No toll, not now.", quotation=found, seen=(("gazette", 0.0), ("wire", 3.0)))
    first, second = view.sightings
    first = replace(first, article=replace(first.article, text=text, title="No toll", whole=False))
    await put(store, replace(view, sightings=(first, second)))
    reply = await commands.parse_and_run("statement S1.")
    (evidence,) = [line for block in reply.blocks for line in block.lines if line and line[0].text == "Evidence"]
    assert (evidence[-1].text, evidence[-1].url) == ("No toll", "https://gazette.example/bridge?a=1")
    how = "in her own words · told the town meeting · medium confidence (75 %)"
    seen = "published 4 Mar 2025, 13:00 CET · seen 4 Mar 2025,"
    assert text_of(reply).splitlines() == [
        "Statement s1",
        "“No toll, not now.”",
        "Orla Venn · Mayor of Port Sorrel · in her own words · medium confidence (75 %)",
        "said 4 Mar 2025, 13:00 CET · first seen 4 Mar 2025, 13:00 CET",
        "Evidence · Harbour Gazette · No toll",
        "Asked again, she smiled: “No toll,” said Venn. “Not now.” All left.",
        "How it was found",
        "1. cue: said",
        "2. she → Venn",
        "2 reports",
        "Harbour Gazette · news outlet · No toll",
        f"{seen} 13:00 CET · {how} · only the feed's text was available",
        "Coast Wire · news agency · Talks resume",
        f"{seen} 13:03 CET · {how}",
    ]
    strong = [part.text for part in segments_of(reply, Style.STRONG)]
    assert strong == ["Orla Venn", "Evidence", "No toll,", "Not now.", "How it was found", "2 reports"]


async def test_the_evidence_is_the_paragraph_that_holds_the_words_shown(commands, store):
    """The first report has fewer words, and its sentence of proof stands in another paragraph than they do."""
    first, second = statement_view("s1", text="No toll before May.", seen=(("gazette", 0.0), ("wire", 3.0))).sightings
    short, full = (
        "Venn spoke at noon.\nShe said: “No toll.”\nThe end.",
        "A council met.\n“No toll before May,” she said.",
    )
    seen = []
    for one, text, words, title in ((first, short, "No toll.", "Short"), (second, full, "No toll before May,", "Full")):
        content = ((text.index(words), text.index(words) + len(words)),)
        found = quotation(content=content, evidence=(0, 12))
        page = replace(one.article, text=text, title=title)
        seen.append(replace(one, article=page, sighting=replace(one.sighting, quotation=found)))
    await put(store, replace(statement_view("s1", text="No toll before May."), sightings=tuple(seen)))
    reply = await commands.run("statement", {"id": "s1"})
    shown = text_of(reply).splitlines()
    start = shown.index("Evidence · Coast Wire · Full")
    assert "“No toll before May,” she said." in shown[start + 1]
    assert "No toll before May," in [part.text for part in segments_of(reply, Style.STRONG)]


async def test_a_headline_and_its_text_are_one_report(commands, store):
    view = statement_view("s1")
    (body,) = view.sightings
    headline = replace(body, sighting=replace(body.sighting, id="headline"))
    later = replace(
        body,
        article=replace(body.article, id="later", version_of=body.article.id),
        sighting=replace(body.sighting, id="later", article_id="later"),
    )
    await put(store, replace(view, sightings=(body, headline, later)))
    assert "reports" not in text_of(await commands.run("statements", {}))
    full = text_of(await commands.run("statement", {"id": "s1"})).splitlines()
    assert full.count("1 report") == 1
    assert full.count("Harbour Gazette · news outlet · Talks resume") == 1


async def test_two_outlets_with_headline_and_text_are_two_reports(commands, store):
    view = statement_view("s1", seen=(("gazette", 0.0), ("wire", 3.0)))
    headlines = [replace(one, sighting=replace(one.sighting, id=f"{one.sighting.id}-title")) for one in view.sightings]
    await put(store, replace(view, sightings=(*view.sightings, *headlines)))
    full = text_of(await commands.run("statement", {"id": "s1"})).splitlines()
    assert [line for line in full if "report" in line] == ["2 reports"]


@pytest.mark.parametrize(
    ("content", "evidence"),
    [
        pytest.param(((0, 5), (3, 9)), (0, 4), id="overlapping"),
        pytest.param(((900, 950),), (900, 950), id="beyond the text"),
        pytest.param(((5, 2),), (-7, -2), id="backwards"),
        pytest.param((), (0, 0), id="none"),
    ],
)
async def test_spans_that_do_not_fit_the_text_harm_nothing(commands, store, content, evidence):
    await put(store, statement_view("s1", quotation=quotation(content=content, evidence=evidence)))
    assert not (await commands.run("statement", {"id": "s1"})).mistake


async def test_a_long_statement_loses_no_word(commands, store):
    words = [f"word{place}" for place in range(1500)]
    found = quotation(content=((0, len(" ".join(words[:700]))),), evidence=(0, len(" ".join(words))))
    view = statement_view("s1", text=" ".join(words), kind=Kind.INDIRECT, quotation=found)
    first = view.sightings[0]
    await put(store, replace(view, sightings=(replace(first, article=replace(first.article, text=" ".join(words))),)))
    reply, shown = await commands.run("statement", {"id": "s1"}), []
    shown += segments_of(reply, Style.QUOTE)
    evidence = segments_of(reply, Style.STRONG) + segments_of(reply, Style.PLAIN)
    while "Next" in labels(reply):
        reply = await commands.press(token(reply, "Next"), by=READER)
        shown += segments_of(reply, Style.QUOTE)
        evidence += segments_of(reply, Style.STRONG) + segments_of(reply, Style.PLAIN)
    assert " ".join(part.text for part in shown).split() == words
    assert set(words) <= set(" ".join(part.text for part in evidence).split())


async def test_a_statement_shows_what_it_changes_word_by_word(commands, store):
    earlier = statement_view("s0", text="We cut it by 25 percent.", seen=(("wire", -90.0),), said_at=after(-95))
    verdict = turned_from("25 percent", "35 percent")
    later = {"novelty": Novelty.CHANGED, "earlier_id": "s0", "verdict": verdict}
    await put(store, earlier, statement_view("s1", text="We cut it by 35 percent.", **later))
    lines = drawn(await commands.run("statement", {"id": "s1"}))
    assert lines[0] == "“We cut it by [35 percent].”"
    facts = "Orla Venn · Mayor of Port Sorrel · in her own words · changed · medium confidence (75 %)"
    assert f"{facts} · 35 percent, before: 25 percent" in lines
    start = lines.index("Earlier, 4 Mar 2025, 11:25 CET · s0")
    assert lines[start + 1 : start + 3] == [
        "4 Mar 2025, 13:00 CET · Coast Wire · Talks resume · s0",
        "“We cut it by [25 percent].”",
    ]


async def test_a_statement_lists_the_earlier_occasions_of_what_it_repeats(commands, store):
    again = {"novelty": Novelty.REPEAT, "earlier_id": "s0"}
    await put(
        store,
        statement_view("s0", seen=(("wire", -90.0),), first_seen_at=after(-90), said_at=after(-90)),
        statement_view("s1", seen=(("copies", -40.0),), first_seen_at=after(-40), **again),
        statement_view("s2", **again),
    )
    reply = await commands.run("statement", {"id": "s2"})
    lines = drawn(reply)
    start = lines.index("Said before: 3rd time since 4 Mar")
    assert lines[start + 1 : start + 3] == [
        "4 Mar 2025, 13:00 CET · Coast Wire · Talks resume · s0",
        "4 Mar 2025, 13:00 CET · All Copies · Talks resume · s1",
    ]
    assert {part.url for part in segments_of(reply, Style.LINK)} >= {
        "https://wire.example/bridge?a=1",
        "https://copies.example/bridge?a=1",
    }


async def test_a_statement_shows_what_became_of_it_at_each_source(commands, store):
    view = statement_view("s1", text="No toll before May.", seen=(("gazette", 0.0), ("wire", 1.0)))
    view = quoting(view, "“No toll before May,” she said.", "No toll before May,")
    corrections = (
        correction(text="No toll before June."),
        correction(CorrectionKind.REASCRIBED, source_id="wire", minutes=70, text="Tibor Kasvili"),
        correction(minutes=80, text="No toll before July."),
        correction(CorrectionKind.RESTORED, minutes=90),
        correction(CorrectionKind.REMOVED, minutes=1500),
    )
    await put(store, replace(view, corrections=corrections))
    lines = drawn(await commands.run("statement", {"id": "s1"}))
    now = "removed by Harbour Gazette, 5 Mar 2025, 14:00 CET · Coast Wire now attributes it to Tibor Kasvili, 14:10 CET"
    assert now in lines
    start, end = lines.index("Changes at the source"), lines.index("Evidence · Harbour Gazette · Talks resume")
    assert lines[start + 1 : end] == [
        "changed by Harbour Gazette, 14:05 CET",
        "versions read 4 Mar 2025, 13:00 CET and 4 Mar 2025, 14:05 CET",
        "“No toll before ~May~ [June.]”",
        "Coast Wire now attributes it to Tibor Kasvili, 14:10 CET",
        "versions read 4 Mar 2025, 13:01 CET and 4 Mar 2025, 14:10 CET",
        "“~No toll before May~”",
        "changed by Harbour Gazette, 14:20 CET",
        "versions read 4 Mar 2025, 14:05 CET and 4 Mar 2025, 14:20 CET",
        "“No toll before ~June.~ [July.]”",
        "restored by Harbour Gazette, 14:30 CET",
        "versions read 4 Mar 2025, 14:20 CET and 4 Mar 2025, 14:30 CET",
        "“No toll before May”",
        "removed by Harbour Gazette, 5 Mar 2025, 14:00 CET",
        "versions read 4 Mar 2025, 14:30 CET and 5 Mar 2025, 14:00 CET",
        "“~No toll before May~”",
    ]


@pytest.mark.parametrize(
    ("changes", "words", "facts"),
    [
        pytest.param(
            {"teller": "Tibor Kasvili"},
            "second-hand: “We will build the bridge.”",
            "Orla Venn · second-hand, via Tibor Kasvili · medium confidence",
            id="second hand",
        ),
        pytest.param(
            {"said_at": datetime(2019, 1, 1, tzinfo=UTC), "said_precision": Precision.YEAR},
            "“We will build the bridge.”",
            "Orla Venn · in her own words · background: said in 2019 · medium confidence",
            id="background",
        ),
        pytest.param(
            {"ruling": FeedbackKind.WRONG_SPEAKER},
            "~“We will build the bridge.”~",
            "Orla Venn · withdrawn · medium confidence",
            id="withdrawn",
        ),
        pytest.param(
            {"ruling": FeedbackKind.NOT_NEW},
            "“We will build the bridge.”",
            "Orla Venn · in her own words · said before · medium confidence",
            id="not new",
        ),
    ],
)
async def test_lookups_say_what_is_not_news_of_the_actors_own(commands, store, changes, words, facts):
    ruling = changes.pop("ruling", None)
    await put(store, statement_view("s1", **changes))
    async with store.transaction() as transaction:
        await transaction.rule("s1", ruling)
    lines = drawn(await commands.run("statements", {}))
    assert lines[:2] == [words, facts]
    full = drawn(await commands.run("statement", {"id": "s1"}))
    assert full[0] == words
    marks = [f"desk ruling: {ruling}"] if ruling else []
    assert lines[2:-1] == marks
    assert set(marks) <= set(full)


@pytest.mark.parametrize(
    ("title", "text", "whole", "said"),
    [
        pytest.param(
            "Mayor says no toll", "Mayor says no toll  The Coast Wire", False, "headline only", id="a search feed"
        ),
        pytest.param(
            "Mayor says no toll - Coast Wire", "Mayor says no toll", False, "headline only", id="with the outlet"
        ),
        pytest.param("Mayor says no toll", "Mayor says no toll", True, "", id="a page of a line"),
        pytest.param(
            "Mayor says no toll",
            "Mayor says no toll. There will be none before the first of May, she told the town meeting at noon.",
            False,
            "only the feed's text was available",
            id="a teaser",
        ),
        pytest.param("", "Mayor says no toll", False, "only the feed's text was available", id="no headline"),
    ],
)
def test_of_a_page_that_was_not_read_it_is_reported_what_there_was(title, text, whole, said):
    article = statement_view("s1").sightings[0].article
    assert available_of(replace(article, title=title, text=text, whole=whole), config=CONFIG) == said


def test_a_post_is_no_headline():
    article = statement_view("s1").sightings[0].article
    sources = tuple(replace(one, voice="mayor") for one in CONFIG.sources)
    post = replace(article, title="No toll!", text="No toll!", whole=False)
    assert available_of(post, config=replace(CONFIG, sources=sources)) == "only the feed's text was available"
