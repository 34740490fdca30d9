"""Whose speech it is, how sure, whether it was said."""
