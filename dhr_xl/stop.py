"""The one exception that means: this could not start, nothing was changed, and here is why."""


class Stop(Exception):
    """Something a person must put right first (no such file, wrong date, folder exists …).

    Its text is one or two plain sentences: what, where, what to do. Front doors show it and exit 2.
    """
