"""Sources: what they list goes into the inbox."""
