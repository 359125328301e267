"""The functions behind the Excel ribbon."""
