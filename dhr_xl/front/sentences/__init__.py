"""The sentences that tell a command's result: one module a command, the same for the command line and the ribbon."""
