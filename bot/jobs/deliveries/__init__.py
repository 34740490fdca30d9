"""The outbox: which messages go out now, which wait, which are told in one, and what became of each."""
