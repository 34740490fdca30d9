"""How long the watcher takes beside the watcher of another checkout, on the same articles, in one run.

    git worktree add --detach ../before REVISION
    python -m benchmarks.trees ../before ../shared/gold/actors-dev.jsonl ../shared/gold/actors-dev2.jsonl
    python -m benchmarks.trees ../before ../shared/gold/polnear-dev.jsonl -c ../shared/gold/polnear-actors.toml

Every article is read by each tree in turn before the next one is, so that a machine that slows down slows all of them;
one process each, one thread, and what is counted is the time of the processor, without start and load. The tree before
reads everything twice: as it stands, and with onnxruntime's precision mode, without which a processor that lacks VNNI
adds products of bytes in 16 bits, and gets other figures than one that has it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).resolve().parents[1]
PRECISION = "session.x64quantprecision"
VIEWS = ("tracked", "everybody")
EXAMPLE = "config.example.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A tree that reads articles in a process of its own."""

    name: str
    process: subprocess.Popen[str]

    def seconds(self, row: dict[str, Any], view: str) -> float:
        """The processor's time for one article."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"text": row["text"], "title": row.get("title") or "", "view": view}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def start(name: str, tree: Path, config: Path | None, *, precise: bool) -> Reader:
    """Start reading with the code of a tree."""
    command = [sys.executable, "-P", __file__, "--read-with", str(tree), "-c", str(config or tree / EXAMPLE)]
    command += ["--precise"] * precise
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(tree)}
    process = subprocess.Popen(  # noqa: S603 - our own file
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return Reader(name=name, process=process)


def serve(config: Path, *, precise: bool) -> None:
    """Answer each article on the standard input with the seconds that it took."""
    if precise:
        _set_precision()
    watch = _watch(config)
    for line in sys.stdin:
        row = json.loads(line)
        begun = time.process_time()
        watch(row)
        print(time.process_time() - begun, flush=True)


def _set_precision() -> None:
    import onnxruntime  # noqa: PLC0415 - by the process that reads

    class Precise(onnxruntime.SessionOptions):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.add_session_config_entry(PRECISION, "1")

    onnxruntime.SessionOptions = Precise


def _watch(config: Path) -> Callable[[dict[str, Any]], object]:
    """What reads an article, in a tree of today or of the time when `bot/` was one room."""
    import bot  # noqa: PLC0415 - the package of the tree that is measured
    from bot.watcher import SpacyWatcher, WatchText  # noqa: PLC0415

    if (Path(bot.__file__).parent / "core").is_dir():
        from bot.core.config import read_config  # noqa: PLC0415
        from bot.core.model import View  # noqa: PLC0415

        def shown(view: str) -> dict[str, Any]:
            return {"view": View[view.upper()]}
    else:
        read_config = import_module("bot.config").read_config  # no module of this tree

        def shown(view: str) -> dict[str, Any]:
            return {"all_speakers": view == "everybody"}

    watcher = SpacyWatcher.load(read_config(config).actors)
    return lambda row: watcher.watch([WatchText(text=row["text"], title=row["title"])], **shown(row["view"]))


def rounds(readers: Sequence[Reader], rows: Sequence[dict[str, Any]], view: str, repeats: int) -> Iterator[list[float]]:
    """The seconds of each reader for all articles, once a round."""
    for number in range(repeats):
        sums = [0.0] * len(readers)
        for place, row in enumerate(rows):
            for turn in range(len(readers)):
                reader = (turn + place + number) % len(readers)  # nobody is always the first
                sums[reader] += readers[reader].seconds(row, view)
        yield sums


def main() -> None:
    """Print a table, a row for each file and view."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, nargs="?")
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("-c", "--config", type=Path, help="whom they track, if not each its own example's")
    parser.add_argument("--view", choices=VIEWS, action="append", help="both where none is named")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--read-with", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--precise", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read_with:
        serve(given.config, precise=given.precise)
        return
    if not given.before or not given.gold:
        parser.error("name the tree before, and the files of articles")
    config = given.config and given.config.resolve()
    before = given.before.resolve()
    readers = [
        start("before", before, config, precise=False),
        start("before, precise", before, config, precise=True),
        start("now", HERE, config, precise=False),
    ]
    print("| articles | view |", " | ".join(f"{one.name}, s" for one in readers), "| now / before | now / precise |")
    print("|---|---|---|---|---|---|---|")
    for path in given.gold:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for reader in readers:
            reader.seconds(rows[0], VIEWS[0])  # the first one loads what the others find loaded
        for view in given.view or VIEWS:
            sums = list(rounds(readers, rows, view, given.repeats))
            medians = [f"{statistics.median(column):.2f}" for column in zip(*sums, strict=True)]
            ratios = [f"{statistics.median(one[2] / one[beside] for one in sums):.2f}" for beside in (0, 1)]
            print("|", " | ".join([path.stem, view, *medians, *ratios]), "|", flush=True)
    for reader in readers:
        reader.process.communicate()


if __name__ == "__main__":
    main()
