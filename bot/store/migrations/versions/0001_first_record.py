"""The first tables: inbox, record, outbox and the index of words."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poll_states",
        _text("source_id", primary_key=True),
        _time("next_poll_at"),
        _text("etag", nullable=True),
        _text("last_modified", nullable=True),
        _text("body_hash", nullable=True),
        sa.Column("failures", sa.Double, nullable=False),
        _text("last_outcome", nullable=True),
        _text("last_error", nullable=True),
        _time("last_polled_at", nullable=True),
        _time("last_ok_at", nullable=True),
        _time("last_new_at", nullable=True),
    )
    op.create_table(
        "polls",
        _sequence(),
        _text("source_id"),
        _time("polled_at"),
        _text("outcome"),
        _text("detail"),
        sa.Column("listed", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
    )
    op.create_index("polls_of_source", "polls", ["source_id", "seq"])
    op.create_table(
        "items",
        _text("id", primary_key=True),
        _text("source_id"),
        _text("key"),
        _text("url"),
        _text("title"),
        _text("text"),
        _time("published_at", nullable=True),
        _time("first_seen_at"),
        sa.Column("quiet", sa.Boolean, nullable=False),
        _text("state"),
        _time("next_try_at"),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("last_error", nullable=True),
    )
    op.create_index("items_due", "items", ["state", "next_try_at", "first_seen_at", "id"])
    op.create_index("items_seen", "items", ["state", "first_seen_at", "id"])
    op.create_table(
        "articles",
        _text("id", primary_key=True),
        _text("source_id"),
        _text("url"),
        _text("title"),
        _text("text"),
        _time("published_at", nullable=True),
        _time("fetched_at"),
        _text("content_hash"),
        sa.Column("whole", sa.Boolean, nullable=False),
        _text("version_of", _refers("articles.id"), nullable=True),
    )
    op.create_index("articles_of_source", "articles", ["source_id", "id"])
    _index_few("versions_of_article", "articles", ["version_of"])
    op.create_table(
        "statements",
        _sequence(),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        _text("actor_id"),
        _text("text"),
        _text("kind"),
        _time("said_at", nullable=True),
        _text("said_precision"),
        _time("first_seen_at"),
        _text("novelty"),
        sa.Column("confidence", sa.Double, nullable=False),
        _text("sense", nullable=True),
        _time("published_at", nullable=True),
        _text("earlier_id", _refers("statements.id"), nullable=True),
        _text("verdict", nullable=True),
        _text("teller", nullable=True),
        _text("ruling", nullable=True),
        sa.Column("words", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("statements_after", "statements", ["earlier_id", "novelty", "first_seen_at", "id"])
    op.create_index("statements_seen", "statements", ["first_seen_at", "id"])
    op.create_index("statements_of_actor", "statements", ["actor_id", "first_seen_at", "id"])
    op.create_index("statements_of_kind", "statements", ["kind", "first_seen_at", "id"])
    _index_few("statements_ruled", "statements", ["ruling", "actor_id"])
    op.create_table(
        "sightings",
        _text("id", primary_key=True),
        _text("statement_id", _refers("statements.id")),
        _text("article_id", _refers("articles.id")),
        sa.Column("quotation", sa.JSON, nullable=False),
        _time("seen_at"),
    )
    op.create_index("sightings_of_statement", "sightings", ["statement_id", "seen_at", "id"])
    op.create_index("sightings_in_article", "sightings", ["article_id", "statement_id"])
    op.create_table(
        "rechecks",
        _text("item_id", _refers("items.id"), primary_key=True),
        _text("article_id", _refers("articles.id")),
        _time("next_try_at"),
        sa.Column("missing", sa.Integer, nullable=False),
        _time("changed_at", nullable=True),
    )
    op.create_index("rechecks_due", "rechecks", ["next_try_at", "item_id"])
    op.create_table(
        "corrections",
        _text("id", primary_key=True),
        _text("sighting_id", _refers("sightings.id")),
        _text("statement_id", _refers("statements.id")),
        _text("article_id", _refers("articles.id")),
        _text("kind"),
        _time("noticed_at"),
        _text("text"),
    )
    op.create_index("corrections_of_statement", "corrections", ["statement_id", "noticed_at", "id"])
    op.create_index("corrections_of_sighting", "corrections", ["sighting_id"])
    op.create_table(
        "feedback",
        _text("id", primary_key=True),
        _text("statement_id", _refers("statements.id")),
        _text("kind"),
        _text("person_id"),
        _text("person_name"),
        sa.Column("keeper", sa.Boolean, nullable=False),
        _time("given_at"),
    )
    op.create_index("feedback_on_statement", "feedback", ["statement_id", "given_at", "id"])
    op.create_table(
        "reports",
        _text("id", primary_key=True),
        _text("actor_id"),
        _text("article_id", _refers("articles.id")),
        _time("created_at"),
    )
    op.create_table(
        "report_statements",
        _text("report_id", _refers("reports.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        _text("statement_id", _refers("statements.id")),
        sa.Column("excerpt_start", sa.Integer, nullable=True),
        sa.Column("excerpt_end", sa.Integer, nullable=True),
    )
    op.create_index("reports_of_statement", "report_statements", ["statement_id", "report_id"])
    op.create_table(
        "deliveries",
        _text("id", primary_key=True),
        _text("report_id", _refers("reports.id"), nullable=True),
        _text("channel"),
        _text("state"),
        _time("next_try_at"),
        _time("created_at"),
        _text("kind"),
        _text("parent_id", _refers("deliveries.id"), nullable=True),
        _text("correction_id", _refers("corrections.id"), nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        _text("message_ref", nullable=True),
        _time("sent_at", nullable=True),
        _text("last_error", nullable=True),
    )
    op.create_index("deliveries_in_state", "deliveries", ["state", "created_at", "id"])
    op.create_index("deliveries_of_report", "deliveries", ["report_id"])
    op.create_index("deliveries_made", "deliveries", ["channel", "kind", "created_at", "id"])
    _index_few("deliveries_of_parent", "deliveries", ["parent_id"])
    op.create_table(
        "channel_pauses",
        _text("channel", primary_key=True),
        _time("since"),
        _time("until"),
        _text("reason"),
    )
    op.create_table(
        "beats",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        _time("at"),
        _time("started_at"),
        sa.Column("platforms", sa.JSON, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        vector = sa.text("array_to_tsvector(string_to_array(words, ' '))")
        op.create_index("statements_words", "statements", [vector], postgresql_using="gin")
        return
    op.execute(
        "CREATE VIRTUAL TABLE statement_index USING fts5("
        "words, content='statements', content_rowid='seq', detail=none, columnsize=0, tokenize='ascii')"
    )
    op.execute(
        "CREATE TRIGGER statement_added AFTER INSERT ON statements BEGIN "
        "INSERT INTO statement_index(rowid, words) VALUES (new.seq, new.words); END"
    )
    op.execute(
        "CREATE TRIGGER statement_words_changed AFTER UPDATE OF words ON statements BEGIN "
        "INSERT INTO statement_index(statement_index, rowid, words) VALUES ('delete', old.seq, old.words); "
        "INSERT INTO statement_index(rowid, words) VALUES (new.seq, new.words); END"
    )


def _text(name: str, *constraints: sa.ForeignKey, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *constraints, nullable=nullable, primary_key=primary_key)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sequence() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("seq", number, primary_key=True, autoincrement=True)


def _index_few(name: str, table: str, columns: list[str]) -> None:
    filled = sa.text(f"{columns[0]} IS NOT NULL")
    op.create_index(name, table, columns, sqlite_where=filled, postgresql_where=filled)


def _refers(to: str) -> sa.ForeignKey:
    return sa.ForeignKey(to, deferrable=True, initially="DEFERRED")
