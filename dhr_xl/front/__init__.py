"""The front doors: the command line and the Excel ribbon; what they say and the documents they print."""
