"""The parts of undo: what a run's undoing comes to, the decisions that depended on it, and doing it."""
