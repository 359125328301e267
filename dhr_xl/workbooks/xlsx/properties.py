"""A workbook's document properties: when it was saved, by what, and the custom ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.workbooks.xlsx.package import Package
from dhr_xl.workbooks.xlsx.strings_and_styles import unescape
from dhr_xl.workbooks.xlsx.xml import elements


class Properties(NamedTuple):
    """Document properties; times are aware (UTC) or None, words '' where absent; custom: name -> text."""

    created: dt.datetime | None
    modified: dt.datetime | None
    creator: str
    last_modified_by: str
    application: str
    custom: Mapping[str, str]


def read_properties(package: Package) -> Properties:
    """The properties of a package; parts that are missing leave their values blank."""
    core = {e.name: e.text.strip() for e in elements(package.part(package.related("", "core-properties")))}
    extended = {e.name: e.text.strip() for e in elements(package.part(package.related("", "extended-properties")))}
    custom: dict[str, str] = {}
    value = ""
    for element in elements(package.part(package.related("", "custom-properties"))):
        if element.name == "property":
            custom[element.attributes.get("name", "")] = unescape(value)
            value = ""
        else:
            value = element.text
    return Properties(
        read_time(core.get("created", "")),
        read_time(core.get("modified", "")),
        core.get("creator", ""),
        core.get("lastModifiedBy", ""),
        extended.get("Application", ""),
        custom,
    )


def read_time(text: str) -> dt.datetime | None:
    """A W3CDTF moment; one without a zone is taken as UTC; None for what is none."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except OverflowError:  # the first or last day there is, moved by its zone
        return None
