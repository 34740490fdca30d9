"""What a config that is read again has changed, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.config import parse_config
from bot.rules.config_changes import LIVE_SETTINGS, config_changes, said_value
from tests.canaries import DATABASE_PASSWORD

CONFIG = """
[bot]
contact = "desk@example.org"
[alerts]
limit = 12
[[actors]]
id = "trump"
name = "Donald Trump"
[[actors]]
id = "venn"
name = "Orla Venn"
aliases = ["O. Venn"]
[[sources]]
id = "wire"
name = "A Wire"
url = "https://wire.example/feed"
tier = "wire"
[[sources]]
id = "finds"
name = "A Search"
kind = "search"
url = "https://search.example/?q={query}"
tier = "aggregator"
[[routes]]
channel = "console"
actors = ["venn"]
"""
# What is read once, when the bot starts. A new one belongs here, or into `LIVE_SETTINGS` if it is read each time.
AT_START = {
    "bot": {"contact", "log", "lookup_cut_off_after"},
    "store": {"url"},
    "polling": {"timeout", "max_redirects", "at_once", "per_host", "per_host_every"},
    "alerts": {"remember"},
    "discord": {"guilds", "api", "gateway"},
    "slack": {"mode", "api", "command", "host", "port", "workspaces"},
    "webhook": {"host", "port", "max_bytes", "limit", "limit_per"},
    "replay": set(),
    "retention": set(),
    "metrics": {"on", "host", "port", "ports"},
    "web": {"enabled", "host", "port", "public_url", "proxy_header", "proxies"},
    "work": {"engine", "concurrency"},
}
MORE = '\n[[sources]]\nid = "extra"\nname = "The Extra"\nurl = "https://extra.example/feed"\ntier = "outlet"\n'


def changes(*edits, takes_posts=False, more=""):
    text = CONFIG
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return config_changes(parse_config(CONFIG), parse_config(text + more), takes_posts=takes_posts)


def test_each_setting_is_read_at_once_or_at_the_start():
    sections = parse_config(CONFIG).sections()
    known = {name: set(type(section).model_fields) for name, section in sections.items()}
    assert {name: LIVE_SETTINGS.get(name, frozenset()) | AT_START[name] for name in known} == known
    assert all(LIVE_SETTINGS.get(name, frozenset()).isdisjoint(AT_START[name]) for name in known)


def test_the_same_file_changes_nothing():
    assert changes() == config_changes(parse_config(CONFIG), parse_config(CONFIG), takes_posts=False)
    assert (changes().made, changes().at_restart) == ((), ())


@pytest.mark.parametrize(
    ("edit", "more", "made"),
    [
        pytest.param(("limit = 12", "limit = 5"), "", ["alerts.limit: 12 → 5"], id="a limit"),
        pytest.param(
            ("limit = 12", 'limit = 12\nmax_age = "90m"'), "", ["alerts.max_age: 1d → 90m"], id="a span of time"
        ),
        pytest.param(
            ("[bot]", '[bot]\nmoderators = ["slack:U024BE7LH"]'),
            "",
            ['bot.moderators: [] → ["slack:U024BE7LH"]'],
            id="a list",
        ),
        pytest.param(("[bot]", '[retention]\npolls = "30d"\n[bot]'), "", ["retention.polls: never → 30d"], id="never"),
        pytest.param(("[bot]", "[bot]"), MORE, ["source added: The Extra (extra)"], id="a source more"),
        pytest.param(
            ("wire.example/feed", "wire.example/news"),
            "",
            ['source changed: A Wire (wire): url "https://wire.example/feed" → "https://wire.example/news"'],
            id="the address of a source",
        ),
        pytest.param(
            ('tier = "wire"', 'tier = "wire"\nevery = "5m"'),
            "",
            ["source changed: A Wire (wire): every 2m → 5m"],
            id="how often a source is polled",
        ),
        pytest.param(
            ("[alerts]", '[polling]\nevery = "10m"\n[alerts]'),
            "",
            ["polling.every: 2m → 10m"],
            id="how often all are polled is said once",
        ),
        pytest.param(
            ('aliases = ["O. Venn"]', 'aliases = ["O. Venn", "Orla V."]'),
            "",
            ['actor changed: Orla Venn (venn): aliases ["O. Venn"] → ["O. Venn", "Orla V."]'],
            id="the names of an actor",
        ),
        pytest.param(
            ('id = "trump"\nname = "Donald Trump"', 'id = "ash"\nname = "Tom Ash"'),
            "",
            ["actor added: Tom Ash (ash)", "actor removed: Donald Trump (trump)"],
            id="another actor, for whom searches then ask as well",
        ),
        pytest.param(
            ("[[routes]]", '[[digests]]\nchannel = "console"\ncron = "0 8 * * 1-5"\n[[routes]]'),
            "",
            ["digest added: console, everything, at 0 8 * * 1-5 in UTC"],
            id="a digest",
        ),
        pytest.param(
            ('actors = ["venn"]', 'actors = ["venn"]\nwords = ["bridge"]'),
            "",
            ['route added: console, actors ["venn"], words ["bridge"]', 'route removed: console, actors ["venn"]'],
            id="a route",
        ),
        pytest.param(
            ("limit = 12", "limit = 12\nleast_confidence = 0.7"),
            "",
            ["alerts.least_confidence: 0.5 → 0.7"],
            id="the threshold of all routes is said once",
        ),
    ],
)
def test_what_is_in_effect_now(edit, more, made):
    found = changes(edit, more=more)
    assert list(found.made) == made
    assert found.at_restart == ()


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        pytest.param(
            ("[bot]", f'[store]\nurl = "postgresql://desk:{DATABASE_PASSWORD}@db/x"\n[bot]'),
            "store.url",
            id="the record",
        ),
        pytest.param(("[alerts]", "[slack]\nport = 4000\n[alerts]"), "slack.port", id="a platform"),
        pytest.param(("[alerts]", "[polling]\nat_once = 3\n[alerts]"), "polling.at_once", id="a limit of polls"),
    ],
)
def test_what_waits_for_a_start_is_named_and_not_shown(edit, key):
    found = changes(edit)
    assert (found.made, found.at_restart) == ((), (key,))


def test_a_first_webhook_needs_its_server():
    posts = MORE.replace("[[sources]]", '[[sources]]\nkind = "webhook"').replace(
        '\nurl = "https://extra.example/feed"', ""
    )
    assert "webhook (no source took posts when the bot started)" in changes(more=posts).at_restart
    assert changes(more=posts, takes_posts=True).at_restart == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (timedelta(0), "0s"),
        (timedelta(seconds=0.5), "0.5s"),
        (timedelta(seconds=90), "90s"),
        (timedelta(hours=36), "36h"),
        (timedelta(days=7), "7d"),
        (True, "true"),
        (0.5, "0.5"),
        (None, "never"),
        (("a", "b"), '["a", "b"]'),
    ],
)
def test_values_are_written_as_in_the_file(value, said):
    assert said_value(value) == said
