"""The tables. Ids are text, times are UTC, enums stand as their values, tuples of ids as rows of their own.

A change here needs a migration: a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    event,
    false,
    text,
    true,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class CleanText(TypeDecorator[str]):
    """Text that every database takes: NUL and lone surrogates are replaced one for one, so that spans still fit."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base's form
        """Return the text as it can be stored."""
        if value is None:
            return None
        return value.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC: SQLite has no zones, PostgreSQL answers in the zone of the session."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time as it is stored.

        Raises:
            ValueError: the time has no zone.

        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value} has no zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _text(name: str, *constraints: Any, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, CleanText, *constraints, nullable=nullable, primary_key=primary_key)


def _time(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _sequence() -> Column[int]:
    return Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _refers(to: str) -> ForeignKey:
    # Checked at the commit, so that the rows of one transaction may come in any order.
    return ForeignKey(to, deferrable=True, initially="DEFERRED")


def _few(name: str, column: str, *others: str, within: tuple[str, ...] = ()) -> Index:
    """Index a column that is seldom filled: it costs nothing where it is not."""
    filled = text(f"{column} IS NOT NULL")
    return Index(name, *within, column, *others, sqlite_where=filled, postgresql_where=filled)


metadata = MetaData()

poll_states = Table(
    "poll_states",
    metadata,
    _text("source_id", primary_key=True),
    _time("next_poll_at"),
    _text("etag", nullable=True),
    _text("last_modified", nullable=True),
    _text("body_hash", nullable=True),
    Column("failures", Double, nullable=False),
    _text("last_outcome", nullable=True),
    _text("last_error", nullable=True),
    _time("last_polled_at", nullable=True),
    _time("last_ok_at", nullable=True),
    _time("last_new_at", nullable=True),
    _time("failing_since", nullable=True),
    Column("answer_seconds", Double, nullable=True),
    # False: the config has no such source any more. Its state stays, should it come back.
    Column("in_use", Boolean, nullable=False, server_default=true()),
    _text("read_as", nullable=True),
    _text("older_address", nullable=True),
    _time("older_before", nullable=True),
    _time("older_until", nullable=True),
    _time("older_since", nullable=True),
    Column("missed", CleanText, nullable=False, server_default=""),
    _time("missed_at", nullable=True),
    Index("polls_due", "in_use", "next_poll_at", "source_id"),
    Index("polls_ended", "in_use", "last_polled_at"),
    _few("polls_failing", "failing_since", "source_id", within=("in_use",)),
)

polls = Table(
    "polls",
    metadata,
    _sequence(),
    _text("source_id"),
    _time("polled_at"),
    _text("outcome"),
    _text("detail"),
    Column("listed", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Index("polls_of_source", "source_id", "seq"),
)

items = Table(
    "items",
    metadata,
    _text("id", primary_key=True),
    _text("source_id"),
    _text("key"),
    _text("url"),
    _text("title"),
    _text("text"),
    _time("published_at", nullable=True),
    _time("first_seen_at"),
    Column("quiet", Boolean, nullable=False),
    _text("state"),
    _time("next_try_at"),
    Column("attempts", Integer, nullable=False),
    _text("last_error", nullable=True),
    Column("begun", Integer, nullable=False, server_default="0"),
    Column("author", CleanText, nullable=False, server_default=""),
    Index("items_due", "state", "next_try_at", "first_seen_at", "id"),
    Index("items_seen", "state", "first_seen_at", "id"),
    Index("items_at", "url"),
    Index("items_of_source", "source_id", "first_seen_at"),
)

articles = Table(
    "articles",
    metadata,
    _text("id", primary_key=True),
    _text("source_id"),
    _text("url"),
    _text("title"),
    _text("text"),
    _time("published_at", nullable=True),
    _time("fetched_at"),
    _text("content_hash"),
    Column("whole", Boolean, nullable=False),
    _text("version_of", _refers("articles.id"), nullable=True),
    Column("author", CleanText, nullable=False, server_default=""),
    Column("is_cut", Boolean, nullable=False, server_default=false()),  # to the paragraphs with quotations
    Index("articles_of_source", "source_id", "id"),
    Index("articles_whole", "fetched_at", sqlite_where=text("NOT is_cut"), postgresql_where=text("NOT is_cut")),
    Index("articles_at", "url"),
    _few("versions_of_article", "version_of"),
)

statements = Table(
    "statements",
    metadata,
    # The place in the order of the record, see `record_order`. SQLite's index of words knows rows by this number.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("id", CleanText, nullable=False, unique=True),
    _text("actor_id"),
    _text("text"),
    _text("kind"),
    _time("said_at", nullable=True),
    _text("said_precision"),
    _time("first_seen_at"),
    _text("novelty"),
    Column("confidence", Double, nullable=False),
    _text("sense", nullable=True),
    _time("published_at", nullable=True),
    _text("earlier_id", _refers("statements.id"), nullable=True),
    _text("verdict", nullable=True),  # JSON, as `bot.store.verdicts` writes it
    _text("teller", nullable=True),
    _text("ruling", nullable=True),
    # Of the text and of the headlines, as `search_form.indexed_words` gives them, and marks, with a space between two.
    # Each database indexes this column in its own way; neither tokenizes nor stems, so that both find the same.
    Column("words", CleanText, nullable=False, server_default=""),
    _text("known", nullable=True),  # points that are on record: JSON, as `bot.store.known_points` writes it
    Index("statements_words", text("statement_terms(words)"), postgresql_using="gin").ddl_if(dialect="postgresql"),
    Index("statements_after", "earlier_id", "novelty", "first_seen_at", "id"),
    Index("statements_of_actor", "actor_id", "first_seen_at", "id"),
    Index("statements_by_actor", "actor_id", "seq", "novelty", "teller", "ruling"),  # all that is counted for a chart
    Index("statements_by_kind", "kind", "seq"),
    _few("statements_ruled", "ruling", "actor_id"),
)

# What each statement is found by when a new one is compared with the record: not to be worked out at each start.
index_entries = Table(
    "index_entries",
    metadata,
    Column(
        "seq",
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("statements.seq", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("made_by"),
    _text("terms"),  # one a line
    Column("meaning", LargeBinary, nullable=False),
    # In the order of commits, which places are not: each of several workers asks what the others have added.
    Column("arrival", BigInteger, nullable=False, server_default="0"),
    Index("index_entries_by_arrival", "arrival"),
)

sightings = Table(
    "sightings",
    metadata,
    _text("id", primary_key=True),
    _text("statement_id", _refers("statements.id")),
    _text("article_id", _refers("articles.id")),
    Column("quotation", JSON, nullable=False),
    _time("seen_at"),
    Index("sightings_of_statement", "statement_id", "seen_at", "id"),
    Index("sightings_in_article", "article_id", "statement_id"),
)

rechecks = Table(
    "rechecks",
    metadata,
    _text("item_id", _refers("items.id"), primary_key=True),
    _text("article_id", _refers("articles.id")),
    _time("next_try_at"),
    Column("missing", Integer, nullable=False),
    _time("changed_at", nullable=True),
    Column("has_statements", Boolean, nullable=False, server_default=true()),
    Column("begun", Integer, nullable=False, server_default="0"),
    Index("rechecks_due", "has_statements", "next_try_at", "item_id"),
    Index("rechecks_of_version", "article_id"),
)

corrections = Table(
    "corrections",
    metadata,
    _text("id", primary_key=True),
    _text("sighting_id", _refers("sightings.id")),
    _text("statement_id", _refers("statements.id")),
    _text("article_id", _refers("articles.id")),
    _text("kind"),
    _time("noticed_at"),
    _text("text"),
    Index("corrections_of_statement", "statement_id", "noticed_at", "id"),
    Index("corrections_of_sighting", "sighting_id"),
    Index("corrections_in_article", "article_id"),
)

feedback_given = Table(
    "feedback",
    metadata,
    _text("id", primary_key=True),
    _text("statement_id", _refers("statements.id")),
    _text("kind"),
    _text("person_id"),
    _text("person_name"),
    Column("moderator", Boolean, nullable=False),
    _time("given_at"),
    Index("feedback_on_statement", "statement_id", "given_at", "id"),
)

reports = Table(
    "reports",
    metadata,
    _text("id", primary_key=True),
    _text("actor_id"),
    _text("article_id", _refers("articles.id")),
    _time("created_at"),
    Index("reports_of_article", "article_id"),
)

report_statements = Table(
    "report_statements",
    metadata,
    _text("report_id", _refers("reports.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("statement_id", _refers("statements.id")),
    Column("excerpt_start", Integer, nullable=True),
    Column("excerpt_end", Integer, nullable=True),
    Index("reports_of_statement", "statement_id", "report_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _text("id", primary_key=True),
    _text("report_id", _refers("reports.id"), nullable=True),
    _text("channel"),
    _text("state"),
    _time("next_try_at"),
    _time("created_at"),
    _text("kind"),
    _text("parent_id", _refers("deliveries.id"), nullable=True),
    _text("correction_id", _refers("corrections.id"), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    _text("message_ref", nullable=True),
    _time("sent_at", nullable=True),
    _text("last_error", nullable=True),
    _text("notice_id", nullable=True),
    Column("urgency", CleanText, nullable=False, server_default="normal"),
    Column("mention", CleanText, nullable=False, server_default=""),
    _text("thread", nullable=True),
    Index("deliveries_in_state", "state", "created_at", "id"),
    Index("deliveries_of_report", "report_id"),
    Index("deliveries_made", "channel", "kind", "created_at", "id"),
    _few("deliveries_of_parent", "parent_id"),
    _few("deliveries_in_thread", "thread", "channel", "sent_at"),
    _few("deliveries_of_correction", "correction_id"),
)

channel_pauses = Table(
    "channel_pauses",
    metadata,
    _text("channel", primary_key=True),
    _time("since"),
    _time("until"),
    _text("reason"),
)

# What digests told, by the id of their delivery. The first of a plan tells nothing: it says from when on it digests.
digests = Table(
    "digests",
    metadata,
    _text("id", primary_key=True),
    _text("plan_id"),
    _time("since"),
    _time("until"),
    _text("zone"),
    Index("digests_of_plan", "plan_id", "until"),
)

digest_statements = Table(
    "digest_statements",
    metadata,
    _text("digest_id", _refers("digests.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _text("statement_id", _refers("statements.id")),
    _text("article_id", _refers("articles.id")),  # in whose words
    Index("digests_with_statement", "statement_id"),
    Index("digests_with_article", "article_id"),
)

# What was out of order, from its beginning to its end.
notices = Table(
    "notices",
    metadata,
    _text("id", primary_key=True),
    _text("kind"),
    _time("began_at"),
    _time("noticed_at"),
    Column("subjects", JSON, nullable=False),
    Column("told", Boolean, nullable=False),
    _time("ended_at", nullable=True),
    Index("notices_ended", "ended_at"),
)

# Why things were reported or not. Items that wait and deliveries say it in their own rows.
outcomes = Table(
    "outcomes",
    metadata,
    _text("subject", primary_key=True),
    _text("subject_id", primary_key=True),
    _text("channel", primary_key=True),
    _text("outcome"),
    _text("rule"),
    _text("evidence"),
    _text("related_id"),
    _time("at"),
    Index("outcomes_of", "subject_id", "at"),
    Index("outcomes_beside", "related_id", "at"),
    Index("outcomes_made", "at", "subject", "outcome"),
)

# One row: the last sign of life.
beats = Table(
    "beats",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    _time("at"),
    _time("started_at"),
    Column("platforms", JSON, nullable=False),
    Column("overdue", JSON, nullable=False, server_default="{}"),  # kind of work → ISO time
    Column("at_work", JSON, nullable=False, server_default="{}"),  # what it is → ISO time
)

# What people set for sources by command; the id alone is known of a source of the config that is paused.
stored_sources = Table(
    "stored_sources",
    metadata,
    _text("id", primary_key=True),
    Column("settings", JSON(none_as_null=True), nullable=True),  # as a table of the config
    _time("set_at"),
    _text("set_by"),
    _time("removed_at", nullable=True),
    _time("paused_at", nullable=True),
    _text("paused_by"),
)

# What people set for actors by command; of an actor of the config the names alone that were added.
stored_actors = Table(
    "stored_actors",
    metadata,
    _text("id", primary_key=True),
    Column("settings", JSON(none_as_null=True), nullable=True),  # as a table of the config
    Column("aliases", JSON, nullable=False),
    _time("set_at"),
    _text("set_by"),
    _time("removed_at", nullable=True),
)

# What people set by command for routes of their own (`settings` as a table of the config), or of the config (without).
stored_routes = Table(
    "stored_routes",
    metadata,
    _text("id", primary_key=True),
    _text("channel"),
    Column("settings", JSON(none_as_null=True), nullable=True),
    _time("set_at"),
    _text("set_by"),
    _text("set_by_name"),
    _time("removed_at", nullable=True),
    _time("muted_until", nullable=True),
    _text("muted_by"),
)

# Who changed what by command. Rows are added, never changed: the last number tells whether anything is new.
audit_log = Table(
    "audit_log",
    metadata,
    _sequence(),
    _time("at"),
    _text("by"),
    _text("name"),
    _text("subject"),
    _text("subject_id"),
    _text("action"),
    Column("before", JSON(none_as_null=True), nullable=True),
    Column("after", JSON(none_as_null=True), nullable=True),
)

# What texts were read from, compressed (`bot.store.originals`). In the database, since a row is saved together with its
# article, is pruned by one DELETE, and is the same on both databases; no file is left over, or missing.
originals = Table(
    "originals",
    metadata,
    _text("id", primary_key=True),
    _time("fetched_at"),
    Column("size", Integer, nullable=False),  # of the content, in bytes
    Column("content", LargeBinary, nullable=False),
    Index("originals_by_age", "fetched_at", "id", "size"),  # all that pruning asks
)

# How many rows there are, by table and state: `status` asks, and counting a million takes a database half a second.
# Triggers keep it, so that whoever writes or deletes need not think of it.
tallies = Table(
    "tallies",
    metadata,
    _text("name", primary_key=True),
    _text("state", primary_key=True),  # empty for a table without states
    Column("counted", BigInteger, nullable=False),
)

POLLS_KEPT = 30  # of each source
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

LONGEST_PREFIX = 7  # letters of beginnings of words that are indexed; the shortest is `search_form.SHORTEST_STEM`
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

_terms = DDL(POSTGRES_TERMS)  # type: ignore[no-untyped-call]
event.listen(metadata, "before_create", _terms.execute_if(dialect="postgresql"))
for _dialect, _commands in (
    ("sqlite", (*FTS5, *SQLITE_TALLIES, *SQLITE_POLLS)),
    ("postgresql", (*POSTGRES_TALLIES, *POSTGRES_POLLS)),
):
    for _command in _commands:
        _create = DDL(_command.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(metadata, "after_create", _create.execute_if(dialect=_dialect))
