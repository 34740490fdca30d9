"""What is logged is readable by people or by programs, and holds no secret, wherever it would have stood."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.core.logs import HIDDEN, set_levels, set_up_logs
from bot.core.secret_tokens import Secrets

TOKEN, SIGNING = "xoxb-not-a-real-token", "f00d-not-a-real-secret"
SECRETS_SAID = f"refused {TOKEN} {SIGNING}"
FORMS = pytest.mark.parametrize("form", ["console", "json"])


@pytest.fixture(autouse=True)
def _logging_left_as_it_was():
    root = logging.getLogger()
    before, level, ours = root.handlers[:], root.level, structlog.get_config()
    levels = {name: logging.getLogger(name).level for name in ("bot", "handlers")}
    yield
    root.handlers[:] = before
    root.setLevel(level)
    for name, one in levels.items():
        logging.getLogger(name).setLevel(one)
    structlog.configure(**ours)


@pytest.fixture
def logged(capsys):
    """Return what stands on standard error; nothing may be on standard output, which belongs to answers."""

    def read():
        out, err = capsys.readouterr()
        assert out == ""
        return err

    return read


def own(name="bot.jobs.polling.poll"):
    return structlog.get_logger(name)


def raise_in_depth():
    raise RuntimeError(f"signed with {SIGNING}") from OSError(f"401 for Bearer {TOKEN}")


def _own_traceback():
    try:
        raise_in_depth()
    except RuntimeError:
        own().exception("job failed")


def _foreign_traceback():
    try:
        raise_in_depth()
    except RuntimeError:
        logging.getLogger("aiohttp.client").exception("request failed")


SAID = {
    "in the event": lambda: own().warning(SECRETS_SAID),
    "as a value": lambda: own().warning("refused", token=TOKEN, secret=SIGNING),
    "within a value": lambda: own().warning("refused", header=f"Bearer {TOKEN}", url=f"wss://x/?s={SIGNING}&v=1"),
    "in a mapping": lambda: own().warning("refused", headers={"Authorization": f"Bearer {TOKEN}", "s": [SIGNING]}),
    "in a list": lambda: own().warning("refused", tried=[TOKEN, (SIGNING,)]),
    "in bytes": lambda: own().warning("refused", body=f"{TOKEN}&{SIGNING}".encode()),
    "as an error": lambda: own().warning("refused", error=ValueError(f"{TOKEN} {SIGNING}")),
    "in arguments": lambda: own().warning("refused %s %s", TOKEN, SIGNING),
    "in a key": lambda: own().warning("refused", **{TOKEN: 1, SIGNING: 2}),
    "in a traceback": _own_traceback,
    "by a library": lambda: logging.getLogger("slack_sdk").warning(SECRETS_SAID),
    "in a library's arguments": lambda: logging.getLogger("slack_sdk").error("refused %s %r", TOKEN, {"s": SIGNING}),
    "in a library's traceback": _foreign_traceback,
}


@FORMS
@pytest.mark.parametrize("say", SAID.values(), ids=SAID)
def test_no_secret_is_logged(say, form, logged):
    set_up_logs(form=form, level="debug", secrets=(TOKEN, SIGNING))
    say()
    said = logged()
    assert TOKEN not in said
    assert SIGNING not in said
    assert said.count(HIDDEN) >= 2


def test_the_secrets_of_the_environment_are_those_that_are_hidden():
    secrets = Secrets(discord_token="one", slack_bot_token="two", slack_app_token="three", slack_signing_secret="four")
    assert secrets.values() == ["one", "two", "three", "four"]
    assert not any(token in repr(secrets) for token in secrets.values())


def test_a_secret_within_another_leaves_nothing_of_it(logged):
    set_up_logs(form="json", level="info", secrets=("token", "token-and-more"))
    own().warning("refused token-and-more")
    assert "more" not in logged()


def test_json_is_one_object_a_line(logged):
    set_up_logs(form="json", level="info")
    own().info("polled", source="gulf-wire", new=3)
    logging.getLogger("discord.gateway").warning("shard %s lost", 0)
    _own_traceback()
    first, second, third = (json.loads(line) for line in logged().splitlines())
    at = datetime.fromisoformat(first.pop("timestamp"))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert first == {"event": "polled", "level": "info", "source": "gulf-wire", "new": 3}
    assert (second["event"], second["level"]) == ("shard 0 lost", "warning")
    assert "RuntimeError: signed with" in third["exception"]
    assert "OSError: 401 for" in third["exception"]


def test_people_read_level_event_and_values(logged):
    set_up_logs(form="console", level="info")
    own().info("polled", source="gulf-wire", new=3)
    said = logged()
    for expected in ("info", "polled", "source=gulf-wire", "new=3"):
        assert expected in said
    assert "\x1b" not in said, "colours belong to a terminal"


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        pytest.param("debug", ["debug", "info", "warning", "error"], id="debug"),
        pytest.param("info", ["info", "warning", "error"], id="info"),
        pytest.param("warning", ["warning", "error"], id="warning"),
        pytest.param("error", ["error"], id="error"),
    ],
)
@pytest.mark.parametrize("name", ["bot.jobs.polling.poll", "handlers.discord.gateway"])
def test_the_level_is_the_least_that_is_shown(name, level, shown, logged):
    set_up_logs(form="json", level=level)
    for one in ("debug", "info", "warning", "error"):
        getattr(own(name), one)("said")
    assert [json.loads(line)["level"] for line in logged().splitlines()] == shown


def test_libraries_are_heard_from_warnings_on(logged):
    set_up_logs(form="json", level="debug")
    for one in ("debug", "info", "warning", "error"):
        getattr(logging.getLogger("apscheduler.scheduler"), one)("said")
    assert [json.loads(line)["level"] for line in logged().splitlines()] == ["warning", "error"]


def test_setting_up_twice_says_nothing_twice(logged):
    set_up_logs(form="json", level="info")
    set_up_logs(form="json", level="info")
    own().info("polled")
    assert len(logged().splitlines()) == 1


def test_62_sources_that_fail_are_two_lines_and_what_else_happens_stands_as_it_is(logged, monkeypatch):
    at = 1000.0
    monkeypatch.setattr("bot.core.logs.time.monotonic", lambda: at)
    set_up_logs(form="json", level="info")
    for number in range(62):
        own().warning("poll failed", source=f"s{number}")
        own().warning("channel paused", channel=number)
    at += 61
    own().info("polled", source="other")
    own().warning("poll failed", source="later")
    lines = [json.loads(line) for line in logged().splitlines()]
    failed = [(one["source"], one.get("others_like_it")) for one in lines if one["event"] == "poll failed"]
    assert failed == [("s0", None), ("s61", 60), ("later", None)]
    assert sum(one["event"] == "channel paused" for one in lines) == 62


def test_a_library_that_says_one_thing_again_and_again_is_two_lines(logged, monkeypatch):
    at = 1000.0
    monkeypatch.setattr("bot.core.logs.time.monotonic", lambda: at)
    set_up_logs(form="json", level="info")
    pool = logging.getLogger("psycopg.pool")
    for number in range(9):
        pool.warning("error connecting in %r: attempt %s", "pool-1", number)
        pool.error("another thing")
    at += 61
    pool.warning("pool is open")
    assert [json.loads(line)["event"] for line in logged().splitlines()] == [
        "error connecting in 'pool-1': attempt 0",
        "another thing",
        "error connecting in 'pool-1': attempt 8 (and 7 like it)",
        "another thing (and 7 like it)",
        "pool is open",
    ]


def test_what_was_held_back_is_written_at_the_end(logged):
    set_up_logs(form="json", level="info")
    for number in range(3):
        own().warning("delivery waits", delivery=number)
    logging.getLogger().handlers[0].close()
    assert [json.loads(line)["delivery"] for line in logged().splitlines()] == [0, 2]


def test_a_traceback_is_never_held_back(logged):
    set_up_logs(form="json", level="info")
    for _ in range(3):
        try:
            raise_in_depth()
        except RuntimeError:
            own().warning("poll failed", exc_info=True)
    assert len(logged().splitlines()) == 3


def test_a_part_has_a_level_of_its_own_and_loses_it_when_the_config_is_read_again(logged):
    set_up_logs(form="json", level="info")
    said = {"bot.sources.asking.http": "debug", "bot.jobs.polling.poll": "debug", "handlers.discord.rest": "warning"}
    shown = []
    for of_parts in ({"sources": "debug", "handlers.discord": "error"}, {"jobs.polling": "debug"}):
        set_levels("info", of_parts)
        for name, level in said.items():
            getattr(own(name), level)(name)
        shown.append([json.loads(line)["event"] for line in logged().splitlines()])
    assert shown == [["bot.sources.asking.http"], ["bot.jobs.polling.poll", "handlers.discord.rest"]]
