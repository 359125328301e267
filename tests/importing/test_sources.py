"""Files as they come: alphabets, quoted cells, commas, and what is no plan at all."""

import pytest

from dhr_xl.importing import import_plan
from dhr_xl.importing.text import decode
from dhr_xl.stop import Stop

PLAN = "Recommendation\tAction\tLead\tTarget date\r\n1. Review the “policy”\tReview – café\tPolice\tMay 2016\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_alphabets(tmp_path, encoding):
    path = tmp_path / "plan.txt"
    path.write_bytes(PLAN.encode(encoding))
    assert import_plan(path).actions[0].action == "Review – café"


def test_decode__bytes_no_alphabet_has():
    assert decode(b"a\x81b").startswith("a")


def test_commas_and_quoted_cells(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(
        "Rec No,Recommendation,Action,Lead agency,Target date,Progress\n"
        '1,"Improve it, end to end","Agree, then publish",Hospital Trust,30/04/2018,"Complete, April 2018"\n'
        '2,Share learning,"Hold an event\nfor all partners",CSP,May 2018,Underway\n',
        encoding="utf-8",
    )
    plan = import_plan(path)
    assert [(a.ref, a.action, a.status.value) for a in plan.actions] == [
        ("1-HOSPITAL", "Agree, then publish", "complete"),
        ("2-CSP", "Hold an event for all partners", "in_progress"),
    ]


def test_bars_and_rules(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text(
        "| Recommendation | Action | Lead | Date |\n|---|---|---|---|\n| 1. Review it | Review | CSP | May 2016 |\n",
        encoding="utf-8",
    )
    assert [a.ref for a in import_plan(path).actions] == ["1-CSP"]


def test_a_tab_delimited_cell_of_several_lines(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(
        'Recommendation\tAction\tLead\tDate\n1. Do it\t"First ""this""\nthen that"\tCSP\tMay 2016\n', encoding="utf-8"
    )
    assert import_plan(path).actions[0].action == 'First "this" then that'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Word or Excel"),
        (b"{\\rtf1 hello}", "rich text"),
        (bytes(range(256)) * 20, "not text"),
        (b"Dear all, please find the plan attached.\nRegards\n", "No action plan was found"),
        (b"Name\tAge\tTown\nAnn\t3\tYork\n", "No action plan was found"),
    ],
)
def test_no_plan__one_clear_sentence(tmp_path, data, said):
    path = tmp_path / "plan.txt"
    path.write_bytes(data)
    with pytest.raises(Stop, match=said) as stopped:
        import_plan(path)
    assert "\n" not in str(stopped.value)


def test_no_file(tmp_path):
    with pytest.raises(Stop, match="There is no file"):
        import_plan(tmp_path / "none.txt")


def test_a_folder(tmp_path):
    with pytest.raises(Stop, match="cannot be read"):
        import_plan(tmp_path)


NOVEL = "It was a bright morning. She walked to the harbour; nobody spoke.\n" * 300


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "a picture"),
        (b"\x1f\x8b\x08" + bytes(40), "a packed file"),
        (b"<!DOCTYPE html><html><body>Plan</body></html>", "a web page"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (NOVEL.encode(), "No action plan was found"),
        (NOVEL.encode("utf-16"), "No action plan was found"),
    ],
)
def test_other_kinds_of_file__what_it_is_and_what_to_do(tmp_path, data, said):
    path = tmp_path / "plan.docx"
    path.write_bytes(data)
    with pytest.raises(Stop, match=said) as stopped:
        import_plan(path)
    assert str(stopped.value).count(".") >= 2
    assert "\n" not in str(stopped.value)
