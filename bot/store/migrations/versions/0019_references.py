"""What refers to a row that is deleted is found by an index: without one, each row cost a walk through a table."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    answers = sa.text("correction_id IS NOT NULL")
    op.create_index(
        "deliveries_of_correction", "deliveries", ["correction_id"], sqlite_where=answers, postgresql_where=answers
    )
    op.create_index("corrections_in_article", "corrections", ["article_id"])
    op.create_index("reports_of_article", "reports", ["article_id"])
