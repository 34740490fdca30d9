"""Since when a look at a page is owed to its feed: one that fails is tried again like a page that is new."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rechecks", sa.Column("owed_since", sa.DateTime(timezone=True), nullable=True))
