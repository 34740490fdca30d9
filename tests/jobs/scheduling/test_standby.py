"""A role that one process of all has: whoever stands by takes it over at the first ask after it is free."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

from bot.core.errors import StoreError
from bot.jobs.scheduling import standby
from bot.jobs.scheduling.standby import stand_by
from bot.jobs.thresholds import ASK_EVERY


class Asked:
    """A role lock that answers as it was told, and notes what the part did at each ask."""

    def __init__(self, *answers):
        self.answers = answers
        self.asked = 0
        self.is_let_go = False

    async def take(self):
        answer = self.answers[self.asked]
        self.asked += 1
        if isinstance(answer, StoreError):
            raise answer
        return answer

    async def let_go(self):
        self.is_let_go = True


async def story(monkeypatch, *answers):
    """Return what happened, each with the number of the ask; the end comes after the last answer."""
    role, stop, happened = Asked(*answers), asyncio.Event(), []

    async def wait_for(_stop, seconds):
        assert seconds == ASK_EVERY
        if role.asked == len(answers):
            stop.set()

    @asynccontextmanager
    async def part():
        happened.append((role.asked, "begun"))
        yield
        happened.append((role.asked, "ended"))

    monkeypatch.setattr(standby, "wait_for", wait_for)
    await stand_by("scheduler", role, part, stop)
    assert role.is_let_go
    return happened


async def test_a_standby_begins_at_the_first_ask_after_the_role_is_free(monkeypatch):
    assert await story(monkeypatch, False, False, True, True) == [(3, "begun"), (4, "ended")]


async def test_a_database_that_cannot_be_asked_is_asked_again_and_whoever_had_the_role_lets_go_meanwhile(monkeypatch):
    gone = StoreError("the server does not answer")
    happened = await story(monkeypatch, True, gone, gone, True)
    assert happened == [(1, "begun"), (2, "ended"), (4, "begun"), (4, "ended")]
