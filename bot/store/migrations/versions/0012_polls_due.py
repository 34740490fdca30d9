"""Which sources are due, and which fail since when, is found by an index; so are the items of one source."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("poll_states", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("poll_states", sa.Column("answer_seconds", sa.Double, nullable=True))
    op.add_column("poll_states", sa.Column("in_use", sa.Boolean, nullable=False, server_default=sa.true()))
    # When the first failure was nobody kept; that it answered before it is known.
    op.execute("UPDATE poll_states SET failing_since = coalesce(last_ok_at, last_polled_at) WHERE failures > 0")
    op.create_index("polls_due", "poll_states", ["in_use", "next_poll_at", "source_id"])
    op.create_index("polls_ended", "poll_states", ["in_use", "last_polled_at"])
    failing = sa.text("failing_since IS NOT NULL")
    columns = ["in_use", "failing_since", "source_id"]
    op.create_index("polls_failing", "poll_states", columns, sqlite_where=failing, postgresql_where=failing)
    op.create_index("items_of_source", "items", ["source_id", "first_seen_at"])
