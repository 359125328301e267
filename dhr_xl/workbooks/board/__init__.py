"""The board's copy: write it, and read its summary."""
