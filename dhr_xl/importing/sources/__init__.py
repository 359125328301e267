"""Read a file of any kind into a grid: its tables and paragraphs, without interpreting them."""
