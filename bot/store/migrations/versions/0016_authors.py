"""Who wrote a text that was handed over is kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("items", "articles"):
        op.add_column(table, sa.Column("author", sa.Text, nullable=False, server_default=""))
