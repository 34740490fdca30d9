"""How many rows there are is kept by triggers, and a statement that is deleted leaves the index of words."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROWS = ("articles", "statements", "sightings")
STATES = ("items", "deliveries")
ADD = "INSERT INTO tallies (name, state, counted)"
TO_WHAT_IS_THERE = "ON CONFLICT (name, state) DO UPDATE SET counted ="


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, primary_key=True),
        sa.Column("counted", sa.BigInteger, nullable=False),
    )
    for table in ROWS:
        op.execute(f"{ADD} SELECT '{table}', '', count(*) FROM {table}")  # noqa: S608 - constants
    for table in STATES:
        op.execute(f"{ADD} SELECT '{table}', state, count(*) FROM {table} GROUP BY state")  # noqa: S608 - constants
    if op.get_bind().dialect.name == "sqlite":
        _in_sqlite()
    else:
        _in_postgres()


def _in_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER statement_removed AFTER DELETE ON statements BEGIN "
        "INSERT INTO statement_index(statement_index, rowid, words) VALUES ('delete', old.seq, old.words); END"
    )

    def steps(table: str, *changes: tuple[str, int]) -> str:
        return " ".join(
            f"{ADD} VALUES ('{table}', {state}, {more}) {TO_WHAT_IS_THERE} counted + excluded.counted;"
            for state, more in changes
        )

    for table in (*ROWS, *STATES):
        added, removed = ("''", "''") if table in ROWS else ("new.state", "old.state")
        op.execute(f"CREATE TRIGGER {table}_insert_tally AFTER INSERT ON {table} BEGIN {steps(table, (added, 1))} END")
        op.execute(
            f"CREATE TRIGGER {table}_delete_tally AFTER DELETE ON {table} BEGIN {steps(table, (removed, -1))} END"
        )
    for table in STATES:
        moved = steps(table, ("old.state", -1), ("new.state", 1))
        op.execute(
            f"CREATE TRIGGER {table}_update_tally AFTER UPDATE OF state ON {table} "
            f"WHEN old.state <> new.state BEGIN {moved} END"
        )


def _in_postgres() -> None:
    for function, state, tail in (
        ("tally_rows", "''", "HAVING count(*) > 0"),
        ("tally_states", "state", "GROUP BY state"),
    ):
        op.execute(
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {ADD} "  # noqa: S608 - constants
            f"SELECT TG_TABLE_NAME, {state}, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END "
            f"FROM changed {tail} {TO_WHAT_IS_THERE} tallies.counted + excluded.counted; RETURN NULL; END $$"
        )
    op.execute(
        f"CREATE FUNCTION tally_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {ADD} "
        "VALUES (TG_TABLE_NAME, OLD.state, -1), (TG_TABLE_NAME, NEW.state, 1) "
        f"{TO_WHAT_IS_THERE} tallies.counted + excluded.counted; RETURN NULL; END $$"
    )
    for table in (*ROWS, *STATES):
        function = "tally_rows" if table in ROWS else "tally_states"
        for change, rows in (("INSERT", "NEW"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()}_tally AFTER {change} ON {table} "
                f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
    for table in STATES:
        op.execute(
            f"CREATE TRIGGER {table}_update_tally AFTER UPDATE OF state ON {table} FOR EACH ROW "
            "WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION tally_moved()"
        )
