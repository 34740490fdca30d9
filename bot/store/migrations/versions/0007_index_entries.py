"""What statements are found by is on record, so that it is not worked out at each start.

Those that are on record already get theirs from the bot, in the background.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_entries",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("statements.seq", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("meaning", sa.LargeBinary, nullable=False),
    )
