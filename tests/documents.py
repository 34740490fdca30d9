"""The project's own files as tests read them: tracked texts, code in Markdown, command lines."""

from __future__ import annotations

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import cli

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("docs/architecture.md", "docs/archive.md", "docs/operations.md", "docs/security.md"),
)
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")


@cache
def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_blocks(text: str, *, language: str) -> list[str]:
    return [found[2] for found in _FENCED.finditer(text) if found[1] == language]


def code_spans(text: str) -> list[str]:
    """Return what stands between single backticks, outside of code blocks."""
    return _SPAN.findall(_FENCED.sub("", text))


@cache
def tracked_files() -> tuple[str, ...]:
    """Return the files that git tracks; skips where there is no git, as in an unpacked archive."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if listed.returncode:
        pytest.skip(f"git does not list the project's files: {listed.stderr.strip()}")
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def command_lines(text: str) -> list[list[str]]:
    """Return the words of each `make …` and `onrecord …` in code, without comments, redirections and pipes."""
    lines = [line for block in code_blocks(text, language="") for line in block.splitlines()]
    found = []
    for line in [*lines, *code_spans(text)]:
        words = shlex.split(line.strip(), comments=True) if re.match(r"\s*(make|onrecord)\s", line) else []
        ends = [place for place, word in enumerate(words) if word in {"<", ">", "|", "&&"}]
        if words:
            found.append(words[: min(ends, default=len(words))])
    return found


def require_valid(arguments: list[str]) -> None:
    """Raise where `onrecord` would refuse these words; nothing is run. A command's name alone is only looked up."""
    commands: Any = typer.main.get_command(cli)
    name, *rest = arguments
    assert name in commands.commands, f"onrecord has no command {name!r}"
    if rest:
        commands.commands[name].make_context(name, rest)
