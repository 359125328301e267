"""Returns: read, checked and merged as plain values, and who owes what in a round."""
