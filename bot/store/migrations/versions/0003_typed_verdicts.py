"""What a comparison came to is a value: the sentences of 0.1.0 ("differs: 25 percent → 35 percent") become JSON."""

import json
import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 1_000  # rows that are rewritten at once

_STATEMENTS = sa.table(
    "statements", sa.column("seq", sa.BigInteger), sa.column("novelty", sa.Text), sa.column("verdict", sa.Text)
)
_AGAIN = re.compile(r"said again (\d+) days? apart")
_MONTHS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:19|20)\d\d)\b"
)
# What 0.1.0 wrote where no words of the texts showed the difference; these are no words that anybody said.
_NAMED = {
    "affirmed → denied": "polarity",
    "still → no longer": "polarity",
    "as it is → only": "scope",
    "one quantity → another": "scope",
    "unconditional → on a condition": "condition",
}
_MODALITIES = {"plain", "possibility", "necessity", "intention", "willingness", "permission", "threat", "promise"}


def upgrade() -> None:
    connection = op.get_bind()
    for rows in _batches(connection):
        for row in rows:
            connection.execute(
                _STATEMENTS.update()
                .where(_STATEMENTS.c.seq == row.seq)
                .values(verdict=json.dumps(_typed(row.verdict, row.novelty), ensure_ascii=False))
            )


def _batches(connection: sa.Connection) -> Iterator[list[sa.Row[tuple[int, str, str]]]]:
    last = 0
    while rows := list(
        connection.execute(
            sa.select(_STATEMENTS)
            .where(_STATEMENTS.c.seq > last, _STATEMENTS.c.verdict.is_not(None))
            .order_by(_STATEMENTS.c.seq)
            .limit(BATCH)
        )
    ):
        yield rows
        last = rows[-1].seq


def _typed(verdict: str, novelty: str) -> dict[str, object]:
    typed: dict[str, object] = {
        "relation": novelty if novelty in {"repeat", "changed"} else "same",
        "certain": not verdict.startswith("perhaps"),
        "rule": "wording" if "the same wording" in verdict else "substance",
        "differences": [],
        "days_apart": 0,
    }
    if verdict == "corrected at its source":
        return typed | {"relation": "changed", "rule": "correction"}
    again = _AGAIN.search(verdict)
    if again:
        return typed | {"relation": "repeat", "days_apart": int(again[1])}
    if verdict.startswith("differs: "):
        return typed | {"relation": "changed", "differences": [_difference(verdict.removeprefix("differs: "))]}
    return typed


def _difference(text: str) -> dict[str, str]:
    before, _, after = text.partition(" → ")
    if text in _NAMED:
        return {"kind": _NAMED[text], "before": "", "after": ""}
    if _MODALITIES.issuperset(f"{before} and {after}".split(" and ")):
        return {"kind": "modality", "before": "", "after": ""}
    before, after = ("" if side == "nothing" else side for side in (before, after))
    return {"kind": _kind(before, after), "before": before, "after": after}


def _kind(before: str, after: str) -> str:
    """Guess in what two phrases differ: 0.1.0 did not write it down."""
    if _MONTHS.search(before) and _MONTHS.search(after):
        return "date"
    if any(map(str.isdigit, before)) and any(map(str.isdigit, after)):
        return "number"
    return "role" if " … " in before else "wording"
