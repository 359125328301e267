"""Plans that come as Word documents and Excel workbooks."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from dhr_xl.importing import import_plan
from dhr_xl.stop import Stop

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text):
    return f"<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def cell(text, span=1):
    wide = f"<w:tcPr><w:gridSpan w:val='{span}'/></w:tcPr>" if span > 1 else ""
    return f"<w:tc>{wide}{''.join(paragraph(line) for line in text.split(chr(10)))}</w:tc>"


def table(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def word(path, *blocks):
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "word/document.xml", f"<w:document xmlns:w='{W}'><w:body>{''.join(blocks)}</w:body></w:document>"
        )
    return path


HEADINGS = [cell(text) for text in ("Recommendation", "Action", "Evidence", "Target date", "Progress")]


def test_word__tables_with_headings_of_sections_between_them(tmp_path):
    path = word(
        tmp_path / "plan.docx",
        paragraph("Eastmoor DHR action plan"),
        paragraph("As at 3 May 2016"),
        table(
            HEADINGS,
            [cell("Eastmoor Police", 5)],
            [cell("1. Review the\npolicy"), cell("Review it"), cell("Policy"), cell("June 2016"), cell("COMPLETE")],
        ),
        paragraph("Eastmoor NHS Trust"),
        table([cell("2. Train staff"), cell("Train"), cell("Log"), cell("31 st May 2016"), cell("On going")]),
        paragraph("An appendix that is no part of the table."),
    )
    plan = import_plan(path)
    assert (plan.title, plan.as_at) == ("Eastmoor DHR action plan", dt.date(2016, 5, 3))
    assert [(a.ref, str(a.target_date), a.status.value) for a in plan.actions] == [
        ("1-POLICE", "2016-06-30", "complete"), ("2-ENHST", "2016-05-31", "in_progress")
    ]  # fmt: skip
    assert plan.recommendations[0].text == "Review the policy"


def test_excel__dates_and_numbers_as_people_read_them(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["A covering note, no table"])
    sheet = workbook.create_sheet("Plan")
    for row in (
        ["Eastmoor DHR action plan"],
        ["Ref", "Recommendation", "Action", "Lead agency", "Target date", "Progress"],
        [1, "Review it", "Review", "Police", dt.datetime(2016, 6, 30), "Complete"],
        [2.0, "Train staff", "Train", "NHS Trust", "Dec 2016", None],
    ):
        sheet.append(row)
    hidden = workbook.create_sheet("Old")
    hidden.append(["Ref", "Recommendation", "Action", "Lead agency"])
    hidden.append([9, "Old", "Old", "CSP"])
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "plan.xlsx")
    plan = import_plan(tmp_path / "plan.xlsx")
    assert [(a.ref, a.target_date_text, str(a.target_date)) for a in plan.actions] == [
        ("1-POLICE", "30 June 2016", "2016-06-30"), ("2-NHS", "Dec 2016", "2016-12-31")
    ]  # fmt: skip


def zipped(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 cut short", "damaged"),
        (zipped(word__document_xml="<not closed"), "damaged"),
        (zipped(word__document_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "damaged"),
        (zipped(xl__workbook_xml="<workbook/>"), "damaged"),
        (zipped(photo_xml="x"), r"packed \(zip\) file and neither"),
        (zipped(content_xml="x"), "OpenDocument file, which is neither"),
        (zipped(ppt__presentation_xml="x"), "presentation, which is neither"),
        (zipped(word__document_xml=f"<w:document xmlns:w='{W}'><w:body/></w:document>"), "No action plan"),
    ],
)
def test_no_plan__one_clear_sentence(tmp_path, data, said):
    (tmp_path / "plan.docx").write_bytes(data)
    with pytest.raises(Stop, match=said):
        import_plan(tmp_path / "plan.docx")


def test_word__content_controls_nested_tables_and_words_beside_the_plan(tmp_path):
    control = f"<w:sdt><w:sdtContent>{cell('June 2016')}</w:sdtContent></w:sdt>"
    inner = table(HEADINGS, [cell("1. Review it"), cell("Review"), cell("Policy"), control, cell("COMPLETE")])
    path = word(
        tmp_path / "plan.docx",
        table([cell("Panel member"), cell("Organisation")], [cell("A chair"), cell("Eastmoor Police")]),
        f"<w:tbl><w:tr><w:tc>{paragraph('What was agreed')}{inner}</w:tc></w:tr></w:tbl>",
        paragraph("This paragraph, which is far too long to be any heading, says when the board will next meet again."),
        table([cell("Term"), cell("Meaning")], [cell("MARAC"), cell("A conference")]),
    )
    plan = import_plan(path)
    assert [(a.ref, a.target_date_text) for a in plan.actions] == [("1-UNASSIGNED", "June 2016")]
    kept = " ".join(words.text for words in plan.unplaced)
    assert all(text in kept for text in ("Panel member", "next meet again", "MARAC A conference"))


def test_word__changes_that_were_tracked(tmp_path):
    moved = "<w:tc><w:p><w:moveFrom><w:r><w:t>Old words</w:t></w:r></w:moveFrom><w:r><w:t>New words</w:t></w:r></w:p></w:tc>"
    path = word(
        tmp_path / "plan.docx",
        table(HEADINGS, [cell("1. Review it"), moved, cell("Policy"), cell("June 2016"), cell("COMPLETE")]),
    )
    assert import_plan(path).actions[0].action == "New words"


def test_excel__formats_and_sheets_beside_the_plan(tmp_path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Ref", "Recommendation", "Action", "Lead agency", "Target date", "Progress"])
    sheet.append([1, "Review it", "Review", "Police", dt.datetime(2021, 4, 1), 0.45])
    sheet["E2"].number_format = "mmm-yy"
    sheet["F2"].number_format = "0%"
    workbook.create_sheet("Notes").append(["Agreed by the board"])
    hidden = workbook.create_sheet("Old")
    hidden.append(["Secret"])
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "plan.xlsx")
    plan = import_plan(tmp_path / "plan.xlsx")
    action = plan.actions[0]
    assert (action.target_date_text, str(action.target_date), action.progress) == ("April 2021", "2021-04-30", "45%")
    assert [words.text for words in plan.unplaced] == ["Agreed by the board", "The hidden sheet 'Old' was left out."]
