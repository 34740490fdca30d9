"""What platforms do alike: one try at a request, a connection that is kept, a message looked for, an answer given."""
