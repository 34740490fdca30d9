"""The tables. Ids are text, times UTC, enums their values, tuples of ids rows. A test holds them to the migrations."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    event,
    false,
    text,
    true,
)

from bot.store.forms.columns import IS_OVER, CleanText, few, refers, sequence_column, text_column, time_column
from bot.store.forms.triggers import (
    FTS5,
    POSTGRES_POLLS,
    POSTGRES_TALLIES,
    POSTGRES_TERMS,
    SQLITE_POLLS,
    SQLITE_TALLIES,
)

metadata = MetaData()

poll_states = Table(
    "poll_states",
    metadata,
    text_column("source_id", primary_key=True),
    time_column("next_poll_at"),
    text_column("etag", nullable=True),
    text_column("last_modified", nullable=True),
    text_column("body_hash", nullable=True),
    Column("failures", Double, nullable=False),
    text_column("last_outcome", nullable=True),
    text_column("last_error", nullable=True),
    time_column("last_polled_at", nullable=True),
    time_column("last_ok_at", nullable=True),
    time_column("last_new_at", nullable=True),
    time_column("failing_since", nullable=True),
    Column("answer_seconds", Double, nullable=True),
    # False: the config has no such source any more. Its state stays, should it come back.
    Column("in_use", Boolean, nullable=False, server_default=true()),
    text_column("read_as", nullable=True),
    text_column("older_address", nullable=True),
    time_column("older_before", nullable=True),
    time_column("older_until", nullable=True),
    time_column("older_since", nullable=True),
    Column("missed", CleanText, nullable=False, server_default=""),
    time_column("missed_at", nullable=True),
    Index("polls_due", "in_use", "next_poll_at", "source_id"),
    Index("polls_ended", "in_use", "last_polled_at"),
    few("polls_failing", "failing_since", "source_id", within=("in_use",)),
)

polls = Table(
    "polls",
    metadata,
    sequence_column(),
    text_column("source_id"),
    time_column("polled_at"),
    text_column("outcome"),
    text_column("detail"),
    Column("listed", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Index("polls_of_source", "source_id", "seq"),
)

items = Table(
    "items",
    metadata,
    text_column("id", primary_key=True),
    text_column("source_id"),
    text_column("key"),
    text_column("url"),
    text_column("title"),
    text_column("text"),
    time_column("published_at", nullable=True),
    time_column("first_seen_at"),
    Column("quiet", Boolean, nullable=False),
    text_column("state"),
    time_column("next_try_at"),
    Column("attempts", Integer, nullable=False),
    text_column("last_error", nullable=True),
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
    text_column("id", primary_key=True),
    text_column("source_id"),
    text_column("url"),
    text_column("title"),
    text_column("text"),
    time_column("published_at", nullable=True),
    time_column("fetched_at"),
    text_column("content_hash"),
    Column("whole", Boolean, nullable=False),
    text_column("version_of", refers("articles.id"), nullable=True),
    Column("author", CleanText, nullable=False, server_default=""),
    Column("is_cut", Boolean, nullable=False, server_default=false()),  # to the paragraphs with quotations
    Index("articles_of_source", "source_id", "id"),
    Index("articles_whole", "fetched_at", sqlite_where=text("NOT is_cut"), postgresql_where=text("NOT is_cut")),
    Index("articles_at", "url"),
    few("versions_of_article", "version_of"),
)

statements = Table(
    "statements",
    metadata,
    # The place in the order of the record, see `record_order`. SQLite's index of words knows rows by this number.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("id", CleanText, nullable=False, unique=True),
    text_column("actor_id"),
    text_column("text"),
    text_column("kind"),
    time_column("said_at", nullable=True),
    text_column("said_precision"),
    time_column("first_seen_at"),
    text_column("novelty"),
    Column("confidence", Double, nullable=False),
    text_column("sense", nullable=True),
    time_column("published_at", nullable=True),
    text_column("earlier_id", refers("statements.id"), nullable=True),
    text_column("verdict", nullable=True),  # JSON, as `bot.store.forms.verdicts` writes it
    text_column("teller", nullable=True),
    text_column("ruling", nullable=True),
    # Of the text and of the headlines, as `search_form.indexed_words` gives them, and marks, with a space between two.
    # Each database indexes this column in its own way; neither tokenizes nor stems, so that both find the same.
    Column("words", CleanText, nullable=False, server_default=""),
    text_column("known", nullable=True),  # points that are on record: JSON, as `bot.store.forms.known_points` writes it
    Index("statements_words", text("statement_terms(words)"), postgresql_using="gin").ddl_if(dialect="postgresql"),
    Index("statements_after", "earlier_id", "novelty", "first_seen_at", "id"),
    Index("statements_of_actor", "actor_id", "first_seen_at", "id"),
    Index("statements_by_actor", "actor_id", "seq"),
    # What is counted for a chart is a stretch of it, with nothing to look at in between.
    Index("statements_charted", "actor_id", "novelty", "teller", "ruling", "seq"),
    Index("statements_by_kind", "kind", "seq"),
    few("statements_ruled", "ruling", "actor_id"),
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
    text_column("made_by"),
    text_column("terms"),  # one a line
    Column("meaning", LargeBinary, nullable=False),
    # In the order of commits, which places are not: each of several workers asks what the others have added.
    Column("arrival", BigInteger, nullable=False, server_default="0"),
    Index("index_entries_by_arrival", "arrival"),
)

sightings = Table(
    "sightings",
    metadata,
    text_column("id", primary_key=True),
    text_column("statement_id", refers("statements.id")),
    text_column("article_id", refers("articles.id")),
    Column("quotation", JSON, nullable=False),
    time_column("seen_at"),
    Index("sightings_of_statement", "statement_id", "seen_at", "id"),
    Index("sightings_in_article", "article_id", "statement_id"),
)

rechecks = Table(
    "rechecks",
    metadata,
    text_column("item_id", refers("items.id"), primary_key=True),
    text_column("article_id", refers("articles.id")),
    time_column("next_try_at"),
    Column("missing", Integer, nullable=False),
    time_column("changed_at", nullable=True),
    Column("has_statements", Boolean, nullable=False, server_default=true()),
    Column("begun", Integer, nullable=False, server_default="0"),
    time_column("owed_since", nullable=True),
    Index("rechecks_due", "has_statements", "next_try_at", "item_id"),
    Index("rechecks_of_version", "article_id"),
)

corrections = Table(
    "corrections",
    metadata,
    text_column("id", primary_key=True),
    text_column("sighting_id", refers("sightings.id")),
    text_column("statement_id", refers("statements.id")),
    text_column("article_id", refers("articles.id")),
    text_column("kind"),
    time_column("noticed_at"),
    text_column("text"),
    Index("corrections_of_statement", "statement_id", "noticed_at", "id"),
    Index("corrections_of_sighting", "sighting_id"),
    Index("corrections_in_article", "article_id"),
)

feedback_given = Table(
    "feedback",
    metadata,
    text_column("id", primary_key=True),
    text_column("statement_id", refers("statements.id")),
    text_column("kind"),
    text_column("person_id"),
    text_column("person_name"),
    Column("moderator", Boolean, nullable=False),
    time_column("given_at"),
    Index("feedback_on_statement", "statement_id", "given_at", "id"),
)

reports = Table(
    "reports",
    metadata,
    text_column("id", primary_key=True),
    text_column("actor_id"),
    text_column("article_id", refers("articles.id")),
    time_column("created_at"),
    Index("reports_of_article", "article_id"),
)

report_statements = Table(
    "report_statements",
    metadata,
    text_column("report_id", refers("reports.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text_column("statement_id", refers("statements.id")),
    Column("excerpt_start", Integer, nullable=True),
    Column("excerpt_end", Integer, nullable=True),
    Index("reports_of_statement", "statement_id", "report_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    text_column("id", primary_key=True),
    text_column("report_id", refers("reports.id"), nullable=True),
    text_column("channel"),
    text_column("state"),
    time_column("next_try_at"),
    time_column("created_at"),
    text_column("kind"),
    text_column("parent_id", refers("deliveries.id"), nullable=True),
    text_column("correction_id", refers("corrections.id"), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    text_column("message_ref", nullable=True),
    time_column("sent_at", nullable=True),
    text_column("last_error", nullable=True),
    text_column("notice_id", nullable=True),
    Column("urgency", CleanText, nullable=False, server_default="normal"),
    Column("mention", CleanText, nullable=False, server_default=""),
    text_column("thread", nullable=True),
    Column("aside", Boolean, nullable=False, server_default=false()),
    Index("deliveries_in_state", "state", "created_at", "id"),
    Index("deliveries_of_report", "report_id"),
    Index("deliveries_made", "channel", "kind", "created_at", "id"),
    few("deliveries_of_parent", "parent_id"),
    few("deliveries_in_thread", "thread", "channel", "sent_at"),
    few("deliveries_of_correction", "correction_id"),
    few("deliveries_sent", "sent_at", "state"),
    Index("deliveries_over", "state", "next_try_at", sqlite_where=text(IS_OVER), postgresql_where=text(IS_OVER)),
)

channel_pauses = Table(
    "channel_pauses",
    metadata,
    text_column("channel", primary_key=True),
    time_column("since"),
    time_column("until"),
    text_column("reason"),
    Column("tries", Integer, nullable=False, server_default="0"),
)

# What digests reported, by the id of their delivery. The first of a plan is empty: it says from when on it digests.
digests = Table(
    "digests",
    metadata,
    text_column("id", primary_key=True),
    text_column("plan_id"),
    time_column("since"),
    time_column("until"),
    text_column("zone"),
    Index("digests_of_plan", "plan_id", "until"),
)

digest_statements = Table(
    "digest_statements",
    metadata,
    text_column("digest_id", refers("digests.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    text_column("statement_id", refers("statements.id")),
    text_column("article_id", refers("articles.id")),  # in whose words
    Index("digests_with_statement", "statement_id"),
    Index("digests_with_article", "article_id"),
)

# What was out of order, from its beginning to its end.
notices = Table(
    "notices",
    metadata,
    text_column("id", primary_key=True),
    text_column("kind"),
    time_column("began_at"),
    time_column("noticed_at"),
    Column("subjects", JSON, nullable=False),
    Column("told", Boolean, nullable=False),
    time_column("ended_at", nullable=True),
    Index("notices_ended", "ended_at"),
)

# Why things were reported or not. Deliveries, and items that wait or were given up, say it in their own rows.
outcomes = Table(
    "outcomes",
    metadata,
    text_column("subject", primary_key=True),
    text_column("subject_id", primary_key=True),
    text_column("channel", primary_key=True),
    text_column("outcome"),
    text_column("rule"),
    text_column("evidence"),
    text_column("related_id"),
    time_column("at"),
    Index("outcomes_of", "subject_id", "at"),
    Index("outcomes_beside", "related_id", "at"),
    Index("outcomes_made", "at", "subject", "outcome"),
)

# One row: the last sign of life.
beats = Table(
    "beats",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    time_column("at"),
    time_column("started_at"),
    Column("platforms", JSON, nullable=False),
    Column("overdue", JSON, nullable=False, server_default="{}"),  # kind of work → ISO time
    Column("at_work", JSON, nullable=False, server_default="{}"),  # what it is → ISO time
)

# What people set for sources by command; the id alone is known of a source of the config that is paused.
stored_sources = Table(
    "stored_sources",
    metadata,
    text_column("id", primary_key=True),
    Column("settings", JSON(none_as_null=True), nullable=True),  # as a table of the config
    time_column("set_at"),
    text_column("set_by"),
    time_column("removed_at", nullable=True),
    time_column("paused_at", nullable=True),
    text_column("paused_by"),
)

# What people set for actors by command; of an actor of the config what was added to it.
stored_actors = Table(
    "stored_actors",
    metadata,
    text_column("id", primary_key=True),
    Column("settings", JSON(none_as_null=True), nullable=True),  # as a table of the config
    Column("aliases", JSON, nullable=False),
    time_column("set_at"),
    text_column("set_by"),
    time_column("removed_at", nullable=True),
    Column("beside", JSON(none_as_null=True), nullable=True),  # of an actor of the config, as keys of a table there
)

# What people set by command for routes of their own (`settings` as a table of the config), or of the config (without).
stored_routes = Table(
    "stored_routes",
    metadata,
    text_column("id", primary_key=True),
    text_column("channel"),
    Column("settings", JSON(none_as_null=True), nullable=True),
    time_column("set_at"),
    text_column("set_by"),
    text_column("set_by_name"),
    time_column("removed_at", nullable=True),
    time_column("muted_until", nullable=True),
    text_column("muted_by"),
)

# Workspaces that let the app in, each with the token of the bot there.
installations = Table(
    "installations",
    metadata,
    text_column("workspace", primary_key=True),
    text_column("name"),
    text_column("token"),
    time_column("installed_at"),
    text_column("installed_by"),
)

# Who changed what by command. Rows are added, never changed: the last number tells whether anything is new.
audit_log = Table(
    "audit_log",
    metadata,
    sequence_column(),
    time_column("at"),
    text_column("by"),
    text_column("name"),
    text_column("subject"),
    text_column("subject_id"),
    text_column("action"),
    Column("before", JSON(none_as_null=True), nullable=True),
    Column("after", JSON(none_as_null=True), nullable=True),
)

# What texts were read from, compressed (`bot.store.parts.originals`). In the database, since a row is saved together
# with its article, is pruned by one DELETE, and is the same on both databases; no file is left over, or missing.
originals = Table(
    "originals",
    metadata,
    text_column("id", primary_key=True),
    time_column("fetched_at"),
    Column("size", Integer, nullable=False),  # of the content, in bytes
    Column("content", LargeBinary, nullable=False),
    Index("originals_by_age", "fetched_at", "id", "size"),  # all that pruning asks
)

# How many rows there are, by table and state: `status` asks, and counting a million takes a database half a second.
# Triggers keep it, so that whoever writes or deletes need not think of it.
tallies = Table(
    "tallies",
    metadata,
    text_column("name", primary_key=True),
    text_column("state", primary_key=True),  # empty for a table without states
    Column("counted", BigInteger, nullable=False),
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
