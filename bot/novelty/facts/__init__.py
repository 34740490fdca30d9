"""What a wording names: amounts, days and times of day, parties, and the words that carry its logic."""
