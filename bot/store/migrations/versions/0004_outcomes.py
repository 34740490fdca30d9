"""Why things were reported or not is kept; of what was decided before, only that it is not known."""

import sqlalchemy as sa
from alembic import op

from bot.store.forms.columns import CleanText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNKNOWN = (
    "INSERT INTO outcomes (subject, subject_id, channel, outcome, rule, evidence, related_id, at) "
    "SELECT '{subject}', id, '', 'unknown', 'migration', 'decided before outcomes were kept', '', {at} FROM {rows}"
)


def upgrade() -> None:
    op.create_table(
        "outcomes",
        *(
            sa.Column(name, CleanText, nullable=False, primary_key=name in {"subject", "subject_id", "channel"})
            for name in ("subject", "subject_id", "channel", "outcome", "rule", "evidence", "related_id")
        ),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("outcomes_of", "outcomes", ["subject_id", "at"])
    op.create_index("outcomes_beside", "outcomes", ["related_id", "at"])
    op.create_index("outcomes_made", "outcomes", ["at", "subject", "outcome"])
    op.create_index("items_at", "items", ["url"])
    op.create_index("articles_at", "articles", ["url"])
    for subject, rows, at in (
        ("item", "items WHERE state = 'read'", "first_seen_at"),
        ("article", "articles", "fetched_at"),
        ("attribution", "sightings", "seen_at"),
        ("statement", "statements WHERE teller IS NULL", "first_seen_at"),
    ):
        op.execute(_UNKNOWN.format(subject=subject, rows=rows, at=at))
