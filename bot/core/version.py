"""Which release this is."""

from __future__ import annotations

from importlib import metadata


def release() -> str:
    """Return the version that is installed, as in `pyproject.toml`."""
    try:
        return metadata.version("onrecord")
    except metadata.PackageNotFoundError:  # a checkout that is run without being installed
        return "unreleased"
