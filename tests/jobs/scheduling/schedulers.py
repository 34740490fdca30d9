"""A scheduler over a bot in memory, and jobs that hang or break off."""

from __future__ import annotations

from bot.jobs.scheduling.pulse import Pulse
from bot.jobs.scheduling.scheduler import Scheduler, Services

LINE = "trump: The bridge will be open before the first snow."


def make_scheduler(engine, *, sources=None, on_reading=None, at_work=None, lost=None, **services):
    services = {
        "poller": engine.poller,
        "reader": engine.reader,
        "rechecker": engine.rechecker,
        "dispatcher": engine.dispatcher,
    } | services
    return Scheduler(
        store=engine.store,
        services=Services(**services),
        pulse=Pulse(
            store=engine.store,
            clock=engine.clock,
            platforms=lambda: {"discord": "connected"},
            at_work=at_work,
            changes=services.get("changes"),
            lookout=services.get("lookout"),
            lost=lost,
        ),
        sources=engine.config.sources if sources is None else sources,
        clock=engine.clock,
        settings=engine.config.polling,
        on_reading=on_reading,
    )


class HangingPoller:
    """Comes to no end before it is let go."""

    def __init__(self, hold, then=None):
        self._hold = hold
        self._then = then
        self.begun = []

    async def poll(self, source, *rest):
        self.begun.append(source.id)
        await self._hold.wait()
        if self._then is not None:
            await self._then.poll(source, *rest)


class BrokenPoller:
    """Breaks off each time."""

    def __init__(self, error):
        self._error = error
        self.begun = []

    async def poll(self, source, *_):
        self.begun.append(source.id)
        raise self._error


async def ticks(scheduler, number=1):
    for _ in range(number):
        await scheduler.tick()
        await scheduler.idle()


MANY = "\n".join(
    f'[[sources]]\nid = "s{n}"\nname = "S"\nurl = "https://s{n}.example/feed"\ntier = "outlet"' for n in range(13)
)


async def beat_after(engine, scheduler, **span):
    engine.clock.advance(**span)
    scheduler._ticks = 0
    await scheduler.tick()
    return await engine.store.last_beat()
