"""A newer edition of the plan's document, compared and merged."""
