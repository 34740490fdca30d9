"""Actors that people add and remove by command, and names of actors that they add."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_actors",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("settings", sa.JSON, nullable=True),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    )
