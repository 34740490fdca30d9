"""What is on record as rows, for files that other programs read."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.rules.times import published_iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import SightingView, Statement

ANSWER_FORMS = ("csv", "json")  # of a file
COLUMNS = (
    *("id", "actor", "actor_name", "text", "kind", "sense", "novelty", "earlier", "confidence", "said_at"),
    *("said_precision", "published_at", "first_seen_at", "teller", "ruling"),
)
FIRST_REPORT = ("source", "source_name", "url", "title")
# A spreadsheet takes what begins so for a formula, and the text is a stranger's.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row: TypeAlias = "Mapping[str, Any]"


def statement_row(statement: Statement, sightings: Iterable[SightingView], *, config: Config) -> dict[str, Any]:
    """Return a statement with all its sightings."""
    names = {actor.id: actor.name for actor in config.actors}
    values = (
        *(statement.id, statement.actor_id, names.get(statement.actor_id, ""), statement.text, statement.kind),
        *(statement.sense, statement.novelty, statement.earlier_id, statement.confidence, _written(statement.said_at)),
        statement.said_precision if statement.said_at else None,
        *(
            _of_publication(statement.published_at),
            _written(statement.first_seen_at),
            statement.teller,
            statement.ruling,
        ),
    )
    return dict(zip(COLUMNS, values, strict=True)) | {"sightings": [_sighting_row(one, config) for one in sightings]}


def statement_header() -> list[str]:
    """Return the names of the columns of statements in CSV, where each shows its first sighting alone."""
    return [*COLUMNS, *FIRST_REPORT, "sightings"]


def statement_cells(row: Row) -> list[object]:
    """Return the cells of a statement below `statement_header`."""
    first: Mapping[str, Any] = next(iter(row["sightings"]), {})
    cells = [*(row[name] for name in COLUMNS), *(first.get(name, "") for name in FIRST_REPORT)]
    return [*map(_safe_cell, cells), len(row["sightings"])]


def csv_text(rows: Sequence[Row]) -> str:
    """Write rows for a spreadsheet; of statements each with its first sighting."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    if rows and "sightings" in rows[0]:
        writer.writerow(statement_header())
        writer.writerows(statement_cells(row) for row in rows)
    elif rows:
        writer.writerow(rows[0])
        writer.writerows([_safe_cell(_flat(value)) for value in row.values()] for row in rows)
    return file.getvalue()


def json_text(title: str, rows: Sequence[Row]) -> str:
    """Write an answer as one JSON object."""
    return json.dumps({"title": title, "rows": rows}, ensure_ascii=False, indent=1) + "\n"


def _sighting_row(view: SightingView, config: Config) -> dict[str, Any]:
    article, quotation = view.article, view.sighting.quotation
    source = config.sources.ever(article.source_id)
    return {
        "source": article.source_id,
        "source_name": source.name if source else "",
        "url": article.url,
        "title": article.title,
        "author": article.author,
        "published_at": _of_publication(article.published_at),
        "seen_at": _written(view.sighting.seen_at),
        "quoted": [article.text[start:end] for start, end in quotation.content],
        "speaker": quotation.speaker,
        "confidence": quotation.confidence,
        "whole": article.whole,
    }


def _flat(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _safe_cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _of_publication(at: datetime | None) -> str | None:
    return published_iso(at) if at else None


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
