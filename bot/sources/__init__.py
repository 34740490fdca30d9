"""Adapters to the web: feeds, pages, and the rules of asking for them."""

from bot.sources.fetcher import WebFetcher

__all__ = ["WebFetcher"]
