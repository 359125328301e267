"""LibreOffice converts what it can; where it cannot, a sentence says what to do."""

import pytest

from dhr_xl.errors import Stop
from dhr_xl.importing.sources import office
from dhr_xl.importing.sources.word import read_word

RTF = rb"{\\rtf1\\ansi Action plan\\par}".replace(b"\\\\", b"\\")


def test_no_libreoffice__says_how_to_save_the_file(monkeypatch):
    monkeypatch.setattr(office, "find_libreoffice", lambda: "")
    with pytest.raises(Stop, match=r"plan\.doc .*LibreOffice is installed\. Open it in Word, save it as \.docx"):
        office.convert(b"x", "plan.doc", "docx")


def test_libreoffice_that_hangs__is_ended(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_libreoffice", lambda: str(program))
    monkeypatch.setattr(office, "TIMEOUT", 0.2)
    with pytest.raises(Stop, match="did not open"):
        office.convert(b"x", "plan.doc", "docx")


def test_rtf__becomes_a_document_that_is_read():
    if not office.find_libreoffice():
        pytest.skip("LibreOffice is not installed: sudo apt-get install libreoffice-writer")
    try:
        data = office.convert(RTF, "plan.doc", "docx")
    except Stop as stop:
        assert "Writer is not installed" in str(stop)  # noqa: PT017
        pytest.skip(f"{stop} sudo apt-get install libreoffice-writer")
    assert [block.paragraph.text for block in read_word(data, "plan.doc").blocks] == ["Action plan"]
