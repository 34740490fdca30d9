"""A statement's number is its place in the order of the record, and its index of words holds facts about it as well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterable

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As the program had them when this was written; a later one may have others.
ROOM = 2_048
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1) // timedelta(microseconds=1) * ROOM
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
AT_ONCE = 1_000

statements = sa.table(
    "statements",
    sa.column("seq", sa.BigInteger),
    sa.column("id", sa.Text),
    sa.column("actor_id", sa.Text),
    sa.column("kind", sa.Text),
    sa.column("words", sa.Text),
    sa.column("first_seen_at", sa.DateTime(timezone=True)),
)
sightings = sa.table("sightings", sa.column("statement_id", sa.Text), sa.column("article_id", sa.Text))
articles = sa.table("articles", sa.column("id", sa.Text), sa.column("source_id", sa.Text))


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        op.execute("DROP TRIGGER statement_added")
        op.execute("DROP TRIGGER statement_words_changed")
        op.execute("DROP TABLE statement_index")
    else:
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("DROP INDEX statements_words")  # made anew when all rows are written
    _renumber(connection)
    op.drop_index("statements_seen", "statements")
    op.drop_index("statements_of_kind", "statements")
    op.create_index("statements_by_actor", "statements", ["actor_id", "seq"])
    op.create_index("statements_by_kind", "statements", ["kind", "seq"])
    if not is_sqlite:
        op.execute("ALTER TABLE statements ALTER COLUMN seq DROP DEFAULT")
        op.execute("DROP SEQUENCE statements_seq_seq")
        op.execute(
            "CREATE INDEX statements_words ON statements USING gin (array_to_tsvector(string_to_array(words, ' ')))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE statement_index USING fts5("
        "words, content='statements', content_rowid='seq', detail=none, columnsize=0, tokenize='ascii', "
        "prefix='4 5 6 7')"
    )
    op.execute("INSERT INTO statement_index(statement_index) VALUES ('rebuild')")
    op.execute(
        "CREATE TRIGGER statement_added AFTER INSERT ON statements BEGIN "
        "INSERT INTO statement_index(rowid, words) VALUES (new.seq, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER statement_words_changed AFTER UPDATE OF words ON statements BEGIN "
        "INSERT INTO statement_index(statement_index, rowid, words) VALUES ('delete', old.seq, old.words); "
        "INSERT INTO statement_index(rowid, words) VALUES (new.seq, new.words); END"
    )


def _renumber(connection: sa.Connection) -> None:
    """Give every statement its place: old numbers count from 1, far below any place of today."""
    taken: dict[int, int] = {}
    change = (
        sa.update(statements)
        .where(statements.c.seq == sa.bindparam("old"))
        .values(seq=sa.bindparam("new"), words=sa.bindparam("indexed"))
    )
    last = 0
    while some := connection.execute(
        sa.select(statements)
        .where(statements.c.seq > last, statements.c.seq < DAY)
        .order_by(statements.c.seq)
        .limit(AT_ONCE)
    ).all():
        last = some[-1].seq
        sources = _sources(connection, [row.id for row in some])
        changes = []
        for row in some:
            at = row.first_seen_at.replace(tzinfo=UTC) if row.first_seen_at.tzinfo is None else row.first_seen_at
            first = (at - EPOCH) // timedelta(microseconds=1) * ROOM
            place = taken.get(first, first - 1) + 1
            taken[first] = place
            day = place // DAY
            marks = [
                _mark("actor", row.actor_id),
                _mark("kind", row.kind),
                *(_mark("source", one) for one in sorted(sources.get(row.id, ()))),
                _mark("day", day),
                _mark("month", day // 32),
            ]
            changes.append({"old": row.seq, "new": place, "indexed": " ".join([*row.words.split(), *marks])})
        connection.execute(change, changes)


def _sources(connection: sa.Connection, ids: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    asked = (
        sa.select(sightings.c.statement_id, articles.c.source_id)
        .join_from(sightings, articles, articles.c.id == sightings.c.article_id)
        .where(sightings.c.statement_id.in_(list(ids)))
    )
    for row in connection.execute(asked):
        found.setdefault(row.statement_id, set()).add(row.source_id)
    return found


def _mark(what: str, value: object) -> str:
    escaped = "".join(one if one in PLAIN else f"§{ord(one):x}§" for one in str(value))
    return f"§{what}§{escaped}"
