"""Which words are somebody's speech: the tagger and the rules beside it."""
