"""A wheel and a source archive with all that runs, from an empty environment. Slow: `make release`."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import PurePosixPath

import pytest

from tests.documents import ROOT, tracked_files

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800), pytest.mark.xdist_group("release")]
TEXT = "The bridge opened. “We will build the second bridge by May,” Donald Trump said on Tuesday.\n"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def run(*words, environment=None, **options):
    outside = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment = outside | (environment or {})
    return subprocess.run([*map(str, words)], check=True, capture_output=True, text=True, env=environment, **options)  # noqa: S603 - our own


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The source archive, and the wheel that is built from it alone."""
    folder = tmp_path_factory.mktemp("built")
    build = f"from setuptools import build_meta; print(build_meta.build_sdist({str(folder)!r}))"
    run(sys.executable, "-c", build, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        source.extractall(folder, filter="data")
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, unpacked)
    (wheel,) = folder.glob("*.whl")
    return archive, wheel


def test_the_wheel_holds_every_file_of_the_packages_and_the_example_config(built):
    with zipfile.ZipFile(built[1]) as wheel:
        names = set(wheel.namelist())
    wanted = {name for name in tracked_files() if name.startswith(("bot/", "handlers/"))}
    assert wanted - names == set()
    shipped = {PurePosixPath(name).name for name in names if "/data/share/onrecord/" in name}
    packs = {path.name for path in (ROOT / "config/packs").glob("*.toml")}
    assert shipped == {"config.example.toml", *packs}
    assert f"onrecord-{VERSION}" in built[1].name


def test_it_runs_from_the_wheel_alone_in_an_empty_environment(built, tmp_path):
    run(sys.executable, "-m", "venv", tmp_path / "empty")
    bin_ = tmp_path / "empty" / "bin"
    run(bin_ / "pip", "install", "-q", built[1])
    assert run(bin_ / "onrecord", "--version", cwd=tmp_path).stdout == f"onrecord {VERSION}\n"
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    found = run(bin_ / "onrecord", "scan", "article.txt", "--json", cwd=tmp_path).stdout
    assert '"actor": "trump"' in found
    assert "second bridge" in found


def test_pipx_installs_the_wheel_with_what_postgresql_needs(built, tmp_path):
    run(sys.executable, "-m", "venv", tmp_path / "tools")
    run(tmp_path / "tools/bin/pip", "install", "-q", "pipx")
    places = {"PIPX_HOME": str(tmp_path / "home"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
    run(tmp_path / "tools/bin/pipx", "install", f"{built[1]}[postgres]", environment=places)
    assert run(tmp_path / "bin/onrecord", "--version", cwd=tmp_path).stdout == f"onrecord {VERSION}\n"
    imports = "import procrastinate, psycopg, psycopg_pool; import bot.queue.postgres"
    run(tmp_path / "home/venvs/onrecord/bin/python", "-c", imports, cwd=tmp_path)
