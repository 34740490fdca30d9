"""What the judge says of the statements of real articles, read one after the other, for an editor to read.

    python -m benchmarks.real_run ../shared/gold/polnear-dev.jsonl -c ../shared/gold/polnear-actors.toml

Each statement that the watcher finds is compared with those of its actor in the articles before: the ten nearest and
the last five, as the bot does, an article an hour. Printed is what would be reported as a change, what is called the
same though no words prove it, and how many of each there are.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.config import read_config
from bot.core.model import Novelty, Relation, Statement, View
from bot.novelty import Index, Judge
from bot.novelty.placement import choose
from bot.novelty.renderings import rendering_of
from bot.novelty.thresholds import CANDIDATES, LATEST
from bot.watcher import SpacyWatcher, WatchText
from handlers.render.statement.differences import comparison_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.novelty.placement import Placement

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


class Records:
    """Every actor's statements so far."""

    def __init__(self) -> None:
        self._judge = Judge.load()
        self._indexes: dict[str, Index] = defaultdict(Index)
        self._said: dict[str, list[Statement]] = defaultdict(list)

    def place(self, new: Statement) -> Placement:
        """Compare a statement with what its actor said in the articles before."""
        index, said = self._indexes[new.actor_id], self._said[new.actor_id]
        by_id = {one.id: one for one in said}
        near = {one: by_id[one] for one, _ in index.candidates(new.text, CANDIDATES)}
        near |= {one.id: one for one in said[-LATEST:]}
        candidates = [one for one in near.values() if one.first_seen_at < new.first_seen_at]
        renderings = [rendering_of(one, beside=new) for one in candidates]
        matches = self._judge.compare_many(new.actor_id, rendering_of(new), renderings)
        return choose(new, list(zip(candidates, matches, strict=True)))

    def keep(self, new: Statement) -> None:
        """Put a statement on record."""
        self._indexes[new.actor_id].add(new.id, new.text)
        self._said[new.actor_id].append(new)


def statements(gold: Path, config: Path) -> Iterator[Statement]:
    """Yield what the watcher finds, article by article."""
    watcher = SpacyWatcher.load(read_config(config).actors)
    for number, line in enumerate(gold.read_text(encoding="utf-8").splitlines()):
        text, at = json.loads(line)["text"], _FIRST + timedelta(hours=number)
        (found,) = watcher.watch([WatchText(text=text, published_at=at)], view=View.TRACKED)
        for place, one in enumerate(found.quotations):
            if one.actor_id and not one.second_hand:
                words = " … ".join(" ".join(text[slice(*span)].split()) for span in one.content)
                yield Statement(
                    id=f"{number}-{place}",
                    actor_id=one.actor_id,
                    text=words,
                    kind=one.kind,
                    said_at=one.said_at,
                    said_precision=one.said_precision,
                    first_seen_at=at,
                    published_at=at,
                    novelty=Novelty.NEW,
                    confidence=one.confidence,
                    sense=one.sense,
                )


def kind_of(placement: Placement) -> str:
    """Say in a word or two what the bot would make of it."""
    if placement.proven:
        return "proven the same"
    if placement.novelty is Novelty.CHANGED:
        return "changed"
    if placement.verdict is None:
        return "new"
    is_alike = placement.verdict.relation in {Relation.SAME, Relation.REPEAT}
    return "new, called the same" if is_alike else "new, on the same subject"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="articles, a JSON line each")
    parser.add_argument("-c", "--config", type=Path, required=True, help="whom to watch")
    given = parser.parse_args()
    records, counted = Records(), Counter[str]()
    for new in statements(given.gold, given.config):
        placement = records.place(new)
        kind = kind_of(placement)
        counted[kind] += 1
        if placement.earlier and placement.verdict and not placement.proven:
            print(f"{kind.upper()}: {comparison_words(placement.verdict)}")
            print(f"  before: {placement.earlier.text}\n  now:    {new.text}", flush=True)
        records.keep(new)
    print(f"{counted.total()} statements: {dict(counted.most_common())}")


if __name__ == "__main__":
    main()
