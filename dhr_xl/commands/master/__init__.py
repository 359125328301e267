"""What commands share about master.xlsx: read the coordinator's edits, write it anew."""
