"""What is held in memory of the record, so that candidates are found among all that an actor ever said."""
