"""The command line: what each command prints, and the code that it ends with."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from bot.core.secret_tokens import Secrets
from bot.tools.lookup_cli import as_typed, split_config
from tests.whole import CHECKOUT, FAKE_MODELS, FakePipeline, Newsroom, onrecord, with_fake_models

LINE = "trump: The bridge will be open before the first snow."
BAD = """
[bot]
time_zone = "Mars"
[polling]
every = 120
[[actors]]
id = "trump"
[[routes]]
channel = "discord:12"
"""


@pytest.fixture
async def room(tmp_path, monkeypatch):
    """A newsroom in which one statement is on record."""
    with_fake_models(monkeypatch)
    async with Newsroom(tmp_path) as room:
        room.publish("wire", LINE)
        async with room.bot(Secrets()):
            await room.until_read(1)
        yield room


async def run(*arguments):
    return await asyncio.to_thread(onrecord, *arguments)


@pytest.mark.parametrize("command", ["run", "check", "health", "scan", "ask", "why"])
def test_a_bad_config_ends_with_2_and_every_mistake_one_a_line(tmp_path, command, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where no bot has run: the health of one that lives does not depend on its config
    (tmp_path / "config.toml").write_text(BAD, encoding="utf-8")
    words = {"scan": ["-"], "ask": ["status"], "why": ["snow"]}.get(command, [])
    ended = onrecord(command, *words, "-c", tmp_path / "config.toml")
    assert ended.code == 2
    lines = ended.err.splitlines()
    for start in ("bot.time_zone: 'Mars'", "polling.every: 120", "actors[1].name: is missing", "routes[1].channel"):
        assert any(re.search(rf"config\.toml:\d+: {re.escape(start)}", line) for line in lines), lines
    assert any("sources: there are none" in line for line in lines)


def test_a_missing_config_says_where_to_begin(tmp_path):
    ended = onrecord("run", "-c", tmp_path / "config.toml")
    assert ended.code == 2
    assert "config.example.toml" in ended.err


def test_a_token_that_is_given_twice_is_a_bad_config(tmp_path, monkeypatch):
    (tmp_path / "token").write_text("x", encoding="utf-8")
    monkeypatch.setenv("DISCORD_TOKEN", "y")
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(tmp_path / "token"))
    ended = onrecord("check", "-c", CHECKOUT / "config.example.toml")
    assert ended.code == 2
    assert ended.err.startswith("DISCORD_TOKEN: is set, and so is DISCORD_TOKEN_FILE")


@pytest.mark.parametrize("arguments", [("fly",), ("ask",), ("match", "one", "other", "--jsonl"), ("match", "one")])
def test_a_command_that_is_none_is_explained(arguments):
    ended = onrecord(*arguments)
    assert ended.code == 2
    assert "Usage" in ended.err


def test_without_a_command_the_commands_are_listed():
    for name in ("run", "check", "scan", "match", "evaluate", "ask", "why", "demo", "health"):
        assert name in onrecord("--help").out


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ended = onrecord("--version")
    assert (ended.code, ended.out) == (0, f"{project['name']} {project['version']}\n")


async def test_a_lookup_in_the_terminal_finds_what_is_on_record(room):
    found = await run("ask", "statements trump", "snow", "-c", room.config_path)
    assert found.code == 0
    assert "1 statement by Donald Trump" in found.out
    assert "before the first snow" in " ".join(found.out.split())


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["statements", "trump", "snow", "-c"], id="the config last"),
        pytest.param(["statements", "-c", None, "trump", "first snow"], id="the config first, and a phrase"),
        pytest.param(["statements", "trump", "since:2 d", "--config"], id="a key with a space"),
    ],
)
async def test_a_command_of_a_channel_is_one_of_the_terminal(room, words):
    words = [room.config_path if one is None else one for one in words]
    found = await run(*words, *([room.config_path] if room.config_path not in words else []))
    assert found.code == 0
    assert "1 statement by Donald Trump" in found.out


def test_words_are_given_on_as_they_were_typed():
    assert split_config(["-cease", "--config=a.toml", "x"]) == (["-cease", "x"], Path("a.toml"))
    assert [as_typed(one) for one in ("snow", "first snow", "since:last week", "-ferry")] == [
        "snow",
        '"first snow"',
        'since:"last week"',
        "-ferry",
    ]


async def test_a_lookup_goes_on_beside_a_running_bot(room):
    async with room.bot(Secrets()):
        found = await run("ask", "status", "-c", room.config_path)
    assert "The bot is running" in found.out


async def test_a_mistaken_lookup_is_answered_and_ends_with_1(room):
    answered = await run("ask", "statment", "-c", room.config_path)
    assert answered.code == 1
    assert "Did you mean" in answered.out


async def test_a_lookup_before_the_first_run_says_what_to_do(tmp_path):
    async with Newsroom(tmp_path) as room:
        room.record.unlink()
        ended = await run("ask", "status", "-c", room.config_path)
        helped = await run("help", "statements", "-c", room.config_path)
        shown = await run("actor", "show", "trump", "-c", room.config_path)
        listed = await run("actor", "list", "-c", room.config_path)
    for one in (ended, shown):
        assert one.code == 1
        assert "onrecord run" in one.err
    assert listed.code == 0
    assert helped.code == 0
    assert "Search what tracked people have said" in helped.out


async def test_health_is_0_while_the_bot_gives_signs_of_life_and_1_after(room):
    alive = await run("health", "-c", room.config_path)
    assert (alive.code, alive.out[:17]) == (0, "last sign of life")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        silent = await run("health", "-c", room.config_path)
    assert (silent.code, silent.out[:17]) == (1, "last sign of life")


async def test_health_before_the_first_run_is_1(tmp_path):
    async with Newsroom(tmp_path) as room:
        room.record.unlink()
        ended = await run("health", "-c", room.config_path)
    assert ended.code == 1
    assert "does not exist" in ended.err


# Scoring and matching


def _must(actor_id, content):
    return {"actor": actor_id, "content": content, "kind": "direct", "must": True}


@pytest.fixture
def gold(tmp_path):
    """Two invented articles, one of which the engine of these tests reads wrongly."""
    texts = {"a": "trump: The bridge will open.\nThe mayor said nothing.", "b": "Trump called it good, and left."}
    said = {"a": [[7, 28]], "b": [[6, 20]]}
    rows = [
        {"id": key, "text": text, "statements": [_must("trump", said[key])], "non_statements": []}
        for key, text in texts.items()
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_engine_is_scored_on_a_gold_file(gold, monkeypatch):
    monkeypatch.setattr("bot.tools.evaluate.SpacyWatcher", FakePipeline)
    figures = json.loads(onrecord("evaluate", gold, "--json").out)
    assert (figures["recall"], figures["precision"]) == (50.0, 100.0)
    table = onrecord("evaluate", gold, "--errors").out
    assert "2 documents in" in table
    assert "missed" in table


def test_a_file_of_predictions_is_scored_in_place_of_the_engine(gold, tmp_path):
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(gold.read_text(encoding="utf-8"), encoding="utf-8")
    figures = json.loads(onrecord("evaluate", gold, predicted, "--json").out)
    assert (figures["recall"], figures["precision"]) == (100.0, 100.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "is empty"), ("{}", "not a JSON object with an id"), ('{"id": "a"}', "is not a gold file")],
    ids=["empty", "no id", "no gold"],
)
def test_a_file_that_is_no_gold_is_refused(tmp_path, text, message):
    (tmp_path / "gold.jsonl").write_text(text, encoding="utf-8")
    ended = onrecord("evaluate", tmp_path / "gold.jsonl")
    assert ended.code == 1
    assert message in ended.err


class OneJudge(FAKE_MODELS["Judge"]):
    def compare(self, actor_id, one, other):
        return self.compare_many(actor_id, other, [one])[0]


@pytest.fixture
def _fake_judge(monkeypatch):
    monkeypatch.setattr("bot.novelty.Judge", OneJudge)


@pytest.mark.usefixtures("_fake_judge")
def test_two_statements_are_compared_in_words():
    ended = onrecord("match", "The bridge will be open soon.", "The bridge will be open soon.")
    assert ended.out.startswith("same")


@pytest.mark.usefixtures("_fake_judge")
def test_a_stream_of_pairs_gives_one_verdict_a_line():
    side = {"text": "It will rain.", "published_at": "2026-03-01T12:00:00Z"}
    pair = json.dumps({"id": "p", "actor": "trump", "a": side, "b": side | {"text": "It will not."}})
    ended = onrecord("match", "--jsonl", stdin=f"{pair}\n\n{pair}\n".encode())
    assert [json.loads(line)["label"] for line in ended.out.splitlines()] == ["different"] * 2


@pytest.mark.usefixtures("_fake_judge")
def test_a_pair_may_have_no_times_and_its_points_are_told_apart():
    new = "We will keep the dam shut. The mayor has resigned, and the road is closed."
    pair = {"id": "p", "actor": "mayor", "a": {"text": "We will keep the dam shut."}, "b": {"text": new}}
    found = json.loads(onrecord("match", "--jsonl", stdin=json.dumps(pair).encode()).out)
    assert found["points"] == {
        "a": ["We will keep the dam shut."],
        "b": [
            {"text": "We will keep the dam shut.", "on_a": True, "presence": "made"},
            {"text": "The mayor has resigned", "on_a": False, "presence": "not found"},
            {"text": "the road is closed.", "on_a": False, "presence": "not found"},
        ],
    }
    assert onrecord("match", pair["a"]["text"], new).out.splitlines()[1:] == [
        "  1: We will keep the dam shut. (also in 2)",
        "  2: We will keep the dam shut. (also in 1)",
        "  2: The mayor has resigned (not in these words in 1)",
        "  2: the road is closed. (not in these words in 1)",
    ]


@pytest.mark.usefixtures("_fake_judge")
def test_what_has_changed_between_two_statements_is_named_and_marked():
    ended = onrecord(
        "match",
        "We will keep the old dam shut. Tolls fall by 25 percent.",
        "We will keep the old dam shut. Tolls fall by 35 percent.",
    )
    assert ended.out.splitlines() == [
        "changed (10 % the same in substance): 35, before: 25",
        "  number: 25 → 35",
        "  1: We will keep the old dam shut. (also in 2)",
        "  1: Tolls fall by [25] percent. (not in these words in 2)",
        "  2: We will keep the old dam shut. (also in 1)",
        "  2: Tolls fall by [35] percent. (not in these words in 1)",
    ]


@pytest.mark.usefixtures("_fake_judge")
@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "is not JSON"),
        ("[]", "is not a pair of statements: []"),
        ('{"id": "p"}', "actor is missing"),
        ('{"id": "p", "actor": "trump", "a": {"text": "No."}}', "b is missing"),
        ('{"id": "p", "actor": "trump", "a": {"text": "No."}, "b": {}}', "text of b is missing"),
        ('{"id": "p", "actor": "trump", "a": {"text": 1}, "b": {}}', "text of a is not text: 1"),
        ('{"id": "p", "actor": "trump", "a": "No.", "b": {}}', "a is not a statement: 'No.'"),
        (
            '{"id": "p", "actor": "trump", "a": {"text": "No.", "said_at": "noon"}, "b": {}}',
            "said_at of a is not a time: 'noon'",
        ),
        ('{"id": "p", "actor": "trump", "a": {"text": "…"}, "b": {}}', "text of a has no words: '…'"),
        (
            '{"id": "p", "actor": "trump", "a": {"text": "No.", "kind": "foo"}, "b": {}}',
            "kind of a is none of direct, indirect, mixed: 'foo'",
        ),
        ('{"id": "p", "actor": "trump", "a": {"text": "No.", "kind": 3}, "b": {}}', "kind of a is not text: 3"),
        ('{"id": "p", "actor": "trump", "a": {"text": "No.", "asserts": []}, "b": {}}', "asserts of a is not text: []"),
    ],
)
def test_a_bad_pair_is_named_with_what_it_lacks(bad, why):
    ended = onrecord("match", "--jsonl", stdin=f"\n{bad}\n".encode())
    assert ended.code == 1
    assert ended.err.startswith(f"onrecord: line 2: {why}")


@pytest.mark.usefixtures("_fake_judge")
def test_pairs_that_are_not_utf8_and_texts_without_words_are_mistakes_that_are_named():
    ended = onrecord("match", "--jsonl", stdin="{}".encode("utf-16"))
    assert (ended.code, "not UTF-8 text" in ended.err) == (1, True)
    ended = onrecord("match", "We stay.", "")
    assert (ended.code, "the second statement has no words: ''" in ended.err) == (1, True)


@pytest.mark.usefixtures("_fake_judge")
def test_a_pair_says_what_its_reports_assert_and_what_was_asked():
    side = {"text": "that the old dam leaks at night", "kind": "indirect"}
    turned = {"id": "p", "actor": "mayor", "a": side | {"asserts": "denies"}, "b": side | {"asserts": "says"}}
    asked = {"text": "No.", "question": "Will you sign?"}
    answers = [
        {"id": "q", "actor": "mayor", "a": asked, "b": asked | {"question": other}}
        for other in ("Will you sign?", "Will you sleep?", "")
    ]
    stdin = "\n".join(map(json.dumps, [turned, *answers])).encode()
    verb, same, other, unknown = map(json.loads, onrecord("match", "--jsonl", stdin=stdin).out.splitlines())
    assert (verb["label"], verb["named_change"], verb["reason"]) == ("changed", True, "says, before: denies")
    assert (same["label"], same["certain"], same["comparable"]) == ("same", True, True)
    assert (other["label"], other["reason"]) == ("different", "an answer to another question")
    assert (unknown["certain"], unknown["comparable"]) == (False, False)
    assert onrecord("match", "No.", "No.").out.splitlines() == [
        "not comparable: so few words mean nothing without their question",
        "  1: No. (also in 2)",
        "  2: No. (also in 1)",
    ]


def test_a_reader_that_goes_away_is_no_traceback(gold):
    """As in `onrecord evaluate … | head -0`."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "evaluate", str(gold), str(gold), "--json"],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    child.stdout.close()
    errors = child.stderr.read()
    child.stderr.close()
    assert child.wait(60) == 1
    assert b"Traceback" not in errors
