"""Work begun and not done is counted, pages without a statement are fetched again, what is overdue is known."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("begun", sa.Integer, nullable=False, server_default="0"))
    op.add_column("rechecks", sa.Column("has_statements", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("rechecks", sa.Column("begun", sa.Integer, nullable=False, server_default="0"))
    op.drop_index("rechecks_due", "rechecks")
    op.create_index("rechecks_due", "rechecks", ["has_statements", "next_try_at", "item_id"])
    op.create_index("rechecks_of_version", "rechecks", ["article_id"])
    op.add_column("beats", sa.Column("overdue", sa.JSON, nullable=False, server_default="{}"))
    op.add_column("beats", sa.Column("at_work", sa.JSON, nullable=False, server_default="{}"))
