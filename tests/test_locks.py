"""The lock files hold what the project declares, every file of it by its hash."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.documents import text_of

RUN, DEV = "requirements.lock", "requirements-dev.lock"
PROJECT = tomllib.loads(text_of("pyproject.toml"))
DECLARED = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
EACH_LOCK = pytest.mark.parametrize("name", [RUN, DEV])


@cache
def pins(name):
    """Return the pins of a lock file as `(requirement, its hashes)`."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^ *#.*\n", "", text_of(name), flags=re.MULTILINE))
    found = []
    for entry in entries:
        lines = [line.strip().removesuffix("\\").strip() for line in entry.splitlines()]
        hashes = [line.removeprefix("--hash=") for line in lines[1:] if line.startswith("--hash=")]
        assert len(hashes) == len([line for line in lines[1:] if line]), entry
        found.append((Requirement(lines[0]), hashes))
    return found


def versions(name):
    """Return the pinned versions by project; several where they differ by platform or Python."""
    found = {}
    for pin, _ in pins(name):
        (only,) = pin.specifier
        assert only.operator == "==", pin
        found.setdefault(canonicalize_name(pin.name), set()).add(only.version)
    return found


@EACH_LOCK
def test_each_pin_has_its_hashes(name):
    assert len(pins(name)) > 20
    for pin, hashes in pins(name):
        assert hashes, f"{name}: {pin} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), pin


def test_what_tests_run_on_is_what_users_run_on():
    dev = versions(DEV)
    for project, pinned in versions(RUN).items():
        assert dev.get(project) == pinned, f"{project}: {RUN} pins {pinned}, {DEV} {dev.get(project)}; run make lock"


@pytest.mark.parametrize(
    ("name", "declared"),
    [
        *((RUN, one) for one in [*DECLARED, *EXTRAS["postgres"]]),
        *((DEV, one) for one in [*DECLARED, *EXTRAS["postgres"], *EXTRAS["dev"]]),
    ],
)
def test_each_dependency_is_pinned_within_what_is_declared(name, declared):
    requirement = Requirement(declared)
    pinned = versions(name).get(canonicalize_name(requirement.name))
    assert pinned, f"{requirement.name} is not in {name}; run make lock"
    assert all(requirement.specifier.contains(version, prereleases=True) for version in pinned), (declared, pinned)


def test_the_build_needs_nothing_that_is_not_pinned():
    for declared in PROJECT["build-system"]["requires"]:
        requirement = Requirement(declared)
        pinned = versions(RUN).get(canonicalize_name(requirement.name), set())
        assert any(requirement.specifier.contains(version) for version in pinned), declared


@EACH_LOCK
def test_torch_is_for_training_alone(name):
    assert "torch" not in versions(name)


@EACH_LOCK
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_no_python_gets_two_versions_of_one_project(name, python):
    environment = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    chosen = [
        canonicalize_name(pin.name) for pin, _ in pins(name) if pin.marker is None or pin.marker.evaluate(environment)
    ]
    assert len(chosen) == len(set(chosen))
    assert {canonicalize_name(Requirement(one).name) for one in DECLARED} <= set(chosen)
