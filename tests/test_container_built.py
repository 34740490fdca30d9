"""The Dockerfile's lines are carried out, as far as that goes without an engine. Slow: `make release`."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import dockerfile
from tests.core.config.samples import LEAST
from tests.dockerfile import STEPS, ScratchBuild, steps_of
from tests.documents import text_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800), pytest.mark.xdist_group("release")]
LINES = [rest for name, rest in STEPS if name == "RUN"]
PEOPLE = Path("/etc/passwd")
VERSION = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]


def require_possible():
    if why := dockerfile.why_not():
        pytest.skip(why)


def require_registry(folder):
    """Skip where no package registry is in reach, from which the lines install."""
    asked = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, "packaging"],
        check=False,
        capture_output=True,
        text=True,
    )
    if asked.returncode:
        pytest.skip(f"no package registry is in reach: {asked.stderr.strip()[-300:]}")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The whole Dockerfile, carried out."""
    require_possible()
    require_registry(tmp_path_factory.mktemp("asked"))
    with ScratchBuild(tmp_path_factory.mktemp("context")) as build:
        build.build(STEPS)
        yield build


@pytest.mark.parametrize("line", LINES)
def test_each_line_that_is_run_ends_well(built, line):
    assert line in built.ran, f"not reached: {[one.output[-2000:] for one in built.ran.values() if one.code]}"
    assert built.ran[line].code == 0, built.ran[line].output[-2000:]


def test_the_bot_runs_in_the_last_stage_as_its_user(built):
    (entry,) = json.loads(next(rest for name, rest in STEPS if name == "ENTRYPOINT"))
    assert built.run("id", "-u").output.strip() not in {"", "0"}
    ran = built.run(entry, "--version")
    assert (ran.code, ran.output) == (0, f"onrecord {VERSION}\n")


def test_its_models_read_in_the_last_stage(built):
    said = "“We will build the second bridge by May,” Donald Trump said on Tuesday."
    written = built.run("sh", "-c", f"echo 'The bridge opened. {said}' > article.txt")
    assert written.code == 0, "the user may not write where the record lies"
    ran = built.run("onrecord", "scan", "article.txt", "--json")
    assert ran.code == 0, ran.output
    assert '"actor": "trump"' in ran.output


def test_the_health_check_finds_the_bot_and_that_it_does_not_run(built):
    words = json.loads(next(rest for name, rest in STEPS if name == "HEALTHCHECK").partition(" CMD ")[2])
    assert built.run("sh", "-c", 'printf %s "$0" > config.toml', LEAST).code == 0
    ran = built.run(*words)
    assert ran.code == 1, ran.output
    assert "start the bot with `onrecord run` first" in ran.output


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("useradd --system --uid 10001 onrecord && mkdir /data && chown on-record /data", "on-record"),
        ("/opt/onrecord/bin/pip install .", "not found"),
        ("python -m venv /opt/onrecord && /opt/onrecord/bin/pip install --no-index -r nothing.lock", "nothing.lock"),
    ],
)
def test_a_line_that_is_wrong_is_found_and_nothing_of_the_machine_is_changed(tmp_path, line, why):
    require_possible()
    before = PEOPLE.read_bytes()
    with ScratchBuild(tmp_path) as build:
        build.build(steps_of(f"FROM base\nWORKDIR /src\nRUN {line}\nRUN touch never\n"))
        assert build.ran.keys() == {line}
        assert build.ran[line].code != 0
        assert why in build.ran[line].output
    assert PEOPLE.read_bytes() == before
    assert not Path("/src").exists()
