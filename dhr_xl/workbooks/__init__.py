"""The .xlsx forms and views: write them and read them back. Nothing here knows the register."""
