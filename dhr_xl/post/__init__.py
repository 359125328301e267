"""E-mail: outgoing messages (text, checks, drafts, sending over TLS) and incoming ones (.eml, .msg) as values."""
