"""Every command answers, forgives how it is typed, and raises for nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.core.errors import LookupTooSlowError
from bot.core.model import (
    Channel,
    Member,
    Platform,
)
from handlers.command_table import COMMANDS
from handlers.commands import Commands
from handlers.render.pieces.segments import Style
from tests.fakes.clock import FakeClock
from tests.handlers.render.test_text import NASTY
from tests.handlers.replies import segments_of, text_of
from tests.handlers.samples import BEFORE, CONFIG, EXAMPLES, MODERATOR, READER, put, statement_view
from tests.store.samples import (
    after,
)

DISCORD = Channel(platform=Platform.DISCORD, channel_id="123456789012345678")


@pytest.mark.parametrize("name", [one.name for one in COMMANDS])
async def test_every_command_runs_and_is_documented(commands, store, name):
    await put(store, statement_view("s1"), statement_view("s2"))
    for one in BEFORE.get(name, ()):
        await commands.run(one, EXAMPLES[one])
    reply = await commands.run(name, EXAMPLES[name])
    assert reply.blocks
    assert reply.ephemeral
    assert not reply.mistake
    assert name in text_of(await commands.run("help", {}))
    known = next(one for one in COMMANDS if one.name == name)
    explained = text_of(await commands.run("help", {"command": name}))
    for argument in [one for action in known.actions for one in action.arguments] or known.arguments:
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
        pytest.param('statements "ferry bridge"', {"words": '"ferry bridge"'}, id="marks"),
        pytest.param("statements venn’s bridge", {"actor": "mayor", "words": "bridge"}, id="a name with 's"),
        pytest.param('statements "venn" bridge', {"words": '"venn" bridge'}, id="a name in marks is a word"),
        pytest.param("statements -venn bridge", {"words": "-venn bridge"}, id="a name to be left out"),
        pytest.param(
            "statements bridge last week venn",
            {"actor": "mayor", "words": "bridge", "since": "in last week"},
            id="two words of time",
        ),
        pytest.param("statements since: 2d bridge", {"words": "bridge", "since": "2d"}, id="key, space"),
        pytest.param(
            "statements since:last week bridge", {"words": "bridge", "since": "last week"}, id="key, two words"
        ),
        pytest.param(
            "statements bridge since three weeks ago", {"words": "bridge", "since": "three weeks ago"}, id="guessed"
        ),
        pytest.param("statements 2025-02-01..03-02", {"since": "2025-02-01..03-02"}, id="range"),
        pytest.param("statements venn may", {"actor": "mayor", "since": "in may"}, id="a month"),
        pytest.param('statements venn "may"', {"actor": "mayor", "words": '"may"'}, id="a word that is a month"),
        pytest.param(
            "statements march 2025 bridge", {"words": "bridge", "since": "in march 2025"}, id="month and year"
        ),
        pytest.param("statements protest march", {"words": "protest march"}, id="a march"),
        pytest.param("statements election 2025", {"words": "election 2025"}, id="a year is a word"),
        pytest.param("statements ultimatum two weeks", {"words": "ultimatum two weeks"}, id="a span is words"),
        pytest.param("statements -5 degrees", {"words": "-5 degrees"}, id="a number below zero"),
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
            "statements yesterday..now", "3 statements from 3 Mar 2025, 00:00 CET to 4 Mar 2025, 14:00 CET", id="range"
        ),
        pytest.param("statements march 4", "3 statements since 4 Mar 2025, 00:00 CET", id="a day that is not over"),
        pytest.param('statements "build the bridge"', '1 statement with “"build the bridge"”', id="phrase"),
        pytest.param("statements bridge -toll", "1 statement with “bridge -toll”", id="left out"),
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


async def test_a_timeline_goes_on_day_by_day_as_things_were_said(commands, store):
    said = {"s1": ("We build the bridge.", 0), "s2": ("No bridge toll.", 50), "s4": ("The ferry waits.", 5)}
    own = [statement_view(one, text=text, said_at=after(at)) for one, (text, at) in said.items()]
    other = statement_view("s3", text="The bridge waits.", actor_id="harbour-master", said_at=after(-1440))
    await put(store, *own, other)
    reply = await commands.parse_and_run("timeline bridge")
    assert reply.title == "Timeline: 3 statements with “bridge”"
    assert [block.lines[0][0].text for block in reply.blocks] == ["3 Mar 2025", "4 Mar 2025"]
    assert [part.text for part in segments_of(reply, Style.CODE)] == ["s3", "s1", "s2"]
    hers = await commands.parse_and_run("timeline venn bridge")
    assert hers.title == "Timeline: 2 statements by Orla Venn with “bridge”"
    assert "timeline needs words" in text_of(await commands.parse_and_run("timeline"))
    assert "No statements" in text_of(await commands.parse_and_run("timeline pangolin"))


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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("stat", "There is no command “stat”. Did you mean status?", id="near command"),
        pytest.param("kasvili", "Did you mean latest harbour-master?", id="an actor alone"),
        pytest.param("xyzzy", "There is no command “xyzzy”, and nobody of that name is tracked.", id="unknown command"),
        pytest.param("statements actor:obama", "“obama” is not a tracked person. Tracked:", id="untracked"),
        pytest.param("latest", "latest needs an actor: latest actor", id="nothing given"),
        pytest.param("statement", "statement needs an id: statement id", id="no id"),
        pytest.param("why", "why needs an address, the id of a statement, or words of it: why what", id="why nothing"),
        pytest.param("latest Kasv", "“Kasv” is not a tracked person. Did you mean Tibor Kasvili?", id="near actor"),
        pytest.param("latest xyzzy", "Tracked: Orla Venn, Tibor Kasvili.", id="unknown actor"),
        pytest.param("statement zzzz", "No statement has the id “zzzz”.", id="unknown id"),
        pytest.param(
            "statements since:soon",
            "“soon” is not a time. Try 2d, yesterday, last week, in may, 2026-11-01 or 2026-11-01..11-07.",
            id="no time",
        ),
        pytest.param("statements mayor since gibberish", "“since gibberish” is not a time.", id="words after since"),
        pytest.param("timeline bridge since the flood", 'in quotation marks: "since the flood"', id="words, it may be"),
        pytest.param("statements since:2025-02-30", "“2025-02-30” is not a time.", id="no such day"),
        pytest.param("statements since:2099-01-01", "“2099-01-01” is in the future.", id="future"),
        pytest.param("statements since:999999w", "“999999w” is not a time.", id="before all calendars"),
        pytest.param("statements source:wyre", "“wyre” is not one of the sources. Did you mean", id="unknown source"),
        pytest.param("help xyzzy", "There is no command “xyzzy”", id="help for nothing"),
    ],
)
async def test_a_mistake_is_reported_with_the_way_out(commands, line, expected):
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
        pytest.param(
            "statements obama", "If that is a name, nobody by that name is tracked: actors lists", id="nobody"
        ),
        pytest.param("latest venn", "Nothing by Orla Venn is on record yet.", id="no latest"),
    ],
)
async def test_nothing_found_is_said_plainly_and_is_no_mistake(commands, line, expected):
    reply = await commands.parse_and_run(line)
    assert not reply.mistake
    assert expected in text_of(reply)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("statements bridge yesterday", "At any time: 2 statements: statements bridge", id="time"),
        pytest.param(
            "statements venn bridge source:wire",
            "From any source: 2 statements: statements mayor bridge",
            id="source",
        ),
        pytest.param("statements bridge tunnel", "Without “tunnel”: 2 statements: statements bridge", id="word"),
        pytest.param(
            'statements "bridge the"', "Without the quotation marks: 2 statements: statements bridge the", id="phrase"
        ),
        pytest.param("statements kasvili bridge", "By anyone: 2 statements: statements bridge", id="actor"),
        pytest.param(
            "statements kasivli", "Did you mean Tibor Kasvili? statements harbour-master", id="a typo in a name"
        ),
        pytest.param("statements bridge until yesterday", "At any time: 2 statements", id="end"),
    ],
)
async def test_where_nothing_is_found_it_is_said_what_would_find_more(commands, store, line, expected):
    await put(store, statement_view("s1"), statement_view("s2", text="We will not pay for the bridge."))
    reply = await commands.parse_and_run(line)
    assert not reply.mistake
    assert expected in " ".join(text_of(reply).split())


async def test_times_are_read_and_said_in_the_zone_of_who_asks(commands, store):
    await put(store, statement_view("s1"))
    far = replace(READER, time_zone="Asia/Tokyo")
    reply = await commands.parse_and_run("statements since:2025-03-04", by=far)
    assert reply.title == "1 statement since 4 Mar 2025, 00:00 JST"
    again = await commands.parse_and_run("statements on 2025-03-03", by=far)
    assert "on 3 Mar 2025" in text_of(again)


async def test_a_name_that_two_actors_bear_is_asked_back(store):
    twins = replace(CONFIG, actors=(*CONFIG.actors, replace(CONFIG.actors[0], id="niece", name="Ina Venn", aliases=())))
    reply = await Commands(store=store, config=twins, clock=FakeClock()).parse_and_run("latest venn")
    assert reply.mistake
    assert "“venn” could be more than one person. Did you mean Orla Venn or Ina Venn?" in text_of(reply)


@pytest.mark.parametrize("name", ["statements", "latest", "statement", "actors", "sources", "status"])
async def test_a_record_that_cannot_be_read_is_reported_and_logged(commands, store, name):
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
