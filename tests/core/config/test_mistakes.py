"""What is wrong with a config: each mistake is reported with its key, its value, its place and the way out."""

from __future__ import annotations

import re
import tomllib
import typing

import pytest
from pydantic import BaseModel

from bot.core.config import parse_config, read_config
from bot.core.config_problems import validated
from bot.core.config_sections import Settings
from bot.core.errors import ConfigError
from tests.core.config.samples import DIGEST, LEAST, problems


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
                (
                    'deliveries = "30d"',
                    "deliveries: is shorter than 90 days; what was reported would be reported again",
                ),
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


def test_every_mistake_is_reported_at_once():
    text = LEAST.replace("https://", "ftp://") + "[polling]\nevery = 1\n[alerts]\nmax_age = 'x'\nhm = 1"
    assert len(problems(text)) == 4


def test_a_missing_file_is_reported_with_the_way_out(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot be read .* start from config\.example\.toml"):
        read_config(tmp_path / "config.toml")


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


WRONG = ("", "?", 0, -1, 1.5, True, [], [1], ["?"], {}, {"a": 1})


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
        document["actors"].insert(0, {"id": "a", "name": "A B", "role": "mayor", "terms": [{"from": "2025-01-20"}]})
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
    ("lines", "said"),
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
def test_a_mistake_is_reported_with_its_file_and_line(tmp_path, lines, said):
    path = tmp_path / "config.toml"
    path.write_text(LEAST.lstrip() + lines + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert any(one.startswith(f"{path}{said}") for one in caught.value.problems), caught.value.problems


@pytest.mark.parametrize(
    ("quiet", "said"),
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
def test_what_is_wrong_with_quiet_hours_is_said(quiet, said):
    with pytest.raises(ConfigError) as caught:
        parse_config(LEAST + f"[[routes]]\nchannel = 'console'\nquiet = {quiet}\n")
    assert any(said in problem for problem in caught.value.problems), caught.value.problems


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("2025-01-20", "actors[1].terms: "),
        ("[{until = 2025-01-20}]", "actors[1].terms[1].from: is missing"),
        ("[{from = 2025}]", "actors[1].terms[1].from: 2025: is not a day; write one like 2025-01-20"),
        ('[{from = "20 January 2025"}]', "is not a day; write one like 2025-01-20"),
        ("[{from = 2025-01-20T12:00:00Z}]", "is not a day; write one like 2025-01-20"),
        ("[{from = 2025-01-20, until = 2021-01-20}]", "ends on 2021-01-20, before it has begun on 2025-01-20"),
        ("[{from = 2025-01-20, to = 2029-01-20}]", "actors[1].terms[1].to: no such setting"),
        ("[{from = 2017-01-20}, {from = 2025-01-20}]", "overlap: one begins on 2025-01-20, before that of 2017-01-20"),
        ("[{from = 2025-01-20}, {from = 2017-01-20, until = 2021-01-20}]", "put them in order"),
        ('[{from = 2025-01-20, role = "the mayor"}]', "name “the mayor”, which is neither the role nor"),
    ],
)
def test_what_is_wrong_with_terms_of_office_is_said(terms, said):
    role = 'role = "President of the United States"\n'
    found = problems(LEAST.replace("[[sources]]", f"{role}terms = {terms}\n[[sources]]"))
    assert any(said in problem for problem in found), found


def test_terms_need_an_office():
    found = problems(LEAST.replace("[[sources]]", "terms = [{from = 2025-01-20}]\n[[sources]]"))
    assert any("are of no office: the actor has no role" in problem for problem in found), found
