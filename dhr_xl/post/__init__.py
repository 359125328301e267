"""Messages out: their words, the checks before they leave, drafts (.eml), the list of them, and sending over TLS."""
