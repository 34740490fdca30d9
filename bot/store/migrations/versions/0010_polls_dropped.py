"""Polls beyond those that are kept of a source are dropped by the database, where the next one is added."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DROP_OLD_POLLS = (
    "DELETE FROM polls WHERE source_id = new.source_id AND seq <= ("
    "SELECT seq FROM polls WHERE source_id = new.source_id ORDER BY seq DESC LIMIT 1 OFFSET 30);"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER poll_added AFTER INSERT ON polls BEGIN {DROP_OLD_POLLS} END")
        return
    op.execute(
        "CREATE FUNCTION drop_old_polls() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{DROP_OLD_POLLS} RETURN NULL; END $$"
    )
    op.execute("CREATE TRIGGER poll_added AFTER INSERT ON polls FOR EACH ROW EXECUTE FUNCTION drop_old_polls()")
