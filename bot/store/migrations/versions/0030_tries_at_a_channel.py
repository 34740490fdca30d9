"""How often a closed channel was tried: by a clock that was wrong it may seem closed for hours that it was not."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel_pauses", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
