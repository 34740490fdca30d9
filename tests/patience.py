"""How long a test waits: as is promised where each process has a processor, and longer where they share them."""

from __future__ import annotations

import os

TAKEN_OVER_WITHIN = 30.0  # seconds until a standby does what a process or a host did that is gone


def patient(seconds: float) -> float:
    """Return the seconds for this machine, by how many processes want each of its processors now."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
