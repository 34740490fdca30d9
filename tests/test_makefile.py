"""`make` sets up what it needs and runs what exists. Nothing is installed here: make only says what it would do."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.documents import ROOT, require_valid, text_of

TARGETS = re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE)
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(*arguments):
    # Without what an outer make hands down, such as its own job server.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(  # noqa: S603 - our own words
        ["make", *arguments],  # noqa: S607
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def would_run(tmp_path):
    """Return the commands of a target in a place where nothing is set up."""

    def ask(target):
        said = make("--dry-run", f"PYTHON={sys.executable}", f"VENV={tmp_path / 'venv'}", target)
        assert said.returncode == 0, said.stderr
        return [shlex.split(line) for line in said.stdout.replace("\\\n", " ").splitlines()]

    return ask


def test_every_target_is_always_run():
    assert set(TARGETS) == set(re.search(r"^\.PHONY: (.+)$", text_of("Makefile"), re.MULTILINE)[1].split())


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_can_be_made(target, would_run):
    assert would_run(target)


@pytest.mark.parametrize("target", ["demo", "run", "check"])
def test_a_target_that_starts_the_bot_names_a_command_of_it(target, would_run):
    *setup, last = would_run(target)
    assert last[0].endswith("/bin/onrecord")
    assert last[1] == target
    require_valid(last[1:])
    installs = [words for words in setup if "install" in words]
    assert installs[0][-4:] == ["--no-deps", "--require-hashes", "-r", "requirements.lock"]
    assert "--no-deps" in installs[1]
    assert not any("requirements-dev.lock" in words for words in setup), "users need no tools of developers"


def test_tests_run_on_the_locked_tools(would_run):
    *setup, last = would_run("test")
    assert last[1:3] == ["-m", "pytest"]
    assert ["--no-deps", "--require-hashes", "-r", "requirements-dev.lock"] in [words[-4:] for words in setup]


def test_a_second_run_installs_nothing(tmp_path, would_run):
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    for name in (python, tmp_path / "venv" / ".run", tmp_path / "venv" / ".dev"):
        name.touch()
    assert len(would_run("demo")) == 1
    assert len(would_run("test")) == 1


def test_without_python_it_says_what_is_missing(tmp_path):
    said = make("PYTHON=", f"VENV={tmp_path / 'venv'}", "demo")
    assert said.returncode != 0
    assert "Python 3.11 or newer" in said.stderr
    assert "make PYTHON=" in said.stderr


def test_the_python_that_it_looks_for_is_one_that_the_project_takes():
    floor = re.search(r'requires-python = ">=(\d+)\.(\d+)"', text_of("pyproject.toml"))
    assert f">= ({floor[1]}, {floor[2]})" in text_of("Makefile")


def test_the_checks_of_each_commit_start_from_nothing():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    steps = re.findall(r"^make (\w+)$", script.read_text(encoding="utf-8"), re.MULTILINE)
    assert steps == ["clean", "lint", "test"]
    assert set(steps) <= set(TARGETS)


def test_a_test_that_hangs_is_ended_on_the_workers_too(tmp_path):
    (tmp_path / "test_hangs.py").write_text("def test_hangs():\n    while True:\n        pass\n", encoding="utf-8")
    said = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "pytest", "-n", "1", "-o", "timeout=1", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Timeout" in said.stdout
    assert "1 failed" in said.stdout


def test_every_test_has_a_limit_of_time():
    limit = tomllib.loads(text_of("pyproject.toml"))["tool"]["pytest"]["ini_options"]["timeout"]
    assert 60 <= limit <= 600
