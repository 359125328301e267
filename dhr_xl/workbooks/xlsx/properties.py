"""Read the document properties of a workbook: when it was saved, and custom ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.workbooks.xlsx.package import Package
from dhr_xl.workbooks.xlsx.strings_and_styles import unescape
from dhr_xl.workbooks.xlsx.xml import elements


class Properties(NamedTuple):
    """Document properties. modified: when it was saved, in UTC, None where that is not said; custom: name -> text."""

    modified: dt.datetime | None
    custom: Mapping[str, str]


def read_properties(package: Package) -> Properties:
    """The properties of a package; blank where a part is missing."""
    core = {e.name: e.text.strip() for e in elements(package.part(package.related("", "core-properties")))}
    custom: dict[str, str] = {}
    value = ""
    for element in elements(package.part(package.related("", "custom-properties"))):
        if element.name == "property":
            custom[element.attributes.get("name", "")] = unescape(value)
            value = ""
        else:
            value = element.text
    return Properties(read_time(core.get("modified", "")), custom)


def read_time(text: str) -> dt.datetime | None:
    """A moment in W3CDTF, as UTC where it has no time zone; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except OverflowError:  # the first or last day of the calendar, moved by its time zone
        return None
