"""Zipped files as bytes, bounded: their members and their parts."""
