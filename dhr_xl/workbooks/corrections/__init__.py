"""Corrections copies of a form: write them, and read their marks."""
