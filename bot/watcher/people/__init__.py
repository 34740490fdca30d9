"""Mentions, names, descriptions, coreference: who is meant."""
