from __future__ import annotations

import re
import tomllib
import typing
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import BaseModel

from bot.core.config import example_config_path, parse_config, read_config
from bot.core.config_problems import RENAMED, validated
from bot.core.config_sections import Settings
from bot.core.database import beside, database_of
from bot.core.errors import ConfigError
from bot.core.model import Channel, Platform, Route, Tier
from bot.core.secret_tokens import Secrets, idle_platforms, missing_tokens, read_secrets, routes_to_nowhere

LEAST = """
[[actors]]
id = "trump"
name = "Donald Trump"
[[sources]]
id = "wire"
name = "A Wire"
url = "https://wire.example/feed"
tier = "wire"
"""


def problems(text):
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    return caught.value.problems


def test_what_is_left_out_has_its_default():
    config = parse_config(LEAST)
    assert config.sources[0].poll_every == timedelta(minutes=2)
    assert config.routes == ()
    assert config.alerts.least_confidence == 0.5


def test_a_route_reads_its_channel_and_falls_back_to_the_common_threshold():
    config = parse_config(
        LEAST + '[alerts]\nleast_confidence = 0.7\n[[routes]]\nchannel = "slack:C024BE91L"\ntiers = ["primary"]'
    )
    (route,) = config.routes
    assert route.channel == Channel(platform=Platform.SLACK, channel_id="C024BE91L")
    assert (route.tiers, route.least_confidence) == ((Tier.PRIMARY,), 0.7)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(LEAST + "[bot]\ntoken = 'x'", "bot.token: no such setting", id="unknown key"),
        pytest.param(LEAST + "[alerts]\nceiling = 3", "alerts.ceiling: is called alerts.limit now", id="old name"),
        pytest.param(LEAST + "[polling]\nevery = 120", "polling.every: 120: is not a span of time", id="bare number"),
        pytest.param(LEAST + "[polling]\nevery = '2 weeks'", "polling.every: '2 weeks'", id="unknown unit"),
        pytest.param(LEAST + "[polling]\nper_host = 0", "polling.per_host: 0: write 1 or more", id="bounds"),
        pytest.param(LEAST + "[bot]\ntime_zone = 'Mars'", "bot.time_zone: 'Mars': is not a time zone", id="zone"),
        pytest.param(
            LEAST + "[bot]\nlog_levels = {fetching = 'debug'}",
            "bot.log_levels: {'fetching': 'debug'}: fetching is no part",
            id="part of the log",
        ),
        pytest.param(LEAST + "[store]\nurl = 'mysql://x'", "store.url: 'mysql://x'", id="database"),
        pytest.param(LEAST + "[[routes]]\nchannel = 'discord:12'", "routes[1].channel: 'discord:12'", id="channel"),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'console'\nwords = ['oil', '-gas']",
            "routes[1].words[2]: '-gas': begins with a minus; write not_words = [\"gas\"]",
            id="a word that is not to be there",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'console'\nnot_words = ['–']",
            "routes[1].not_words[1]: '–': has neither a letter nor a digit, so no text holds it",
            id="a word without letters",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'console'\nnovelty = ['old']",
            "routes[1].novelty[1]: 'old': write one of new, repeat, changed",
            id="novelty",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'console'\nurgency = 'loud'",
            "routes[1].urgency: 'loud': write one of silent, normal, mention",
            id="urgency",
        ),
        pytest.param(
            LEAST + "[slack]\nworkspaces = ['T024BE7LD']",
            'slack.workspaces: people of several workspaces reach the bot by HTTP alone; write mode = "http"',
            id="workspaces by a socket",
        ),
        pytest.param(
            LEAST + "[slack]\nmode = 'http'\nworkspaces = ['desk']",
            "slack.workspaces[1]: 'desk': is no workspace of Slack; write its id",
            id="a workspace by its name",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'slack:T024BE7LD/C024BE91L'",
            "routes[1].channel: 'slack:T024BE7LD/C024BE91L': T024BE7LD is not one of slack.workspaces",
            id="a workspace that is not listed",
        ),
        pytest.param(
            LEAST
            + "[slack]\nmode = 'http'\nworkspaces = ['T024BE7LD']\n[[routes]]\nchannel = 'slack:T024BE7LD/C024BE91L'",
            "routes[1].channel: 'slack:T024BE7LD/C024BE91L': T024BE7LD is the first workspace; write",
            id="the first workspace by its id",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'slack:C024BE91L'\nurgency = 'mention'",
            "routes[1].mention: is missing; name the one role or user group",
            id="a mention of nobody",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'slack:C024BE91L'\nmention = 'S0614TZR7'",
            'routes[1].mention: is read where urgency is "mention"; write that too',
            id="a mention that is not read",
        ),
        *(
            pytest.param(
                LEAST + f"[[routes]]\nchannel = '{channel}'\nurgency = 'mention'\nmention = '{mention}'",
                f"routes[1].mention: '{mention}': is {problem}",
                id=f"{mention} in {channel}",
            )
            for channel, mention, problem in (
                ("slack:C024BE91L", "@channel", "nobody that an alert may mention"),
                ("slack:C024BE91L", "here", "nobody that an alert may mention"),
                ("discord:123456789012345678", "@everyone", "nobody that an alert may mention"),
                ("slack:C024BE91L", "123456789012345670", "of another platform than the channel"),
                ("discord:123456789012345678", "S0614TZR7", "of another platform than the channel"),
                ("console", "S0614TZR7", "of another platform than the channel"),
            )
        ),
        pytest.param(
            LEAST
            + "[discord]\nguilds = ['123456789012345670']\n[[routes]]\nchannel = 'discord:123456789012345678'\n"
            + "urgency = 'mention'\nmention = '123456789012345670'",
            "routes[1].mention: '123456789012345670': is the server's own id, which stands for everyone",
            id="everyone by the id of the server",
        ),
        pytest.param(
            LEAST + "[[digests]]\nchannel = 'console'\ncron = '8:00'",
            "digests[1].cron: '8:00': is not a timetable; write minute, hour, day, month and day of the week",
            id="cron",
        ),
        pytest.param(
            LEAST + "[[digests]]\nchannel = 'console'\ncron = '0 8 * * *'\nactors = ['trmp']",
            "digests[1].actors: 'trmp' is not one of the actors: trump; did you mean trump?",
            id="actor of a digest",
        ),
        pytest.param(
            LEAST + "[[routes]]\nchannel = 'console'\nactors = ['trmp']",
            "routes[1].actors: 'trmp' is not one of the actors: trump; did you mean trump?",
            id="unknown actor",
        ),
        pytest.param(
            LEAST.replace('tier = "wire"', 'tier = "wire"\nkind = "gopher"'),
            "sources[1].kind: 'gopher': write one of feed, ",
            id="kind",
        ),
        pytest.param(
            LEAST.replace('tier = "wire"', 'tier = "wire"\nkind = "telegram"').replace("/feed", "/+x"),
            "sources[1].url: 'https://wire.example/+x': is not a Telegram channel; write https://t.me/s/NAME",
            id="an address that is none of the kind's",
        ),
        pytest.param(
            LEAST.replace('tier = "wire"', 'tier = "wire"\nkind = "youtube"\nvoice = "trump"').replace(
                "/feed", "/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"
            ),
            "sources[1].voice: a channel's notes on a video are not its speaker's words; leave it out",
            id="a voice for what nobody says",
        ),
        pytest.param(
            LEAST + 'select = "main a"\n',
            "sources[1].select: is read where kind is listing; this one is a feed",
            id="select",
        ),
        pytest.param(
            LEAST + 'kind = "sitemap"\npages = 2\n',
            "sources[1].pages: is read where kind is listing; this one is a sitemap",
            id="pages",
        ),
        pytest.param(
            LEAST + 'kind = "listing"\nnext = "a["\n', "sources[1].next: 'a[': is not a CSS selector: ", id="selector"
        ),
        pytest.param(
            LEAST.replace('url = "https://wire.example/feed"\n', ""), "sources[1].url: is missing", id="no address"
        ),
        pytest.param(
            LEAST + 'kind = "inbox"\nfolder = "inbox"\n',
            "sources[1].url: is read where kind is bluesky or feed or",
            id="the address of an inbox",
        ),
        pytest.param(
            LEAST.replace("url", "folder"), "sources[1].folder: is read where kind is inbox", id="the folder of a feed"
        ),
        pytest.param(
            LEAST + 'kind = "search"\n',
            "sources[1].url: 'https://wire.example/feed': write {query} where what is searched for stands",
            id="a search without a place for the query",
        ),
        pytest.param(
            LEAST.replace("/feed", "/feed?q={query}"),
            "sources[1].url: 'https://wire.example/feed?q={query}': {query} is filled in where kind is search;",
            id="a feed with a place for the query",
        ),
        pytest.param(
            LEAST.replace("/feed", "/feed?q={query}") + 'kind = "search"\nqueries = ["aa"' + ', "bb"' * 9 + "]\n",
            "sources[1].queries: 10 are too many for one source; write 9 at most",
            id="too many queries",
        ),
        pytest.param(
            LEAST + 'queries = ["aa"]\n', "sources[1].queries: is read where kind is gdelt or search", id="queries"
        ),
        pytest.param(
            LEAST + 'kind = "webhook"\n', "sources[1].url: is read where kind is", id="the address of a webhook"
        ),
        pytest.param(
            LEAST.replace("url", "# ") + 'kind = "inbox"\n',
            "sources[1].folder: is missing; config.example.toml shows it",
            id="no folder",
        ),
        *(
            pytest.param(f"{LEAST}\n[retention]\n{keys}", f"retention.{message}", id=f"retention {keys[:10]}")
            for keys, message in (
                ('texts = "2d"', "texts: is shorter than 7 days"),
                ('outcomes = "7d"', "outcomes: is shorter than 30 days"),
                ('deliveries = "30d"', "deliveries: is shorter than 90 days; what was told would be told again"),
                ('statements = "365d"', "statements: the messages that show them go first"),
                ('texts = "soon"', "texts: 'soon': is not a span of time"),
            )
        ),
        pytest.param(LEAST.replace("https://", "ftp://"), "sources[1].url: 'ftp://wire.example/feed'", id="address"),
        pytest.param(LEAST.replace('id = "wire"', 'id = "A B"'), "sources[1].id: 'A B': is not an id", id="id"),
        pytest.param(LEAST.replace('tier = "wire"', ""), "sources[1].tier: is missing", id="missing"),
        pytest.param("", "actors: there are none", id="empty"),
        pytest.param("= 1", "config.toml: is not TOML", id="no TOML"),
        pytest.param(
            LEAST + LEAST.replace('id = "trump"', 'id = "other"'),
            "sources[2].id: 'wire' is the id of sources[1] as well",
            id="an id twice",
        ),
    ],
)
def test_each_mistake_names_its_key_its_value_and_the_way_out(text, problem):
    assert any(line.startswith(problem) for line in problems(text)), problems(text)


