"""The vocabulary of action plans: headings, statuses, names of public bodies, and how to recognise each."""
