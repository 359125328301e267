"""What the coordinator keeps in master.xlsx beside the plan: contacts, findings, own columns and notes."""

from collections.abc import Iterable, Mapping, Sequence

from dhr_xl.core.plan.model import Contact, Finding
from dhr_xl.core.plan.records import FindingRecord
from dhr_xl.register import tables
from dhr_xl.register.rows import RegisterRows

CONTACT_FIELDS = tuple(Contact._fields)
FINDING_FIELDS = tuple(Finding._fields)
REMOVED = ""
"""The message of a finding that was removed."""


class CoordinatorRows(RegisterRows):
    """The coordinator's lists and columns."""

    def contacts(self) -> tuple[Contact, ...]:
        """The contacts, in the order in which they were set."""
        rows = self.rows(tables.contacts, CONTACT_FIELDS)
        return tuple(Contact(**dict(zip(CONTACT_FIELDS, row, strict=True))) for row in rows)

    def set_contacts(self, contacts: Iterable[Contact]) -> None:
        """Replace all contacts."""
        self.remove(tables.contacts)
        self.insert(tables.contacts, (contact._asdict() for contact in contacts))

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Add findings, unchecked."""
        self.insert(tables.findings, ({**finding._asdict(), "checked": False, "correct": ""} for finding in findings))

    def findings(self) -> tuple[FindingRecord, ...]:
        """The findings, in the order in which they were added; removed ones are left out."""
        rows = self.rows(
            tables.findings, ("id", "checked", "correct", *FINDING_FIELDS), tables.findings.c.message != REMOVED
        )
        return tuple(
            FindingRecord(row[0], Finding(**dict(zip(FINDING_FIELDS, row[3:], strict=True))), row[1], row[2])
            for row in rows
        )

    def set_finding(self, finding_id: int, checked: bool, correct: str) -> None:  # noqa: FBT001 - a column's value
        """Set whether a finding was checked, and a person's correction. Raises Stop for an unknown id."""
        values = {"checked": checked, "correct": correct}
        missing = f"The register holds no finding number {finding_id}."
        self.update(tables.findings, tables.findings.c.id == finding_id, values, missing)

    def remove_finding(self, finding_id: int) -> None:
        """Remove a finding. Its number is not used again, since a copy of master.xlsx may show it."""
        missing = f"The register holds no finding number {finding_id}."
        self.update(tables.findings, tables.findings.c.id == finding_id, {"message": REMOVED}, missing)

    def extras(self) -> tuple[tuple[str, ...], dict[str, dict[str, str]]]:
        """The coordinator's own columns: headings in order, and ref -> heading -> text."""
        headings = tuple(row[0] for row in self.rows(tables.extra_headings, ("heading",), order=("position",)))
        extra: dict[str, dict[str, str]] = {}
        for ref, heading, text in self.rows(tables.extras, ("ref", "heading", "text"), order=("ref", "heading")):
            extra.setdefault(ref, {})[heading] = text
        return headings, extra

    def set_extras(self, headings: Sequence[str], extra: Mapping[str, Mapping[str, str]]) -> None:
        """Replace all of the coordinator's own columns."""
        self.remove(tables.extra_headings)
        self.remove(tables.extras)
        self.insert(tables.extra_headings, ({"position": n, "heading": heading} for n, heading in enumerate(headings)))
        rows = ({"ref": ref, "heading": h, "text": text} for ref, row in extra.items() for h, text in row.items())
        self.insert(tables.extras, rows)

    def notes(self) -> dict[tuple[str, str], str]:
        """The notes on cells of Actions: (ref, column key) -> text."""
        return {
            (ref, key): text for ref, key, text in self.rows(tables.notes, ("ref", "key", "text"), order=("ref", "key"))
        }

    def set_notes(self, notes: Mapping[tuple[str, str], str]) -> None:
        """Replace all notes."""
        self.remove(tables.notes)
        self.insert(tables.notes, ({"ref": ref, "key": key, "text": text} for (ref, key), text in notes.items()))
