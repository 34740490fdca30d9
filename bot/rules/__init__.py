"""Deciding, by subject. Pure: values in, values out."""
