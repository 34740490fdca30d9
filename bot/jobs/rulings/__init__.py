"""What readers and the desk say of a statement: that it is wrong, or that two are not the same."""
