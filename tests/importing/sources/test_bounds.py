"""Whatever a file claims to be, it is read or refused within the limits, and no process is left running."""

import datetime as dt
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import docx
import openpyxl
import pytest

from dhr_xl.errors import Stop
from dhr_xl.importing.sources import bounds, file_kinds
from dhr_xl.importing.sources.bounds import read_bounded
from dhr_xl.importing.sources.file_kinds import read_data, read_source
from dhr_xl.importing.sources.grid import Grid
from generated import ALL
from importing.reading import repacked, saved

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "word/document.xml"
SHEET_XML = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
WORD_XML = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
ONE_CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
CORNERS = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
CELL = "<w:tc>{}<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"


@pytest.fixture(autouse=True)
def in_another_process(monkeypatch):
    """Documents are read in a process of their own, as people's are; other tests read them in theirs."""
    monkeypatch.setattr(file_kinds, "read_bounded", read_bounded)


def whole(kind):
    if kind == "docx":
        return saved(docx.Document())
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Recommendation", "Action – done"])
    book.active.append([0.5, dt.date(2020, 5, 1)])
    return saved(book)


def with_part(kind, name, content):
    """Return a package of a kind with one part replaced."""
    return repacked(whole(kind), {name: content})


def sheet(inner):
    return lambda: with_part("xlsx", SHEET, SHEET_XML.format(inner()))


def words(inner):
    return lambda: with_part("docx", MAIN, WORD_XML.format(inner()))


def pdf(*objects):
    made = b"%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    return made + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n0\n%%%%EOF" % (len(objects) + 1)


def page_of(content, *, packed=1):
    """A PDF of one page with that content, packed so many times."""
    for _ in range(packed):
        content = zlib.compress(content, 9)
    stream = b"<</Length %d/Filter[%b]>>stream\n%b\nendstream" % (len(content), b"/FlateDecode" * packed, content)
    return pdf(CATALOG, PAGES, PAGE, stream)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
