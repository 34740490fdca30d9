"""When messages were sent, collapsed or given up is asked for one day at a time: `status` counts what became of them.

Those that were given up before this version have the time of the try that was due.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sent, over = sa.text("sent_at IS NOT NULL"), sa.text("state IN ('collapsed', 'dead')")
    op.create_index("deliveries_sent", "deliveries", ["sent_at", "state"], sqlite_where=sent, postgresql_where=sent)
    op.create_index("deliveries_over", "deliveries", ["state", "next_try_at"], sqlite_where=over, postgresql_where=over)
