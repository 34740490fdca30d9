"""Of a source is on record how it was read, which older posts are still to be read, and what could not be reached."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("poll_states", sa.Column("read_as", sa.Text, nullable=True))
    op.add_column("poll_states", sa.Column("older_address", sa.Text, nullable=True))
    for name in ("older_before", "older_until", "older_since"):
        op.add_column("poll_states", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("poll_states", sa.Column("missed", sa.Text, nullable=False, server_default=""))
    op.add_column("poll_states", sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
