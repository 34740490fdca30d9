"""What is let go of once a day."""
