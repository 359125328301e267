"""Import an existing action plan: `plan_file` reads a file of any kind and makes the draft plan."""
