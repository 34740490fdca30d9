"""What words alone tell: the points of a statement, whole sentences again, reported speech, and proof."""
