"""Steps on messages that commands share: who is written to, which letters are due, and their drafts."""
