"""The field's words: a delivery that was folded is collapsed, a keeper is a moderator."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE deliveries SET state = 'collapsed' WHERE state = 'folded'")
    op.execute("ALTER TABLE feedback RENAME COLUMN keeper TO moderator")
