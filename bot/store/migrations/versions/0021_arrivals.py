"""The order in which statements came on record: each of several workers asks what the others have added."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("index_entries", sa.Column("arrival", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("index_entries_by_arrival", "index_entries", ["arrival"])
