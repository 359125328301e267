"""The plan folder a command works on: its files, register and passwords."""
