"""The record: the plan, what was issued and returned, every change and decision, in a database."""

from dhr_xl.register.register import Register, Tx, create_register, open_register

__all__ = ["Register", "Tx", "create_register", "open_register"]
