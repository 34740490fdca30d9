"""Packs: files of actors and sources that a config includes."""

from __future__ import annotations

import re

import pytest

from bot.core.config import example_config_path, parse_config
from bot.core.errors import ConfigError
from tests.core.config.samples import LEAST, problems

SHIPPED = sorted(path.stem for path in (example_config_path().parent / "config" / "packs").glob("*.toml"))
OWN_PACK = '[[sources]]\nid = "quay"\nname = "The Quay"\nurl = "https://quay.example/rss"\ntier = "outlet"\n'


def including(*names, then=LEAST):
    return f"include = {list(names)}\n{then}".replace("'", '"')


@pytest.mark.parametrize("pack", SHIPPED)
def test_every_source_of_a_pack_says_how_it_was_confirmed(pack):
    path = example_config_path().parent / "config" / "packs" / f"{pack}.toml"
    text = path.read_text(encoding="utf-8")
    tables = re.findall(r"^(?:# )?\[\[sources\]\].*$", text, flags=re.MULTILINE)
    assert [line for line in tables if "# confirmed: " not in line] == []
    assert text.startswith("# ")


@pytest.mark.parametrize("pack", SHIPPED)
def test_a_pack_loads_by_itself_also_with_what_is_commented_out(pack, tmp_path):
    config = parse_config(including(f"packs/{pack}"))
    assert len(config.sources) + len(config.actors) >= 2
    path = example_config_path().parent / "config" / "packs" / f"{pack}.toml"
    whole = re.sub(r"^# (?=\[\[|\w+ = |# )", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / "whole.toml").write_text(whole, encoding="utf-8")
    more = parse_config(
        including("whole", "packs/trump", then=LEAST.replace('id = "trump"', 'id = "x"')), folder=tmp_path
    )
    assert len(more.sources) == whole.count("[[sources]]") + 1


def test_a_source_knows_the_pack_that_it_came_with():
    config = parse_config(including("packs/wires"))
    assert {one.id: one.origin for one in config.sources}["tass-en"] == "packs/wires"
    assert config.sources[0].origin == ""
    assert config.notes == ()


def test_the_config_is_taken_where_a_pack_names_the_same_and_says_so(tmp_path):
    (tmp_path / "mine.toml").write_text(OWN_PACK.replace('"quay"', '"wire"'), encoding="utf-8")
    config = parse_config(including("mine.toml"), folder=tmp_path)
    assert [one.name for one in config.sources] == ["A Wire"]
    assert config.notes == ("wire: the config is taken, and not mine.toml, which names it too",)


def test_of_two_packs_the_first_is_taken_and_it_is_said(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(OWN_PACK.replace("The Quay", name), encoding="utf-8")
    config = parse_config(including("one", "two"), folder=tmp_path)
    assert [one.name for one in config.sources] == ["A Wire", "one"]
    assert config.notes == ("quay: one is taken, and not two, which names it too",)


def test_an_own_pack_of_a_shipped_name_goes_first(tmp_path):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "wires.toml").write_text(OWN_PACK, encoding="utf-8")
    assert [one.id for one in parse_config(including("packs/wires"), folder=tmp_path).sources] == ["wire", "quay"]


def test_a_source_in_the_voice_of_somebody_who_is_not_tracked_is_left_out_and_it_is_said():
    config = parse_config(including("packs/white-house", then=LEAST.replace('id = "trump"', 'id = "mayor"')))
    assert "truth-social-archive" not in {one.id for one in config.sources}
    assert any(
        note.startswith("truth-social-archive: is left out of packs/white-house, since trump") for note in config.notes
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (including("packs/iran-eng"), "include: 'packs/iran-eng' is not a pack; did you mean 'packs/iran-en'?"),
        (including("wires"), "include: 'wires' is not a pack; did you mean 'packs/wires'?"),
        (
            including("packs/nothing-like-it-at-all"),
            "include: 'packs/nothing-like-it-at-all' is not a pack; there are packs/",
        ),
        (including("packs/../../pyproject"), "include: 'packs/../../pyproject' is not a pack"),
        ("include = 'packs/wires'\n" + LEAST, "include: 'packs/wires': write a list: include = [\"packs/wires\"]"),
        ("include = [1]\n" + LEAST, 'include[1]: 1: write text in quotes: include = "1"'),
    ],
)
def test_a_pack_that_does_not_exist_is_answered_with_what_may_be_meant(text, problem):
    assert any(line.startswith(problem) for line in problems(text)), problems(text)


@pytest.mark.parametrize(
    ("pack", "problem"),
    [
        (OWN_PACK.replace("outlet", "gossip"), "mine: sources[1].tier: 'gossip'"),
        (OWN_PACK + "colour = 1\n", "mine: sources[1].colour: no such setting"),
        (OWN_PACK + OWN_PACK, "mine: sources[2].id: 'quay' is the id of sources[1] as well"),
        ("[bot]\ncontact = 'x'\n", "mine: bot: a pack holds actors and sources alone"),
        ("sources = 1\n", "mine: is not a pack"),
        ("= 1", "include: 'mine': "),
        (OWN_PACK + 'every = "1s"\n', ""),
    ],
)
def test_a_mistake_in_a_pack_names_the_pack(tmp_path, pack, problem):
    (tmp_path / "mine.toml").write_text(pack, encoding="utf-8")
    if not problem:  # a host under .example is nobody's
        parse_config(including("mine"), folder=tmp_path)
        return
    with pytest.raises(ConfigError) as caught:
        parse_config(including("mine"), folder=tmp_path)
    assert any(line.startswith(problem) for line in caught.value.problems), caught.value.problems


def test_what_a_pack_would_hold_is_no_lack_of_the_config():
    assert problems('include = ["packs/trmp"]') == ("include: 'packs/trmp' is not a pack; did you mean 'packs/trump'?",)
