"""Steps on master.xlsx that commands share: take in the coordinator's edits, and write the next generation."""
