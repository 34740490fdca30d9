"""A process whose event loop stands still ends: code that keeps the interpreter's lock lets nothing else happen.

No timeout of our own can fire then, and no thread that would notice gets its turn. So the operating system holds the
alarm, which is set again as long as the loop turns. It counts the processor's time that this process takes, not the
clock's: a container that is paused, a laptop that sleeps and a busy machine are no standstill.
"""

from __future__ import annotations

import asyncio
import ctypes
import faulthandler
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.tools.thresholds import STANDSTILL_AFTER, STANDSTILL_PUT_OFF_EVERY

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def ended_at_a_standstill() -> Iterator[None]:
    """Meanwhile, end this process with the number of SIGPROF where its event loop, which is running, stands still.

    Where each thread was is written to stderr first. Who supervises the process starts it again; the text that it was
    at is on record as begun, and is given up after a few such ends, as one that kills the process in another way.
    """
    # A handler in Python would wait for the lock. The first process of a container is not ended by a signal that it has
    # no handler for, so libc's own `_exit` is that handler; faulthandler calls it when it has written its part.
    libc = ctypes.CDLL(None)
    libc.signal.argtypes = (ctypes.c_int, ctypes.c_void_p)
    libc.signal(signal.SIGPROF, ctypes.cast(libc["_exit"], ctypes.c_void_p))
    faulthandler.register(signal.SIGPROF, all_threads=True, chain=True)
    putting_off = asyncio.create_task(_put_off_for_ever())
    try:
        yield
    finally:
        putting_off.cancel()
        signal.setitimer(signal.ITIMER_PROF, 0)  # a program that takes the place of this one would inherit it


async def _put_off_for_ever() -> None:
    while True:
        signal.setitimer(signal.ITIMER_PROF, STANDSTILL_AFTER)
        await asyncio.sleep(STANDSTILL_PUT_OFF_EVERY)
