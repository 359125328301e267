"""The Excel ribbon: the functions its buttons call, its sources, builder and installer."""
