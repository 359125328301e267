"""The board's workbook for its meeting: write it, and read it back with what the board decided."""
