"""A statement in words: whose it is, what is known of it, what differs from before, what became of it since."""
