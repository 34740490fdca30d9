"""Waiting items: each article is fetched and read, so many at once."""
