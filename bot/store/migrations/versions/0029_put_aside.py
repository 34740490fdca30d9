"""Messages that a bug stopped, and that hold up nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("aside", sa.Boolean, nullable=False, server_default=sa.false()))
