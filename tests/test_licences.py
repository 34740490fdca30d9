"""The page of licences names what the lock file installs, and nobody else."""

from __future__ import annotations

import re

import pytest

from docs.licences import NOT_HERE, ROOT, WRITTEN, licence_of, locked

LOCKED = locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
LISTED = dict(re.findall(r"^\| (\S+) \| [^|]+ \| ([^|]+) \|$", WRITTEN.read_text(encoding="utf-8"), re.MULTILINE))


def test_each_package_that_is_installed_is_listed_with_a_licence():
    assert set(LISTED) - {"Package"} == set(LOCKED), "python -m docs.licences"
    assert all(licence.strip() for licence in LISTED.values())


@pytest.mark.parametrize("package", sorted(LOCKED))
def test_the_page_says_what_the_package_says(package):
    assert LISTED[package] == licence_of(package) or NOT_HERE in {LISTED[package], licence_of(package)}