PAGE_COUNT = 100_000 if ALL else 20_000
RUNS = ("(", "1.", "a ", " ", '"', "| ", "a) ", "<br ", '\t"', "--|")
MAGIC = {
    "zip": b"PK\x03\x04", "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "pdf": b"%PDF-1.7\n", "png": b"\x89PNG", "wide": b"\xff\xfe", "none": b"",
}  # fmt: skip
HOSTILE = {
    "bomb.xlsx": lambda: with_part("xlsx", SHEET, b" " * 70_000_000),
    "bomb.docx": lambda: with_part("docx", MAIN, b" " * 60_000_000),
    "entities.xlsx": lambda: with_part("xlsx", SHEET, '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
    "entities.docx": lambda: with_part("docx", MAIN, '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
    "cells.xlsx": sheet(
        lambda: "<sheetData>" + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 300_000)) + "</sheetData>"
    ),
    "nonsense.xlsx": sheet(lambda: '<sheetData><row r="-5"><c r="ZZZZZ9" s="99" t="s"><v>-1</v></c></row></sheetData>'),
    "truncated.xlsx": lambda: whole("xlsx")[:-500],
    "cells.docx": words(
        lambda: "<w:tbl>" + "".join("<w:tr>" + "".join(CELL.format("", random.random()) for _ in range(10)) + "</w:tr>"
                                    for _ in range(21_000)) + "</w:tbl>"
    ),
    "nested.docx": words(lambda: "<w:tbl><w:tr><w:tc>" * 9000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 9000),
    "truncated.docx": lambda: whole("docx")[:-500],
    "loop.pdf": lambda: pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "bomb.pdf": lambda: page_of(b"BT (a) Tj ET\n" * 20_000_000),
    "twice.pdf": lambda: page_of(bytes(300_000_000), packed=2),
    "pages.pdf": lambda: pdf(CATALOG, b"<</Type/Pages/Kids[" + b"3 0 R " * PAGE_COUNT + b"]/Count %d>>" % PAGE_COUNT, PAGE),
    "empty.docx": lambda: b"",
    **{f"random.{name}": lambda mark=mark: mark + random.Random(1).randbytes(20_000) for name, mark in MAGIC.items()},
}  # fmt: skip
"""Files that must be refused in a sentence."""
WIDE = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
HARMLESS = {
    "corners.xlsx": sheet(lambda: CORNERS),
    "merge.xlsx": sheet(lambda: CORNERS + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "spans.docx": words(lambda: "<w:tbl>" + f"<w:tr>{CELL.format(WIDE, 'a')}</w:tr>" * 3 + "</w:tbl>"),
    "hyperlink.xlsx": sheet(lambda: ONE_CELL + '<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'),
    "formatted.xlsx": sheet(
        lambda: "<sheetData>" + "".join(f'<row r="{n}" ht="20"><c r="A{n}" s="0"/></row>' for n in range(1, 100_000))
        + '<row><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    ),
    "random.html": lambda: b"<html>" + random.Random(1).randbytes(20_000),
    "runs.docx": words(lambda: "".join(f"<w:p><w:r><w:t>{run * 32_000}</w:t></w:r></w:p>" for run in RUNS[:4])),
    **{f"run{at}.txt": lambda run=run: (run * 32_000).encode() for at, run in enumerate(RUNS)},
}  # fmt: skip
"""Files that may be read or refused, but within the limits on time and memory."""
ALONE = {"bomb.docx", "nested.docx", "bomb.pdf", "twice.pdf", "pages.pdf", "formatted.xlsx"}
"""Files that are read in a process of their own each time; --all: every file is."""
TOGETHER = """
import json, sys
from pathlib import Path
from dhr_xl.errors import Stop
from dhr_xl.importing.sources import bounds, file_kinds
bounds._set_limits()
for path in map(Path, sys.argv[1:]):
    said = ""
    try:
        file_kinds.read_data(path.read_bytes(), path.name)
    except Stop as stop:
        said = str(stop)
    print(json.dumps([path.name, said]), flush=True)
"""


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """What is said of the other files, all read in one process with the time and memory of one: name -> refusal or ""."""
    folder = tmp_path_factory.mktemp("together")
    for name, make in (HOSTILE | HARMLESS).items():
        if not (ALL or name in ALONE):
            (folder / name).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", TOGETHER, *folder.iterdir()], capture_output=True, text=True, check=True
    )
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.fixture
def refusal(request, tmp_path):
    """Return a function that reads a file of HOSTILE or HARMLESS and returns why it is refused, "" where it is read."""

    def refusal_of(name):
        if not (ALL or name in ALONE):
            return request.getfixturevalue("together")[name]
        path = tmp_path / name
        path.write_bytes((HOSTILE | HARMLESS)[name]())
        began = time.monotonic()
        try:
            read_source(path)
        except Stop as stop:
            return str(stop)
        finally:
            assert time.monotonic() - began < bounds.SECONDS + 5
        return ""

    return refusal_of


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile__is_refused_in_a_sentence(refusal, name):
    assert re.search(rf"^{name} .*\. .+\.$", refusal(name))


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless__is_read_or_refused_within_bounds(refusal, name):
    # its own refusal, if any, not the one for a reader that crashed or ran too long
    assert not re.search("could not be read|longer than", refusal(name))


def test_grid__comes_back_as_it_was_read():
    data = whole("xlsx")
    assert read_bounded(data, "plan.xlsx") == read_data(data, "plan.xlsx")


def test_convert__comes_back_as_its_ending():
    assert read_bounded(b"{\\rtf1 x}", "plan.rtf") == "docx"


MEASURED = """
import resource, sys
from pathlib import Path
from dhr_xl.importing.sources import bounds
from dhr_xl.errors import Stop
bounds.SECONDS = 20
try:
    bounds.read_bounded(Path(sys.argv[1]).read_bytes(), "plan.docx")
except Stop:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_memory__over_the_limit_is_refused(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(with_part("docx", MAIN, WORD_XML.format("<w:p/>" * 7_900_000)))
    # in a separate process, because this one has had many children, LibreOffice among them
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1024 <= bounds.MEMORY


def test_time__over_the_limit_is_refused_and_no_process_is_left(monkeypatch):
    started = []
    begin = subprocess.Popen
    monkeypatch.setattr(bounds.subprocess, "Popen", lambda *a, **k: started.append(begin(*a, **k)) or started[-1])
    monkeypatch.setattr(bounds, "SECONDS", 0.01)
    with pytest.raises(Stop, match=r"longer than 0\.01 seconds"):
        read_bounded(whole("xlsx"), "plan.xlsx")
    assert [child.poll() is None for child in started] == [False]


@pytest.mark.parametrize("written", [b"", b"grid\n[]", b"grid\nnot json", b"other\nx"])
def test_answer__that_is_not_a_grid_is_refused(monkeypatch, tmp_path, written):
    child = tmp_path / "child"
    child.write_text(f"#!{sys.executable}\nimport sys\nsys.stdout.buffer.write({written!r})\n")
    child.chmod(0o755)
    monkeypatch.setattr(bounds.sys, "executable", str(child))
    with pytest.raises(Stop, match=r"plan\.xlsx could not be read"):
        read_bounded(whole("xlsx"), "plan.xlsx")


def test_python__that_does_not_start_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(bounds.sys, "executable", str(tmp_path / "none"))
    with pytest.raises(Stop, match="no second Python could be started"):
        read_bounded(whole("xlsx"), "plan.xlsx")


def test_interrupt__ends_the_child_too(tmp_path):
    path = tmp_path / "long.xlsx"
    path.write_bytes(HOSTILE["cells.xlsx"]())
    command = f"from pathlib import Path; from dhr_xl.importing.sources.file_kinds import read_source; read_source(Path({str(path)!r}))"
    root = str(Path(bounds.__file__).parents[3])
    with subprocess.Popen(
        [sys.executable, "-c", command], stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": root}
    ) as parent:
        while not (children := _children(parent.pid)):
            assert parent.poll() is None, "it ended before it began to read"
            time.sleep(0.02)
        time.sleep(0.5)  # until the parent waits for it
        parent.send_signal(signal.SIGINT)
        parent.wait(20)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_working_folder__is_not_searched_for_modules(monkeypatch, tmp_path):
    for name in ("csv", "json", "pydantic"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert isinstance(read_bounded(whole("xlsx"), "plan.xlsx"), Grid)
