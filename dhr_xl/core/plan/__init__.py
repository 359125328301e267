"""The plan: its values, the columns of every sheet, its cells, dates, standing, and what the register gives."""