def test_every_mistake_is_told_at_once():
    text = LEAST.replace("https://", "ftp://") + "[polling]\nevery = 1\n[alerts]\nmax_age = 'x'\nhm = 1"
    assert len(problems(text)) == 4


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_key_that_was_renamed_is_answered_with_its_new_name(old, new):
    table, key = old.split(".")
    assert problems(f"{LEAST}[{table}]\n{key} = 1") == (f"{old}: is called {new} now",)
    assert new in existing_settings()


def test_a_missing_file_is_told_with_the_way_out(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot be read .* start from config\.example\.toml"):
        read_config(tmp_path / "config.toml")


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
    assert (len(config.actors), len(config.sources), len(config.routes)) == (3, 62, 1)
    assert len(text.splitlines()) < 330


# Packs

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


# Manners

OFTEN = LEAST.replace("wire.example", "www.whitehouse.gov") + 'every = "30s"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (OFTEN, "sources[1].every: asks a host of others more than once a minute"),
        (OFTEN + 'i_know = " "\n', "sources[1].every: asks"),
        (OFTEN + 'i_know = "it is our own site"\n', ""),
        (OFTEN.replace("30s", "60s"), ""),
        ("[polling]\nevery = '1s'\n" + OFTEN.replace("30s", "2m"), ""),
        ("[polling]\nevery = '1s'\n" + OFTEN.replace('every = "30s"\n', ""), "polling.every: asks a host of others"),
        ("[polling]\nevery = '1s'\ni_know = 'own'\n" + OFTEN.replace('every = "30s"\n', ""), ""),
        *(
            (OFTEN.replace("www.whitehouse.gov", own), "")
            for own in ("127.0.0.1:8080", "localhost", "news.intra", "10.1.2.3")
        ),
        (OFTEN.replace("www.whitehouse.gov", "8.8.8.8"), "sources[1].every: asks"),
        ("[polling]\nallowed_private_hosts = ['www.whitehouse.gov']\n" + OFTEN, ""),
    ],
)
def test_a_host_of_others_is_asked_once_a_minute_at_most_unless_somebody_says_why(text, problem):
    if not problem:
        parse_config(text)
    else:
        assert any(line.startswith(problem) for line in problems(text)), problems(text)


