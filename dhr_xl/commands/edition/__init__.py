"""The parts of update: compare a newer edition of the plan's document with the last one, and merge it."""
