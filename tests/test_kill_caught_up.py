"""Killed with SIGKILL at the post of a catch-up or of a digest, the bot tells each of them once."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from bot.core.model import DeliveryState
from tests.test_kill import DISCORD_POST, SENTENCES, Lives, Moment
from tests.whole import ALL_ON_DISCORD, ALL_ON_SLACK

AT_POST = [pytest.param(True, id="before it arrives"), pytest.param(False, id="its answer never arrives")]
CAUGHT_UP, DIGEST = "CATCH-UP", "DIGEST"


def set_back(lives, table, *columns, hours, where="1"):
    """Change the record between two lives, as if hours had passed."""
    earlier = ", ".join(f"{one} = strftime('%Y-%m-%d %H:%M:%f', {one}, '-{hours} hours') || '000'" for one in columns)
    with closing(sqlite3.connect(lives.room.folder / "onrecord.db", timeout=60)) as record, record:
        record.execute(f"UPDATE {table} SET {earlier} WHERE {where}")  # noqa: S608 - all of it stands here


def sentences_in(message):
    return sorted(one for one in SENTENCES if one in message)


@pytest.mark.parametrize("before", AT_POST)
async def test_a_kill_at_a_catch_up_tells_each_statement_once(tmp_path, before):
    first = SENTENCES[:6]
    async with Lives(tmp_path) as lives:
        lives.room.discord.fail("POST", r".*/messages", 503, times=100_000)
        lives.publish(first)
        await lives.room.until_counted(
            lambda counts: counts.deliveries == {DeliveryState.SENT: len(first), DeliveryState.PENDING: len(first)}
        )
        lives.process.kill()
        await lives.ended()
        set_back(lives, "deliveries", "created_at", "next_try_at", hours=1, where="sent_at IS NULL")
        lives.room.discord.faults.clear()
        await lives.start()
        lives.trap.set(Moment(kinds=frozenset({DISCORD_POST}), number=1, before=before), lives.process)
        await lives.ended()
        await lives.start()
        await lives.room.until_counted(
            lambda counts: (
                counts.deliveries == {DeliveryState.SENT: 1 + len(first), DeliveryState.COLLAPSED: len(first)}
            )
        )
        (message,) = lives.room.alerts(ALL_ON_DISCORD)
        assert CAUGHT_UP in message
        assert sentences_in(message) == sorted(first)
        assert lives.reported(ALL_ON_SLACK) == sorted(first)


@pytest.mark.parametrize("before", AT_POST)
async def test_a_kill_at_a_digest_posts_it_once(tmp_path, before):
    async with Lives(tmp_path) as lives:
        lives.process.kill()
        await lives.ended()
        config = lives.room.config_path
        digest = f'\n[[digests]]\nchannel = "{ALL_ON_DISCORD}"\ncron = "0 * * * *"\n'
        config.write_text(config.read_text(encoding="utf-8") + digest, encoding="utf-8")
        await lives.start()
        lives.publish(SENTENCES[:2])
        await lives.all_sent(4)
        lives.process.kill()
        await lives.ended()
        set_back(lives, "digests", "since", "until", hours=3)
        await lives.start()
        lives.trap.set(Moment(kinds=frozenset({DISCORD_POST}), number=1, before=before), lives.process)
        await lives.ended()
        await lives.start()
        await lives.all_sent(5)
        digests = [one for one in lives.room.alerts(ALL_ON_DISCORD) if DIGEST in one]
        assert len(digests) == 1
        assert len(lives.reported(ALL_ON_DISCORD)) == 3, "two alerts and the digest"
