"""Rebuilds the weights of the statement-identity engine: `python -m training.novelty`."""
