"""Why a command did not do what was asked, in one or two plain sentences; front doors show them."""


class Stop(Exception):
    """Something a person must put right first (no such file, wrong date, folder exists …): nothing was changed.

    Its text says what, where, and what to do. Exit code 2.
    """


class Unfinished(Stop):
    """What was begun could not be finished (the disk is full, the mail server broke off): what is done stands.

    Its text says what is left to do. Exit code 3.
    """
