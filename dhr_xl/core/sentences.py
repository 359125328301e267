"""How every catalogue of sentences is written: a table of codes, each with what was found and what to do about it."""

from typing import Final, Literal, NamedTuple, Self

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""Worst first, the order in which they are shown."""
AS_IT_STANDS: Final = ""
"""The agency_remedy of a sentence whose remedy already addresses the agency."""


class Sentence(NamedTuple):
    """One entry of a catalogue, in plain English. message and remedy are templates for `str.format`.

    severity: an error holds what it is about, a warning is merged and shown, a note is only said;
    message: what was found; remedy: what to do about it, '' where the message says so or nothing is to be done.
    Neither names the row or cell, which are shown beside it, so that one sentence can be said once of many rows.
    agency_remedy: what an agency is asked to do about it on a corrections copy, None where only the coordinator can.
    field: key of the column it is about, "number", or ''; several: what is said of {count} of them together, or ''.
    """

    severity: Severity
    message: str
    remedy: str = ""
    agency_remedy: str | None = None
    field: str = ""
    several: str = ""

    def fill(self, **words: object) -> Self:
        """Put words into message and remedy. Raises KeyError where one is missing."""
        return self._replace(message=one_stop(self.message.format_map(words)), remedy=self.remedy.format_map(words))

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


def one_stop(sentence: str) -> str:
    """A sentence in which no full stop follows a quotation that ends with a stop, question or exclamation mark."""
    for mark in ".?!":
        sentence = sentence.replace(f"{mark}'.", f"{mark}'")
    return sentence


def ended(sentence: str) -> str:
    """Add a full stop, except after a full stop, question or exclamation mark."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def error(message: str, remedy: str) -> Sentence:
    """An entry that is an error."""
    return Sentence("error", message, remedy)


def warning(message: str, remedy: str) -> Sentence:
    """An entry that is a warning."""
    return Sentence("warning", message, remedy)


class FileRefused(Exception):
    """A file that cannot be read. Its text says why, and how to send it right.

    code: of the reason in its catalogue; message and remedy: the two sentences that make up the text.
    """

    def __init__(self, code: str, sentence: Sentence) -> None:
        self.code, self.message, self.remedy = code, sentence.message, sentence.remedy
        super().__init__(str(sentence))
