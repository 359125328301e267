"""master.xlsx: write it and read it back."""
