"""The outbox: which messages go out now, which wait, which are reported in one, and what became of each."""
