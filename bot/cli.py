"""The command line: each command a few lines over the parts that do the work.

What a command needs is imported where the command begins: `--help` and the health check need next to nothing, and only
reading a text needs spaCy. `tests/test_imports.py` holds each command to what it may import.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.core.errors import ConfigError, OnRecordError
from bot.tools.actor_cli import actor_cli
from bot.tools.at_terminal import CONFIG, EXIT_FAILED, ConfigPath, config_at
from bot.tools.init_cli import init
from bot.tools.lookup_cli import add_lookups
from bot.tools.record_cli import RECORD_COMMANDS
from bot.tools.run_cli import RUN_COMMANDS
from bot.tools.since_option import time_meant
from bot.tools.source_cli import source_cli
from bot.tools.web_cli import web

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from rich.console import Console

    from bot.core.config import Config

_Answer = TypeVar("_Answer")

EXIT_BAD_CONFIG = 2

cli = typer.Typer(
    name="onrecord",
    help="Tells Discord and Slack channels when a tracked person has said something new.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
AnyConfigPath = Annotated[
    Path | None, typer.Option("-c", "--config", help="Config file; without one, config.toml or the example.")
]

cli.command()(init)
cli.command()(web)
cli.add_typer(source_cli, name="source")
cli.add_typer(actor_cli, name="actor")
add_lookups(cli, but=frozenset({"source", "actor", "why"}))  # which take options of their own here
for _command in (*RUN_COMMANDS, *RECORD_COMMANDS):
    cli.command()(_command)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer's own form
    if asked:
        from bot.core.version import release  # noqa: PLC0415

        typer.echo(f"onrecord {release()}")
        raise typer.Exit


def main() -> None:
    """Run the command line; an expected error is one message on standard error and an exit code."""
    try:
        match sys.argv[1:]:
            # As the container asks, every half minute for ever: typer would import pydantic to read the path.
            case ["health"]:
                sys.exit(_tell_health(CONFIG))
            case ["health", "-c" | "--config", path]:
                sys.exit(_tell_health(Path(path)))
            case _:
                cli()
    except OnRecordError as error:
        bad_config = isinstance(error, ConfigError)
        sys.stderr.write(f"{error}\n" if bad_config else f"onrecord: {error}\n")
        sys.exit(EXIT_BAD_CONFIG if bad_config else EXIT_FAILED)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)


@cli.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the options of the program itself."""


@cli.command()
def check(config_path: ConfigPath = CONFIG) -> None:
    """Check the config, then tokens, channels and sources, live. Exits with 0: all well, 1: not, 2: bad config."""
    from bot.core.config import read_config  # noqa: PLC0415
    from bot.core.logs import set_up_logs  # noqa: PLC0415
    from bot.core.secret_tokens import read_secrets  # noqa: PLC0415
    from bot.tools import check as checks  # noqa: PLC0415

    config, secrets = read_config(config_path), read_secrets()
    set_up_logs(form=config.bot.log, level="error", secrets=secrets.values())
    console = _console(markup=False, soft_wrap=True)

    async def all_checks() -> bool:
        well = True
        async for line in checks.live_checks(config, secrets):
            console.print(f"{'ok  ' if line.ok else 'FAIL'} {line.subject}: {line.message}")
            well = well and line.ok
        return well

    parts = (f"{len(part)} {name}" for name, part in _parts_of_config(config).items())
    console.print(f"ok   config: {', '.join(parts)}")
    for note in config.notes:
        console.print(f"ok   pack: {note}")
    if not _finish(all_checks()):
        raise typer.Exit(EXIT_FAILED)


@cli.command()
def scan(
    what: Annotated[str | None, typer.Argument(help="A file, a web address, or - for standard input.")] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON document a line in, one a line out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    all_speakers: Annotated[bool, typer.Option(help="Everybody's quotations, not tracked actors' alone.")] = False,
    explain: Annotated[bool, typer.Option(help="Show how each was found, and what was rejected.")] = False,
    voice: Annotated[
        str | None, typer.Option(metavar="ACTOR", help="The actor whose own words the text is; with --jsonl in each.")
    ] = None,
    config_path: AnyConfigPath = None,
) -> None:
    """Find the statements in a text, a page, or a stream of documents."""
    from bot.core.model import View  # noqa: PLC0415
    from bot.tools import scan as scans  # noqa: PLC0415
    from bot.watcher import SpacyWatcher  # noqa: PLC0415

    _set_up_logs()
    config = _config_or_example(config_path)
    view = View.EVERYBODY if all_speakers else View.TRACKED
    if jsonl and voice is not None:
        raise typer.BadParameter('with --jsonl each document names its own: "voice": "mayor"')
    if jsonl:
        watcher = SpacyWatcher.load(config.actors)
        with scans.open_lines(what or "-") as lines:
            for line in scans.scan_lines(lines, watcher, view=view, config=config, explain=explain):
                sys.stdout.write(f"{line}\n")
        return
    document = _finish(scans.load_document(what or "-", config, voice=voice))
    (watched,) = SpacyWatcher.load(config.actors).watch([document.watch_text], view=View.ALL if explain else view)
    if as_json:
        result = scans.scan_result(document, watched, view=view, explain=explain)
        sys.stdout.write(scans.result_json(result) + "\n")
    else:
        _console(highlight=True).print(scans.table(document, watched, explain=explain, all_speakers=all_speakers))


