"""The example config: it documents every setting, and is one that runs."""

from __future__ import annotations

import re

import pytest

from bot.core.config import example_config_path, parse_config, read_config
from bot.core.config_problems import RENAMED
from bot.core.config_sections import Settings
from bot.core.model import Tier
from tests.core.config.samples import LEAST, problems


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_key_that_was_renamed_is_answered_with_its_new_name(old, new):
    table, key = old.split(".")
    assert problems(f"{LEAST}[{table}]\n{key} = 1") == (f"{old}: is called {new} now",)
    assert new in existing_settings()


def documented_settings():
    """Return the keys that the example documents: by a comment right above them, or in a list of keys."""
    lines = example_config_path().read_text(encoding="utf-8").splitlines()
    keys, table, listed = set(), "", ""
    for before, line in zip(["", *lines], lines, strict=False):
        if match := re.search(r"Keys of an? (\w+):$", line):
            listed = f"{match[1]}s"
        elif match := re.fullmatch(r"\[+(\w+)\]+.*", line):
            table = match[1]
        elif match := re.match(r"#   (\w+)  ", line):
            keys.add(f"{listed}.{match[1]}")
        elif (match := re.match(r"(\w+) = ", line)) and table not in {"actors", "sources"} and before[:2] == "# ":
            keys.add(f"{table}.{match[1]}" if table else match[1])
    return keys


def existing_settings():
    keys = set()
    for table, info in Settings.model_fields.items():
        section = info.annotation
        if table == "include":
            keys.add("include")
            continue
        for inner in getattr(section, "__args__", ()):
            section = inner if hasattr(inner, "model_fields") else section
        keys |= {f"{table}.{key}" for key in section.model_fields}
    return keys


def test_every_setting_is_documented_and_every_documented_one_exists():
    assert documented_settings() == existing_settings()


def test_every_comment_of_a_setting_says_its_default_or_that_it_is_required():
    text = example_config_path().read_text(encoding="utf-8")
    head = text[text.index("[bot]") : text.index("# Whom the bot listens to.")]
    comments = re.findall(r"((?:^# .*\n)+)^\w+ = ", head, flags=re.MULTILINE)
    assert comments
    assert [comment for comment in comments if "Default:" not in comment and "Required." not in comment] == []


def test_documented_defaults_are_the_defaults():
    """The example shows each default as its value, so it must load to what an empty file gives."""
    path = example_config_path()
    example, least = parse_config(path.read_text(encoding="utf-8"), folder=path.parent), parse_config(LEAST)
    for table in ("bot", "polling", "alerts", "discord", "slack", "webhook", "retention", "metrics", "web", "work"):
        assert getattr(example, table) == getattr(least, table)


def test_the_example_tracks_the_three_actors_and_lists_sources_of_every_tier():
    config = read_config(example_config_path())
    assert [actor.id for actor in config.actors] == ["baghaei", "trump", "netanyahu"]
    assert len(config.sources) >= 25
    assert {source.tier for source in config.sources} == set(Tier)
    for actor in config.actors:
        letters = "".join(actor.aliases)
        assert re.search(r"[\u0600-\u06ff]", letters), actor.id
        assert re.search(r"[\u0590-\u05ff]", letters), actor.id


def test_ten_lines_of_the_example_make_a_running_bot():
    text = example_config_path().read_text(encoding="utf-8")
    least = text[: text.index("[bot]")] + '[[routes]]\nchannel = "console"\n'
    lines = [line for line in least.splitlines() if line and not line.startswith("#")]
    assert len(lines) <= 10
    config = parse_config("\n".join(lines))
    assert (len(config.actors), len(config.sources), len(config.routes)) == (3, 59, 1)
    assert len(text.splitlines()) < 330
