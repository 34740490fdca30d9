"""Whole statements, passages, manner, time."""
