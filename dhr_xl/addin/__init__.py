"""The Excel ribbon: its sources, its builder, its installer, and the functions its buttons call."""
