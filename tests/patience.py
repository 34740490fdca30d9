"""How long a test waits: as is promised where each process has a processor, and longer where they share them."""

from __future__ import annotations

import os


def patient(seconds: float) -> float:
    """Return the seconds for this machine, by how many processes want each of its processors now."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
