"""Paint a master on the open book."""
