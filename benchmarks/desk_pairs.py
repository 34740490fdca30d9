"""What the desk makes of pairs of statements: two articles, read, compared and addressed as in the bot.

    python -m benchmarks.desk_pairs benchmarks/pairs/uturns.jsonl

Each pair is given to an empty record: the first text in one article, the second in another at the time of its report.
The watcher and the judge are the real ones; web, record and channels are those of the tests. Printed is each pair of
which the desk makes something else than its label says, with what `onrecord compare` says of the same two, then the
counts: a change has to be reported as one, the same in one alert, and what is different as new.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot.core.config import parse_config
from bot.core.model import Novelty, StatementQuery, View
from bot.jobs.reading.read import Reader
from bot.jobs.recording.record import Recorder
from bot.novelty import Judge
from bot.novelty.compare import Comparer
from bot.rules.times import in_time
from bot.watcher import SpacyWatcher, WatchText
from handlers.render.replies.side_by_side import verdict_line
from tests.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Article, Comparison, Watched

PACKS = {"baghaei", "trump", "netanyahu"}
WOMEN = {"senator-price", "health-chief-abara", "bank-chief-lind"}
EXPECTED = {"same": "one alert", "repeat": "one alert", "changed": "changed", "different": "new"}


class RealDesk(Engine):
    """The engine with the real watcher and judge."""

    watcher: SpacyWatcher
    judge: Judge

    def restart(self) -> None:
        """Start over the same record."""
        super().restart()
        store, clock = self.store, self.clock
        self.comparer = Comparer(
            store=store, clock=clock, load=lambda: self.judge, remember=self.config.alerts.remember
        )
        self.recorder = Recorder(store=store, comparer=self.comparer, config=self.config)
        self.reader = Reader(
            store=store,
            clock=clock,
            fetcher=self.web,
            watcher=self,
            recorder=self.recorder,
            config=self.config,
            jitter=lambda: 0.0,
        )

    async def watch(
        self, articles: Sequence[Article], *, voice: str | None = None, view: View = View.TRACKED
    ) -> list[Watched]:
        """Read articles, as the bot's watcher does in a process of its own."""
        texts = [
            WatchText(text=one.text, title=one.title, url=one.url, published_at=one.published_at, voice=voice)
            for one in articles
        ]
        return self.watcher.watch(texts, view=view)


def name_of(actor_id: str) -> str:
    """The name under which the articles tell of an actor of the pairs."""
    return f"Robin {actor_id.rsplit('-', 1)[-1].title()}"


def config_of(actor_ids: Sequence[str]) -> str:
    """A config that tracks the actors of the pairs, with one source and one channel."""
    include = ", ".join(f'"packs/{one}"' for one in sorted(PACKS.intersection(actor_ids)))
    own = "".join(
        f'[[actors]]\nid = "{one}"\nname = "{name_of(one)}"\n'
        + ('pronouns = ["she", "her", "hers", "herself"]\n' if one in WOMEN else "")
        for one in sorted(set(actor_ids) - PACKS)
    )
    return (
        f"include = [{include}]\n{own}"
        '[[sources]]\nid = "wire"\nname = "A Wire"\nurl = "https://wire.example/feed"\ntier = "wire"\n'
        '[[routes]]\nchannel = "discord:111111111111111111"\n'
    )


def article(actor_id: str, side: dict[str, Any], names: dict[str, str]) -> str:
    """An article that reports one side of a pair."""
    words, name = side["text"], names[actor_id]
    if side["kind"] == "direct":
        return f"{name} told reporters in the capital: \u201c{words}\u201d"
    first = words.split()[0]
    keeps = first in {"I", "Iran", "Israel", "Hamas", "Turkish", "Interest"}
    return f"{name} said that {words if keeps else words[0].lower() + words[1:]}"


async def tell(desk: RealDesk, row: dict[str, Any], names: dict[str, str]) -> tuple[str, Comparison | None]:
    """Let the desk hear both sides; returns what it made of the second, and what is said of the two on asking."""
    for number, side in enumerate((row["a"], row["b"])):
        desk.clock.time = max(datetime.fromisoformat(side["published_at"]), desk.clock.time)
        desk.publish("wire", f"https://wire.example/{number}", article(row["actor"], side, names))
        await desk.run()
    found = (await desk.store.statements(StatementQuery())).statements
    said = sorted((one.statement for one in found), key=in_time)
    if len(said) == 1:
        return ("one alert" if len(found[0].sightings) > 1 else "not found"), None
    if not said:
        return "not found", None
    first, last = said[0], said[-1]
    made = {Novelty.CHANGED: "changed", Novelty.REPEAT: "one alert", Novelty.NEW: "new"}[last.novelty]
    return made, await desk.comparer.side_by_side(first, last)


def shown(row: dict[str, Any], made: str, compared: Comparison | None) -> str:
    """Write what the desk makes of a pair that it misses."""
    said = "" if compared is None else f"; compared: {verdict_line(compared)}"
    differences = compared.verdict.differences if compared and compared.verdict else ()
    changes = "".join(f"; {one.kind}: {one.before} > {one.after}" for one in differences)
    texts = f"\n    {row['a']['text']}\n    {row['b']['text']}"
    return f"{row['label']} ({row['kind']}), reported as {made}{said}{changes}{texts}"


async def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="+", help="pairs, a JSON line each")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    RealDesk.judge = Judge.load()
    for path in given.pairs:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        config = config_of([row["actor"] for row in rows])
        actors = parse_config(config).actors
        RealDesk.watcher, names = SpacyWatcher.load(actors), {one.id: one.name for one in actors}
        counted: Counter[tuple[str, str]] = Counter()
        for row in rows:
            desk = RealDesk(config)
            await desk.store.open()
            desk.clock.time = datetime.fromisoformat(row["a"]["published_at"])
            await desk.run()
            made, compared = await tell(desk, row, names)
            counted[row["label"], made] += 1
            if made != EXPECTED[row["label"]]:
                print(shown(row, made, compared), flush=True)
        print(f"{path.name}: " + ", ".join(f"{a} reported as {b} {n}" for (a, b), n in sorted(counted.items())))


if __name__ == "__main__":
    asyncio.run(main())
