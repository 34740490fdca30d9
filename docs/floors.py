"""Draws `docs/floors.svg` from the import graph, or counts rooms, floors and arrows: `python -m docs.floors`.

    python -m docs.floors                 draw the picture (`make picture` does it too)
    python -m docs.floors --table [TREE]  print the figures of this tree, or of another checkout

The floors are those that import-linter holds (`[tool.importlinter]` in `pyproject.toml`); a room is a package. An arrow
is an import of one module by another.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).with_name("floors.svg")
PACKAGES = ("bot", "handlers")

MARGIN, WIDTH = 16, 760  # of the house; the arrows stand to the right of it
TITLE, LINE, PAD, GAP, CHARACTER = 22, 15, 10, 26, 6.3  # pixels; a character is one of the small monospaced font
LEAST = 118.0  # pixels that a box is wide
BUS = 40  # between two lines of arrows
COLOURS = ("#7b3294", "#c2410c", "#0f766e", "#1d4ed8", "#b91c1c", "#4d7c0f", "#a16207", "#475569")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A package on a floor, with what lies in it: smaller rooms and single modules."""

    name: str
    rooms: tuple[tuple[str, int], ...]  # the name of each package in it, and how many modules that has
    modules: tuple[str, ...]

    def lines(self, width: float) -> list[tuple[str, bool]]:
        """What is written in the box, line by line; whether a line names rooms."""
        rooms = [f"{name}/ {number}" for name, number in self.rooms]
        most = int((width - 2 * PAD) / CHARACTER)
        return [(line, True) for line in _wrapped(rooms, most)] + [
            (line, False) for line in _wrapped(self.modules, most)
        ]

    @property
    def letters(self) -> int:
        """How much is written in the box."""
        return sum(len(word) + 3 for word in (*self.modules, *(name for name, _ in self.rooms)))


def _wrapped(words: Iterable[str], most: int) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} · {word}" if line else word
        if line and len(longer) > most:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def floors(tree: Path = ROOT) -> list[tuple[str, ...]]:
    """Return the packages of each floor, highest first, as the contract of import-linter names them."""
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))
    layers = [one["layers"] for one in project["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    house = max(layers, key=lambda one: sum("bot." in layer for layer in one))
    return [tuple(name.strip() for name in layer.replace(":", "|").split("|")) for layer in house]


def imports(tree: Path = ROOT) -> list[tuple[str, str]]:
    """Return each import of one module by another, imports for type checkers among them."""
    sys.path.insert(0, str(tree))
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return sorted((one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one))


def modules(tree: Path = ROOT) -> list[str]:
    """Return the name of each module; one of a package's own name is the package."""
    found = []
    for package in PACKAGES:
        for path in (tree / package).rglob("*.py"):
            parts = path.relative_to(tree).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(found)


def _room(name: str, known: Sequence[str]) -> Room:
    inside = [one.removeprefix(f"{name}.") for one in known if one.startswith(f"{name}.")]
    numbers = Counter(one.partition(".")[0] for one in inside if "." in one)
    alone = tuple(one for one in inside if "." not in one and one not in numbers and one != "__main__")
    return Room(name=name, rooms=tuple(sorted(numbers.items())), modules=alone)


def between(house: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]]) -> Counter[tuple[int, int]]:
    """Count the imports from each floor to each other one."""

    def floor_of(module: str) -> int | None:
        for number, names in enumerate(house):
            if any(module == name or module.startswith(f"{name}.") for name in names):
                return number
        return None

    found: Counter[tuple[int, int]] = Counter()
    for one, other in edges:
        first, second = floor_of(one), floor_of(other)
        if first is not None and second is not None and first != second:
            found[first, second] += 1
    return found


def picture() -> str:
    """Return the drawing as SVG."""
    house, known = floors(), modules()
    arrows = between(house, imports())
    parts: list[str] = []
    top = MARGIN + 30
    bands: list[tuple[float, float]] = []
    for number, names in enumerate(house):
        drawn, height = _floor(len(house) - number, [_room(name, known) for name in names], top)
        parts += drawn
        bands.append((top, top + height))
        top += height + GAP
    parts += _arrows(arrows, bands)
    buses = len({first for first, _ in arrows})
    return _svg(width=MARGIN + WIDTH + BUS * (buses + 1), height=top, parts=parts)