def test_secrets_come_from_the_environment_or_from_files(tmp_path):
    token_file = tmp_path / "token"
    token_file.write_text("xoxb-from-file\n", encoding="utf-8")
    secrets = read_secrets({"DISCORD_TOKEN": " abc ", "SLACK_BOT_TOKEN_FILE": str(token_file)})
    assert (secrets.discord_token, secrets.slack_bot_token) == ("abc", "xoxb-from-file")
    assert secrets.slack_app_token is None
    assert read_secrets({"WEBHOOK_SECRET": "x" * 32}).values() == ["x" * 32]
    assert "abc" not in repr(secrets)
    assert "xoxb" not in repr(secrets)


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"DISCORD_TOKEN": "a", "DISCORD_TOKEN_FILE": "b"}, "DISCORD_TOKEN: is set, and so is DISCORD_TOKEN_FILE"),
        ({"WEBHOOK_SECRET": "x" * 31}, "WEBHOOK_SECRET: is short enough to be guessed; take 32 characters or more"),
        ({"SLACK_APP_TOKEN_FILE": "/does/not/exist"}, "SLACK_APP_TOKEN_FILE: /does/not/exist cannot be read"),
    ],
)
def test_a_token_that_cannot_be_read_is_a_mistake_of_the_config(environment, problem):
    with pytest.raises(ConfigError, match=problem):
        read_secrets(environment)


