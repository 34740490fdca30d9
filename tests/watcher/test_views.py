"""One result, several views: who is shown more is shown the same statements of tracked actors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.model import View
from bot.watcher import WatchText
from tests.watcher.articles import CASES
from tests.watcher.reader import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Quotation

ROOT = Path(__file__).parents[2]
GOLD = ROOT / ".." / "shared" / "gold"
TRAINING = ROOT / "training" / "articles"


def gold(name: str) -> list[WatchText]:
    path = GOLD / name
    if not path.exists():
        pytest.skip(f"../shared/gold/{name} is not here")
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [WatchText(text=row["text"], title=row.get("title") or "") for row in rows]


def invented() -> list[WatchText]:
    """The traps, and articles that the model was trained with, their people renamed to actors."""
    traps = [WatchText(text=case.text.replace("|", "\n"), title=case.title) for case in CASES]
    articles = [path.read_text(encoding="utf-8") for path in sorted(TRAINING.glob("*.txt"))[::10]]
    return traps + [WatchText(text=f"Donald Trump and Benjamin Netanyahu were there.\n{text}") for text in articles]


TEXTS = [
    pytest.param(lambda: gold("actors-dev.jsonl")[::2], id="actors-dev"),
    pytest.param(lambda: gold("actors-dev2.jsonl")[::2], id="actors-dev2"),
    pytest.param(invented, id="invented"),
    pytest.param(lambda: gold("actors-dev.jsonl")[1::2], id="more of actors-dev", marks=pytest.mark.thorough),
    pytest.param(lambda: gold("actors-dev2.jsonl")[1::2], id="more of actors-dev2", marks=pytest.mark.thorough),
]


def statements(found: tuple[Quotation, ...]) -> list[Quotation]:
    return [one for one in found if one.actor_id is not None and one.rejected is None]


@pytest.mark.parametrize("texts", TEXTS)
def test_the_statements_of_actors_are_the_same_in_every_view(texts: Iterator[WatchText]) -> None:
    read = texts()
    tracked, record, everybody, everything = (whole().watch(read, view=view) for view in View)
    named = [number for number, watched in enumerate(tracked) if not watched.screened]
    assert len(named) > len(read) // 2
    for number in named:
        for wider in (record, everybody, everything):
            assert statements(wider[number].quotations) == list(tracked[number].quotations)


def test_a_wider_view_shows_what_the_narrower_one_shows() -> None:
    texts = invented()[:40]
    everybody, everything = (whole().watch(texts, view=view) for view in (View.EVERYBODY, View.ALL))
    for shown, more in zip(everybody, everything, strict=True):
        assert set(shown.quotations) <= set(more.quotations)


def test_the_record_has_what_was_rejected_of_the_actors_and_by_which_stage() -> None:
    texts = invented()[:40]
    record, everything = (whole().watch(texts, view=view) for view in (View.RECORD, View.ALL))
    rejected = [one for watched in record for one in watched.quotations if one.rejected]
    assert rejected
    assert all(one.actor_id and one.rejected_by for one in rejected)
    for kept, shown in zip(record, everything, strict=True):
        if not kept.screened:
            assert list(kept.quotations) == [one for one in shown.quotations if one.actor_id]


def test_whatever_is_shown_says_how_it_was_found_and_what_was_rejected_says_why() -> None:
    for watched in whole().watch(invented()[:40], view=View.ALL):
        for one in watched.quotations:
            assert one.steps
            assert one.steps[0].startswith("found")
            assert (one.rejected is None) == (not any(step.startswith("rejected: ") for step in one.steps))