def _floor(number: int, rooms: Sequence[Room], top: float) -> tuple[list[str], float]:
    free = WIDTH - 40 - PAD * (len(rooms) - 1) - LEAST * len(rooms)
    written = sum(room.letters + 1 for room in rooms)
    widths = [LEAST + free * (room.letters + 1) / written for room in rooms]
    texts = [room.lines(width) for room, width in zip(rooms, widths, strict=True)]
    height = TITLE + PAD + LINE * max(map(len, texts))
    parts = [
        _box(MARGIN, top, WIDTH, height + 2 * PAD, "floor"),
        f'<text x="{MARGIN + 10}" y="{top + 24:.0f}" class="number">{number}</text>',
    ]
    left = MARGIN + 40 - PAD / 2
    for room, width, lines in zip(rooms, widths, texts, strict=True):
        parts.append(_box(left, top + PAD, width, height, "room"))
        parts.append(f'<text x="{left + PAD:.0f}" y="{top + PAD + 17:.0f}" class="name">{escape(room.name)}</text>')
        for place, (line, is_rooms) in enumerate(lines):
            kind = "rooms" if is_rooms else "modules"
            y = top + PAD + TITLE + 10 + place * LINE
            parts.append(f'<text x="{left + PAD:.0f}" y="{y:.0f}" class="{kind}">{escape(line)}</text>')
        left += width + PAD
    return parts, height + 2 * PAD


def _box(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5" class="{kind}"/>'


def _arrows(arrows: Mapping[tuple[int, int], int], bands: Sequence[tuple[float, float]]) -> list[str]:
    """Draw a line down from each floor, and from it an arrow into each floor below that it imports from."""
    parts = []
    below: defaultdict[int, list[int]] = defaultdict(list)
    above: defaultdict[int, list[int]] = defaultdict(list)
    for first, second in sorted(arrows, reverse=True):
        below[first].append(second)
        above[second].append(first)

    def end(first: int, second: int) -> float:
        # What leaves a floor leaves at its top; below that the arrows into it, those of the nearest floor first.
        top, bottom = bands[second]
        places = len(above[second]) + bool(below[second])
        return top + (bottom - top) * (above[second].index(first) + bool(below[second]) + 0.5) / places

    edge = MARGIN + WIDTH
    for lane, first in enumerate(sorted(below, reverse=True), 1):
        x, colour = edge + BUS * lane, COLOURS[first % len(COLOURS)]
        top, bottom = bands[first]
        start = top + (bottom - top) / (len(above[first]) + 1) / 2
        last = max(end(first, second) for second in below[first])
        parts.append(f'<path d="M{edge} {start:.0f} H{x} V{last:.0f}" stroke="{colour}" class="line"/>')
        for second in below[first]:
            y = end(first, second)
            parts += [
                f'<path d="M{x} {y:.0f} H{edge + 9}" stroke="{colour}" class="line"/>',
                f'<path d="M{edge + 2} {y:.0f} l9 -4 v8 z" fill="{colour}"/>',
                f'<text x="{x - 5}" y="{y - 2:.0f}" fill="{colour}" class="count">{arrows[first, second]}</text>',
            ]
    return parts


def _svg(*, width: float, height: float, parts: Sequence[str]) -> str:
    style = (
        "text{font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:10.5px}"
        ".title{font-size:13px;fill:#1f2328}.number{font-size:14px;fill:#8b949e}.floor{fill:#f6f8fa;stroke:#d0d7de}"
        ".room{fill:#fff;stroke:#8b949e}.name{font-size:12px;font-weight:bold;fill:#1f2328}.rooms{fill:#0550ae}"
        ".modules{fill:#57606a}.line{fill:none;stroke-width:1.3}.count{text-anchor:end;font-size:10px;font-weight:bold}"
    )
    title = "A floor imports only from floors below it. Numbers: how many imports; blue: rooms, and the modules in each"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">',
            f"<style>{style}</style>",
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
            f'<text x="{MARGIN}" y="{MARGIN + 14}" class="title">{title}</text>',
            *parts,
            "</svg>\n",
        ]
    )


def figures(tree: Path) -> dict[str, int]:
    """Count what a newcomer has to find the way in."""
    known = modules(tree)
    edges = imports(tree)
    packages = {name.rpartition(".")[0] for name in known} - {""}

    def room(module: str) -> str:
        return module if module in packages else module.rpartition(".")[0]

    pairs = {(room(one), room(other)) for one, other in edges if room(one) != room(other)}
    strangers = {(one, other) for one, other in pairs if not f"{one}.".startswith(f"{other}.")}
    strangers = {(one, other) for one, other in strangers if not f"{other}.".startswith(f"{one}.")}
    return {
        "modules": len(known),
        "rooms (packages)": len(packages),
        "modules in the largest room": max(Counter(room(name) for name in known if name not in packages).values()),
        "modules that lie in bot/ itself": sum(room(name) == "bot" for name in known if name not in packages),
        "floors": len(floors(tree)),
        "arrows between modules": len(edges),
        "arrows between rooms": len(pairs),
        "rooms side by side that import each other": sum((other, one) in strangers for one, other in strangers) // 2,
    }


def main() -> None:
    """Draw, or count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", nargs="?", const=ROOT, type=Path, metavar="TREE")
    tree = parser.parse_args().table
    if tree is None:
        PICTURE.write_text(picture(), encoding="utf-8")
        return
    for name, number in figures(tree.resolve()).items():
        sys.stdout.write(f"{name:<42} {number:>5}\n")


if __name__ == "__main__":
    main()