@pytest.mark.parametrize(
    ("before", "after", "heeds"),
    [("", "", True), ('[polling]\nevery = "2m"\n', "", False), ("", 'every = "5m"\n', False)],
)
def test_what_the_operator_writes_outweighs_what_a_feed_asks_for(before, after, heeds):
    assert parse_config(before + LEAST + after).sources[0].heeds_hints is heeds


SEARCH = """
[[actors]]
id = "vance"
name = "Ada Vance"
[[actors]]
id = "ilk"
name = "Bo Ilk"
queries = ["Ilk AND ferries", '"Bo Ilk"']
[[sources]]
id = "search"
name = "Search"
url = "https://engine.example/rss?q={query}"
kind = "search"
tier = "aggregator"
[[sources]]
id = "gdelt"
name = "GDELT"
kind = "gdelt"
tier = "aggregator"
queries = ["Ilk"]
"""


def test_a_search_asks_for_its_own_queries_or_those_of_the_actors():
    search, gdelt = parse_config(SEARCH).sources
    assert search.queries == ('"Ada Vance"', "Ilk AND ferries", '"Bo Ilk"')
    assert gdelt.queries == ("Ilk",)
    assert gdelt.url == "https://api.gdeltproject.org/api/v2/doc/doc"
    assert (search.poll_every, gdelt.poll_every) == (timedelta(minutes=2), timedelta(minutes=15))


WRONG = ("", "?", 0, -1, 1.5, True, [], [1], ["?"], {}, {"a": 1})
DIGEST = '[[digests]]\nchannel = "console"\ncron = "0 8 * * *"\n'
FOREIGN = re.compile(r"\binput|should|valid |pattern|\\|\^|\(\?|tuple|pydantic|dictionary|instance", re.IGNORECASE)


def leaves(model, path=()):
    for key, field in model.model_fields.items():
        inner = [field.annotation, *typing.get_args(field.annotation)]
        models = [one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)]
        here = (*path, field.alias or key)
        yield here
        for one in models:
            yield from leaves(one, (*here, *([0] if typing.get_origin(field.annotation) is tuple else [])))


