"""Steps on returns that commands share: read, identify, check, merge, record, ask, correct."""
