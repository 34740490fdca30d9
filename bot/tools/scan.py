"""Statements in single texts: the forms that `onrecord scan` reads and writes.

The JSON form is stable: other programs, and the scorers of gold files, read it.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from bot.core.clock import SystemClock
from bot.core.config_sections import AlertSettings
from bot.core.crediting import statement_text, why_not
from bot.core.errors import OnRecordError
from bot.core.model import View
from bot.novelty.wordings.questions import question_of
from bot.rules.times import background_time, said_words
from bot.sources.fetcher import web_fetcher
from bot.tools.thresholds import READ_AHEAD
from bot.watcher import WatchText
from handlers.render.pieces.reporting import cue_of, lead_in
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from bot.core.config import Config
    from bot.core.model import Quotation, Span, Watched
    from bot.watcher import SpacyWatcher

HOW_FOUND = "how it was found"
COLUMN_RATIOS = {"words": 4, HOW_FOUND: 3}
BACKGROUND_AFTER = AlertSettings().background_after
_THAT = "that "


class ScanError(OnRecordError):
    """A document cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text to be scanned."""

    id: Any  # as it was given, so that it comes back the same
    watch_text: WatchText


def read_document(line: str, *, number: int) -> Document:
    """Read a document from a line `{"id","text","title"?,"url"?,"published_at"?,"voice"?}`.

    Raises:
        ScanError: with the number of the line.

    """
    try:
        row = json.loads(line)
        published_at = row.get("published_at") or None
        return Document(
            id=row["id"],
            watch_text=WatchText(
                text=_as_text(row["text"]),
                title=_as_text(row.get("title") or ""),
                url=_as_text(row.get("url") or ""),
                published_at=None if published_at is None else read_time(published_at),
                voice=_as_text(row.get("voice") or "") or None,
            ),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise ScanError(f"line {number}: not a document: {error}") from error
    except KeyError as error:
        raise ScanError(f"line {number}: the document has no {error}") from error


def open_lines(name: str) -> AbstractContextManager[Iterable[str]]:
    """Open a file of documents, or standard input for `-`.

    Raises:
        ScanError: it cannot be opened.

    """
    if name == "-":
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8")  # whatever the locale says
    try:
        return Path(name).open(encoding="utf-8")
    except OSError as error:
        raise ScanError(f"{name}: cannot be read ({error.strerror}); name a file of documents, or -") from error


async def load_document(name: str, config: Config, *, voice: str | None = None) -> Document:
    """Read one text: from standard input for `-`, from the web for an address, else from a file.

    Raises:
        ScanError: the file cannot be read, or the voice is nobody's.
        SourceError: the page cannot.

    """
    _check_voice(voice, config)
    if name.startswith(("http://", "https://")):
        async with web_fetcher(config, SystemClock()) as fetcher:
            article = await fetcher.fetch_page(name)
        text = WatchText(
            text=article.text, title=article.title, url=article.url, published_at=article.published_at, voice=voice
        )
        return Document(id=article.url, watch_text=text)
    try:
        raw = await asyncio.to_thread(sys.stdin.buffer.read if name == "-" else Path(name).read_bytes)
        return Document(id=name, watch_text=WatchText(text=raw.decode(), voice=voice))
    except OSError as error:
        raise ScanError(f"{name}: cannot be read ({error.strerror}); name a file, an address, or -") from error
    except UnicodeDecodeError as error:
        raise ScanError(f"{name}: not UTF-8 text; convert it first") from error


def scan_lines(
    lines: Iterable[str], watcher: SpacyWatcher, *, view: View, config: Config, explain: bool = False
) -> Iterator[str]:
    """Scan documents, one a line in and one a line out, in their order. Empty lines are passed over.

    Raises:
        ScanError: a line is no document; the lines before it have been given out.

    """
    documents, after = _documents(lines, config), config.alerts.background_after
    error: ScanError | None = None
    while error is None:
        batch: list[Document] = []
        try:
            batch.extend(islice(documents, READ_AHEAD))
        except ScanError as caught:
            error = caught
        if not batch:
            break
        texts = [document.watch_text for document in batch]
        watched = watcher.watch(texts, view=View.ALL if explain else view)
        for document, found in zip(batch, watched, strict=True):
            # In ASCII, so that no terminal's encoding and no half of a character ends the stream.
            yield json.dumps(scan_result(document, found, view=view, explain=explain, after=after))
    if error is not None:
        raise error


def _documents(lines: Iterable[str], config: Config) -> Iterator[Document]:
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                document = read_document(line, number=number)
                _check_voice(document.watch_text.voice, config, where=f"line {number}: ")
                yield document
    except UnicodeDecodeError as error:
        raise ScanError(f"the documents are not UTF-8 text ({error}); convert them first") from error


def _check_voice(voice: str | None, config: Config, *, where: str = "") -> None:
    known = [actor.id for actor in config.actors]
    if voice is not None and voice not in known:
        raise ScanError(f"{where}voice {voice!r} is not one of the actors: {', '.join(known)}")


def scan_result(
    document: Document,
    watched: Watched,
    *,
    view: View,
    explain: bool = False,
    after: timedelta = BACKGROUND_AFTER,
) -> dict[str, Any]:
    """Return the JSON form of what was found: every speaker's quotations, or those of tracked actors alone.

    Args:
        document: the text.
        watched: what was found in it; for `explain` with what was rejected, as `View.ALL` gives it.
        view: whose quotations are wanted: `TRACKED` or `EVERYBODY`.
        explain: whether what was rejected is wanted too, apart from the rest, under "rejected", and of each its steps.
        after: how long before the text words are background: `alerts.background_after`.

    """
    text = document.watch_text.text
    shown = [one for one in watched.quotations if not explain or one.rejected is None]
    if view is View.TRACKED:
        found = [
            _as_row(document, quotation, after=after, steps=explain)
            for quotation in shown
            if _actor(quotation) is not None
        ]
    else:  # as linguists annotate them, with the conjunction; a statement that is reported goes without
        found = [
            _as_row(
                document,
                replace(quotation, content=tuple(with_that(text, span) for span in quotation.content)),
                after=after,
                steps=explain,
            )
            for quotation in shown
        ]
    result = {"id": document.id, "statements": found}
    if explain:
        result["rejected"] = [
            _as_row(document, one, after=after, steps=True) for one in watched.quotations if one.rejected is not None
        ]
    return result


def with_that(text: str, span: Span) -> Span:
    """A span with the *that* before it, which gold files of quotations count to the content."""
    start, end = span
    return (start - len(_THAT), end) if text[max(start - len(_THAT), 0) : start].lower() == _THAT else span


def result_json(result: dict[str, Any]) -> str:
    """Write a result on lines of its own, for people who read JSON."""
    return json.dumps(result, ensure_ascii=False, indent=2)


def table(
    document: Document, watched: Watched, *, explain: bool, all_speakers: bool, after: timedelta = BACKGROUND_AFTER
) -> Table | Text:
    """Return what was found as a table for a terminal: one row a quotation, and why one is not reported.

    Args:
        document: the text.
        watched: what was found in it.
        explain: whether what was rejected is wanted too, and what each stage did.
        all_speakers: whether everybody's words are wanted.
        after: how long before the text words are background: `alerts.background_after`.

    """
    shown = [found for found in watched.quotations if all_speakers or explain or found.actor_id is not None]
    if not shown:
        why = "It names no tracked actor." if watched.screened else "No statement by a tracked actor."
        return Text(why)
    grid = Table(title=Text(plain(document.watch_text.title)) if document.watch_text.title else None, show_lines=True)
    rows = [_row(document, quotation, after=after) for quotation in shown]
    names = _columns(rows, explain=explain)
    for name in names:
        grid.add_column(name, overflow="fold", ratio=COLUMN_RATIOS.get(name))
    for row in rows:
        grid.add_row(*(Text("\n".join(map(plain, row[name].split("\n")))) for name in names))  # a step a line
    return grid


def _columns(rows: Sequence[dict[str, str]], *, explain: bool) -> list[str]:
    """Return the names of the columns that are shown: when it was said only where that is known of some."""
    left_out = {*(() if any(row["said"] for row in rows) else ("said",)), *(() if explain else (HOW_FOUND,))}
    return [name for name in rows[0] if name not in left_out]


def _row(document: Document, quotation: Quotation, *, after: timedelta) -> dict[str, str]:
    """Return the cells of a quotation by the names of their columns."""
    text = document.watch_text.text
    words = statement_text(text, quotation.content)
    leads = lead_in(words, kind=quotation.kind, sense=quotation.sense, cue=cue_of(text, quotation))
    return {
        "who": quotation.speaker or quotation.actor_id or "?",
        "words": f"{leads}{words}",  # a denial never looks like what it denies
        "said": _when(quotation),
        "kind": str(quotation.kind),
        "sure": f"{quotation.confidence:.0%}",
        "reported?": _why_not_reported(document, quotation, after=after) or "yes",
        HOW_FOUND: "\n".join(quotation.steps or quotation.links),
    }


def _why_not_reported(document: Document, quotation: Quotation, *, after: timedelta) -> str | None:
    """Return why nobody hears of a quotation: it is no statement, or none of these days."""
    published_at = document.watch_text.published_at
    if why := why_not(quotation):
        return why
    if published_at is None:
        return None
    return background_time(quotation.said_at, quotation.said_precision, published_at=published_at, after=after)


def _when(quotation: Quotation) -> str:
    return said_words(quotation.said_at, quotation.said_precision) if quotation.said_at else ""


def _actor(quotation: Quotation) -> str | None:
    """Return whom the words are credited to: nobody, where somebody else tells them."""
    return None if quotation.second_hand else quotation.actor_id


def _as_row(document: Document, quotation: Quotation, *, after: timedelta, steps: bool) -> dict[str, Any]:
    text, said_at = document.watch_text.text, quotation.said_at
    row = {
        "actor": _actor(quotation),
        "speaker": quotation.speaker,
        "source": _as_pairs(quotation.source) or None,
        "cue": _as_pairs(quotation.cue) or None,
        "content": _as_pairs(quotation.content),
        "kind": str(quotation.kind),
        "assertion": str(quotation.assertion),
        "confidence": round(quotation.confidence, 3),
        "text": _texts(text, quotation.content),
        "source_text": _texts(text, quotation.source) or None,
        "cue_text": _texts(text, quotation.cue) or None,
        "verb": quotation.verb,
        "asserts": quotation.sense or "says",  # without it a denial reads as what it denies
        "manner": quotation.manner,
        "second_hand": quotation.second_hand,
        "teller": quotation.teller,
        "said_at": said_at.isoformat() if said_at else None,
        "said_precision": str(quotation.said_precision) if said_at else None,
        "links": list(quotation.links),
        "rejected": quotation.rejected,
        "question": question_of(text, quotation),
        "not_reported": _why_not_reported(document, quotation, after=after),
    }
    return row | ({"steps": list(quotation.steps)} if steps else {})


def _texts(text: str, spans: Sequence[Span]) -> list[str]:
    return [text[slice(*span)] for span in spans]


def _as_pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[start, end] for start, end in spans]


def _as_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def read_time(value: object) -> datetime:
    """Read a moment; one without a zone is in UTC.

    Raises:
        TypeError: it is no text.
        ValueError: it is no moment.

    """
    moment = datetime.fromisoformat(_as_text(value))
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
