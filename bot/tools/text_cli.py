"""The commands that read texts without a record: `onrecord scan`, `match` and `evaluate`."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.tools.at_terminal import AnyConfigPath, config_or_example, console_of, log_here

if TYPE_CHECKING:
    from bot.core.config import Config


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

    log_here()
    config = config_or_example(config_path)
    view = View.EVERYBODY if all_speakers else View.TRACKED
    if jsonl and voice is not None:
        raise typer.BadParameter('with --jsonl each document names its own: "voice": "mayor"')
    if jsonl:
        watcher = SpacyWatcher.load(config.actors)
        with scans.open_lines(what or "-") as lines:
            for line in scans.scan_lines(lines, watcher, view=view, config=config, explain=explain):
                sys.stdout.write(f"{line}\n")
        return
    document = asyncio.run(scans.load_document(what or "-", config, voice=voice))
    (watched,) = SpacyWatcher.load(config.actors).watch([document.watch_text], view=View.ALL if explain else view)
    after = config.alerts.background_after
    if as_json:
        result = scans.scan_result(document, watched, view=view, explain=explain, after=after)
        sys.stdout.write(scans.result_json(result) + "\n")
    else:
        console_of(highlight=True).print(
            scans.table(document, watched, explain=explain, all_speakers=all_speakers, after=after)
        )


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

    log_here()
    if jsonl == (other is not None):
        raise typer.BadParameter("give two statements, or --jsonl and a file of pairs")
    judge = Judge.load()
    if other is not None:
        typer.echo(match_texts(one, other, judge))
        return
    with open_lines(one) as lines:
        for line in match_lines(lines, judge):
            sys.stdout.write(f"{line}\n")


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
    log_here()
    if feedback == bool(gold_paths):
        raise typer.BadParameter("give gold files, or --feedback")
    config = config_or_example(config_path)
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
    with Progress(console=console_of(stderr=True, highlight=True), transient=True) as bar:
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
            console_of().print(name)
        show(evaluation, console_of(), errors=errors)


def _feedback_figures(config: Config, *, as_json: bool) -> None:
    from bot.tools import evaluate as measures  # noqa: PLC0415
    from bot.tools.evaluate.show import show_figures  # noqa: PLC0415

    figures = asyncio.run(measures.feedback_figures(config))
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        show_figures(figures, console_of())


def _ablation(gold: list[Path], config: Config, *, as_json: bool) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from rich.progress import Progress  # noqa: PLC0415

    from bot.tools import ablation  # noqa: PLC0415

    with (
        TemporaryDirectory() as folder,
        Progress(console=console_of(stderr=True, highlight=True), transient=True) as bar,
    ):
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
        ablation.show_worth(whole, rows, console_of())


TEXT_COMMANDS = (scan, match, evaluate)
