"""Headless Chromium, which takes the pictures of pages: Debian's package `chromium`.

The marks of the badges need Debian's fonts-noto-color-emoji.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 120  # for one page
_COLOURS = 256  # a third of the bytes, and nobody sees it


def chromium() -> str:
    """Return where Chromium is.

    Raises:
        FileNotFoundError: nowhere.

    """
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        raise FileNotFoundError("no Chromium: install Debian's package chromium")
    return browser


def options(profile: Path, *, size: tuple[int, int], is_dark: bool) -> list[str]:
    """Return how it is started: for a window of this width and height, with a profile of its own."""
    return [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={profile}",
        f"--window-size={size[0]},{size[1]}",
        f"--blink-settings=preferredColorScheme={0 if is_dark else 1}",
    ]


def take(url: str, picture: Path, *, size: tuple[int, int], is_dark: bool = False) -> None:
    """Take the picture of what is at an address.

    Raises:
        RuntimeError: there is no picture; with what Chromium said.

    """
    with tempfile.TemporaryDirectory() as profile:
        taken = Path(profile) / "taken.png"
        started = [chromium(), *options(Path(profile), size=size, is_dark=is_dark), f"--screenshot={taken}", url]
        said = subprocess.run(started, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
        if said.returncode or not taken.exists():
            raise RuntimeError(f"Chromium took no picture of {url}: {said.stderr}")
        shutil.copy(taken, picture)


def photograph(page: str, picture: Path, *, size: tuple[int, int]) -> None:
    """Take the picture of a page that stands for itself; `size` is its width and height."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        take(source.as_uri(), Path(folder) / "taken.png", size=size)
        with Image.open(Path(folder) / "taken.png") as taken:
            taken.convert("RGB").quantize(_COLOURS).save(picture, optimize=True)
