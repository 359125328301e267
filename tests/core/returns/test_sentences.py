"""Every sentence of the catalogue comes from a real file; sentences about many rows are shown once."""

import datetime as dt
from email.message import EmailMessage

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.styles import Font

from core.returns.cases import (
    ACTIONS,
    ALL,
    LATER,
    PLAN,
    SAVED,
    answer,
    both,
    cell_xml,
    collect_bytes,
    edited,
    issued_bytes,
    make_issued,
    no_property,
    on_start,
    packed,
    parts_of,
    pasted,
    plan_of,
    put,
    xml,
)  # fmt: skip
from dhr_xl.commands.collect import collect
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.plan.model import Finding
from dhr_xl.core.returns.problem_groups import group_problems
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.sentences import SEVERITIES
from dhr_xl.core.views.canvas import BEING_PAINTED
from dhr_xl.errors import Stop
from dhr_xl.front.cli.main import main
from plan_folder import edit_master

MET = answer("1-POLICE", progress="We met")
COMPLETE = {
    "status": "Complete",
    "evidence_given": "Minutes",
    "outcome": "Safer",
    "completion_date": dt.date(2025, 6, 20),
}


def complete(**but):
    return answer("1-POLICE", **{**COMPLETE, **but})


def on_sheet(do):
    return lambda book: do(book["Return"])


def drop_names(book):
    for name in list(book.defined_names):
        del book.defined_names[name]


def no_rows(book):
    drop_names(book)
    book["Return"].delete_rows(3, 50)


BY_CHANGE = {
    Code.REFERENCE_DIFFERS: on_start(return_reference="AAAA-BBBB-CCCC-DDDD"),
    Code.AGENCY_DIFFERS: on_start(agency="NHS"),
    Code.SHEET_SAYS: on_start(plan="Another plan"),
    Code.NO_ROWS: no_rows,
    Code.BLANKED: put(**{f"{letter}{row}": None for letter in "GHIJKLMN" for row in range(4, 8)}),
    Code.ROW_UNKNOWN: put(A9="9-POLICE", H9="x"),
    Code.ROW_TWICE: put(A9="1-POLICE", H9="x"),
    Code.ROW_MISSING: on_sheet(lambda page: page.delete_rows(7)),
    Code.ROWS_SHIFTED: put(B4="What is to be done about 2-POLICE"),
    Code.PASTED_ROWS: pasted("progress", r1_POLICE="First.", r2_POLICE="Second."),
    Code.COLUMN_MISSING: on_sheet(lambda page: page.delete_cols(11)),
    Code.FOUND_BY_HEADINGS: drop_names,
    Code.CHOICE_WRONG: answer("1-POLICE", status="Done"),
    Code.CHOICE_SPELT: answer("1-POLICE", status="IN PROGRESS"),
    Code.ANYTHING_NEW_UNCLEAR: on_start(anything_new="Not sure"),
    Code.DATE_WRONG: complete(completion_date="31/02/2025"),
    Code.DATE_READ: complete(completion_date="20th June 2025"),
    Code.DATE_TWO_WAYS: both(complete(completion_date="06/07/2025"), answer("2-POLICE", progress="06/30/2025")),
    Code.DATE_FUTURE: complete(completion_date=dt.date(2025, 7, 30)),
    Code.DATE_LONG_AGO: complete(completion_date=dt.date(2015, 6, 20)),
    Code.DATE_AFTER_AS_AT: complete(completion_date=dt.date(2025, 7, 2)),
    Code.DATE_NOT_LATER: answer("1-POLICE", proposed_target_date=dt.date(2025, 1, 2), reason="Staff"),
    Code.CELL_ERROR: answer("1-POLICE", progress="#N/A"),
    Code.FORMULA_EMPTY: answer("1-POLICE", progress="=R1"),
    Code.BLANKED_CELL: answer("4-POLICE", evidence_given=None),
    Code.NUMBER_LOST: answer("1-POLICE", progress=1234567890123456),
    Code.TEXT_LONG: answer("1-POLICE", progress="word " * 1200),
    Code.CELL_REMARK: on_sheet(lambda page: setattr(page["H4"], "comment", Comment("See me", "x"))),
    Code.CELL_STRUCK: on_sheet(lambda page: setattr(page["G4"], "font", Font(strike=True))),
    Code.EVIDENCE_NEEDED: complete(evidence_given=None),
    Code.COMPLETION_DATE_NEEDED: complete(completion_date=None),
    Code.OUTCOME_NEEDED: complete(outcome=None),
    Code.REASON_NEEDED: answer("1-POLICE", status="Paused"),
    Code.REOPEN_REASON_NEEDED: answer("3-POLICE", status="In progress"),
    Code.DATE_REASON_NEEDED: answer("1-POLICE", proposed_target_date=dt.date(2026, 1, 2)),
    Code.DATE_NOT_COMPLETE: answer("1-POLICE", completion_date=dt.date(2025, 6, 20)),
    Code.NIL_WITH_EDITS: both(MET, on_start(anything_new="No, nothing has changed")),
    Code.PRIVATE_NAME: answer("1-POLICE", progress="Rowan Ashdown"),
    Code.PRIVATE_WORDS: put(R5="Rowan Ashdown"),
    Code.PERSONAL_DETAIL: answer("1-POLICE", progress="a@b.example"),
    Code.LOCKED_CHANGED: put(B4="Something else"),
    Code.SHOWN_CHANGED: put(E4="Complete"),
    Code.WORDS_OUTSIDE: put(R5="See e-mail"),
}
"""Code -> what an agency does to its form that brings it."""


