"""When each job's turn comes: the ticker of one process, the queue of many, and the signs of life."""
