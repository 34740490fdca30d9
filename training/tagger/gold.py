"""Gold quotations as what the network learns: a label per word, and links between spans."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.watcher.find.tagger import crf
from bot.watcher.find.tagger.encoded import EncodedText, encode
from bot.watcher.find.tagger.quote_states import quote_states
from training.tagger.articles import Document, Quotation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import TypeAlias

    from numpy.typing import NDArray
    from tokenizers import Tokenizer as PieceTable

    from training.tagger.lesson import Lesson

    Range: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text ready to learn from.

    `labels`: one per word, speech only; `all_labels`: the same with thoughts and plans. `cue_of` maps the words (first,
    last) of a content to those of its cue, `source_of_cue` and `source_of_content` to those of the source; None where
    there is none. `lesson`: what a teacher makes of it, if there is one.
    """

    id: str
    text: str
    encoded: EncodedText
    labels: NDArray[np.int64]
    all_labels: NDArray[np.int64]
    cue_of: Mapping[Range, Range | None]
    source_of_cue: Mapping[Range, Range | None]
    source_of_content: Mapping[Range, Range | None]
    lesson: Lesson | None = None


def read_gold(path: Path) -> list[Document]:
    """Read a file of documents, one JSON object a line."""
    documents = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            quotations = tuple(
                Quotation(
                    content=_spans(quote["content"]),
                    cue=_spans(quote["cue"]),
                    source=_spans(quote["source"]),
                    speech=quote["speech"],
                )
                for quote in raw["quotes"]
            )
            documents.append(Document(id=raw["id"], text=raw["text"], quotations=quotations))
    return documents


def examples(documents: Iterable[Document], table: PieceTable) -> list[Example]:
    """Make documents ready to learn from."""
    return [example(document, encode(document.text, table, quote_states)) for document in documents]


def example(document: Document, encoded: EncodedText) -> Example:
    """Label the words of a document.

    Where spans overlap, content wins over cue and cue over source, and the outermost content over an inner one; a span
    that lost words is not linked.
    """
    starts = np.array([start for start, _ in encoded.words])
    ends = np.array([end for _, end in encoded.words])

    def ranges(spans: Iterable[tuple[int, int]]) -> list[Range]:
        found = []
        for start, end in spans:
            first, last = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left")) - 1
            if first <= last:
                found.append((first, last))
        return found

    # A cue or source in several pieces stands for its longest one: links are between whole spans.
    rows = [
        (ranges(q.content), _longest(ranges(q.cue)), _longest(ranges(q.source)), q.speech) for q in document.quotations
    ]
    labels = _paint(len(starts), [row for row in rows if row[3]])
    cue_of: dict[Range, Range | None] = {}
    source_of_cue: dict[Range, Range | None] = {}
    source_of_content: dict[Range, Range | None] = {}
    for contents, cues, sources, speech in rows:
        if not speech or (cues and not _kept(labels, cues[0], crf.CUE)):
            continue
        source = sources[0] if sources else None
        source_kept = source is None or _kept(labels, source, crf.SOURCE)
        if cues and source_kept:
            source_of_cue[cues[0]] = source
        for content in contents:
            if _kept(labels, content, crf.CONTENT):
                cue_of[content] = cues[0] if cues else None
                if source_kept:
                    source_of_content[content] = source
    return Example(
        id=document.id,
        text=document.text,
        encoded=encoded,
        labels=labels,
        all_labels=_paint(len(starts), rows),
        cue_of=cue_of,
        source_of_cue=source_of_cue,
        source_of_content=source_of_content,
    )


def _spans(raw: list[list[int]] | None) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in raw or ())


def _longest(ranges: list[Range]) -> list[Range]:
    return sorted(ranges, key=lambda r: r[0] - r[1])[:1]


def _paint(count: int, rows: list[tuple[list[Range], list[Range], list[Range], bool]]) -> NDArray[np.int64]:
    labels = np.full(count, crf.OUT)
    for part, begin in ((2, crf.SOURCE), (1, crf.CUE), (0, crf.CONTENT)):
        spans = [span for row in rows for span in row[part]]
        for first, last in sorted(spans, key=lambda r: r[1] - r[0]):
            labels[first] = begin
            labels[first + 1 : last + 1] = begin + 1
    return labels


def _kept(labels: NDArray[np.int64], span: Range, begin: int) -> bool:
    first, last = span
    return bool(
        labels[first] == begin
        and (labels[first + 1 : last + 1] == begin + 1).all()
        and (last + 1 == len(labels) or labels[last + 1] != begin + 1)
    )