@cli.command()
def match(
    one: Annotated[
        str, typer.Argument(help="A statement; with --jsonl a file of pairs, or - for standard input.")
    ] = "-",
    other: Annotated[str | None, typer.Argument(help="Another statement of the same person.")] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON pair a line in, one verdict a line out.")] = False,
) -> None:
    """Tell how two reports of one actor relate: same, repeat, changed or different, and why."""
    from bot.novelty import Judge  # noqa: PLC0415
    from bot.tools.match import match_lines, match_texts  # noqa: PLC0415
    from bot.tools.scan import open_lines  # noqa: PLC0415

    _set_up_logs()
    if jsonl == (other is not None):
        raise typer.BadParameter("give two statements, or --jsonl and a file of pairs")
    judge = Judge.load()
    if other is not None:
        typer.echo(match_texts(one, other, judge))
        return
    with open_lines(one) as lines:
        for line in match_lines(lines, judge):
            sys.stdout.write(f"{line}\n")


@cli.command()
def evaluate(
    gold_paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[GOLD]...",
            help="Gold files: quotations, tracked actors, names of speakers, or pairs. A second file about the same "
            "documents holds predictions, which are scored instead of the engine's.",
        ),
    ] = None,
    *,
    speech: Annotated[bool, typer.Option("--speech", help="Quotations: what was said alone.")] = False,
    split: Annotated[
        bool, typer.Option("--split", help="Quotations: an interrupted one counts as its pieces.")
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Tracked actors: show each mistake.")] = False,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="What each stage, word list and veto brings on each gold file.")
    ] = False,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Instead of a gold file: what people said is wrong with alerts.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    config_path: AnyConfigPath = None,
) -> None:
    """Score the engine on gold files, or on what people answered to its alerts."""
    _set_up_logs()
    if feedback == bool(gold_paths):
        raise typer.BadParameter("give gold files, or --feedback")
    config = _config_or_example(config_path)
    if not gold_paths:
        _feedback_figures(config, as_json=as_json)
    elif ablation:
        _ablation(gold_paths, config, as_json=as_json)
    else:
        _score(gold_paths, config, speech=speech, split=split, errors=errors, as_json=as_json)


def _score(gold_paths: list[Path], config: Config, *, speech: bool, split: bool, errors: bool, as_json: bool) -> None:
    from rich.progress import Progress  # noqa: PLC0415

    from bot.tools import evaluate as measures  # noqa: PLC0415
    from bot.tools.evaluate.show import show  # noqa: PLC0415

    paths, predicted_path = measures.with_predictions(gold_paths)
    predicted = measures.read_rows(predicted_path) if predicted_path else None
    evaluations: dict[str, measures.Evaluation] = {}
    with Progress(console=_console(stderr=True, highlight=True), transient=True) as bar:
        for path in paths:
            form, gold = measures.read_gold(path)
            task = bar.add_task(f"reading {len(gold)}", total=len(gold))
            advance = partial(bar.advance, task)
            answers = measures.Answers(rows=predicted) if predicted else measures.answered(form, gold, config, advance)
            evaluations[str(path)] = measures.score_gold(
                gold,
                form,
                answers,
                speech=speech,
                split=split,
                actors={actor.id: actor.name for actor in config.actors},
            )
    if as_json:
        all_figures = [evaluation.figures for evaluation in evaluations.values()]
        figures = dict(zip(evaluations, all_figures, strict=True)) if len(paths) > 1 else all_figures[0]
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    for name, evaluation in evaluations.items():
        if len(paths) > 1:
            _console().print(name)
        show(evaluation, _console(), errors=errors)


def _feedback_figures(config: Config, *, as_json: bool) -> None:
    from bot.tools import evaluate as measures  # noqa: PLC0415
    from bot.tools.evaluate.show import show_figures  # noqa: PLC0415

    figures = _finish(measures.feedback_figures(config))
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        show_figures(figures, _console())


