"""The licences of what is installed with On Record: `python -m docs.licences` writes docs/licences.md anew.

Of each package of requirements.lock that is installed here, as its own metadata says it; of others the name and the
version alone.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "docs" / "licences.md"
HEAD = """# Licences of what is installed with it

Written by `python -m docs.licences`, from the metadata of each package of `requirements.lock`; nobody edits it. On
Record itself is under the MIT licence.

| Package | Version | Licence |
|---|---|---|
"""
NOT_HERE = "for other systems or Pythons; not installed where this was written"
LONGEST = 60  # characters; some packages have the whole text in that field


def locked(text: str) -> dict[str, str]:
    """Return the packages of a lock file with their versions: some have one for each Python."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(name, []).append(version)
    return {name: ", ".join(versions) for name, versions in found.items()}


def licence_of(package: str) -> str:
    """Return what an installed package says of its licence."""
    try:
        said = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return NOT_HERE
    named = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    written = said.get("License-Expression") or said.get("License") or ""
    if written and len(written) <= LONGEST and "\n" not in written:
        return written
    return ", ".join(named) or "see its files"


def table(text: str) -> str:
    """Return the page for a lock file."""
    rows = [f"| {name} | {version} | {licence_of(name)} |" for name, version in sorted(locked(text).items())]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    WRITTEN.write_text(table((ROOT / "requirements.lock").read_text(encoding="utf-8")), encoding="utf-8")
