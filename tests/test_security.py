"""Each line of docs/security.md names a test that exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.canaries import CANARIES, WEBHOOK_SECRET
from tests.documents import ROOT, code_spans, text_of, tracked_files
from tests.whole import FAKE_MODELS, FakePipeline, Newsroom, onrecord

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


class Chatty(FakePipeline):
    """Tells what nobody may know as soon as it is loaded."""

    @classmethod
    def load(cls, actors):
        sys.stdout.write(f"I was given {os.environ['WEBHOOK_SECRET']}.\n")
        sys.stdout.flush()
        return cls(actors)


def test_a_test_fails_whose_output_holds_a_secret(tmp_path):
    path = tmp_path / "test_of_a_log.py"
    printed = {f"secret_{number}": secret for number, secret in enumerate(CANARIES)} | {"none": "no secret"}
    path.write_text("".join(f"def test_{name}():\n    print({text!r})\n" for name, text in printed.items()), "utf-8")
    arguments = ["-q", "-rf", "-p", "no:cacheprovider", "-p", "tests.conftest", "-c", os.devnull, str(path)]
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own test
    assert set(re.findall(r"^FAILED \S+::test_(\w+)", done.stdout, re.MULTILINE)) == {*printed} - {"none"}


async def test_a_room_cannot_be_left_where_a_process_wrote_a_secret(tmp_path):
    room = Newsroom(tmp_path)
    await room.__aenter__()
    process = room.start_process(FAKE_MODELS | {"SpacyWatcher": Chatty})
    try:
        await room.until(lambda: "I was given" in room.log())
    finally:
        process.kill()
        process.join()
    with pytest.raises(AssertionError, match=f"a secret stands in what the bot wrote in this room: {WEBHOOK_SECRET}"):
        await room.__aexit__(None, None, None)


def test_no_command_of_a_test_writes_a_secret():
    with pytest.raises(AssertionError, match=f"a secret stands in what onrecord .* wrote: {WEBHOOK_SECRET}"):
        onrecord(WEBHOOK_SECRET)
