"""What commands share about messages: who is written to, drafts, letters, reminders."""
