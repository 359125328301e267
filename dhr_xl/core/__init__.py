"""The core: pure values and functions. No files, no database, no Excel, no clock, no printing."""
