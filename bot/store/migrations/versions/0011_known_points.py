"""Which points of a statement were on record before it; of what is on record already that is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statements", sa.Column("known", sa.Text, nullable=True))
