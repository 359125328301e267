"""What each command's result says, sentence by sentence, for whichever front door shows it."""
