from __future__ import annotations

import asyncio

import pytest

from bot.jobs.reading.seats import Seats
from tests.patience import patient


async def sit(seats, group, rank, order, hold):
    async with seats.take(group, urgency=(), order=(rank,)):
        order.append((group, rank))
        await hold.wait()


async def settle():
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_lowest_rank_is_seated_first_and_no_group_takes_more_than_its_share():
    seats, order, hold = Seats(free=2, of_one=1, patience=60), [], asyncio.Event()
    asked = [("a", 1), ("a", 0), ("b", 3), ("c", 2)]
    tasks = [asyncio.create_task(sit(seats, group, rank, order, hold)) for group, rank in asked]
    await settle()
    assert order == [("a", 1), ("b", 3)]
    hold.set()
    await asyncio.gather(*tasks)
    assert order[2:] == [("a", 0), ("c", 2)]
    assert seats.free == 2


@pytest.mark.parametrize("when", ["it waits", "it sits", "it is away"])
async def test_no_seat_is_lost_by_who_is_cut_off(when):
    seats, hold = Seats(free=1, of_one=4, patience=0), asyncio.Event()

    async def read():
        async with seats.take("a", urgency=(), order=(0,)) as seat, seat.waiting_for_a_host():
            await hold.wait()

    first = asyncio.create_task(sit(seats, "b", 0, [], hold)) if when == "it waits" else None
    await settle()
    cut_off = asyncio.create_task(read())
    if when == "it sits":
        seats.patience = 60
    await settle()
    assert seats.free == (1 if when == "it is away" else 0)
    cut_off.cancel()
    await asyncio.gather(cut_off, return_exceptions=True)
    hold.set()
    if first is not None:
        await first
    assert seats.free == 1
    await asyncio.wait_for(sit(seats, "a", 0, [], hold), timeout=patient(5))
    assert seats.free == 1


async def test_who_was_away_is_seated_again_before_those_who_have_not_begun():
    seats, order, host, hold = Seats(free=1, of_one=4, patience=0), [], asyncio.Event(), asyncio.Event()

    async def read():
        async with seats.take("a", urgency=(), order=(5,)) as seat:
            async with seat.waiting_for_a_host():
                await host.wait()
            order.append("back")

    away = asyncio.create_task(read())
    await settle()
    others = [asyncio.create_task(sit(seats, "b", rank, order, hold)) for rank in (0, 1)]
    await settle()
    host.set()
    await settle()
    hold.set()
    await asyncio.gather(away, *others)
    assert order == [("b", 0), "back", ("b", 1)]
    assert seats.free == 1


async def test_no_more_wait_for_hosts_without_a_seat_than_may():
    """Each has a connection open: where nobody answers, those beyond the limit keep their seats until one is back."""
    seats, hosts = Seats(free=1, of_one=9, patience=0, most_away=2), [asyncio.Event() for _ in range(4)]
    begun = []

    async def read(place):
        async with seats.take("a", urgency=(), order=(place,)) as seat:
            begun.append(place)
            async with seat.waiting_for_a_host():
                await hosts[place].wait()

    tasks = [asyncio.create_task(read(place)) for place in range(4)]
    await settle()
    assert begun == [0, 1, 2]
    hosts[0].set()
    await settle()
    assert begun == [0, 1, 2, 3]
    assert seats.away <= 2
    for host in hosts:
        host.set()
    await asyncio.gather(*tasks)
    assert (seats.free, seats.away) == (1, 0)


@pytest.mark.parametrize(
    ("asked", "seated"),
    [
        pytest.param([("a", 0, 0), ("a", 0, 1), ("b", 0, 9)], [("a", 0), ("b", 9), ("a", 1)], id="b has nobody there"),
        pytest.param([("a", 0, 1), ("a", 0, 0), ("b", 1, 0)], [("a", 0), ("a", 1), ("b", 0)], id="a is more urgent"),
        pytest.param(
            [("a", 0, 0), ("a", 0, 1), ("a", 0, 2), ("b", 0, 3), ("b", 0, 4)],
            [("a", 0), ("b", 3), ("a", 1), ("b", 4), ("a", 2)],
            id="each in turn",
        ),
    ],
)
async def test_of_the_equally_urgent_who_has_the_fewest_readers_there_is_first(asked, seated):
    """Hosts that hang have four pages each: the fifth host's first page comes before the others' second ones."""
    seats, order, host = Seats(free=1, of_one=4, patience=0), [], asyncio.Event()

    async def read(group, urgency, place):
        async with seats.take(group, urgency=(urgency,), order=(place,)) as seat:
            order.append((group, place))
            async with seat.waiting_for_a_host():
                await host.wait()

    async with seats.take("nobody", urgency=(0,), order=(0,)):
        tasks = [asyncio.create_task(read(*one)) for one in asked]
        await settle()
    await settle()
    await settle()
    assert order == seated
    host.set()
    await asyncio.gather(*tasks)
    assert (seats.free, seats.away) == (1, 0)
