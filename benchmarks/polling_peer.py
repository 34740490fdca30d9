"""Poll feeds with lemon24/reader, in an environment that has it: `python polling_peer.py URL SOURCES WORKERS`.

Started by `benchmarks.polling --peer`; it knows nothing of On Record, and prints its figures as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROUNDS = 2  # the first fetches each feed whole


def main() -> None:
    """Measure the rounds after the first."""
    make_reader = import_module("reader").make_reader  # it may be missing, which the caller says
    url, sources, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder, make_reader(str(Path(folder) / "peer.db")) as peer:
        for one in range(sources):
            peer.add_feed(f"{url}/feed/{one}")
        wall, worked = [], []
        for _ in range(ROUNDS):
            begun, begun_work = time.perf_counter(), time.process_time()
            peer.update_feeds(workers=workers, scheduled=False)
            wall.append(time.perf_counter() - begun)
            worked.append(time.process_time() - begun_work)
        failed = sum(feed.last_exception is not None for feed in peer.get_feeds())
    print(
        json.dumps(
            {
                "wall": min(wall[1:]) / sources,
                "processor": min(worked[1:]) / sources,
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
                "round": min(wall[1:]),
                "failed": failed,
            }
        )
    )


if __name__ == "__main__":
    main()
