"""E-mails that came in (.eml, .msg), read as values."""
