"""What people run without a bot."""
