"""Old texts can be cut to the paragraphs with quotations; an index finds those that are old and whole."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("is_cut", sa.Boolean, nullable=False, server_default=sa.false()))
    whole = sa.text("NOT is_cut")
    op.create_index("articles_whole", "articles", ["fetched_at"], sqlite_where=whole, postgresql_where=whole)
