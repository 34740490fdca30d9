"""What is answered: statements, lists, charts and states, as blocks in pages."""
