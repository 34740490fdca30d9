"""The folder into which people and their programs put files: what is in them, and where they go."""
