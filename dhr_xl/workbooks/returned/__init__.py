"""A returned workbook: read it as it is, before anything is judged."""
