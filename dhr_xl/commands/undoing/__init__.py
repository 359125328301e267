"""What undo takes back, decided and done."""
