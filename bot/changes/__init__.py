"""What became of words at their source."""
