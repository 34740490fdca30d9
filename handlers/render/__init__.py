"""What is shown: cards, notes, answers, and the words for them."""
