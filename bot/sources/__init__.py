"""Adapters to the web: feeds, pages, and the rules of asking for them."""
