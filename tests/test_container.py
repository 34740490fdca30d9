"""The Dockerfile is held to the project, since no engine builds it here."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import PurePosixPath

import pytest
from packaging.specifiers import SpecifierSet
from setuptools import find_namespace_packages

from tests.dockerfile import STEPS, shut_out
from tests.documents import ROOT, require_valid, text_of, tracked_files

PROJECT = tomllib.loads(text_of("pyproject.toml"))
LAST_STAGE = STEPS[max(place for place, (name, _) in enumerate(STEPS) if name == "FROM") :]


def only(name, steps=LAST_STAGE):
    """Return what follows the one instruction of that name."""
    (found,) = [rest for instruction, rest in steps if instruction == name]
    return found


def copied():
    """Return what is copied from the project, with where it goes."""
    for name, rest in STEPS:
        words = rest.split()
        if name == "COPY" and not rest.startswith("--from"):
            yield from ((one, words[-1]) for one in words[:-1])


def health_check():
    return json.loads(only("HEALTHCHECK").partition(" CMD ")[2])


def config_of(arguments):
    return arguments[arguments.index("-c") + 1]


@pytest.mark.parametrize("path", [path for path, _ in copied()])
def test_what_is_copied_exists_and_reaches_the_engine(path):
    assert (ROOT / path).exists()
    assert not shut_out(path)
    assert any(name == path or name.startswith(f"{path}/") for name in tracked_files())


def test_everything_that_is_installed_is_copied():
    wanted = {PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], "pyproject.toml"}
    for files in PROJECT["tool"]["setuptools"]["data-files"].values():
        wanted |= {name.split("/")[0] if "*" in name else name for name in files}  # of a pattern the folder
    wanted |= {pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert wanted <= {path for path, _ in copied()}


def test_no_file_of_the_packages_stays_behind_when_they_are_installed():
    tools = PROJECT["tool"]["setuptools"]
    # As setuptools finds them from pyproject.toml: a folder of weights needs no __init__.
    packages = set(find_namespace_packages(str(ROOT), include=tools["packages"]["find"]["include"]))
    patterns = ["*.py", *tools["package-data"]["*"]]
    files = [PurePosixPath(name) for name in tracked_files() if name.startswith(("bot/", "handlers/"))]
    for file in files:
        assert ".".join(file.parent.parts) in packages, f"{file}: its folder is no package"
        assert any(fnmatch(file.name, pattern) for pattern in patterns), f"{file}: no package-data pattern fits"


def test_nothing_else_reaches_the_engine():
    let_in = {name.split("/")[0] for name in tracked_files() if not shut_out(name)}
    assert let_in == {path for path, _ in copied()}
    assert shut_out("config.toml")
    assert shut_out("bot/__pycache__/cli.pyc")


def test_folders_keep_their_names():
    for path, target in copied():
        assert target == "./" or target.removeprefix("./") == path


def test_both_stages_run_the_same_python_that_the_project_takes():
    images = [rest.split()[0] for name, rest in STEPS if name == "FROM"]
    assert len(images) == 2
    assert len(set(images)) == 1
    version = re.fullmatch(r"python:(\d+\.\d+)-slim", images[0])[1]
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(version)


def test_packages_come_from_the_lock_file_alone():
    installs = [rest for name, rest in STEPS if name == "RUN" and "pip install" in rest]
    assert ["--require-hashes -r requirements.lock" in rest for rest in installs] == [True, False]
    assert all("--no-deps" in rest for rest in installs), "nothing but the lock file decides what is installed"
    assert "--no-build-isolation" in installs[-1]


def test_the_entry_point_is_installed():
    (program,) = json.loads(only("ENTRYPOINT"))
    assert program in PROJECT["project"]["scripts"]
    environment = only("COPY").split()[-1]
    assert only("ENV").startswith(f"PATH={environment}/bin:$PATH")
    assert any(f"-m venv {environment}" in rest for name, rest in STEPS if name == "RUN")


def test_the_command_is_one_of_the_bot():
    require_valid(json.loads(only("CMD")))
    assert json.loads(only("CMD"))[0] == "run"


def test_the_health_check_asks_about_the_bot_that_runs():
    program, *arguments = health_check()
    assert [program] == json.loads(only("ENTRYPOINT"))
    require_valid(arguments)
    assert arguments[0] == "health"
    assert config_of(arguments) == config_of(json.loads(only("CMD")))


def test_the_config_and_the_record_lie_in_the_volume():
    (volume,) = only("VOLUME").split()
    assert config_of(json.loads(only("CMD"))).startswith(f"{volume}/")
    assert only("WORKDIR") == volume, "the example's database is a file in the working folder"


def test_the_bot_is_not_root_and_owns_its_record():
    names = [name for name, _ in LAST_STAGE]
    user = only("USER")
    assert user not in {"root", "0"}
    made = next(rest for name, rest in LAST_STAGE if name == "RUN")
    commands = [shlex.split(one) for one in made.split("&&")]
    (useradd,) = [one for one in commands if one[0] == "useradd"]
    assert useradd[-1] == user
    assert int(useradd[useradd.index("--uid") + 1]) > 0
    assert ["chown", user, only("VOLUME")] in commands
    assert names.index("RUN") < names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]


def test_the_documents_name_the_container_as_it_is():
    operations = text_of("docs/operations.md")
    lines = [shlex.split(line) for line in operations.splitlines() if line.startswith("docker ")]
    mounted = {word.partition(":")[2].removesuffix(":ro") for line in lines for word in line if ":/data" in word}
    assert mounted == {only("VOLUME"), config_of(json.loads(only("CMD")))}
    uid = re.search(r"--uid (\d+)", text_of("Dockerfile"))[1]
    assert f"(id {uid})" in operations
    for line in lines:
        words = " ".join(line).rpartition(" onrecord ")[2].split() if " onrecord " in " ".join(line) else []
        if words and line[1] in {"run", "exec"} and words[0] in {"ask", "check", "run", "health"}:
            require_valid(words)


def test_no_secret_is_baked_in():
    assert "TOKEN" not in "".join(rest for name, rest in STEPS if name in {"ENV", "ARG"})
