"""The archive's pages as Chromium lays them out, looked over by axe: `make release`, where npm and Chromium are."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tarfile

import pytest

from docs.accessibility import PATHS, audited, check, with_axe
from docs.chromium import chromium

pytestmark = pytest.mark.slow

AXE = "axe-core@4.14.1"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Axe, from the registry of npm packages."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm, from whose registry axe comes")
    try:
        chromium()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("axe")
    packed = subprocess.run([npm, "pack", AXE], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if packed.returncode:
        pytest.skip(f"npm gave no {AXE}: {packed.stderr[-200:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


def test_axe_finds_nothing_on_any_page_of_the_archive(script: str) -> None:
    checked = asyncio.run(check(script))
    assert {one.path for one in checked} == set(PATHS)
    assert [(one.path, one.layout, one.violations) for one in checked if one.violations] == []
    assert min(one.passes for one in checked) > 20


def test_axe_finds_a_picture_without_words_and_letters_that_nobody_can_read(script: str, tmp_path) -> None:
    page = """<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" width="9" height="9">
<p style="color:#ddd;background:#fff">The ferry sails at noon.</p></main></body></html>"""
    (tmp_path / "page.html").write_text(with_axe(page, script), encoding="utf-8")
    found = asyncio.run(audited(chromium(), tmp_path / "page.html", "/", "desk"))
    assert {violation.partition(" ")[0] for violation in found.violations} == {"image-alt", "color-contrast"}
