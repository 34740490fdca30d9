"""Teaches the network that says who speaks, where no name does."""
