"""Each line of docs/security.md names a test that exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.documents import ROOT, code_spans, text_of, tracked_files
from tests.loopback import discord, slack

NAMED = sorted({span for span in code_spans(text_of("docs/security.md")) if span.startswith("test_")})
DEFINED = {
    name
    for path in tracked_files()
    if path.startswith("tests/") and path.endswith(".py")
    for name in re.findall(r"^(?:async )?def (test_\w+)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("name", NAMED)
def test_each_test_that_is_named_exists(name):
    assert name in DEFINED


def test_each_guard_names_its_test():
    rows = [line for line in text_of("docs/security.md").splitlines() if line.startswith("| ")]
    guards = [line for line in rows if not re.match(r"\| What ", line)]
    assert len(guards) > 20
    assert [line for line in guards if "`test_" not in line] == []


def test_a_test_fails_whose_output_holds_a_token(tmp_path):
    path = tmp_path / "test_of_a_log.py"
    printed = {"discord": discord.TOKEN, "slack": slack.SIGNING_SECRET, "none": "no token"}
    path.write_text("".join(f"def test_{name}():\n    print({text!r})\n" for name, text in printed.items()), "utf-8")
    arguments = ["-q", "-rf", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c", os.devnull, str(path)]
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own test
    assert set(re.findall(r"^FAILED \S+::test_(\w+)", done.stdout, re.MULTILINE)) == {"discord", "slack"}
