"""What is posted: alerts, digests, notes, notices and overflow lines, with their buttons."""
