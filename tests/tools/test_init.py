"""`onrecord init` writes a config that loads, is short, and says what to do next."""

from __future__ import annotations

import tomllib

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from bot.core.config import example_config_path, parse_config
from bot.tools import init_cli
from bot.tools.first_config import FirstAnswers, channel_of, config_text, shipped_packs
from tests.handlers.render.test_text import NASTY
from tests.whole import onrecord

DISCORD = "123456789012345678"
FOLDER = example_config_path().parent
PACKS = shipped_packs(FOLDER / "config" / "packs")


def written(tmp_path, *arguments):
    path = tmp_path / "config.toml"
    ended = onrecord("init", "-c", path, *arguments)
    return ended, path


def test_a_config_is_written_from_options_and_loads(tmp_path):
    people = ("--actor", "donald trump", "--actor", "Ilse Varga")
    ended, path = written(
        tmp_path,
        "--platform",
        "discord",
        "--channel",
        DISCORD,
        *people,
        "--pack",
        "wires",
        "--contact",
        "d@desk.example",
    )
    assert ended.code == 0, ended.err
    text = path.read_text(encoding="utf-8")
    config = parse_config(text, folder=tmp_path)
    assert {one.name for one in config.actors} == {"Donald Trump", "Ilse Varga"}
    assert [str(one.channel) for one in config.routes] == [f"discord:{DISCORD}"]
    assert len(config.sources) == next(one.sources for one in PACKS if one.name == "wires")
    assert config.bot.contact == "d@desk.example"
    assert len([line for line in text.splitlines() if line and not line.startswith("#")]) <= 20
    assert ended.out.splitlines()[-2:] == [f"onrecord check -c {path}", f"onrecord run -c {path}"]
    assert "DISCORD_TOKEN" in ended.out


def test_what_is_not_in_the_options_is_asked_for(tmp_path, monkeypatch):
    answers = iter(
        ["slack", "https://desk.slack.com/archives/C024BE91L", "Ilse Varga, Tamas Venn", "white-house,wires"]
    )
    monkeypatch.setattr(init_cli, "_asked", lambda *_: next(answers))
    ended, path = written(tmp_path)
    assert ended.code == 0, ended.err
    config = parse_config(path.read_text(encoding="utf-8"), folder=tmp_path)
    assert [(one.id, one.name) for one in config.actors] == [("varga", "Ilse Varga"), ("venn", "Tamas Venn")]
    assert str(config.routes[0].channel) == "slack:C024BE91L"
    assert "sources: Agencies that others copy" in ended.out


def test_sources_of_ones_own_need_no_pack(tmp_path):
    feeds = (
        "--source",
        "news.example/rss",
        "--source",
        "https://t.me/s/desk",
        "--source",
        "https://news.example/2/rss",
    )
    ended, path = written(tmp_path, "--platform", "terminal", "--actor", "Ilse Varga", *feeds)
    assert ended.code == 0, ended.err
    config = parse_config(path.read_text(encoding="utf-8"), folder=tmp_path)
    assert [(one.id, str(one.kind), one.url) for one in config.sources] == [
        ("news-example", "feed", "https://news.example/rss"),
        ("desk-on-telegram", "telegram", "https://t.me/s/desk"),
        ("news-example-2", "feed", "https://news.example/2/rss"),
    ]
    assert "3 sources" in ended.out


def test_who_is_asked_may_answer_with_feeds_of_their_own(tmp_path, monkeypatch):
    answers = iter(["terminal", "Ilse Varga", "wires, news.example/rss"])
    monkeypatch.setattr(init_cli, "_asked", lambda *_: next(answers))
    ended, path = written(tmp_path)
    assert ended.code == 0, ended.err
    config = parse_config(path.read_text(encoding="utf-8"), folder=tmp_path)
    assert config.sources.get("news-example") is not None
    assert len(config.sources) == 1 + next(one.sources for one in PACKS if one.name == "wires")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "nobody is there to be"),
        (["--platform", "irc"], 2, "one of discord, slack"),
        (["--platform", "terminal", "--actor", "X Y", "--pack", "wire"], 2, "did you mean wires?"),
        (["--platform", "terminal", "--actor", "X Y", "--pack", ""], 2, "without a pack or a source"),
        (["--platform", "terminal", "--actor", "X Y", "--source", "ftp://x"], 2, "is not a web address"),
        (["--platform", "terminal", "--actor", "", "--pack", "wires"], 2, "name somebody"),
        (["--platform", "discord", "--channel", "news", "--actor", "X Y", "--pack", "wires"], 2, "is not a channel"),
    ],
)
def test_a_mistake_writes_nothing_and_says_the_way_out(tmp_path, arguments, code, said):
    ended, path = written(tmp_path, *arguments)
    assert (ended.code, path.exists()) == (code, False)
    assert said in " ".join(ended.err.replace("│", " ").split())


def test_a_config_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "config.toml").write_text("# mine", encoding="utf-8")
    ended, path = written(tmp_path)
    assert ended.code == 1
    assert "already exists" in ended.err
    assert path.read_text(encoding="utf-8") == "# mine"


def test_a_folder_that_cannot_be_written_to_is_reported(tmp_path):
    arguments = ("--platform", "terminal", "--actor", "X Y", "--pack", "wires")
    ended = onrecord("init", "-c", tmp_path / "nowhere" / "config.toml", *arguments)
    assert ended.code == 1
    assert "cannot be written" in ended.err


@pytest.mark.parametrize(
    ("platform", "typed", "channel"),
    [
        ("discord", DISCORD, f"discord:{DISCORD}"),
        ("discord", f"https://discord.com/channels/900000000000000002/{DISCORD}", f"discord:{DISCORD}"),
        ("discord", f"<#{DISCORD}>", f"discord:{DISCORD}"),
        ("slack", " C024BE91L ", "slack:C024BE91L"),
        ("terminal", "", "console"),
    ],
)
def test_a_channel_is_taken_as_people_copy_it(platform, typed, channel):
    assert channel_of(platform, typed) == channel


@given(names=st.lists(NASTY, min_size=1, max_size=3), contact=NASTY)
def test_any_name_gives_a_file_that_is_toml(names, contact):
    answers = FirstAnswers(channel="console", actors=tuple(names), packs=("wires",), contact=contact)
    document = tomllib.loads(config_text(answers, PACKS, name="config.toml"))
    own = [one["name"] for one in document.get("actors", ())]
    assert [one for one in names if one in own] == own
    assert len({one["id"] for one in document.get("actors", ())}) == len(own)


def test_nobody_is_asked_where_nobody_sits():
    with pytest.raises(typer.BadParameter):
        init_cli._asked("Who?", "--actor")
