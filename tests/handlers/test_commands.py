"""Every command answers, forgives how it is typed, and raises for nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.core.errors import LookupTooSlowError
from bot.core.model import (
    Beat,
    Channel,
    CorrectionKind,
    DeliveryState,
    FeedbackKind,
    FetchOutcome,
    ItemState,
    Kind,
    Member,
    Novelty,
    Platform,
    Precision,
)
from bot.core.outcomes import Conclusion, Outcome, Subject
from handlers import limits
from handlers.command_table import COMMANDS, Completion
from handlers.commands import Commands
from handlers.render.card import card
from handlers.render.costs import cost
from handlers.render.segments import Style, line_text
from handlers.render.text import plain
from handlers.typed.completion import Choice
from handlers.typed.since import since_at
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.handlers.samples import CONFIG, MODERATOR, READER, correction, put, quoting, statement_view
from tests.handlers.test_text import NASTY
from tests.store.samples import (
    NOON,
    SLACK,
    after,
    delivery,
    item,
    pause,
    poll,
    poll_state,
    quotation,
    report,
    save,
    turned_from,
)

DISCORD = Channel(platform=Platform.DISCORD, channel_id="123456789012345678")


@pytest.fixture
async def store():
    memory = MemoryStore()
    await memory.open()
    return memory


@pytest.fixture
def commands(store):
    return Commands(store=store, config=CONFIG, clock=FakeClock(after(60)))


def text_of(reply):
    return "\n".join([reply.title, *(line_text(line) for block in reply.blocks for line in block.lines), reply.footer])


def labels(reply):
    return [button.label for button in reply.buttons]


def token(shown, label):
    return next(button.token for button in shown.buttons if button.label == label)


def segments_of(reply, style):
    return [part for block in reply.blocks for line in block.lines for part in line if part.style is style]


EXAMPLES = {
    "statements": {},
    "latest": {"actor": "mayor"},
    "statement": {"id": "s1"},
    "why": {"what": "s1"},
    "actors": {},
    "sources": {},
    "status": {},
    "help": {},
}


@pytest.mark.parametrize("name", [one.name for one in COMMANDS])
async def test_every_command_runs_and_is_documented(commands, store, name):
    await put(store, statement_view("s1"))
    reply = await commands.run(name, EXAMPLES[name])
    assert reply.blocks
    assert reply.ephemeral
    assert not reply.mistake
    assert name in text_of(await commands.run("help", {}))
    known = next(one for one in COMMANDS if one.name == name)
    explained = text_of(await commands.run("help", {"command": name}))
    for argument in known.arguments:
        assert f"{argument.name}: {argument.help}" in explained


def test_commands_fit_every_platform():
    for one in COMMANDS:
        assert one.name.isascii()
        assert one.name.islower()
        assert len(one.name) <= 32
        assert 1 <= len(one.help) <= 100
        required = [argument.required for argument in one.arguments]
        assert required == sorted(required, reverse=True)  # Discord wants those that are required first
        for argument in one.arguments:
            assert argument.name.isascii()
            assert 1 <= len(argument.help) <= 100


@pytest.mark.parametrize(
    ("line", "same_as"),
    [
        pytest.param("statements mayor", {"actor": "mayor"}, id="id"),
        pytest.param("/Statements VENN", {"actor": "mayor"}, id="slash, case, surname"),
        pytest.param("statements bridge orla j. venn", {"actor": "mayor", "words": "bridge"}, id="alias at the end"),
        pytest.param("statements Wenn bridge", {"words": "Wenn bridge"}, id="short words are not guessed"),
        pytest.param("statements Kasvilli", {"actor": "harbour-master"}, id="near spelling"),
        pytest.param("statements اورلا ون", {"actor": "mayor"}, id="another script"),
        pytest.param("statements since:1h bridge", {"since": "1h", "words": "bridge"}, id="key"),
        pytest.param(
            "statements bridge since yesterday", {"since": "yesterday", "words": "bridge"}, id="key without colon"
        ),
        pytest.param("statements today bridge", {"since": "today", "words": "bridge"}, id="bare time"),
        pytest.param("statements source:“Coast Wire” bridge", {"source": "wire", "words": "bridge"}, id="curly marks"),
        pytest.param("statements source:coast", {"source": "wire"}, id="beginning of a source"),
        pytest.param('statements "ferry bridge"', {"words": "ferry bridge"}, id="marks"),
        pytest.param("statements words:bridge venn", {"words": "bridge", "actor": "venn"}, id="named words"),
        pytest.param(
            "statements venn kasvili", {"actor": "mayor", "words": "kasvili"}, id="the first actor is the speaker"
        ),
        pytest.param("statements https://x.example", {"words": "https://x.example"}, id="an address is words"),
    ],
)
async def test_a_typed_line_is_read_forgivingly(commands, store, line, same_as):
    await put(store, statement_view("s1"), statement_view("s2", actor_id="harbour-master", text="The ferry waits."))
    typed, meant = await commands.parse_and_run(line), await commands.run("statements", same_as)
    assert typed == meant


@pytest.mark.parametrize(
    ("line", "title"),
    [
        pytest.param("statements", "3 statements", id="everything"),
        pytest.param("statements kasvili", "1 statement by Tibor Kasvili", id="actor"),
        pytest.param("statements bridge", "2 statements with “bridge”", id="words"),
        pytest.param("statements since:2025-03-04T13:30", "1 statement since 4 Mar 2025, 13:30 CET", id="since"),
        pytest.param("statements source:wire", "1 statement from Coast Wire", id="source"),
        pytest.param(
            "statements venn source:wire bridge", "1 statement by Orla Venn with “bridge” from Coast Wire", id="all"
        ),
    ],
)
async def test_statements_finds_what_is_asked_for(commands, store, line, title):
    await put(
        store,
        statement_view("s1", seen=(("gazette", 0.0), ("wire", 1.0))),
        statement_view("s2", text="No bridge toll.", first_seen_at=after(45)),
        statement_view("s3", actor_id="harbour-master", text="The ferry waits."),
    )
    assert (await commands.parse_and_run(line)).title == title


async def test_a_listed_statement_tells_words_speaker_outlet_time_and_id(commands, store):
    seen = (("gazette", 0.0), ("wire", 1.0))
    await put(store, statement_view("s1", seen=seen, sense="warns", novelty=Novelty.REPEAT, kind=Kind.MIXED))
    reply = await commands.run("statements", {})
    assert text_of(reply).splitlines()[1:4] == [
        "warns: We will build the bridge.",
        "Orla Venn · partly quoted · said before · likely (75 %)",
        "Harbour Gazette · 2 reports · said 4 Mar 2025, 13:00 CET · s1",
    ]
    assert [part.url for part in segments_of(reply, Style.LINK)] == ["https://gazette.example/bridge?a=1"]


async def test_pages_are_turned_by_what_the_buttons_carry(commands, store):
    await put(store, *(statement_view(f"s{place:02}", first_seen_at=after(place)) for place in range(12)))
    first = await commands.parse_and_run("statements venn since:1d bridge")
    assert (first.page, first.pages, labels(first), first.footer) == (0, 3, ["Next"], "page 1 of 3")
    second = await commands.press(token(first, "Next"), by=READER)
    third = await commands.press(token(second, "Next"), by=READER)
    assert (third.page, labels(second), labels(third)) == (2, ["Previous", "Next"], ["Previous"])
    assert (first.replaces, second.replaces) == (False, True)
    ids = [part.text for reply in (first, second, third) for part in segments_of(reply, Style.CODE)]
    assert ids == [f"s{place:02}" for place in reversed(range(12))]
    back = await commands.press(token(second, "Previous"), by=READER)
    assert replace(back, replaces=False) == first
    again = await commands.parse_and_run("statements venn since:1d bridge page:2")
    assert replace(again, replaces=True) == second


async def test_a_page_beyond_the_last_is_the_last(commands, store):
    await put(store, *(statement_view(f"s{place:02}") for place in range(6)))
    assert (await commands.run("statements", {}, page=99)).page == 1
    assert (await commands.run("statements", {}, page=-3)).page == 0


async def test_a_query_too_long_for_a_button_says_how_to_go_on(commands, store):
    words = "the long and winding way over the bridge to the old and weary harbour town at night"
    await put(store, *(statement_view(f"s{place:02}", text=words) for place in range(6)))
    reply = await commands.run("statements", {"words": words})
    assert labels(reply) == []
    assert "add page:2 to the command" in text_of(reply)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "~",
        "nonsense~1",
        "turn~statements~x~~~~",
        "turn~report~1",
        "show~report",
        "show",
        "show~nonsense",
        "show~latest~nobody",
        "ask~wrong speaker~nothing",
        "ask~nonsense~report",
        "say~not new~nothing",
        "say~not new~s1~s1",
        "unsay~not new~nothing",
        "~~~~~~~",
    ],
)
async def test_a_broken_button_still_answers(commands, token):
    reply = await commands.press(token, by=READER)
    assert reply.blocks
    assert reply.mistake


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
    how = "in her own words · told the town meeting · likely (75 %)"
    seen = "published 4 Mar 2025, 13:00 CET · seen 4 Mar 2025,"
    assert text_of(reply).splitlines() == [
        "Statement s1",
        "“No toll, not now.”",
        "Orla Venn · Mayor of Port Sorrel · in her own words · likely (75 %)",
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


def drawn(reply):
    """Write an answer with its ~struck~ and [marked] words."""
    signs = {Style.MARKED: "[{}]", Style.STRUCK: "~{}~"}
    return [
        "".join(signs.get(piece.style, "{}").format(piece.text) for piece in line)
        for block in reply.blocks
        for line in block.lines
    ]


async def test_a_statement_shows_what_it_changes_word_by_word(commands, store):
    earlier = statement_view("s0", text="We cut it by 25 percent.", seen=(("wire", -90.0),), said_at=after(-95))
    verdict = turned_from("25 percent", "35 percent")
    later = {"novelty": Novelty.CHANGED, "earlier_id": "s0", "verdict": verdict}
    await put(store, earlier, statement_view("s1", text="We cut it by 35 percent.", **later))
    lines = drawn(await commands.run("statement", {"id": "s1"}))
    assert lines[0] == "“We cut it by [35 percent].”"
    facts = "Orla Venn · Mayor of Port Sorrel · in her own words · changed · likely (75 %)"
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
            "Orla Venn · second-hand, via Tibor Kasvili · likely (75 %)",
            id="second hand",
        ),
        pytest.param(
            {"said_at": datetime(2019, 1, 1, tzinfo=UTC), "said_precision": Precision.YEAR},
            "“We will build the bridge.”",
            "Orla Venn · in her own words · background: said in 2019 · likely (75 %)",
            id="background",
        ),
        pytest.param(
            {"ruling": FeedbackKind.WRONG_SPEAKER},
            "~“We will build the bridge.”~",
            "Orla Venn · withdrawn · likely (75 %)",
            id="withdrawn",
        ),
        pytest.param(
            {"ruling": FeedbackKind.NOT_NEW},
            "“We will build the bridge.”",
            "Orla Venn · in her own words · said before · likely (75 %)",
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


SLACK_READER = Member(id="slack:U111111", name="Sal")
NAMED = replace(CONFIG, bot=CONFIG.bot.model_copy(update={"moderators": ("slack:U999999",)}))


@pytest.mark.parametrize(
    ("config", "by", "may"),
    [
        pytest.param(CONFIG, None, True, id="at the machine's terminal"),
        pytest.param(CONFIG, MODERATOR, True, id="moderator"),
        pytest.param(CONFIG, READER, False, id="reader on Discord, which tells who manages a server"),
        pytest.param(CONFIG, SLACK_READER, True, id="on Slack, where nobody is named"),
        pytest.param(NAMED, SLACK_READER, False, id="on Slack, where somebody else is"),
        pytest.param(NAMED, replace(SLACK_READER, moderator=True), True, id="who is named on Slack"),
    ],
)
async def test_only_moderators_see_channels_and_errors(store, config, by, may):
    commands = Commands(store=store, config=config, clock=FakeClock())
    assert (await commands.run("status", {}, by=by)).mistake is not may
    assert (await commands.parse_and_run("status", by=by)).mistake is not may
    if by:
        for press in ("show~status", "turn~status~0"):
            assert (await commands.press(press, by=by)).mistake is not may
    assert not (await commands.run("help", {}, by=by)).mistake


async def test_a_misread_id_is_found(commands, store):
    await put(store, statement_view("4k0m1"))
    assert (await commands.parse_and_run("statement 4KOMl")).title == "Statement 4k0m1"


async def test_actors_tells_who_is_tracked_and_what_is_on_record(commands, store):
    await put(store, statement_view("s1"), statement_view("s2"))
    assert text_of(await commands.run("actors", {})).splitlines() == [
        "2 actors tracked",
        "Orla Venn · Mayor of Port Sorrel",
        "also Orla J. Venn, Vehn, اورلا ون",
        "2 on record, the latest 1 h ago: latest mayor",
        "Tibor Kasvili",
        "also Tibor Qasvili",
        "nothing on record yet",
    ]


async def test_sources_tells_how_each_fares_the_failing_first(commands, store):
    states = [
        poll_state(source_id="gazette", last_ok_at=after(58), last_new_at=after(30), next_poll_at=after(62)),
        poll_state(
            source_id="wire",
            failures=1.25,
            last_outcome=FetchOutcome.TIMEOUT,
            last_error="https://wire.example/rss: timeout",
            next_poll_at=after(59),
        ),
    ]
    async with store.transaction() as transaction:
        for state in states:
            await transaction.save_poll(state, poll(source_id=state.source_id))
        await transaction.save_poll(
            states[1], poll(source_id="wire", outcome=FetchOutcome.TIMEOUT, polled_at=after(57))
        )
        await transaction.save_poll(
            states[1], poll(source_id="wire", outcome=FetchOutcome.TIMEOUT, polled_at=after(58))
        )
    assert text_of(await commands.run("sources", {})).splitlines() == [
        "5 sources: 1 ok, 1 failing, 3 not polled yet",
        "Coast Wire · wire · news agency · failing: timeout, failure score 1.25",
        "never read · due now",
        "last 3 polls: 2 timeout, 1 ok",
        "https://wire.example/rss: timeout",
        "Harbour Gazette · gazette · news outlet · ok",
        "last read 2 min ago · last new item 30 min ago · next poll in 2 min",
        "Town Hall · town-hall · primary source · not polled yet",
        "All Copies · copies · aggregator · not polled yet",
        "Evening Quay · evening · news outlet · not polled yet",
    ]


async def test_status_tells_what_waits_and_what_failed(commands, store):
    await put(store, statement_view("s1"))
    await save(
        store,
        report(article_id="article-gazette", statement_ids=("s1",)),
        delivery("d1", state=DeliveryState.DEAD, attempts=12, last_error="the message was refused"),
        delivery("d2", channel=DISCORD, attempts=1, last_error="503"),
        delivery("d3", channel=DISCORD),
        delivery("d4", state=DeliveryState.COLLAPSED, parent_id="d3"),
        item("i1", state=ItemState.FAILED, last_error="no text"),
        pause(until=after(70)),
    )
    await store.beat(
        Beat(at=after(59.5), started_at=NOON, platforms={"discord": "connected", "slack": "off: no token"})
    )
    assert text_of(await commands.run("status", {})).splitlines() == [
        "The bot is running",
        "last sign of life 30 s ago · started 1 h ago",
        "discord: connected",
        "slack: off: no token",
        "on record: 1 article, 1 statement, 1 sighting",
        "articles: 0 waiting to be read, 1 failed",
        "messages: 0 sent, 2 waiting, 1 given up, 1 collapsed",
        f"paused channel: {SLACK} · next try in 10 min",
        "not in the channel",
        f"2 messages waiting for {DISCORD} · next try now",
        "1 attempt at d2, created 1 h ago",
        "503",
        f"message given up: d1 to {SLACK} · 12 attempts, created 1 h ago",
        "the message was refused",
        "failed article: A title",
        "no text",
    ]


async def test_status_names_the_page_that_is_not_read_again(commands, store):
    await save(store, item("i1", state=ItemState.READ))
    async with store.transaction() as transaction:
        await transaction.conclude(
            [
                Conclusion(
                    subject=Subject.RECHECK,
                    subject_id="i1",
                    outcome=Outcome.GIVEN_UP,
                    rule="jobs.recheck",
                    evidence="reading 9,000 characters took more than 69 s",
                    at=after(-30),
                )
            ]
        )
    shown = text_of(await commands.run("status", {})).splitlines()
    start = shown.index(next(line for line in shown if line.startswith("page not read again since its text changed: ")))
    assert shown[start + 1] == "reading 9,000 characters took more than 69 s"


async def test_status_names_the_channel_that_is_stuck_and_why_however_much_waits(commands, store):
    """The one that failed is the oldest: among the newest fifty it is not to be found."""
    await put(store, statement_view("s1"))
    await save(store, report(article_id="article-gazette", statement_ids=("s1",)))
    failed = {"attempts": 3, "last_error": "Slack answered 200 and not in Slack's own form"}
    await save(store, delivery("head", created_at=after(-5), next_try_at=after(61), **failed))
    await save(store, *(delivery(f"d{number:02}", created_at=after(number / 60)) for number in range(82)))
    await save(store, delivery("well", channel=DISCORD))
    shown = text_of(await commands.run("status", {})).splitlines()
    start = shown.index(f"83 messages waiting for {SLACK} · next try in 1 min")
    assert shown[start + 1 :] == [
        "3 attempts at head, created 1 h ago",
        "Slack answered 200 and not in Slack's own form",
    ]


@pytest.mark.parametrize(
    ("minutes", "title"),
    [(None, "The bot has not run yet"), (50.0, "The bot is not running"), (60.0, "The bot is running")],
)
async def test_status_tells_whether_the_bot_is_alive(commands, store, minutes, title):
    if minutes is not None:
        await store.beat(Beat(at=after(minutes), started_at=NOON, platforms={}))
    assert (await commands.run("status", {})).title == title


async def test_status_tells_what_does_not_get_done_and_what_is_under_way(commands, store):
    overdue = {"item": after(14), "poll": after(55), "recheck": after(-130), "delivery": NOON}
    at_work = {"reading https://wire.example/live (390,000 characters)": after(58)}
    await store.beat(Beat(at=after(60), started_at=NOON, platforms={}, overdue=overdue, at_work=at_work))
    reply = await commands.run("status", {})
    assert reply.title == "The bot is not keeping up"
    shown = text_of(reply).splitlines()
    assert "wrong: an article has been waiting to be read for 46 min" in shown
    assert "wrong: a page has been due to be looked at again for 3 h 10 min" in shown
    assert "wrong: a message has been due to be sent for 1 h 0 min" in shown
    assert not any("polled for" in line for line in shown)
    assert "under way: reading https://wire.example/live (390,000 characters), since 2 min ago" in shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("stat", "There is no command “stat”. Did you mean status?", id="near command"),
        pytest.param("kasvili", "Did you mean latest harbour-master?", id="an actor alone"),
        pytest.param("xyzzy", "There is no command “xyzzy”.", id="unknown command"),
        pytest.param("latest", "latest needs an actor: latest actor", id="nothing given"),
        pytest.param("statement", "statement needs an id: statement id", id="no id"),
        pytest.param("latest Kasv", "“Kasv” is not a tracked person. Did you mean Tibor Kasvili?", id="near actor"),
        pytest.param("latest xyzzy", "Tracked: Orla Venn, Tibor Kasvili.", id="unknown actor"),
        pytest.param("statement zzzz", "No statement has the id “zzzz”.", id="unknown id"),
        pytest.param(
            "statements since:soon", "“soon” is not a time. Try 2d, 12h, today, monday or 2026-11-01.", id="no time"
        ),
        pytest.param("statements since:2025-02-30", "“2025-02-30” is not a time.", id="no such day"),
        pytest.param("statements since:2099-01-01", "“2099-01-01” is in the future.", id="future"),
        pytest.param("statements since:999999w", "“999999w” is not a time.", id="before all calendars"),
        pytest.param("statements source:wyre", "“wyre” is not one of the sources. Did you mean", id="unknown source"),
        pytest.param("help xyzzy", "There is no command “xyzzy”.", id="help for nothing"),
    ],
)
async def test_a_mistake_is_told_with_the_way_out(commands, line, expected):
    reply = await commands.parse_and_run(line)
    assert reply.mistake
    assert expected in text_of(reply)


async def test_a_known_id_is_offered_for_a_near_one(commands, store):
    await put(store, statement_view("4k2m0x9w1zz"))
    await commands.run("statements", {})
    assert "Did you mean 4k2m0x9w1zz?" in text_of(await commands.run("statement", {"id": "4k2m0x9w1zy"}))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("statements", "Nothing on record. More arrives as the sources are read.", id="empty record"),
        pytest.param("statements venn", "Nothing on record by Orla Venn.", id="nothing by an actor"),
        pytest.param("statements ferry", "Nothing on record with “ferry”. Try fewer or other words.", id="no hits"),
        pytest.param("latest venn", "Nothing by Orla Venn is on record yet.", id="no latest"),
    ],
)
async def test_nothing_found_is_said_plainly_and_is_no_mistake(commands, line, expected):
    reply = await commands.parse_and_run(line)
    assert not reply.mistake
    assert expected in text_of(reply)


async def test_a_name_that_two_actors_bear_is_asked_back(store):
    twins = replace(CONFIG, actors=(*CONFIG.actors, replace(CONFIG.actors[0], id="niece", name="Ina Venn", aliases=())))
    reply = await Commands(store=store, config=twins, clock=FakeClock()).parse_and_run("latest venn")
    assert reply.mistake
    assert "“venn” could be more than one person. Did you mean Orla Venn or Ina Venn?" in text_of(reply)


@pytest.mark.parametrize("name", ["statements", "latest", "statement", "actors", "sources", "status"])
async def test_a_record_that_cannot_be_read_is_told_and_logged(commands, store, name):
    await store.close()
    with capture_logs() as logs:
        reply = await commands.run(name, EXAMPLES[name])
    assert reply.mistake
    assert "The record cannot be read right now." in text_of(reply)
    assert [(entry["event"], entry["command"], entry["log_level"]) for entry in logs] == [
        ("lookup failed", name, "error")
    ]


async def test_help_needs_no_record(commands, store):
    await store.close()
    assert not (await commands.run("help", {})).mistake


@pytest.mark.parametrize(
    ("command", "argument", "typed", "expected"),
    [
        pytest.param("latest", "actor", "", ["mayor", "harbour-master"], id="everyone"),
        pytest.param("latest", "actor", "kas", ["harbour-master"], id="a beginning"),
        pytest.param("latest", "actor", "اورلا", ["mayor"], id="another script"),
        pytest.param("statements", "source", "wire", ["wire"], id="source"),
        pytest.param("statements", "since", "", ["today", "1d", "2d", "7d", "30d"], id="times"),
        pytest.param("statements", "since", "3h", ["3h"], id="own time"),
        pytest.param("statements", "since", "so", [], id="no time"),
        pytest.param("statements", "words", "br", [], id="free words"),
        pytest.param("statement", "id", "", [], id="nothing shown yet"),
        pytest.param("help", "command", "stat", ["statements", "statement", "status"], id="commands"),
        pytest.param("nothing", "at", "all", [], id="no such command"),
    ],
)
async def test_arguments_are_completed_from_memory(commands, store, command, argument, typed, expected):
    await store.close()
    assert [choice.value for choice in await commands.complete(command, argument, typed)] == expected


async def test_statements_shown_of_late_are_offered_newest_first(commands, store):
    await put(store, *(statement_view(f"s{place:02}", first_seen_at=after(place)) for place in range(40)))
    page = await commands.run("statements", {})
    while "Next" in labels(page):
        page = await commands.press(token(page, "Next"), by=READER)
    offered = await commands.complete("statement", "id", "")
    assert len(offered) == limits.DISCORD_CHOICES
    assert offered[0] == Choice(label="Orla Venn: We will build the bridge.", value="s00")
    assert [one.value for one in await commands.complete("statement", "id", "s07")] == ["s07"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("12 hours", datetime(2026, 3, 3, 21, tzinfo=UTC)),
        ("30m", datetime(2026, 3, 4, 8, 30, tzinfo=UTC)),
        ("1w", datetime(2026, 2, 25, 9, tzinfo=UTC)),
        ("Today", datetime(2026, 3, 3, 23, tzinfo=UTC)),
        ("yesterday", datetime(2026, 3, 2, 23, tzinfo=UTC)),
        ("monday", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("wednesday", datetime(2026, 3, 3, 23, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2026-02-01 10:30", datetime(2026, 2, 1, 9, 30, tzinfo=UTC)),
        ("2026-02-01t10:30", datetime(2026, 2, 1, 9, 30, tzinfo=UTC)),
        ("٢d", None),
        ("", None),
        ("2", None),
        ("1900-01-01", None),
        ("2026-13-01", None),
    ],
)
def test_times_are_read_in_the_reader_zone(text, expected):
    assert since_at(text, now=datetime(2026, 3, 4, 9, tzinfo=UTC), zone="Europe/Berlin") == expected


LINE = st.one_of(
    NASTY,
    st.lists(
        st.one_of(
            st.sampled_from(
                [*EXAMPLES, "since:", "source:", "actor:", "page:", "id:", "venn", "s1", "2d", '"', ":", "page:2"]
            ),
            NASTY,
        ),
    ).map(" ".join),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=LINE)
async def test_no_line_raises(commands, line):
    reply = await commands.parse_and_run(line)
    assert reply.title
    assert reply.blocks


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*EXAMPLES, "?"]), argument=st.sampled_from(list(Completion)), typed=NASTY)
async def test_no_completion_raises_or_is_too_long(commands, name, argument, typed):
    for choice in await commands.complete(name, argument, typed):
        assert 1 <= len(choice.label) <= limits.DISCORD_CHOICE
        assert 1 <= len(choice.value) <= limits.DISCORD_CHOICE
        assert choice.label == plain(choice.label)


async def test_a_full_page_of_the_wordiest_statements_loses_no_id(store):
    wordy = "&<*" * 200
    config = replace(
        CONFIG,
        actors=tuple(replace(actor, name=wordy) for actor in CONFIG.actors),
        sources=tuple(replace(source, name=wordy) for source in CONFIG.sources),
    )
    for place in range(5):
        view = statement_view(
            f"s{place}", text=wordy, sense=wordy, teller=wordy, seen=(("gazette", 0.0), ("wire", 1.0))
        )
        outlets = enumerate(("gazette", "wire"))
        lost = [correction(of=f"s{place}", source_id=source_id, minutes=2000 + nth) for nth, source_id in outlets]
        await put(store, replace(view, corrections=tuple(lost)))
    reply = await Commands(store=store, config=config, clock=FakeClock(after(9000))).run("statements", {})
    assert [part.text for part in segments_of(reply, Style.CODE)] == [f"s{place}" for place in reversed(range(5))]
    assert sum(cost(block.lines) for block in reply.blocks) <= limits.PAGE_COST


@settings(max_examples=30, deadline=None)
@given(text=NASTY, other=NASTY, url=NASTY, size=st.integers(1, 20), count=st.integers(1, 6))
async def test_any_text_on_record_gives_pages_within_every_limit(text, other, url, size, count):
    store = MemoryStore()
    await store.open()
    found = quotation(content=((0, 50),), evidence=(10, 90), manner=other, links=(text * size,) * 3)
    kinds = list(CorrectionKind)
    for place in range(count):
        view = statement_view(
            f"s{place}",
            text=text * size,
            sense=other,
            quotation=found,
            seen=(("gazette", 0.0), ("wire", 1.0), ("copies", 2.0)),
            teller=other * size if place % 2 else None,
            novelty=list(Novelty)[place % 3],
            earlier_id="s0" if place else None,
            verdict=turned_from(other, text),
            said_at=datetime(2019, 1, 1, tzinfo=UTC),
            said_precision=Precision.WEEK,
        )
        view = replace(
            view,
            corrections=tuple(
                correction(kinds[(place + nth) % len(kinds)], of=f"s{place}", source_id=source_id, text=other * size)
                for nth, source_id in enumerate(("gazette", "wire", "copies"))
            ),
        )
        first = view.sightings[0]
        page = replace(
            first.article, text=f"{other * size}\n{text * size}", title=other * 9, url=f"https://a.example/{url}"
        )
        await put(store, replace(view, sightings=(replace(first, article=page), *view.sightings[1:])))
    everything = tuple(f"s{place}" for place in range(count))
    await save(
        store,
        report(article_id="article-gazette", statement_ids=everything),
        delivery(state=DeliveryState.DEAD, last_error=other * size),
        item(state=ItemState.FAILED, last_error=text * size),
        pause(reason=other * size),
    )
    async with store.transaction() as transaction:
        await transaction.save_poll(poll_state(failures=3.0, last_error=text * size), poll())
    commands = Commands(store=store, config=CONFIG, clock=FakeClock(NOON + timedelta(hours=1)))
    replies = [await commands.run(name, arguments) for name, arguments in EXAMPLES.items()]
    replies += [await commands.run("statement", {"id": one}) for one in everything]
    shown = card(await store.report("report"), config=CONFIG)
    replies += [await commands.press(button.token, by=READER) for button in shown.buttons]
    for first in replies:
        reply = first
        for _ in range(100):
            assert 1 <= len(reply.title) <= limits.TITLE
            assert len(reply.blocks) <= 25
            assert sum(cost(block.lines) for block in reply.blocks) <= 4000
            assert all(cost(block.lines) <= 2900 for block in reply.blocks)
            assert all(part.text == plain(part.text) for style in Style for part in segments_of(reply, style))
            assert all(len(button.token) <= limits.TOKEN for button in reply.buttons)
            assert all(1 <= len(button.label) <= limits.LABEL for button in reply.buttons)
            if "Next" not in labels(reply):
                break
            reply = await commands.press(token(reply, "Next"), by=READER)
        assert reply.page == reply.pages - 1


# Limits of lookups


async def test_a_lookup_that_takes_too_long_says_how_to_narrow_it(commands, store):
    async def too_slow(_query):
        raise LookupTooSlowError("the SQLite file: a lookup took longer than 3 s")

    store.statements = too_slow
    reply = await commands.run("statements", {"words": "iran"})
    assert reply.mistake
    assert "Narrow it" in str(reply)
    assert "since:30d" in str(reply)


async def test_one_person_has_two_lookups_under_way_and_others_have_theirs(commands, store):
    answered, asked = asyncio.Event(), store.statements

    async def slow(query):
        await answered.wait()
        return await asked(query)

    store.statements = slow
    one, other = Member(id="slack:U1"), Member(id="slack:U2")
    under_way = [asyncio.create_task(commands.run("statements", {}, by=one)) for _ in range(2)]
    under_way.append(asyncio.create_task(commands.run("statements", {}, by=other)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert "waiting for other answers" in str(await commands.run("statements", {}, by=one))
    assert "waiting for other answers" not in str(await commands.run("sources", {}, by=other))
    answered.set()
    assert not any(reply.mistake for reply in await asyncio.gather(*under_way))
    assert "waiting for other answers" not in str(await commands.run("statements", {}, by=one))
