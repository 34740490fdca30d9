"""What the comparison keeps of texts is as much after 2,600 of them as after 2,100."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import date

from bot.core.words import plain_form
from bot.novelty.differences.sides import sides
from bot.novelty.wordings.proof import is_proven

DAY = date(2026, 11, 29)


def read(first: int, last: int) -> None:
    before = "We have nothing to say about the talks."
    for number in range(first, last):
        text = f"The lake town of Arden{number} asked for {number} boats on Friday, and {number} of them came."
        is_proven(text, before)
        sides(text, before, DAY, DAY, indirect_a=False, indirect_b=False)
        plain_form(text)
        before = text


def test_what_is_kept_of_texts_does_not_grow_with_them():
    tracemalloc.start()
    try:
        empty, _ = tracemalloc.get_traced_memory()
        read(0, 2100)
        gc.collect()
        full, _ = tracemalloc.get_traced_memory()
        read(2100, 2600)
        gc.collect()
        later, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert later - full < 0.05 * (full - empty)