@pytest.mark.parametrize("place", list(leaves(Settings)), ids=lambda place: ".".join(map(str, place)))
def test_what_is_wrong_is_said_in_our_own_words(place):
    for value in WRONG:
        document = tomllib.loads(LEAST + '[[routes]]\nchannel = "console"\n' + DIGEST)
        *way, last = place
        inside = document
        for key in way:
            inside = inside[key] if isinstance(key, int) else inside.setdefault(key, {})
        inside[last] = value
        found = validated(document)[1]
        for problem in found:
            said = problem.rpartition(repr(value))[2]
            assert not FOREIGN.search(said), problem


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            '[[routes]]\nchannel = "console"\nactors = "trump"',
            ":11: routes[1].actors: 'trump': write a list: actors = [\"trump\"]",
        ),
        ("[bot]\n# a comment\ntime_zon = 'UTC'", ":11: bot.time_zon: no such setting; did you mean time_zone?"),
        ("[[route]]\nchannel = 'console'", ":9: route: no such setting; did you mean routes?"),
        ("[[sources]]\nid = 'x'\nname = 'X'\nurl = 'https://x.example/'", ":9: sources[2].tier: is missing"),
        ("[discord]\nguilds = ['12']", ":10: discord.guilds[1]: '12': is not a server id"),
        ("[bot]\nlog = 'jsn'", ":10: bot.log: 'jsn': write one of console, json; did you mean json?"),
        ("[bot\n", ":9: is not TOML: "),
        ("[alerts]\nlimit = 'ten'", ":10: alerts.limit: 'ten': write a whole number: limit = 5"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(tmp_path, lines, told):
    path = tmp_path / "config.toml"
    path.write_text(LEAST.lstrip() + lines + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert any(one.startswith(f"{path}{told}") for one in caught.value.problems), caught.value.problems


def test_the_record_lies_beside_the_config_wherever_it_is_run(tmp_path, monkeypatch):
    (tmp_path / "etc").mkdir()
    path = tmp_path / "etc" / "config.toml"
    path.write_text(LEAST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    wanted = f"sqlite:///{tmp_path}/etc/onrecord.db"
    assert read_config(path).store.url == wanted == database_of(path)
    (tmp_path / "onrecord.db").touch()  # where it was before
    with pytest.raises(ConfigError, match=re.escape(f'write "sqlite:///{tmp_path}/onrecord.db", or move the record')):
        read_config(path)
    (tmp_path / "etc" / "onrecord.db").touch()
    assert read_config(path).store.url == wanted


@pytest.mark.parametrize("written", ["postgresql+psycopg://u@h/n", "postgresql://u@h/n", "sqlite:////var/lib/a.db"])
def test_the_record_is_named_below_store_and_read_under_its_earlier_name(written, tmp_path):
    path = tmp_path / "config.toml"
    for section, notes in {"[store]\nurl": (), "[bot]\ndatabase": ("bot.database: is called store.url now",)}.items():
        path.write_text(f'{LEAST}\n{section} = "{written}"\n', encoding="utf-8")
        config = read_config(path)
        assert config.store.url == database_of(path) == written
        assert [one.partition(",")[0] for one in config.notes] == list(notes)


def test_a_record_that_is_named_twice_is_refused():
    with pytest.raises(ConfigError, match=re.escape("bot.database: is called store.url now")):
        parse_config(f'{LEAST}\n[bot]\ndatabase = "sqlite:///a.db"\n[store]\nurl = "sqlite:///b.db"\n')


@pytest.mark.parametrize(
    "address", ["sqlite:////var/lib/a.db", "sqlite:///~/a.db", "postgresql://u@h/n", "sqlite:///:memory:"]
)
def test_an_address_that_is_whole_stays(address, tmp_path):
    assert beside(address, folder=tmp_path) == address


@pytest.mark.parametrize(
    ("quiet", "read"),
    [
        ('{from = "22:00", to = "07:00"}', "22:00-07:00 UTC"),
        ('{from = "9:30", to = "12:00", zone = "Europe/Berlin"}', "09:30-12:00 Europe/Berlin"),
        ('{from = "22:00", to = "07:00", days = ["Fri", "saturday"]}', "22:00-07:00 UTC on friday, saturday"),
        ('{from = "22:00", to = "07:00", mentions = true}', "22:00-07:00 UTC, but for mentions"),
    ],
)
def test_a_route_reads_its_quiet_hours(quiet, read):
    config = parse_config(LEAST + f"[[routes]]\nchannel = 'console'\nquiet = {quiet}\n")
    assert str(config.routes[0].quiet) == read


@pytest.mark.parametrize(
    ("quiet", "told"),
    [
        ('{from = "22:00"}', "routes[1].quiet.to: is missing"),
        ('{from = "22", to = "07:00"}', "routes[1].quiet.from: '22': is not a time of day; write one like \"22:00\""),
        ('{from = "22:00", to = "24:00"}', "routes[1].quiet.to: '24:00': is not a time of day"),
        ('{from = "22:00", to = "22:00"}', "begins and ends at the same time; write two times less than a day apart"),
        ('{from = "22:00", to = "07:00", days = ["x"]}', "routes[1].quiet.days[1]: 'x': is not a day of the week"),
        ('{from = "22:00", to = "07:00", zone = "Mars"}', "routes[1].quiet.zone: 'Mars': is not a time zone"),
        ('{from = "22:00", to = "07:00", till = "x"}', "routes[1].quiet.till: no such setting"),
        ('{form = "22:00", to = "07:00"}', "routes[1].quiet.form: no such setting; did you mean from?"),
        ('"22:00-07:00"', "routes[1].quiet: "),
    ],
)
def test_what_is_wrong_with_quiet_hours_is_said(quiet, told):
    with pytest.raises(ConfigError) as caught:
        parse_config(LEAST + f"[[routes]]\nchannel = 'console'\nquiet = {quiet}\n")
    assert any(told in problem for problem in caught.value.problems), caught.value.problems


def test_a_digest_asks_as_a_route_does():
    text = LEAST + DIGEST + "actors = ['trump']\ntiers = ['wire']\nwords = ['ships']\n"
    (plan,) = parse_config(text + "zone = 'Europe/Berlin'\n").digests
    assert plan.wants == Route(
        channel=Channel(platform=Platform.CONSOLE),
        actor_ids=("trump",),
        tiers=(Tier.WIRE,),
        words=("ships",),
        least_confidence=0.5,
    )
    assert (plan.cron, plan.zone) == ("0 8 * * *", "Europe/Berlin")
    (other,) = parse_config(text).digests
    assert (other.zone, other.id == plan.id) == ("UTC", False)
    assert parse_config(text).digests == (other,)


def test_a_digest_to_a_platform_that_is_off_is_told():
    text = LEAST + DIGEST.replace("console", "slack:C024BE91L")
    assert routes_to_nowhere(parse_config(text), Secrets()) == [
        "digests[1]: leads to Slack, which is off: set SLACK_BOT_TOKEN"
    ]


def test_tokens_and_routes_that_do_not_meet_are_told():
    on_discord = '[[routes]]\nchannel = "discord:123456789012345678"\n'
    on_slack = '[[routes]]\nchannel = "slack:C024BE91L"\n'
    secrets = Secrets(discord_token="t")
    config = parse_config(LEAST + on_discord)
    assert (routes_to_nowhere(config, secrets), idle_platforms(config, secrets)) == ([], [])
    assert routes_to_nowhere(parse_config(LEAST + on_discord + on_slack), secrets) == [
        "routes[2]: leads to Slack, which is off: set SLACK_BOT_TOKEN"
    ]
    assert routes_to_nowhere(parse_config(LEAST), secrets) == []
    (said,) = idle_platforms(parse_config(LEAST), secrets)
    assert said.startswith("Discord has a token and gets no alerts: add a route")


def test_several_workspaces_need_the_apps_own_secrets_and_no_token_of_a_bot():
    config = parse_config(LEAST + "[slack]\nmode = 'http'\nworkspaces = ['T024BE7LD']")
    app = Secrets(slack_client_id="1.2", slack_client_secret="s", slack_signing_secret="t")
    assert Platform.SLACK not in missing_tokens(config, app)
    assert missing_tokens(config, replace(app, slack_client_secret=None))[Platform.SLACK] == "SLACK_CLIENT_SECRET"
    bot = Secrets(slack_bot_token="xoxb", slack_signing_secret="t")
    assert missing_tokens(config, bot)[Platform.SLACK] == "SLACK_CLIENT_ID"
