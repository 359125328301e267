"""Every kind of finding is produced by some document, so that none is kept that can never occur."""

import datetime as dt

import docx
import openpyxl
import pytest

from dhr_xl.core.plan.findings import FindingCode, say_several
from importing.reading import plan_in, saved

HEADINGS = "Recommendation,Action,Lead agency,Target date,Progress,Date completed,Cost centre"
TABLES = {
    "guesses.csv": f"""{HEADINGS}
1. Assess,Train staff,Northmoor Police,May 2025,Complete,,A
2. Ask,Change forms,All agencies,31 September 2025,,,B
3. Share,Write it,Head of Nursing,soon,Training done and audit still to be completed,,
4. Tell,Tell them,Police and Hospitals Trust,ongoing,Letter sent,,
4. Meet,Meet them,Health Trust,1 May 2025 and 2 June 2025,,12 May 2025,
7. Look,Look at it,,,,,
8. Hold it,,,,,,
""",
    "lists.csv": f"""{HEADINGS}
1. Assess,"1. Train staff
2. Audit it",Northmoor Police,"1. 31 May 2025
2. 30 June 2025",All is going well,,
2. Ask,Change it,Northmoor Police,31 May 2025,"1. Complete
2. Complete",,
5. Share,Write it,Northmoor Police,31 May 2025,"1. Complete
2. Begun",,
Say so,Say it,Northmoor Police,Action completed,,,
7. Look,Look at it,Northmoor Police,1 May 2025,Audit still to be completed. Complete,,
8. Hold,Hold it,Northmoor Police,1 May 2025,,12 April 2025. 94% are trained.,
10. Show,Show it,Northmoor Police,1 May 2025,COMPLETE. The audit is still to be completed.,,
9. Meet,"1. Meet
2. Tell
3. Audit",Northmoor Police,"31 May 2025
30 June 2025",,,
""",
    "revised.csv": "Recommendation,Action,Lead,Target date,Revised date\n1. Assess,Train,Police,1 May 2025,1 June 2025\n",
    "above.csv": f"""{HEADINGS}
1. Assess,Train staff,Northmoor Police,31 May 2025,Complete,,
,Audit it,,30 June 2025,Begun,,
""",
    "nobody.csv": "Recommendation,Action,Progress\n1. Assess,Train staff,Begun\n2. Ask,Change forms,\n",
    "posts.csv": "Recommendation,Action,Lead\n1. Assess,Train staff,Head of Nursing\n2. Ask,Change forms,Director of Quality\n",
    "begins.csv": "Recommendation,Action,Lead agency\n1. Assess,Northmoor Police train staff,\n2. Ask,Ask,Northmoor Police\n",
    "colours.csv": "Key: Green = complete; Amber = in progress; Red = not started,,,\n\nRecommendation,Action,Lead agency,RAG\n"
    "1. Assess,Train,Northmoor Police,Green\n2. Ask,Ask,Northmoor Police,Red\n",
}
OF_TEXT = {
    "ACTION_JOINED", "ACTION_SEPARATED", "CELL_SHARED", "HEADING_MENDED", "LINE_GARBLED", "ROW_SLID", "STATUS_ROW_MOVED", "WORDS_BEFORE",
}  # fmt: skip
"""Kinds of finding that only text copied from a PDF produces, because its rows are put together from lines."""
TODAY = dt.date(2026, 1, 1)


def hidden():
    """Return a workbook with a hidden row and a hidden sheet."""
    book = openpyxl.Workbook()
    for row in (
        ("Recommendation", "Action", "Lead agency"),
        ("1. Assess", "Train", "Police"),
        ("2. Ask", "Ask", "Police"),
    ):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    old = book.create_sheet("Old")
    old.append(("Recommendation", "Action"))
    old.append(("9. Old", "Old"))
    old.sheet_state = "hidden"
    return saved(book)


@pytest.fixture(scope="module")
def said():
    """Return every finding on the tables above, by its code."""
    files = {**{name: text.encode() for name, text in TABLES.items()}, "hidden.xlsx": hidden()}
    found = {}
    for name, data in files.items():
        for finding in plan_in(data, name, today=TODAY).findings:
            found.setdefault(finding.code, []).append(finding)
    return found


@pytest.mark.parametrize("look", [look for look in FindingCode if look.name not in OF_TEXT])
def test_every_kind__is_produced_by_some_table(said, look):
    assert look.name in said


def test_every_kind__of_text_is_produced_by_a_text(warwickshire):
    found = warwickshire.findings
    assert {finding.code for finding in found} >= OF_TEXT
    assert all(finding.place for finding in found if finding.code in OF_TEXT)


def test_every_finding_of_an_action__gives_its_place_in_the_document(said):
    assert [finding for found in said.values() for finding in found if "-" in finding.where and not finding.place] == []


@pytest.mark.parametrize("look", FindingCode)
def test_say_several__counts_them_in_a_whole_sentence(look):
    together = say_several(look.name, 12)
    assert together == "" or (together.startswith("12 ") and together.endswith(".") and "{" not in together)
    assert say_several("EDITION_WORDS", 12) == ""


def test_unplaced_words__of_an_actions_row_have_its_ref():
    document = docx.Document()
    document.add_paragraph("Printed in Northmoor")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Recommendation", "Action", "Lead agency"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("1. Assess", "Train staff", "Northmoor Police"), strict=True):
        cell.text = text
    table.rows[1].cells[1].paragraphs[0].add_run(" by hand").font.strike = True
    unplaced = plan_in(saved(document), "plan.docx", today=TODAY).unplaced
    assert {words.text: words.ref for words in unplaced} == {
        "Printed in Northmoor": "",
        "Struck out: by hand": "1-POLICE",
    }
