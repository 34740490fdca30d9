"""Draws `docs/dashboard.png`: the dashboard for Grafana over the figures of a real run.

`python -m docs.dashboard` runs the bot with its models over a world on loopback (three outlets, of which one is out of
order for a while, Discord and Slack) and Prometheus (Debian's package `prometheus`) beside it. Then it asks Prometheus
for every expression of `deploy/grafana/onrecord.json`, and draws each panel in its place. No Grafana is at work: the
figures are what it would show, the drawing is matplotlib's. It takes `--minutes`, ten by default.
"""  # noqa: INP001 - run from the checkout, never installed

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import shutil
import socket
import sys
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientSession
from matplotlib.dates import DateFormatter, MinuteLocator
from matplotlib.figure import Figure

from tests.loopback.news import Answer
from tests.whole import CHECKOUT, Newsroom

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from matplotlib.axes import Axes

PICTURE: Final = Path(__file__).with_name("dashboard.png")
DASHBOARD: Final = CHECKOUT / "deploy" / "grafana" / "onrecord.json"
SCRAPED_EVERY: Final = 5  # seconds
RATE_INTERVAL: Final = f"{12 * SCRAPED_EVERY}s"  # what Grafana puts for $__rate_interval, or more
OUT_OF_ORDER: Final = (0.5, 0.6)  # of the time: the paper's feed answers 503
HEADROOM: Final = 1.35  # for the legend
IN_ONE_COLUMN: Final = 4  # names of a legend
ROW, COLUMN, GAP = 0.37, 0.79, 0.55  # inches: of Grafana's grid, and between panels
BACK, PANEL, INK, FAINT = "#111217", "#181b1f", "#d8d9da", "#3a3d44"
COLOURS: Final = ("#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#37872d", "#8ab8ff", "#ffa6b0")
THINGS = ("harbour wall", "night train", "salt tax", "school roof", "ferry fare", "old lighthouse", "fish market")
WHENS = ("before the first snow", "in the spring", "by the end of May", "when the council meets", "next year")
SPEAKERS = ("Donald Trump", "Benjamin Netanyahu", "Esmail Baghaei", "Ilse Varga")  # the last one is tracked by nobody


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def program(*words: object, environment: dict[str, str]) -> AsyncIterator[None]:
    """Run a program for the length of a block."""
    child = await asyncio.create_subprocess_exec(
        *map(str, words),
        cwd=CHECKOUT,
        env=os.environ | environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
        if child.returncode is not None:
            sys.exit(f"{words[0]} ended with {child.returncode}")
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


async def publish(room: Newsroom, minutes: float) -> None:
    """Publish articles for so long: each said once or twice, by people who are tracked or are not."""
    loop = asyncio.get_running_loop()
    begun, seconds = loop.time(), 60 * minutes
    for number, (when, thing) in enumerate(product(WHENS, THINGS)):
        speaker = SPEAKERS[number % len(SPEAKERS)]
        text = f"“The {thing} will be finished {when},” {speaker} told reporters at the quay."
        room.publish(("ministry", "wire")[number % 2], text)
        if number % 3 == 0:
            room.publish("wire" if number % 2 == 0 else "ministry", text)
        past = (loop.time() - begun) / seconds
        if OUT_OF_ORDER[0] <= past < OUT_OF_ORDER[1]:
            room.news.put("/paper/feed", Answer(status=503))
        elif past >= OUT_OF_ORDER[1]:
            room.publish("paper", f"{text} Nobody else was asked.")
        left = seconds - (loop.time() - begun)
        if left <= 0:
            return
        await asyncio.sleep(min(seconds / (len(WHENS) * len(THINGS)), left))


async def figures(minutes: float) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Run the bot and Prometheus; return each panel with the series of its expressions."""
    at, scraped = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        more = f"[metrics]\non = true\nport = {scraped}\n"
        async with Newsroom(Path(folder), more=more, every=5.0) as room, ClientSession() as session:
            config = Path(folder) / "prometheus.yml"
            config.write_text(
                f"global: {{scrape_interval: {SCRAPED_EVERY}s}}\n"
                f"scrape_configs: [{{job_name: onrecord, static_configs: [{{targets: ['127.0.0.1:{scraped}']}}]}}]\n",
                encoding="utf-8",
            )
            bot = program(sys.executable, "-m", "bot", "run", "-c", room.config_path, environment=room.environment())
            prometheus = program(
                "prometheus",
                f"--config.file={config}",
                f"--storage.tsdb.path={folder}/figures",
                f"--web.listen-address=127.0.0.1:{at}",
                environment={},
            )
            begun = datetime.now(UTC)
            async with prometheus, bot:
                await room.baseline()
                await publish(room, minutes)
                await asyncio.sleep(2 * SCRAPED_EVERY)
                asked = {"start": begun.timestamp(), "end": datetime.now(UTC).timestamp(), "step": SCRAPED_EVERY}
                panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
                return [(one, await series_of(session, at, one, asked)) for one in panels]


async def series_of(
    session: ClientSession, port: int, panel: dict[str, Any], asked: dict[str, float]
) -> list[dict[str, Any]]:
    """Return the series of a panel: each with its `name` and its `values`, pairs of a time and a figure."""
    found = []
    for target in panel["targets"]:
        query = target["expr"].replace("$__rate_interval", RATE_INTERVAL)
        url = f"http://127.0.0.1:{port}/api/v1/query_range"
        given = {"query": query, **{key: str(value) for key, value in asked.items()}}
        async with session.get(url, params=given) as got:
            answer = await got.json()
        if answer["status"] != "success":
            sys.exit(f"{panel['title']}: {answer['error']}")
        for one in answer["data"]["result"]:
            name = target["legendFormat"]
            for label, value in one["metric"].items():
                name = name.replace(f"{{{{{label}}}}}", value)
            values = [(datetime.fromtimestamp(at, UTC), float(value)) for at, value in one["values"]]
            found.append({"name": name, "values": values})
    return found


def shown(value: float, unit: str) -> str:
    """Return a figure with its unit, as Grafana shortens it."""
    if math.isnan(value):
        return "no data"
    if unit == "bytes":
        return f"{value / 2**20:.0f} MiB"
    if unit == "s" and 0 < abs(value) < 1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.3g}{ {'s': ' s', 'ops': ' /s'}.get(unit, '') }"


def draw(panels: Sequence[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Figure:
    """Draw each panel in its place."""
    rows = max(one["gridPos"]["y"] + one["gridPos"]["h"] for one, _ in panels)
    columns = max(one["gridPos"]["x"] + one["gridPos"]["w"] for one, _ in panels)
    width, height = columns * COLUMN, rows * ROW
    figure = Figure(figsize=(width, height), dpi=90, facecolor=BACK)
    for panel, series in panels:
        place = panel["gridPos"]
        box = (
            (place["x"] * COLUMN + GAP) / width,
            1 - ((place["y"] + place["h"]) * ROW - GAP) / height,
            (place["w"] * COLUMN - 1.3 * GAP) / width,
            (place["h"] * ROW - 1.6 * GAP) / height,
        )
        axes = figure.add_axes(box, facecolor=PANEL)
        axes.set_title(panel["title"], color=INK, fontsize=10, loc="left", pad=5)
        axes.tick_params(colors=INK, labelsize=7, length=0)
        axes.spines[:].set_color(FAINT)
        unit = panel["fieldConfig"]["defaults"]["unit"]
        {"stat": _stat, "bargauge": _bars}.get(panel["type"], _lines)(axes, series, unit)
    return figure


def _stat(axes: Axes, series: Sequence[dict[str, Any]], unit: str) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for number, one in enumerate(series):
        at = (number + 0.5) / len(series)
        last = shown(one["values"][-1][1], unit)
        axes.text(at, 0.5, last, color=COLOURS[0], fontsize=34, ha="center", va="center", transform=axes.transAxes)
        axes.text(at, 0.16, one["name"], color=INK, fontsize=9, ha="center", transform=axes.transAxes)


def _bars(axes: Axes, series: Sequence[dict[str, Any]], unit: str) -> None:
    ordered = sorted(series, key=lambda one: one["values"][-1][1])
    names, values = [one["name"] for one in ordered], [one["values"][-1][1] for one in ordered]
    bars = axes.barh(names, values, color=COLOURS[2], height=0.7)
    axes.bar_label(bars, [shown(one, unit) for one in values], color=INK, fontsize=6.5, padding=2)
    axes.set_xticks([])
    axes.tick_params(axis="y", labelsize=6, pad=-2)
    axes.set_yticks(range(len(names)), names, ha="left")
    axes.set_xlim(0, max(values, default=1) * 1.15)


def _lines(axes: Axes, series: Sequence[dict[str, Any]], unit: str) -> None:
    for number, one in enumerate(series):
        times, values = zip(*one["values"], strict=True)
        axes.plot(times, values, color=COLOURS[number % len(COLOURS)], linewidth=1.2, label=one["name"])
    axes.grid(color=FAINT, linewidth=0.5)
    axes.set_ylim(0, HEADROOM * (axes.get_ylim()[1] or 1))
    axes.yaxis.set_major_formatter(lambda value, _: shown(value, unit))
    if not series:
        axes.set_xticks([])  # matplotlib's own span is a day, and takes a second for its minutes
        return
    longest = max((one["values"] for one in series), key=len)
    axes.set_xlim(longest[0][0], longest[-1][0])
    axes.xaxis.set_major_locator(MinuteLocator(interval=2, tz=UTC))
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M", tz=UTC))
    few = len(series) <= IN_ONE_COLUMN
    axes.legend(
        fontsize=6.5 if few else 5.5,
        loc="upper left",
        ncols=1 if few else 2,
        labelcolor=INK,
        facecolor=PANEL,
        edgecolor=FAINT,
        framealpha=0.7,
    )


def main() -> None:
    """Run, ask and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    given = parser.parse_args()
    if shutil.which("prometheus") is None:
        sys.exit("prometheus is missing: apt-get install prometheus")
    panels = asyncio.run(figures(given.minutes))
    empty = [panel["title"] for panel, series in panels if not series]
    draw(panels).savefig(PICTURE, facecolor=BACK)
    sys.stdout.write(f"{PICTURE}; without figures: {', '.join(empty) or 'none'}\n")


if __name__ == "__main__":
    main()
