"""One gazetteer for all: every state is written of in the same way, and none is anybody's in particular."""

from __future__ import annotations

import pytest

from bot.core.places import place_at, place_names


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("swiss", ("switzerland", 1)),
        ("new zealand's", ("new zealand", 2)),
        ("sri lankan", ("sri lanka", 2)),
        ("united states of", ("united states", 2)),
        ("united", None),
        ("polish", None),  # a verb in texts in small letters
    ],
)
def test_a_place_is_found_by_all_of_its_names(words: str, place: tuple[str, int] | None) -> None:
    assert place_at(words.split(), 0) == place


def test_no_name_is_of_two_places() -> None:
    lines = [" ".join(words) for words in place_names()]
    assert len(lines) == len(set(lines))
    assert len(set(place_names().values())) > 130
