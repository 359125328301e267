"""Messages out (words, checks, drafts, the list of them, sending over TLS), and mails in (.eml, .msg) as values."""
