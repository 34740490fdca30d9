"""Doing: each job takes what is due, acts, and saves the outcome."""
