"""Alerts that stand in a thread a day."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("thread", sa.Text, nullable=True))
    filled = sa.text("thread IS NOT NULL")
    op.create_index(
        "deliveries_in_thread",
        "deliveries",
        ["thread", "channel", "sent_at"],
        sqlite_where=filled,
        postgresql_where=filled,
    )
