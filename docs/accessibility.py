"""Checks the archive's pages for accessibility: `python -m docs.accessibility AXE`, the path of axe-core's axe.min.js.

Serves the invented season of `docs/archive.py` on loopback, lets headless Chromium (Debian's package `chromium`) lay
each page out, light and dark, on a desk and on a phone, runs axe in it, and prints what axe finds. The pages forbid
scripts, so each is written to a file with its style and axe beside it. axe.min.js comes from the npm package `axe-core`
(`npm pack axe-core`); it is no part of this project.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from docs.archive import served
from docs.chromium import SECONDS, chromium, options

PATHS: Final = (
    "/",
    "/?q=dam+since:30d&actor=varga",
    "/?q=nothing-like-it",
    "/statements/7k2m9q4xw0c",
    "/actors/varga",
    "/unreported",
)
_SIZES: Final = {"desk": (1280, 1600), "phone": (390, 1600)}
_RESULT: Final = re.compile(r'<pre id="axe">(.*?)</pre>', re.DOTALL)
_RUN: Final = """
axe.run().then(found => {
  const out = document.createElement("pre");
  out.id = "axe";
  out.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(
    {passes: found.passes.length, violations: found.violations}))));
  document.body.appendChild(out);
});
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What axe says of one page as it is laid out."""

    path: str
    layout: str
    passes: int  # rules that hold
    violations: tuple[str, ...]  # in words, with the element


async def check(script: str) -> list[Checked]:
    """Lay every page out and run axe in it; `script` is axe's.

    Raises:
        FileNotFoundError: there is no Chromium.

    """
    browser = chromium()
    out: list[Checked] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with served(folder) as address, aiohttp.ClientSession(base_url=address) as client:
            for path in PATHS:
                page = await _standing_alone(client, path, script)
                for layout in ("desk", "desk, dark", "phone", "phone, dark"):
                    file = folder / "page.html"
                    await asyncio.to_thread(file.write_text, page, encoding="utf-8")
                    out.append(await audited(browser, file, path, layout))
    return out


async def _standing_alone(client: aiohttp.ClientSession, path: str, script: str) -> str:
    """Return a page with its style and axe in it."""
    page = await _text(client, path)
    for link in re.findall(r'<link[^>]*rel="?stylesheet"?[^>]*>', page):
        href = re.search(r'href="([^"]+)"', link)
        style = await _text(client, href[1]) if href else ""
        page = page.replace(link, f"<style>{style}</style>")
    return with_axe(page, script)


def with_axe(page: str, script: str) -> str:
    """Return a page in which axe runs and leaves what it finds."""
    return page.replace("</body>", f"<script>{script}</script><script>{_RUN}</script></body>")


async def _text(client: aiohttp.ClientSession, path: str) -> str:
    async with client.get(path) as answer:
        answer.raise_for_status()
        return await answer.text()


async def audited(browser: str, file: Path, path: str, layout: str) -> Checked:
    """Lay one file out, with axe in it."""
    size, is_dark = _SIZES[layout.partition(",")[0]], "dark" in layout
    started = [
        *options(file.parent / "profile", size=size, is_dark=is_dark),
        "--virtual-time-budget=20000",
        "--dump-dom",
    ]
    process = await asyncio.create_subprocess_exec(
        browser, *started, file.as_uri(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    dom, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    result = _RESULT.search(dom.decode())
    if result is None:
        raise RuntimeError(f"axe gave no result for {path} ({layout})")
    found: dict[str, Any] = json.loads(b64decode(result[1]))
    violations = tuple(
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    )
    return Checked(path=path, layout=layout, passes=found["passes"], violations=violations)


def main() -> None:
    """Print what axe finds; ends with 1 where it finds anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("axe", type=Path)
    checked = asyncio.run(check(parser.parse_args().axe.read_text(encoding="utf-8")))
    for one in checked:
        print(f"{one.path} ({one.layout}): {one.passes} rules hold, {len(one.violations)} violations")  # noqa: T201
        for violation in one.violations:
            print(f"    {violation}")  # noqa: T201
    sys.exit(any(one.violations for one in checked))


if __name__ == "__main__":
    main()
