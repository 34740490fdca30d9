"""What rebuilds the trained parts; never imported at run time."""
