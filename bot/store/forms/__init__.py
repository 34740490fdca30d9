"""In which form values lie in the database: tables and their columns, rows, JSON, and what triggers keep up."""
