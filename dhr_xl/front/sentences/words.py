"""What several commands say in the same words."""

from collections.abc import Iterator

from dhr_xl.core.returns.questions import short


def one_line(text: str) -> str:
    """A value on one line, long ones cut; "blank" for none."""
    return short(text) or "blank"


def tell_stale(reason: str) -> Iterator[str]:
    """Why master.xlsx was not written, where it was not."""
    if reason:
        yield reason
