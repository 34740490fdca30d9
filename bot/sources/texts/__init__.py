"""What all parsers stand on: character sets, dates, plain text, which links are articles, and walls."""
