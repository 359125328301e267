"""Bring the register of an older dhr_xl up to date: a module for each step that moves data."""
