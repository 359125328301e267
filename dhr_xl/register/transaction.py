"""The transaction that commands read and write a plan with."""

from dhr_xl.register.coordinator import CoordinatorRows
from dhr_xl.register.plans import PlanRows
from dhr_xl.register.returns import ReturnRows
from dhr_xl.register.rounds import RoundRows
from dhr_xl.register.runs import RunRows


class Tx(PlanRows, RunRows, RoundRows, ReturnRows, CoordinatorRows):
    """One transaction on one plan, made by Register.write, rehearse or read. plan: its id."""
