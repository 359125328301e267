"""Install, check and remove the add-in."""
