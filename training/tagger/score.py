"""Scores a tagger on gold documents with the scorer that lies beside the gold files."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.watcher.find.tagger import Tagger
    from training.tagger.articles import Document, Quotation


def score(tagger: Tagger, documents: Iterable[Document], scorer: Path, *options: str) -> dict[str, Any]:
    """Score what is said in the documents.

    Args:
        tagger: to be scored.
        documents: with their gold quotations.
        scorer: score.py.
        options: more options of the scorer, such as --split.

    Returns:
        What the scorer prints with --json: figures by kind of quotation, in percent.

    """
    with tempfile.TemporaryDirectory() as folder:
        gold, predicted = Path(folder) / "gold.jsonl", Path(folder) / "predicted.jsonl"
        with gold.open("w", encoding="utf-8") as golds, predicted.open("w", encoding="utf-8") as predictions:
            for document in documents:
                quotes = [_gold(quotation, document.text) for quotation in document.quotations]
                golds.write(json.dumps({"id": document.id, "text": document.text, "quotes": quotes}) + "\n")
                found = [
                    {"content": found.content, "cue": found.cue or None, "source": found.source or None}
                    for found in tagger(document.text)
                ]
                predictions.write(json.dumps({"id": document.id, "quotes": found}) + "\n")
        command = [sys.executable, str(scorer), str(gold), str(predicted), "--speech", "--json", *options]
        result = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (our own scorer)
    figures: dict[str, Any] = json.loads(result.stdout)
    return figures


def table(figures: dict[str, Any]) -> str:
    """F1 by kind, as rows of a Markdown table: exact, overlap, joint, then precision and recall of overlap."""
    rows = ["| kind | gold | exact | overlap | joint | overlap P / R | source right |", "|---|---|---|---|---|---|---|"]
    rows += [
        f"| {kind} | {row['gold']} | {row['exact']['F1']} | {row['overlap']['F1']} | {row['joint']['F1']} "
        f"| {row['overlap']['P']} / {row['overlap']['R']} | {row['source']} |"
        for kind, row in figures.items()
    ]
    return "\n".join(rows)


def _gold(quotation: Quotation, text: str) -> dict[str, Any]:
    return {
        "content": quotation.content,
        "cue": quotation.cue or None,
        "source": quotation.source or None,
        "speaker": " ".join(text[start:end] for start, end in quotation.source) or None,
        "speech": quotation.speech,
    }
