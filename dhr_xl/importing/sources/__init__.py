"""A file of any kind to a grid: the tables and paragraphs that stand in it, and nothing of what they mean."""
