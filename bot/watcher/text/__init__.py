"""Characters, words, sentences, quotation marks."""
