"""Build the add-in dhr_xl.xlam from text sources."""
