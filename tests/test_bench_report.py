"""`make bench` writes one file whatever a benchmark does, and nothing of the machine but its size stands in it."""

from __future__ import annotations

import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.report import ALL, Benchmark
from tests.documents import ROOT

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
PROGRAMS = {
    "table": "print('| what | how long |\\n|---|---|\\n| a start | 3 s |\\n\\nin all: 3 s')",
    "broken": "import sys; print('| half | done |'); sys.exit('the server does not start')",
    "endless": "import time; print('one row', flush=True); time.sleep(600)",
    "chatty": "import platform; print(__file__, '/tmp/onrecord-x/pg', platform.node(), 'https://news.example/home/1')",
}


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return what the file says after these programs were run as benchmarks, each for two seconds at most."""
    (tmp_path / "benchmarks").mkdir()
    for name, code in PROGRAMS.items():
        (tmp_path / "benchmarks" / f"{name}.py").write_text(code, encoding="utf-8")
    monkeypatch.setattr(report, "CHECKOUT", tmp_path)
    monkeypatch.setattr(report, "LEAST", 0.0)

    def write(*names, within=60.0, left=600.0):
        ran = [
            report.run(Benchmark(module=name, about=f"About {name}", within=within), None, left=left) for name in names
        ]
        return report.written(ran, at=AT, peers=None)

    return write


def test_a_table_stays_one_and_all_else_stands_as_it_was_printed(written):
    text = written("table")
    assert "\n| what | how long |\n|---|---|\n| a start | 3 s |\n" in text
    assert "```text\nin all: 3 s\n```" in text
    assert "28 November 2026" in text


def test_one_that_breaks_off_is_named_with_what_it_said_and_the_others_are_run(written):
    text = written("broken", "table")
    assert "**ended with 1: the server does not start**" in text
    assert "| half | done |" in text
    assert "| a start | 3 s |" in text


def test_one_that_takes_too_long_is_stopped_and_what_it_said_is_kept(written):
    text = written("endless", within=5.0)
    assert "**stopped after 5 s, which is all that it may take here**" in text
    assert "one row" in text


def test_what_was_not_chosen_is_named(written):
    assert f"**Not run:** {'; '.join(one.about for one in ALL)}." in written("table")


def test_when_the_time_is_over_nothing_more_is_begun(written, monkeypatch):
    monkeypatch.setattr(report, "LEAST", 10.0)
    assert "not run: the time was over" in written("table", left=9.0)


def test_no_path_and_no_name_of_a_host_stands_in_it(written, tmp_path):
    text = written("chatty")
    assert str(tmp_path) not in text
    assert "onrecord-x" not in text
    assert platform.node() not in text
    assert "https://news.example/home/1" in text


def test_each_benchmark_of_the_list_exists_and_all_but_those_that_need_what_is_elsewhere_are_in_it():
    there = {one.stem for one in Path(ROOT, "benchmarks").glob("*.py")}
    listed = {one.module for one in ALL}
    assert listed <= there
    parts = {"polling_peer", "polling_scale", "polling_server", "report"}
    by_hand = {
        "desk_pairs",
        "feedparser_corpus",
        "real_desk",
        "real_run",
        "trees",
    }  # of files, or another checkout
    assert there - listed == parts | by_hand


def test_each_command_in_it_can_be_typed():
    for one in ALL:
        assert re.fullmatch(r"python -m benchmarks\.\w+( [\w.-]+)*", one.command)
    assert sys.executable not in " ".join(one.command for one in ALL)
