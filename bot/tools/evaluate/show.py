"""Scores as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bot.tools.evaluate import GoldForm
from bot.tools.evaluate.quotations import KINDS
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from bot.tools.evaluate import Evaluation

MEASURES = ("exact", "overlap", "token", "joint", "jname")


def show(evaluation: Evaluation, console: Console, *, errors: bool) -> None:
    """Print the scores, with the speed where the engine was timed, and each mistake where wanted."""
    table = _quotations(evaluation) if evaluation.form is GoldForm.QUOTATIONS else _figure_table(evaluation.figures)
    console.print(table)
    if evaluation.seconds is not None:
        speed = evaluation.documents / evaluation.seconds if evaluation.seconds else 0.0
        unit = "pairs" if evaluation.form is GoldForm.PAIRS else "documents"
        console.print(f"{evaluation.documents} {unit} in {evaluation.seconds:.1f} s, {speed:.1f} a second")
    if errors:
        for mistake in evaluation.mistakes:
            console.print(Text(plain(f"{mistake.document_id}\t{mistake.what}\t{mistake.actor_id}\t{mistake.text}")))


def _quotations(evaluation: Evaluation) -> Table:
    table = Table(
        "kind", "gold", "reported", *(f"{name} P/R/F1" for name in MEASURES), "source", "source exact", "name"
    )
    for kind in KINDS:
        row = evaluation.figures[kind]
        scores = ("{P:.1f} {R:.1f} {F1:.1f}".format(**row[name]) for name in MEASURES)
        shares = ("-" if row[name] is None else f"{row[name]:.1f}" for name in ("source", "src_exact", "name"))
        table.add_row(kind, str(row["gold"]), str(row["pred"]), *scores, *shares)
    return table


def show_figures(figures: Mapping[str, Any], console: Console) -> None:
    """Print figures by name."""
    console.print(_figure_table(figures))


def _figure_table(figures: Mapping[str, Any]) -> Table:
    table = Table("measure", "value")
    for name, value in figures.items():
        shown = ", ".join(f"{key} {part}" for key, part in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, shown)
    return table
