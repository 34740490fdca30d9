"""Text in pieces that every platform can show: shortened, dated, linked, compared, made harmless."""
