"""Several processes share the work by a queue in PostgreSQL: each alert is reported once, whoever is killed."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus

import aiohttp
import psycopg
import pytest

from bot.app import sharing
from bot.cli import EXIT_BAD_CONFIG
from bot.core.config import parse_config
from bot.core.errors import ConfigError
from bot.core.model import Counts, Digest
from bot.core.secret_tokens import Secrets
from bot.core.work import QUEUE_SCHEMA
from bot.queue.postgres import LOST_AFTER
from bot.store import SqlStore
from tests import chaos
from tests.chaos import GATEWAY, SCHEDULER, SHARED, WORKER
from tests.core.config.samples import LEAST
from tests.loopback import slack as slack_side
from tests.loopback.discord import CHANNEL_MANAGER
from tests.patience import TAKEN_OVER_WITHIN, patient
from tests.whole import (
    ALL_ON_DISCORD,
    ALL_ON_SLACK,
    NETANYAHU_ON_DISCORD,
    NETANYAHU_ON_SLACK,
    Newsroom,
    onrecord,
)

OPEN = '[web]\nenabled = true\nhost = "0.0.0.0"\n'
GROUP = "S0614TZR7"
THINGS = ("harbour wall", "night train", "salt tax", "school roof", "ferry fare", "old lighthouse", "fish market")
SENTENCES = [f"The {thing} will be finished before the first snow of the year." for thing in THINGS]

BOTH = ["The tide is high.", "The ferry is late."]
WANTED = dict.fromkeys(chaos.WANTED_BY, BOTH) | dict.fromkeys((NETANYAHU_ON_DISCORD, NETANYAHU_ON_SLACK), BOTH[1:])


@asynccontextmanager
async def processes(room, *commands):
    """Run processes of the bot, each with a command of its own."""
    running = [room.start_process(command=command) for command in commands]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.join()


@pytest.fixture
async def room(tmp_path, postgres_url):
    async with Newsroom(tmp_path, database=postgres_url, more=SHARED) as room:
        text = room.config_path.read_text(encoding="utf-8")
        room.config_path.write_text(
            text.replace("[slack]\n", f'[slack]\nroute_managers = ["{GROUP}"]\n'), encoding="utf-8"
        )
        yield room


async def test_what_is_published_is_reported_once_by_whichever_worker_and_commands_are_answered(room):
    async with processes(room, SCHEDULER, GATEWAY, WORKER, WORKER):
        await room.baseline()
        await room.discord.ready()
        for number, sentence in enumerate(SENTENCES):
            room.publish(("wire", "paper", "ministry")[number % 3], f"trump: {sentence}")
        await room.reported_once(*SENTENCES)
    assert "Traceback" not in room.log()


async def test_a_worker_that_is_killed_leaves_its_work_to_the_other(room):
    async with processes(room, SCHEDULER, WORKER) as (_, first):
        await room.baseline()
        (name,) = workers(room)
        async with processes(room, WORKER):
            await room.until(lambda: len(workers(room)) == 2)
            for number, sentence in enumerate(SENTENCES):
                room.publish(("wire", "paper", "ministry")[number % 3], f"trump: {sentence}")
            await room.reported(1)
            first.kill()
            first.join()
            has_been_silent(room, name)
            await room.reported_once(*SENTENCES)


async def test_a_worker_that_is_killed_while_it_makes_a_digest_leaves_it_to_another_and_it_comes_once(room):
    await with_a_digest_due(room)
    with psycopg.connect(room.database) as blocking:
        blocking.execute("LOCK TABLE digests IN SHARE MODE")  # it is made up to its first line on record
        async with processes(room, SCHEDULER, WORKER):
            await room.until(lambda: is_waiting_for(room, "INSERT INTO digests"))
            (name,) = workers(room)
        blocking.rollback()
    has_been_silent(room, name)
    async with processes(room, SCHEDULER, WORKER, WORKER):
        await room.reported(1, ALL_ON_SLACK)
        await room.until_sent(1)
        await room.baseline()
        assert room.log().count("digest made") == 1
        assert len(room.alerts(ALL_ON_SLACK)) == 1


async def with_a_digest_due(room):
    """Have a plan that came yesterday, and of which the record has none of this hour's."""
    now = datetime.now(UTC)
    due = now - timedelta(hours=1)
    room.config_path.write_text(
        f'{room.config_path.read_text(encoding="utf-8")}\n[[digests]]\nchannel = "{ALL_ON_SLACK}"\n'
        f'cron = "0 {due.hour} * * *"\nzone = "UTC"\n',
        encoding="utf-8",
    )
    (plan,) = room.config().digests
    store = SqlStore(room.database)
    await store.open()
    yesterday = now - timedelta(days=1)
    begun = Digest(id="begun", plan_id=plan.id, since=yesterday, until=yesterday, zone=plan.zone)
    async with store.transaction() as transaction:
        await transaction.save_digest(begun)
    await store.close()


