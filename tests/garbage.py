"""How often garbage in circles is looked for while simulated worlds run: seldom, since nobody waits for its memory.

Tests look for it as often as Python does, so that what one of them leaves open is complained of near it.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RARELY = (50_000, 20, 20)  # new objects, and rounds of each of the two older generations; Python's own: 700, 10 and 10


def collect_rarely() -> None:
    """Let what is loaded by now out of each look, and look seldom: some hundredths of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


@contextmanager
def not_looked_for() -> Iterator[None]:
    """Look for none while very many objects are made that stay: to look at them took four times as long."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
