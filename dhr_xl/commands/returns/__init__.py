"""What commands share about returns: identify, check, merge, record, correct."""