@contextmanager
def the_queue(room):
    with psycopg.connect(room.database, options=f"-c search_path={QUEUE_SCHEMA}") as connection:
        yield connection


def workers(room):
    """Return the names of the workers that the queue knows."""
    with the_queue(room) as connection:
        return [name for (name,) in connection.execute("SELECT id FROM procrastinate_workers")]


def has_been_silent(room, name):
    """Let the seconds be over after which a worker that gives no sign of life is taken for lost."""
    silent = timedelta(seconds=2 * LOST_AFTER)
    with the_queue(room) as connection:
        asked = "UPDATE procrastinate_workers SET last_heartbeat = now() - %s WHERE id = %s"
        connection.execute(asked, (silent, name))


def is_waiting_for(room, query):
    """Tell whether some process waits for a lock of the server, to do what it asks for."""
    with psycopg.connect(room.database) as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
        return connection.execute(asked, (f"{query}%",)).fetchone()[0]


async def test_a_standby_takes_over_in_time_and_one_process_hears_people(room):
    roles = ("scheduler", "discord", "slack")
    async with processes(room, SCHEDULER, GATEWAY, WORKER) as (scheduler, gateway, _), AsyncExitStack() as standbys:
        await room.until(lambda: all(taken(room, role) == 1 for role in roles))
        await standbys.enter_async_context(processes(room, SCHEDULER, GATEWAY))
        await room.until(lambda: all(lines_of(room, "standing by", role) == 1 for role in roles))
        await room.baseline()
        await room.discord.ready()
        await room.slack.ready()
        assert room.discord.count("GET", "/gateway/bot") <= 1
        scheduler.kill()
        gateway.kill()
        async with asyncio.timeout(patient(TAKEN_OVER_WITHIN)):
            await room.until(lambda: all(taken(room, role) == 2 for role in roles))
        room.publish("wire", f"trump: {SENTENCES[0]}")
        await room.reported_once(SENTENCES[0])
        await room.until(lambda: room.discord.online)
        await room.until(lambda: room.slack.online)
        assert SENTENCES[0] in (await room.discord.slash("latest", actor="trump")).text


