"""What differs between two texts, by rule: the longer one cut to size, the one word diff, vetoes, evidence."""
