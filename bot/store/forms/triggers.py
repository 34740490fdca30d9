"""What the databases themselves do when rows come, change and go: the index of words, the tallies, old polls dropped.

SQL for each of them, which `bot.store.forms.tables` has run where the tables are made. A change here needs a migration.
"""

from __future__ import annotations

from bot.store.thresholds import POLLS_KEPT

# Dropped by the database, where the next one is added: asked for by the bot, it was a quarter of what a poll takes.
_DROP_OLD_POLLS = (
    "DELETE FROM polls WHERE source_id = new.source_id AND seq <= ("  # noqa: S608 - a constant
    f"SELECT seq FROM polls WHERE source_id = new.source_id ORDER BY seq DESC LIMIT 1 OFFSET {POLLS_KEPT});"
)
SQLITE_POLLS = (f"CREATE TRIGGER poll_added AFTER INSERT ON polls BEGIN {_DROP_OLD_POLLS} END",)
POSTGRES_POLLS = (
    (
        "CREATE FUNCTION drop_old_polls() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{_DROP_OLD_POLLS} RETURN NULL; END $$"
    ),
    "CREATE TRIGGER poll_added AFTER INSERT ON polls FOR EACH ROW EXECUTE FUNCTION drop_old_polls()",
)

# The words and marks as they are, and the beginnings of the words with an asterisk. PostgreSQL's own search for what
# begins so puts the hits of all such words together first: 0.5 s for four common words and a million statements.
POSTGRES_TERMS = (
    "CREATE FUNCTION statement_terms(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
    "SELECT array_to_tsvector(array_agg(term)) FROM ("
    "SELECT word AS term FROM unnest(string_to_array(words, ' ')) AS word "
    "UNION ALL SELECT left(word, letters) || '*' "
    "FROM unnest(string_to_array(words, ' ')) AS word, generate_series(4, 7) AS letters "
    "WHERE length(word) >= letters AND left(word, 1) <> '§') AS found $$"
)
# The prefixes are those that `search_form.is_stem` has looked for, kept apart: without them the hits of all words that
# begin so are put together first, 90 ms for 300,000 hits; what begins with eight letters has few. They take three times
# the place of the words alone, 0.6 GB for a million statements.
# FTS5 over the words as they are: its ascii tokenizer takes everything beyond ASCII for a letter, so it splits at our
# spaces only. It keeps no copy of the words, and the triggers keep it equal to them.
FTS5 = (
    (
        "CREATE VIRTUAL TABLE statement_index USING fts5("
        "words, content='statements', content_rowid='seq', detail=none, columnsize=0, tokenize='ascii', "
        "prefix='4 5 6 7')"
    ),
    (
        "CREATE TRIGGER statement_added AFTER INSERT ON statements BEGIN "
        "INSERT INTO statement_index(rowid, words) VALUES (new.seq, new.words); END"
    ),
    (
        "CREATE TRIGGER statement_words_changed AFTER UPDATE OF words ON statements BEGIN "
        "INSERT INTO statement_index(statement_index, rowid, words) VALUES ('delete', old.seq, old.words); "
        "INSERT INTO statement_index(rowid, words) VALUES (new.seq, new.words); END"
    ),
    (
        "CREATE TRIGGER statement_removed AFTER DELETE ON statements BEGIN "
        "INSERT INTO statement_index(statement_index, rowid, words) VALUES ('delete', old.seq, old.words); END"
    ),
)

COUNTED_ROWS = ("articles", "statements", "sightings")
COUNTED_STATES = ("items", "deliveries")
_ADD = "INSERT INTO tallies (name, state, counted)"
_TO_WHAT_IS_THERE = "ON CONFLICT (name, state) DO UPDATE SET counted ="


def _tally_in_sqlite(table: str, change: str, *states: tuple[str, int], when: str = "") -> str:
    """Return a trigger that adds to the tallies of states, which are SQL expressions."""
    steps = " ".join(
        f"{_ADD} VALUES ('{table}', {state}, {more}) {_TO_WHAT_IS_THERE} counted + excluded.counted;"
        for state, more in states
    )
    name = f"{table}_{change.split(maxsplit=1)[0].lower()}_tally"
    return f"CREATE TRIGGER {name} AFTER {change} ON {table} {when}BEGIN {steps} END"


SQLITE_TALLIES = (
    *(_tally_in_sqlite(one, "INSERT", ("''", 1)) for one in COUNTED_ROWS),
    *(_tally_in_sqlite(one, "DELETE", ("''", -1)) for one in COUNTED_ROWS),
    *(_tally_in_sqlite(one, "INSERT", ("new.state", 1)) for one in COUNTED_STATES),
    *(_tally_in_sqlite(one, "DELETE", ("old.state", -1)) for one in COUNTED_STATES),
    *(
        _tally_in_sqlite(
            one, "UPDATE OF state", ("old.state", -1), ("new.state", 1), when="WHEN old.state <> new.state "
        )
        for one in COUNTED_STATES
    ),
)


def _tally_in_postgres(function: str, rows: str) -> str:
    """Return a function that adds rows to the tallies."""
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_ADD} {rows} "
        f"{_TO_WHAT_IS_THERE} tallies.counted + excluded.counted; RETURN NULL; END $$"
    )


_SIGNED = "CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END FROM changed"
# By statement, not by row: a prune deletes thousands, and each change of a row of `tallies` leaves a dead one.
POSTGRES_TALLIES = (
    _tally_in_postgres("tally_rows", f"SELECT TG_TABLE_NAME, '', {_SIGNED} HAVING count(*) > 0"),
    _tally_in_postgres("tally_states", f"SELECT TG_TABLE_NAME, state, {_SIGNED} GROUP BY state"),
    _tally_in_postgres("tally_moved", "VALUES (TG_TABLE_NAME, OLD.state, -1), (TG_TABLE_NAME, NEW.state, 1)"),
    *(
        f"CREATE TRIGGER {table}_{change.lower()}_tally AFTER {change} ON {table} "
        f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        for tables, function in ((COUNTED_ROWS, "tally_rows"), (COUNTED_STATES, "tally_states"))
        for table in tables
        for change, rows in (("INSERT", "NEW"), ("DELETE", "OLD"))
    ),
    *(
        f"CREATE TRIGGER {table}_update_tally AFTER UPDATE OF state ON {table} FOR EACH ROW "
        "WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION tally_moved()"
        for table in COUNTED_STATES
    ),
)
