"""The register: the record of a plan in a database. The only package that uses SQL."""

from dhr_xl.register.connect import Register, create_register, open_register
from dhr_xl.register.transaction import Tx

__all__ = ["Register", "Tx", "create_register", "open_register"]
