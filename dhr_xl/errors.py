"""The two ways a command stops and tells a person why."""


class Stop(Exception):
    """A person must put something right first (no such file, wrong date, folder exists …). Nothing was changed. Its
    text says what, where, and what to do, in a sentence or two that is shown as it is. Exit code 2.
    """


class Unfinished(Stop):
    """Part of the work is done and stays; the rest failed (the disk is full, the mail server broke off …). Its text
    says what is left to do. Exit code 3.
    """
