"""What is set by command of an actor of the config."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stored_actors", sa.Column("beside", sa.JSON, nullable=True))
