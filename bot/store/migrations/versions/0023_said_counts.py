"""How much an actor said is counted from an index alone: a year of one who speaks all day has very many rows."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("statements_by_actor", "statements")
    op.create_index("statements_by_actor", "statements", ["actor_id", "seq", "novelty", "teller", "ruling"])
