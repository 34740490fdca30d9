"""Pages that are fetched again: what was corrected, taken back or added since."""
