"""What digests told is on record, so that each tells what came since the one before, once, over any restart."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
    )
    op.create_index("digests_of_plan", "digests", ["plan_id", "until"])
    op.create_table(
        "digest_statements",
        sa.Column("digest_id", sa.Text, _refers("digests.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("statement_id", sa.Text, _refers("statements.id"), nullable=False),
        sa.Column("article_id", sa.Text, _refers("articles.id"), nullable=False),
    )
    op.create_index("digests_with_statement", "digest_statements", ["statement_id"])
    op.create_index("digests_with_article", "digest_statements", ["article_id"])


def _refers(to: str) -> sa.ForeignKey:
    return sa.ForeignKey(to, deferrable=True, initially="DEFERRED")