def _ablation(gold: list[Path], config: Config, *, as_json: bool) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from rich.progress import Progress  # noqa: PLC0415

    from bot.tools import ablation  # noqa: PLC0415

    with TemporaryDirectory() as folder, Progress(console=_console(stderr=True, highlight=True), transient=True) as bar:
        job = ablation.Job(gold=tuple(gold), config=config, memory=Path(folder) / "model.pickle")
        task = bar.add_task("the whole engine", total=None)
        whole = ablation.measured(job, None)
        wanted = ablation.parts_for(job)
        bar.update(task, description="without each part", total=len(wanted))
        brings: dict[ablation.Part, ablation.Figures] = {}
        for part, figures in ablation.worth(job, wanted, whole):
            brings[part] = figures
            bar.advance(task)
    rows = [(part, brings[part]) for part in wanted]
    if as_json:
        parts = [{"kind": part.kind, "name": part.name, "brings": figures} for part, figures in rows]
        sys.stdout.write(json.dumps({"whole": whole, "parts": parts}) + "\n")
    else:
        ablation.show_worth(whole, rows, _console())


@cli.command()
def why(
    what: Annotated[
        list[str], typer.Argument(help="The address of an article, the id of a statement or a message, or words.")
    ],
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Fetch the address and show beside it what the rules find in it today.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Tell step by step why something was or was not reported, from the record."""
    from bot.tools import why as ways  # noqa: PLC0415
    from handlers.terminal.console_handler import print_reply  # noqa: PLC0415

    config = config_at(config_path, log_level="warning")
    explained = _finish(ways.explain(config, " ".join(what)))
    if not as_json:
        for page in explained.pages:
            print_reply(page, _console())
    if live:
        from bot.tools import why_live  # noqa: PLC0415

        now = _finish(why_live.read_now(config, explained.way))
        if not as_json:
            _console(highlight=True).print(now.table())
            return
        sys.stdout.write(ways.way_json(explained.way, live=now.as_json()) + "\n")
    elif as_json:
        sys.stdout.write(ways.way_json(explained.way) + "\n")


@cli.command()
def replay(
    since: Annotated[str, typer.Option(help="How far back: 2d, today, monday, 2026-11-01.")] = "7d",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Read again by this config and today's rules what was fetched, and show which alerts would come, go or change."""
    from rich.progress import Progress  # noqa: PLC0415

    from bot.tools import replay as replays  # noqa: PLC0415
    from bot.tools.replay.show import replay_json, shown_replay  # noqa: PLC0415

    config = config_at(config_path)
    begin_at = time_meant(since, config)
    with Progress(console=_console(stderr=True, highlight=True), transient=True) as bar:
        task = bar.add_task("loading", total=None)
        replayed = _finish(
            replays.read_again(
                config,
                since=begin_at,
                begin=lambda number: bar.update(task, description="reading again", total=number),
                advance=partial(bar.advance, task),
            )
        )
    if as_json:
        sys.stdout.write(json.dumps(replay_json(replayed)) + "\n")
    else:
        _console().print(shown_replay(replayed, config))


@cli.command()
def demo(
    seconds: Annotated[float, typer.Option(help="Stop after this long, whatever happens.")] = 55.0,
) -> None:
    """Run the bot for a moment on bundled sample news, with the terminal as its channel."""
    from bot.demo import run_demo  # noqa: PLC0415

    _set_up_logs(level="error")
    if not _finish(run_demo(seconds=seconds)):
        raise typer.Exit(EXIT_FAILED)


@cli.command()
def health(config_path: ConfigPath = CONFIG) -> None:
    """Exit 0 while the bot shows signs of life, 1 otherwise: the container's health check."""
    raise typer.Exit(_tell_health(config_path))


def _tell_health(config_path: Path) -> int:
    from bot.tools.health import sign_of_life  # noqa: PLC0415

    alive, message = sign_of_life(config_path)
    typer.echo(message)
    return 0 if alive else EXIT_FAILED


def _finish(work: Coroutine[Any, Any, _Answer]) -> _Answer:
    import asyncio  # noqa: PLC0415

    return asyncio.run(work)


def _set_up_logs(*, level: str = "warning") -> None:
    from bot.core.logs import set_up_logs  # noqa: PLC0415

    set_up_logs(form="console", level=level)


def _console(*, highlight: bool = False, **settings: Any) -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(highlight=highlight, **settings)


def _config_or_example(path: Path | None) -> Config:
    from bot.core.config import example_config_path, read_config  # noqa: PLC0415

    if path is not None:
        return read_config(path)
    return read_config(CONFIG if CONFIG.is_file() else example_config_path())


def _parts_of_config(config: Config) -> dict[str, Sequence[object]]:
    return {"actors": config.actors, "sources": config.sources, "routes": config.routes}
