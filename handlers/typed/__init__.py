"""What people type, read forgivingly."""
