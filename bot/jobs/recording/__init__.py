"""What a text says goes on record in one transaction, with who hears of it and why others do not."""
