"""Messages out: their words, checks, drafts, the list of them, and sending over TLS."""
