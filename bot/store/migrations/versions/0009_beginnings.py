"""Beginnings of words are in PostgreSQL's index of words too, as they are in SQLite's."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # its index has them since version 5
        return
    op.execute("DROP INDEX statements_words")
    op.execute(
        "CREATE FUNCTION statement_terms(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        "SELECT array_to_tsvector(array_agg(term)) FROM ("
        "SELECT word AS term FROM unnest(string_to_array(words, ' ')) AS word "
        "UNION ALL SELECT left(word, letters) || '*' "
        "FROM unnest(string_to_array(words, ' ')) AS word, generate_series(4, 7) AS letters "
        "WHERE length(word) >= letters AND left(word, 1) <> '§') AS found $$"
    )
    op.execute("CREATE INDEX statements_words ON statements USING gin (statement_terms(words))")