def formula(text, value):
    return lambda data: cell_xml(data, "H4", f"<f>{text}</f><v>{value}</v>", ' t="str"')


def with_macros(data):
    """A workbook that brings a project of macros."""
    kind = '<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    data = xml(
        data, "xl/_rels/workbook.xml.rels", "</Relationships>", f'{kind}Target="vbaProject.bin"/></Relationships>'
    )
    data = xml(
        data, "[Content_Types].xml", r"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main\+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )  # fmt: skip
    default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    data = xml(data, "[Content_Types].xml", "</Types>", default)
    return packed({**parts_of(data), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"})


BY_BYTES = {
    Code.FILE_REFUSED: lambda _: b"%PDF-1.7 our answers",
    Code.NO_REFERENCE: lambda data: no_property(edited(data, on_start(return_reference=None))),
    Code.UNKNOWN_REFERENCE: lambda data: no_property(edited(data, on_start(return_reference="AAAA-BBBB-CCCC-DDDD"))),
    Code.DATE_SYSTEM: lambda data: xml(edited(data, complete()), "xl/workbook.xml", r"<workbookPr ?", '<workbookPr date1904="1" '),
    Code.MACROS: with_macros,
    Code.FORMULA_TAKEN: formula("R1", "We met"),
    Code.FORMULA_MOVES: formula("TODAY()", "45843"),
}  # fmt: skip
MASTER = {
    Code.ROW_WITHDRAWN: {"withdrawn": "Yes", "withdrawn_reason": "Merged"},
    Code.ROW_MOVED: {"agency": "NHS"},
    Code.ROW_CLOSED: {"board_decision": "Superseded"},
}
"""Code -> what the coordinator did to the action meanwhile."""
COPIES = {
    Code.COPY_OLDER: ("B", dt.timedelta(days=-1)),
    Code.COPY_SET_BACK: (None, dt.timedelta(days=1)),
    Code.COPY_TIME_UNKNOWN: ("B", dt.timedelta()),
}
"""Code -> what a second copy says, and how much later it was saved."""
COORDINATORS = {Code.GREY_CHANGED, Code.FOREIGN_SHEET, Code.NOT_TAKEN, Code.CHANGED_WHILE_OUT}
TWO_MASTERS = {Code.MOVED_MEANWHILE}
SETTLED = {Code.NOT_WAITING}
TO_CHECK = {Code.WORDING_PUT_RIGHT}
HALF_PAINTED = {Code.HALF_PAINTED}
BY_PLAN = {Code.TEXT_CUT}
BY_DECISION = {Code.DECIDED_BEFORE}
DONE = {
    "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Log", "outcome": "Sooner",
    "progress": "Done",
}  # fmt: skip
AT_A_MEETING = {
    Code.OTHER_WORKBOOK, Code.BOARD_MOVED, Code.DECISION_MISSING, Code.DECISION_DAY_ONLY, Code.DECISION_NOTE_MISSING,
    Code.DECISION_FUTURE, Code.DECISION_EARLY, Code.DATES_DIFFER,
}  # fmt: skip
"""Said of the board's workbook: tests/commands/returns/test_meeting.py has a file for each."""
BY_ROUND = {
    Code.EARLIER_ROUND_OWED: MET,
    Code.EARLIER_ROUND: both(*(answer(ref, **DONE) for ref in ("1-POLICE", "2-POLICE", "4-POLICE"))),
}
"""Code -> what a form of the round before says that comes back in the next."""
BY_BOARD = {Code.NIL_SENT_BACK, Code.UNCHANGED_SENT_BACK, Code.NIL_ASKED}
"""Said of what the board sent back: tests/commands/test_later_rounds.py and test_one_letter.py have its file."""
BY_MAIL = {
    Code.SENDER_DIFFERS: ("nurse@nhs.example", "Please find it attached.", True),
    Code.NO_WORKBOOK: ("someone@else.example", "We have done it all.", False),
    Code.MAIL_SAYS: ("ppu@police.example", "It is here: https://x-my.sharepoint.com/:x:/g/personal/return.xlsx", False),
}
"""Code -> who sent an e-mail, in what words, and whether the workbook was in it."""


def test_every_sentence__has_its_file():
    assert {
        *BY_CHANGE,
        *BY_BYTES,
        *MASTER,
        *COPIES,
        *COORDINATORS,
        *TWO_MASTERS,
        *SETTLED,
        *TO_CHECK,
        *HALF_PAINTED,
        *BY_PLAN,
        *BY_MAIL,
        *BY_DECISION,
        *BY_ROUND,
        *BY_BOARD,
        *AT_A_MEETING,
    } == set(ALL)


def said_of(came, code):
    found = [found for found in came.result.problems if found.code is code]
    assert found, (code, came.codes)
    assert all(one.severity == code.value.severity for one in found)
    assert all(one.message and one.remedy.endswith((".", "?")) for one in found)
    in_the_rows = code not in {*BY_BYTES, Code.NO_ROWS, Code.BLANKED, Code.ROW_MISSING, Code.COLUMN_MISSING,
                               Code.FOUND_BY_HEADINGS, Code.NIL_WITH_EDITS}  # fmt: skip
    assert all(one.cell and one.cell.cell for one in found) or not in_the_rows


@pytest.mark.parametrize("code", BY_CHANGE, ids=lambda code: code.name)
def test_by_what_an_agency_does(collected, code):
    said_of(collected(BY_CHANGE[code]), code)


@pytest.mark.parametrize("code", BY_BYTES, ids=lambda code: code.name)
def test_by_what_a_program_does(folder, code):
    said_of(collect_bytes(folder, BY_BYTES[code](issued_bytes(folder))), code)


@pytest.mark.parametrize("code", MASTER, ids=lambda code: code.name)
def test_by_what_the_coordinator_does_meanwhile(folder, master, code):
    edit_master(folder, "Actions", "ref", {"1-POLICE": MASTER[code]})
    collect(folder, now=LATER)
    came = collect_bytes(folder, edited(issued_bytes(folder), MET))
    assert came.changed == {}
    said_of(came, code)


@pytest.mark.parametrize("code", BY_MAIL, ids=lambda code: code.name)
def test_by_what_an_e_mail_brings(folder, master, code):
    for agency, address in (("POLICE", "ppu@police.example"), ("NHS", "nurse@nhs.example")):
        edit_master(folder, "Agencies", "code", {agency: {"email": address, "role": "To"}})
        collect(folder, now=LATER)
    by, words, attached = BY_MAIL[code]
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = by, "Sat, 05 Jul 2025 10:00:00 +0100", "Our return"
    message.set_content(words)
    if attached:
        book = edited(issued_bytes(folder), MET)
        message.add_attachment(book, maintype="application", subtype="octet-stream", filename="a.xlsx")
    (folder / "inbox" / "mail.eml").write_bytes(message.as_bytes())
    [result] = collect(folder, now=LATER).returns
    assert [found.code for found in result.problems] == [code]


@pytest.mark.parametrize("code", COPIES, ids=lambda code: code.name)
def test_by_a_second_copy(folder, code):
    words, later = COPIES[code]
    first, second = (answer("1-POLICE", progress=text, query="Not ours") for text in ("A", words))
    collect_bytes(folder, edited(issued_bytes(folder), first, saved=SAVED), "first.xlsx")
    said_of(collect_bytes(folder, edited(issued_bytes(folder), second, saved=SAVED + later), "second.xlsx"), code)


def test_by_a_later_save_of_what_was_decided(folder):
    for hours, progress in enumerate(("A", "A, and more")):
        change = answer("1-POLICE", status="Paused", progress=progress, query="Not ours")
        saved = SAVED + dt.timedelta(hours=hours)
        came = collect_bytes(folder, edited(issued_bytes(folder), change, saved=saved), f"{hours}.xlsx")
        if not hours:
            resolve(folder, ["1-POLICE:reason"], take="ours", now=LATER)
    said_of(came, Code.DECIDED_BEFORE)


@pytest.mark.parametrize("code", BY_ROUND, ids=lambda code: code.name)
def test_by_a_form_of_the_round_before(folder, code):
    issue(folder, dt.date(2025, 7, 7), due=dt.date(2025, 7, 21), now=LATER)
    came = collect_bytes(folder, edited(issued_bytes(folder), BY_ROUND[code], saved=SAVED), "earlier.xlsx")
    assert [found.code for found in came.result.problems if found.code in BY_ROUND] == [code]


def test_by_the_coordinators_own_workbook(folder, master):
    book = openpyxl.load_workbook(master)
    book.create_sheet("My notes")["A1"] = "mine"
    book.save(master)
    edit_master(folder, "Actions", "ref", {"1-POLICE": {"number": "99", "evidence": "A report"}})
    edit_master(folder, "Actions", "ref", {"2-POLICE": {"board_decision": "Done"}})
    said = {found.code for found in collect(folder, now=LATER).master.problems}
    assert said == COORDINATORS


def test_by_two_copies_of_the_coordinators_own_workbook(folder, master):
    old = master.read_bytes()
    for day in (1, 8):
        master.write_bytes(old)
        edit_master(folder, "Returns", "agency", {"POLICE": {"extended": dt.date(2025, 8, day)}})
        said = {found.code for found in collect(folder, now=LATER).master.problems}
    assert said == TWO_MASTERS


def test_by_a_word_on_a_question_that_is_settled(folder, master):
    for words in (None, "Keep the plan", "Use the return"):
        if words:
            edit_master(folder, "Decisions", "id", {"1-POLICE:withdrawn": {"decision": words}})
        else:
            edit_master(folder, "Actions", "ref", {"1-POLICE": {"withdrawn": "Yes"}})
        said = {found.code for found in collect(folder, now=LATER).master.problems}
    assert said == SETTLED


def test_by_a_wording_put_right(folder, master):
    with open_workspace(folder, LATER) as workspace:
        with workspace.register.write() as tx:
            tx.add_findings([Finding(code="X", severity="note", where="1-POLICE", field="outcome", message="Look.")])
            tx.add_findings([Finding(code="X", severity="note", where="1-POLICE", field="action", message="Look.")])
        publish_master(workspace, last_run="imported")
    edit_master(folder, "To check", "id", {"2": {"correct": "Train every officer"}})
    said = {found.code for found in collect(folder, now=LATER).master.problems}
    assert said == {*TO_CHECK, Code.CHANGED_WHILE_OUT}


def test_a_master_saved_half_painted__is_not_taken_in(folder):
    master = folder / "master.xlsx"
    edit_master(folder, "Actions", "ref", {"1-POLICE": {"board_note": "Half"}})
    book = openpyxl.load_workbook(master)
    book["Today"]["B3"] = BEING_PAINTED
    book.save(master)
    taken = collect(folder, now=LATER).master
    assert {found.code for found in taken.problems} == HALF_PAINTED
    assert taken.changes == ()


# how they are shown

MANY = both(
    *(answer(ref, status="Done") for ref in ("1-POLICE", "2-POLICE")), answer("4-POLICE", status="Nearly"),
    put(R5="See e-mail", R6="See e-mail"), answer("3-POLICE", progress="a@b.example"),
)  # fmt: skip


def test_one_sentence_over_many_cells__is_one_line(collected):
    lines = [str(group) for group in group_problems(collected(MANY).result.problems)]
    assert len(lines) == 4
    assert lines[0].endswith("(sheet 'Return'; rows 1-POLICE, 2-POLICE; cells G4, G5)")
    assert lines[1].endswith("(sheet 'Return'; row 4-POLICE; cell G7)")
    assert any(line.endswith("(sheet 'Return'; cells R5, R6)") for line in lines)


def test_errors_come_first_and_notes_last(collected):
    change = both(MANY, answer("1-POLICE", proposed_target_date="1st January 2026", reason="Staff"))
    order = [SEVERITIES.index(group.first.severity) for group in group_problems(collected(change).result.problems)]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}


def test_what_a_person_sees__is_the_grouped_lines(folder):
    (folder / "inbox" / "return.xlsx").write_bytes(edited(issued_bytes(folder), MANY))
    shown = CliRunner().invoke(main, ["--plan", str(folder), "collect"]).output
    assert shown.count("is not one of the choices for Status now") == 2
    assert "rows 1-POLICE, 2-POLICE; cells G4, G5" in shown


KNOCK_ONS = {
    "a status not understood": (complete(status="Done!", evidence_given=None), {Code.CHOICE_WRONG}),
    "a date not understood": (complete(completion_date=dt.date(2206, 1, 1)), {Code.DATE_WRONG}),
    "a name that looks personal too": (complete(outcome="Mr Rowan Ashdown"), {Code.PRIVATE_NAME}),
    "a row whose words moved": (
        both(complete(evidence_given=None), put(B4="What is to be done about 2-POLICE")), {Code.ROWS_SHIFTED},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "codes"), KNOCK_ONS.values(), ids=KNOCK_ONS.keys())
def test_what_only_follows_from_another__is_not_said(collected, change, codes):
    assert set(collected(change).loud) == codes


def test_text_too_long_for_its_row__words_among_it_are_shown(tmp_path):
    long = "A recommendation that goes on and on, as they do, and says what is to be done by whom. " * 150
    first = PLAN.recommendations[0]._replace(text=long)
    plan = PLAN._replace(recommendations=(first, *PLAN.recommendations[1:]))
    folder = make_issued(tmp_path / "plan", plan)
    book = openpyxl.load_workbook(folder / "issued" / "2025-06-30" / "POLICE.xlsx")
    last = book["Recommendations"].max_row
    came = collect_bytes(
        folder, edited(issued_bytes(folder), lambda book: book["Recommendations"].cell(last + 2, 3, "We met"))
    )
    assert (came.codes, [text for _, text in came.result.notes]) == ((Code.WORDS_OUTSIDE,), ["We met"])
    untouched = edited(issued_bytes(folder), MET, saved=SAVED + dt.timedelta(days=1))
    assert collect_bytes(folder, untouched, "b.xlsx").codes == ()


ENDLESS = "A sentence that nobody should have to read. " * 1000


def test_an_answer_no_cell_can_hold__comes_back_whole_or_is_held(tmp_path):
    actions = (ACTIONS[0]._replace(evidence_given=ENDLESS, action=ENDLESS), *ACTIONS[1:])
    numbered = zip(PLAN.recommendations, actions, strict=True)
    recommendations = tuple(one._replace(actions=(action,)) for one, action in numbered)
    folder = make_issued(tmp_path / "plan", PLAN._replace(recommendations=recommendations))
    came = collect_bytes(folder, edited(issued_bytes(folder), MET), "a.xlsx")
    assert (came.changed, came.codes) == ({("1-POLICE", "progress"): "We met"}, ())
    cut = openpyxl.load_workbook(folder / "issued" / "2025-06-30" / "POLICE.xlsx")["Return"]["J4"].value
    change = put(J4=f"In short: {cut[100:]}")
    came = collect_bytes(folder, edited(issued_bytes(folder), change, saved=SAVED + dt.timedelta(days=1)), "b.xlsx")
    assert came.changed == {}
    said_of(came, Code.TEXT_CUT)


def test_a_code_that_a_program_decoded__is_no_change(tmp_path):
    first = PLAN.recommendations[0]._replace(text="See _x0041_ in the log")
    folder = make_issued(tmp_path / "plan", PLAN._replace(recommendations=(first, *PLAN.recommendations[1:])))
    assert collect_bytes(folder, edited(issued_bytes(folder), MET)).codes == ()


DECIDED = {
    "a day that can be two": (
        both(complete(completion_date="06/07/2025"), answer("2-POLICE", progress="06/30/2025")),
        "1-POLICE:completion_date", ("completion_date", dt.date(2025, 7, 6)),
    ),
    "a struck-out status": (
        both(answer("1-POLICE", status="In progress"), lambda book: setattr(book["Return"]["G4"], "font", Font(strike=True))),
        "1-POLICE:status", ("status", "in_progress"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "name", "value"), DECIDED.values(), ids=DECIDED.keys())
def test_what_was_held__can_be_taken_as_the_return_says(collected, change, name, value):
    came = collected(change)
    assert name in came.waiting
    resolve(came.folder, [name], take="theirs", now=LATER)
    field, said = value
    assert getattr(plan_of(came.folder)["1-POLICE"], field) == said


@pytest.mark.parametrize("typed", ["=R1", "#N/A"])
def test_a_formula_or_an_error__is_never_decided_into_the_plan(collected, typed):
    came = collected(answer("1-POLICE", progress=typed))
    with pytest.raises(Stop, match="own wording"):
        resolve(came.folder, list(came.waiting), take="theirs", now=LATER)
    assert plan_of(came.folder) == came.before