async def test_each_process_is_ready_when_what_it_works_with_is_there(room, unused_tcp_port):
    more = f"[metrics]\non = true\nport = {unused_tcp_port}\n"
    room.config_path.write_text(f"{room.config_path.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
    ready = {}
    for command in (SCHEDULER, GATEWAY, ("worker", "--queues", "poll,deliver"), WORKER):
        async with processes(room, command), aiohttp.ClientSession() as session, asyncio.timeout(patient(60)):
            while True:
                with suppress(aiohttp.ClientConnectorError):
                    async with session.get(f"http://127.0.0.1:{unused_tcp_port}/ready") as answer:
                        ready[command] = (await answer.json())["parts"]
                        if answer.status == HTTPStatus.OK:
                            break
                await asyncio.sleep(0.05)
    assert all(parts["record"] == parts["queue"] == "open" for parts in ready.values())
    assert [command for command, parts in ready.items() if "models" in parts] == [WORKER]
    assert ready[GATEWAY]["discord"] == "connected"


def taken(room, role):
    return lines_of(room, "role taken", role)


def lines_of(room, event, role):
    """Count the lines of the log that tell this of a role."""
    return len(re.findall(rf"{event}.*role={role}\b", room.log()))


async def test_a_process_that_hears_one_platform_looks_there_before_it_follows(room, monkeypatch):
    tokens = room.environment()
    of_discord = {key: one if key.startswith("DISCORD") else "" for key, one in tokens.items()}
    of_slack = {key: "" if key.startswith("DISCORD") else one for key, one in tokens.items()}
    monkeypatch.setattr(room, "environment", lambda: of_discord)
    async with processes(room, GATEWAY):
        monkeypatch.setattr(room, "environment", lambda: of_slack)
        async with processes(room, GATEWAY):
            await room.discord.ready()
            await room.slack.ready()
            room.discord.permissions = str(0x400 | 0x4000 | 0x10000)
            room.slack.channels[slack_side.CHANNEL_ID]["is_member"] = False
            room.slack.groups[GROUP] = [slack_side.MODERATOR_ID]
            on_discord = (await room.discord.slash("follow", by=CHANNEL_MANAGER, actor="trump")).text
            on_slack = slack_side.shown(await room.slack.slash("follow trump", by=slack_side.MODERATOR_ID))
    assert "Nothing was changed: the bot lacks Send Messages" in on_discord
    assert "type there: /invite @onrecord" in on_slack


async def test_one_process_may_do_everything_beside_others(room):
    async with processes(room, ("run",), ("run",)) as (first, _):
        await room.baseline()
        room.publish("wire", f"trump: {SENTENCES[0]}")
        await room.reported_once(SENTENCES[0])
        first.terminate()
        first.join()
        assert first.exitcode == 0
        room.publish("paper", f"trump: {SENTENCES[1]}")
        await room.reported_once(*SENTENCES[:2])


async def test_an_archive_that_everybody_could_read_is_refused_here_too():
    config = parse_config(f'{LEAST}\n{SHARED}\n[store]\nurl = "postgresql://nobody@127.0.0.1:1/none"\n{OPEN}')
    with pytest.raises(ConfigError, match="web"):
        await sharing.run(config, Secrets(), asyncio.Event())


@pytest.mark.slow
async def test_whoever_is_killed_and_whatever_platforms_answer_the_ledger_balances(
    tmp_path, postgres_url, postgres_process
):
    stop = chaos.Blow(at=0.5, what="PostgreSQL is stopped", strike=partial(_stop, postgres_process))
    plan = chaos.Plan(seconds=20, workers=2, sources=4)
    ledger = await chaos.run(tmp_path, postgres_url, plan, said=print, blows=[stop])
    assert ledger.killed.total() >= 3
    assert ledger.missing == ledger.doubled == ledger.strange == []
    assert ledger.is_balanced


async def _stop(server):
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(1.0)
    await asyncio.to_thread(server.ensure_postgres_running)


async def test_the_ledger_balances_for_one_process_on_sqlite(tmp_path):
    plan = chaos.Plan(seconds=8, workers=0, sources=4, publish_every=0.4, kill_every=3.0, failing=0.3, in_haste=True)
    ledger = await chaos.run(tmp_path, "", plan, said=print)
    assert ledger.killed.total() >= 1
    assert set(ledger.failed_calls) == set(chaos.Failure)
    assert all(ledger.wanted(channel) for channel in chaos.WANTED_BY)
    assert ledger.missing == ledger.doubled == ledger.strange == []
    assert ledger.is_balanced


def ledger_of(reported):
    """Return the ledger of two statements, of which two channels want one, and of what was reported there."""
    channels = dict.fromkeys(chaos.WANTED_BY, 0)
    return chaos.Ledger(
        published={"The tide is high.": "trump", "The ferry is late.": "netanyahu"},
        reported={channel: Counter(reported.get(channel, WANTED[channel])) for channel in channels},
        overtaken=channels,
        killed=Counter(),
        failed_calls=Counter(),
        blows=(),
        counts=Counts(articles=2, statements=2, sightings=2, items={}, deliveries={}),
        settled_after=0.0,
        is_settled=True,
        refused=0,
        tracebacks=0,
    )


@pytest.mark.parametrize(
    ("reported", "found"),
    [
        ({}, {}),
        ({NETANYAHU_ON_SLACK: []}, {"missing": [(NETANYAHU_ON_SLACK, "The ferry is late.")]}),
        ({NETANYAHU_ON_DISCORD: BOTH}, {"strange": [(NETANYAHU_ON_DISCORD, "The tide is high.")]}),
        ({ALL_ON_SLACK: [*BOTH, "?"]}, {"strange": [(ALL_ON_SLACK, "?")]}),
        ({ALL_ON_DISCORD: [*BOTH, BOTH[0]]}, {"doubled": [(ALL_ON_DISCORD, "The tide is high.")]}),
    ],
)
def test_a_ledger_is_balanced_where_each_channel_holds_what_it_wants_once_and_nothing_else(reported, found):
    ledger = ledger_of(reported)
    kinds = {"missing": ledger.missing, "doubled": ledger.doubled, "strange": ledger.strange}
    assert {kind: what for kind, what in kinds.items() if what} == found
    assert ledger.is_balanced == (not found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "--role", "worker"), "in-process"),
        (("worker",), "nothing for a worker"),
    ],
)
def test_roles_are_for_work_that_is_shared(tmp_path, arguments, message):
    config = tmp_path / "config.toml"
    config.write_text(LEAST, encoding="utf-8")
    ended = onrecord(*arguments, "-c", config)
    assert ended.code == EXIT_BAD_CONFIG
    assert message in ended.err
    assert 'write [work] engine = "procrastinate" and PostgreSQL as store.url' in ended.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "--role", "boss"), "is none of all, scheduler, gateway, worker"),
        (("worker", "--queues", "poll,write"), "write is none of poll, read, deliver"),
        (("worker", "--queues", ","), "nothing is none of poll, read, deliver"),
    ],
)
def test_what_there_is_not_is_named(arguments, message):
    ended = onrecord(*arguments)
    assert ended.code == 2
    assert message in " ".join(ended.err.replace("│", " ").split())
