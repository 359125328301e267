"""Files made to do harm: each is refused, or read completely and correctly in bounded time and memory."""

import json
import os
import re
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

import dhr_xl
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.package import LIMITS, Refused
from dhr_xl.workbooks.xlsx.refusals import REFUSALS
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from generated import ALL
from workbooks.made_files import (
    EXCEL,
    FILLED,
    MAIN,
    MAIN_TYPE,
    OFFICE,
    PACKAGE,
    SHEET,
    Raw,
    members_of,
    raw,
    related,
    rewritten,
    said,
    with_parts,
)
from workbooks.return_samples import issued, packed, parts, row

SECONDS, MEGABYTES = 10, 300
MANY = 1_048_000 if ALL else 150_000
"""Rows or tags of which a workbook may have as many as it likes: a limit on time or memory is what could stop it."""
STRINGS, STYLES, WORKBOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NOTES = f'<comments xmlns="{MAIN}"><commentList><comment ref="H4"><text><t>see me</t></text></comment></commentList></comments>'
WITH_NOTES = related(EXCEL, SHEET, "comments", "xl/comments1.xml", f"{HEAD}{NOTES}")
DTD = '<!DOCTYPE x [<!ENTITY a "lol">]>'
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))


def code_of(data):
    """The code with which a file is refused; its sentence must be the catalogue's."""
    with pytest.raises(Refused) as refused:
        read_return(data)
    words = REFUSALS[refused.value.code]
    assert str(refused.value).startswith(words.message[:-1])
    assert str(refused.value).endswith(words.remedy)
    return refused.value.code


def declared(data, part, declaration):
    """A part with a document type declaration."""
    head, end, rest = parts(data)[part].partition("?>")
    return with_parts(data, parts={part: f"{head}{end}{declaration}{rest}" if end else f"{declaration}{head}"})


DECLARATIONS = {
    "internal": DTD,
    "external": '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    "outside": '<!DOCTYPE x PUBLIC "-//X" "http://198.51.100.1/x.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://198.51.100.1/x"> %p;]>',
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY q "{"q" * 50_000}">]>',
    "in lower case": "<!doctype x>",
    "with blanks": "<!  DOCTYPE x>",
}


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=DECLARATIONS.keys())
@pytest.mark.parametrize("part", [name for name in parts(WITH_NOTES) if name.endswith((".xml", ".rels"))])
def test_doctype__in_any_part(part, declaration):
    assert code_of(declared(WITH_NOTES, part, declaration)) == "doctype"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("part", [SHEET, STRINGS, WORKBOOK, "xl/comments1.xml", "docProps/custom.xml", "_rels/.rels"])
def test_doctype__in_letters_of_two_bytes(part, encoding):
    text = parts(WITH_NOTES)[part].partition("?>")[2] or parts(WITH_NOTES)[part]
    text = f'<?xml version="1.0" encoding="UTF-16"?>{DTD}{text}'
    assert code_of(with_parts(WITH_NOTES, parts={part: text.encode(encoding)})) == "doctype"


def test_doctype__in_a_part_with_any_name():
    hidden = rewritten(EXCEL, ("xl/_rels/workbook.xml.rels", "(?:/xl/)?worksheets/sheet2.xml", "/xl/sheet.bin"))
    members = members_of(hidden)
    members["xl/sheet.bin"] = HEAD.encode() + DTD.encode() + members.pop(SHEET).partition(b"?>")[2]
    assert code_of(packed(members)) == "doctype"


def test_entities__undeclared_ones_are_damage():
    assert code_of(rewritten(EXCEL, (STRINGS, "Matron", "Mat&ron;"))) == "damaged"


# the zip

MEMBERS = members_of(EXCEL)


def bomb(size):
    """A member of zeros, packed as small as deflate can."""
    return raw(EXCEL).add("xl/media/image1.png", bytes(size)).bytes()


def lying(name, **lies):
    made = Raw()
    for known, part in MEMBERS.items():
        made.add(known, part, **(lies if known == name else {}))
    return made.bytes()


def nested_bomb():
    """One block of data that many overlapping members share."""
    body = zlib.compress(bytes(2**20), 9)[2:-4]
    made = raw(EXCEL)
    at = made.size
    for number in range(50):
        made.add(f"xl/media/{number}", bytes(2**20), body=body, **({"offset": at} if number else {}))
    return made.bytes()


ZIPS = {
    "cut off": (lambda: EXCEL[: len(EXCEL) // 2], {"damaged"}),
    "cut off in its directory": (lambda: EXCEL[:-60], {"damaged"}),
    "cut off by one byte": (lambda: EXCEL[:-1], {"damaged"}),
    "bad checksum": (lambda: lying(SHEET, crc=1), {"damaged"}),
    "size said too small": (lambda: lying(SHEET, size=100), {"damaged"}),
    "size said too large": (lambda: lying(SHEET, size=10**6), {"damaged"}),
    "size said vast": (lambda: lying(SHEET, size=2**31), {"too_big"}),
    "packed size said too small": (lambda: lying(SHEET, packed=100), {"damaged"}),
    "packed size said too large": (lambda: lying(SHEET, packed=10**6), {"damaged"}),
    "bytes before": (lambda: raw(EXCEL).bytes(before=b"MZ\x90\0"), {"damaged"}),
    "a line before": (lambda: raw(EXCEL).bytes(before=b"Content-Type: application/zip\r\n\r\n"), {"damaged"}),
    "a zip before": (lambda: EXCEL + issued([row(9)]), {"damaged"}),
    "a hidden member before": (lambda: raw(EXCEL).bytes(before=Raw().add("x").bodies[0]), {"damaged"}),
    "half a megabyte behind": (lambda: EXCEL + bytes(2**19), {"damaged"}),
    "a bomb of zeros": (lambda: bomb(60 * 2**20), {"bomb"}),
    "a bomb past all limits": (lambda: bomb(80 * 2**20), {"too_big"}),
    "a bomb that lies": (lambda: raw(EXCEL).add("xl/x", bytes(80 * 2**20), size=10).bytes(), {"damaged"}),
    "members over one another": (nested_bomb, {"damaged"}),
    "20,000 members": (lambda: packed({**MEMBERS, **{f"xl/media/{n}": b"" for n in range(20_000)}}), {"too_many_parts"}),
    "100,000 members": (lambda: Raw().add("x").bytes().replace(b"PK\x05\x06", b"PK\x01\x02" + bytes(42) * 10**5 + b"PK\x05\x06"), {"damaged"}),
    "65,535 said": (lambda: raw(EXCEL).bytes(count=0xFFFF), {"too_many_parts"}),
    "more said than there are": (lambda: raw(EXCEL).bytes(count=len(MEMBERS) + 1), {"damaged"}),
    "fewer said than there are": (lambda: raw(EXCEL).bytes(count=len(MEMBERS) - 1), {"damaged"}),
    "directory elsewhere": (lambda: raw(EXCEL).bytes(start=3), {"damaged"}),
    "encrypted member": (lambda: lying(SHEET, flags=1), {"password"}),
    "LZMA": (lambda: lying(SHEET, method=14, body=b"\x09\x04\x05\0\x5d\xff\xff\xff\xff" + bytes(50)), {"damaged"}),
    "unknown method": (lambda: lying(SHEET, method=99, body=b"xx"), {"damaged"}),
    "two names for one": (lambda: lying(SHEET, local_name=b"xl/worksheets/sheet9.xml"), {"damaged"}),
    "symbolic link": (lambda: raw(EXCEL).add("xl/x", "/etc/passwd", mode=0o120777).bytes(), {"unsafe_part"}),
    "stored member said packed": (lambda: lying(SHEET, body=MEMBERS[SHEET]), {"damaged"}),
    "only a directory": (lambda: Raw().bytes(), {"unknown"}),
    "a name that is no text": (lambda: raw(EXCEL).add(b"xl/\xff\xfe", "x", flags=0x800).bytes(), {"damaged"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ZIPS)
def test_zip__is_refused(name):
    build, codes = ZIPS[name]
    assert code_of(build()) in codes


NAMES = ("../../etc/cron.d/x", "xl/../../x", "/etc/passwd", "\\\\server\\x", "C:/x", "c:\\x", "xl\\..\\..\\x", "xl//workbook.xml",
         "./xl/x", "xl/./x", "\\x.xml", "xl/\x07x", "..")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names__that_lead_out_are_refused(name):
    assert code_of(raw(EXCEL).add(name, "x").bytes()) == "unsafe_part"


@pytest.mark.parametrize(
    "name", [WORKBOOK, "XL/WORKBOOK.XML", "xl\\workbook.xml", "xl/worksheets\\SHEET1.xml", "[content_types].xml"]
)
def test_names__the_same_twice_are_refused(name):
    assert code_of(raw(EXCEL).add(name, "<x/>").bytes()) == "same_part_twice"


def test_names__nothing_is_ever_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read_return(EXCEL)
    with pytest.raises(Refused):
        read_return(raw(EXCEL).add("../out.txt", "x").bytes())
    assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.parent.glob("out.txt")) == []


# the parts and what leads to them


@pytest.mark.parametrize("part", [WORKBOOK, SHEET, STRINGS, STYLES, "xl/worksheets/sheet2.xml", "xl/comments1.xml",
                                  "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"])  # fmt: skip
def test_part__missing(part):
    members = members_of(WITH_NOTES)
    del members[part]
    assert code_of(packed(members)) in {"damaged", "zip"}


@pytest.mark.parametrize(
    "part",
    [
        name
        for name in parts(WITH_NOTES)
        if name.startswith(("xl/", "_rels")) and "theme" not in name and "tables" not in name
    ],
)
@pytest.mark.parametrize("cut", [0.0, 0.3, 0.9, 0.999])
def test_part__cut_short(part, cut):
    text = parts(WITH_NOTES)[part]
    assert code_of(with_parts(WITH_NOTES, parts={part: text[: int(len(text) * cut)]})) in {"damaged", "zip"}


LINKS = "xl/_rels/workbook.xml.rels"
LEADS = {
    "sheet outside": ((LINKS, r'(/worksheet" Target=")[^"]*sheet2.xml"', r'\1http://198.51.100.1/s.xml" TargetMode="External"'), {"damaged"}),
    "strings outside": ((LINKS, r'Target="/xl/sharedStrings.xml"', 'Target="file:///etc/passwd" TargetMode="External"'), {"damaged"}),
    "workbook outside": (("_rels/.rels", r'(officeDocument" Target=")[^"]*"', r'\1http://198.51.100.1/w" TargetMode="external"'), {"damaged"}),
    "a sheet that is the workbook": ((LINKS, r'Target="[^"]*sheet2.xml"', 'Target="/xl/workbook.xml"'), {"damaged"}),
    "a sheet that is its own strings": ((LINKS, r'Target="[^"]*sheet2.xml"', 'Target="/xl/sharedStrings.xml"'), {"damaged"}),
    "strings that are a sheet": ((LINKS, r'Target="/xl/sharedStrings.xml"', 'Target="/xl/worksheets/sheet2.xml"'), {"damaged"}),
    "two sheets of one part": ((LINKS, "sheet2.xml", "sheet1.xml"), {"damaged"}),
    "two relationships of one id": ((LINKS, 'Id="rId2"', 'Id="rId1"'), {"damaged"}),
    "a sheet of no id": ((WORKBOOK, 'r:id="rId1"', 'r:id="rId99"'), {"damaged"}),
    "two sheets of one name": ((WORKBOOK, 'name="Guidance"', 'name="RETURN"'), {"damaged"}),
    "a target that climbs": ((LINKS, r'Target="[^"]*sheet2.xml"', 'Target="../../../../etc/passwd"'), {"damaged"}),
    "a name of 5,000 letters": ((WORKBOOK, 'name="Return"', f'name="{"R" * 5000}"'), {"damaged"}),
}  # fmt: skip


@pytest.mark.parametrize("name", LEADS)
def test_link__is_refused(name):
    edit, codes = LEADS[name]
    assert code_of(rewritten(EXCEL, edit)) in codes


def test_link__hyperlinks_are_not_followed():
    """Links to outside the package: nothing is fetched (tests have no network), and the answers are the same."""
    links = "".join(f'<Relationship Id="h{n}" Type="{OFFICE}/hyperlink" Target="http://198.51.100.1/{n}" TargetMode="External"/>'
                    for n in range(500))  # fmt: skip
    data = with_parts(EXCEL, parts={
        "xl/worksheets/_rels/sheet2.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
    })  # fmt: skip
    assert said(data) == said(EXCEL)


@pytest.mark.parametrize("kind", ["comments", "drawing", "worksheet", "hyperlink", "vmlDrawing", "pivotTable"])
def test_link__round_in_a_circle(kind):
    """A sheet with a thousand relationships to itself is read once."""
    links = "".join(f'<Relationship Id="c{n}" Type="{OFFICE}/{kind}" Target="/{SHEET}"/>' for n in range(1000))
    rels = f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'
    data = with_parts(EXCEL, parts={"xl/worksheets/_rels/sheet2.xml.rels": rels})
    assert said(data) == said(EXCEL)


# cells


def in_sheet(old, new):
    return rewritten(EXCEL, (SHEET, old, new))


H4 = r'<c r="H4" s="\d+" t="s"><v>\d+</v></c>'
CELLS = {
    "string index too large": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>99999"),
    "string index negative": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>-1"),
    "string index empty": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>"),
    "string index missing": in_sheet(r'(<c r="H4"[^>]*>)<v>\d+</v>', r"\1<v/>"),
    "string index huge": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>" + "9" * 5000),
    "string index not whole": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>1.0"),
    "string index in another script": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>١"),
    "string index with a line under it": in_sheet(r'(<c r="H4"[^>]*><v>)\d+', r"\g<1>1_0"),
    "not a number": in_sheet(H4, '<c r="H4"><v>NaN</v></c>'),
    "infinity": in_sheet(H4, '<c r="H4"><v>Infinity</v></c>'),
    "minus inf": in_sheet(H4, '<c r="H4"><v>-inf</v></c>'),
    "too large a number": in_sheet(H4, '<c r="H4"><v>1e400</v></c>'),
    "a number of a million digits": in_sheet(H4, f'<c r="H4"><v>{"9" * 10**6}</v></c>'),
    "no number": in_sheet(H4, '<c r="H4"><v>twelve</v></c>'),
    "hexadecimal": in_sheet(H4, '<c r="H4"><v>0x1F</v></c>'),
    "no truth": in_sheet(H4, '<c r="H4" t="b"><v>7</v></c>'),
    "no day": in_sheet(H4, '<c r="H4" t="d"><v>soon</v></c>'),
    "a day that is none": in_sheet(H4, '<c r="H4" t="d"><v>yesterday</v></c>'),
    "unknown type": in_sheet(H4, '<c r="H4" t="zzz"><v>1</v></c>'),
    "a cell twice": in_sheet(f"({H4})", r"\1\1"),
    "a cell twice, one blank": in_sheet(f"({H4})", r'\1<c r="H4"/>'),
    "a cell twice, the other blank": in_sheet(f"({H4})", r'<c r="H4"/>\1'),
    "a value twice": in_sheet(H4, '<c r="H4" t="str"><v>a</v><v>b</v></c>'),
    "a cell in a cell": in_sheet(H4, '<c r="H4" t="str"><c r="I4"/><v>a</v></c>'),
    "a tag in a value": in_sheet(H4, '<c r="H4" t="str"><v>a<b/>c</v></c>'),
    "cells out of order": in_sheet('(<c r="G4".*?</c>)(<c r="H4".*?</c>)', r"\2\1"),
    "a row twice": in_sheet('(<row [^>]*r="4".*?</row>)', r"\1\1"),
    "rows out of order": in_sheet('(<row [^>]*r="4".*?</row>)(<row [^>]*r="5".*?</row>)', r"\2\1"),
    "row 0": in_sheet(' r="4"', ' r="0"'),
    "row -1": in_sheet(' r="4"', ' r="-1"'),
    "a row too far": in_sheet(' r="7"', ' r="1048577"'),
    "a row that is no number": in_sheet(' r="4"', ' r="six"'),
    "another row's cell": in_sheet('r="H4"', 'r="H5"'),
    "a column too far": in_sheet('r="N4"', 'r="XFE4"'),
    "a column of four letters": in_sheet('r="N4"', 'r="AAAA4"'),
    "no address": in_sheet('r="N4"', 'r="N"'),
    "an empty address": in_sheet('r="N4"', 'r=""'),
    "a blank in an address": in_sheet('r="N4"', 'r=" N4"'),
    "a style too large": in_sheet('(<c r="H4" s=)"\\d+"', r'\1"99999"'),
    "a style negative": in_sheet('(<c r="H4" s=)"\\d+"', r'\1"-1"'),
    "no table of cells": in_sheet("<sheetData>.*</sheetData>", ""),
    "two tables of cells": in_sheet("</sheetData>", "</sheetData><sheetData/>"),
    "cells of another namespace": in_sheet("<sheetData>", '<sheetData xmlns="urn:x">'),
    "a row of something else": in_sheet("<sheetData>", "<sheetData><x/>"),
    "a cell outside a row": in_sheet("<sheetData>", '<sheetData><c r="A1"/>'),
    "an attribute that is none": in_sheet('(<c r="H4" s="\\d+") t="s"', r'\1 u="s"'),
    "another root": in_sheet("<(/?)worksheet", r"<\1workbook"),
    "control characters": in_sheet(H4, '<c r="H4" t="inlineStr"><is><t>a\x01b</t></is></c>'),
    "half a pair of letters": in_sheet(H4, '<c r="H4" t="inlineStr"><is><t>a&#xD800;b</t></is></c>'),
    "a day past the calendar": in_sheet(r'<c r="D4"( s="\d+")[^>]*><v>\d+</v></c>', r'<c r="D4"\1><v>1e308</v></c>') ,
}  # fmt: skip
READ_ALL_THE_SAME = {"a day past the calendar"}


@pytest.mark.parametrize("name", CELLS)
def test_cells__that_cannot_be(name):
    if name in READ_ALL_THE_SAME:
        assert read_return(CELLS[name]).rows[0].cells["target_date"].kind == "number"
        return
    assert code_of(CELLS[name]) == "damaged"


def test_cells__the_sentence_says_where():
    with pytest.raises(Refused) as refused:
        read_return(CELLS["string index negative"])
    assert "sheet 'Return', near cell H4" in refused.value.message


def same_answers(data):
    """Whether the answers are those of the form."""
    return said(data)[:3] == said(EXCEL)[:3]


HARMLESS = {
    "lying dimension": in_sheet("<sheetData>", '<dimension ref="A1"/><sheetData>'),
    "huge merge": in_sheet("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "no merge": in_sheet("</sheetData>", '</sheetData><mergeCells><mergeCell ref="x"/><mergeCell/></mergeCells>'),
    "a link over the whole sheet": in_sheet("</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
    "all columns hidden": in_sheet("<cols>.*</cols>", '<cols><col min="1" max="99999" hidden="1"/></cols>'),
    "columns hidden backwards": in_sheet("<cols>.*</cols>", '<cols><col min="-999999999999" max="5" hidden="1"/></cols>'),
    "columns hidden twice": in_sheet("<cols>.*</cols>", "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 9 + "</cols>"),
    "a space in the last cell": in_sheet(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    ),
    "names that lead nowhere": rewritten(EXCEL, (WORKBOOK, "<definedNames>", "<definedNames>" + "".join(
        f'<definedName name="n{at}" localSheetId="{where}">{text}</definedName>'
        for at, (where, text) in enumerate([("99", "A1"), ("-1", "A1"), ("x", "#REF!"), ("²", "'"), ("0", "A1:" * 9999)])
    ))),
    "a threaded comment without words": related(EXCEL, SHEET, "threadedComment", "xl/threadedComments/t.xml",
        '<ThreadedComments><threadedComment ref="R40"/><threadedComment ref="R41"><text/></threadedComment></ThreadedComments>'),
    "times out of the calendar": rewritten(EXCEL, ("docProps/core.xml", r"(<dcterms:\w+ [^>]*>)[^<]*", r"\g<1>0001-01-01T00:00:00+14:00")),
    "a format of brackets": rewritten(EXCEL, (STYLES, "<fonts", f'<numFmts><numFmt numFmtId="900" formatCode="{"[" * 200_000}"/></numFmts><fonts')),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless__the_answers_are_read_as_they_are(name):
    assert same_answers(HARMLESS[name])


MOVED = {
    "a string that is none": (STRINGS, "<si>", "<sj>", "</si>", "</sj>"),
    "words that are none": (STRINGS, "<t>", "<u>", "</t>", "</u>"),
    "a style that is none": (STYLES, r"<cellXfs([^>]*)><xf([^>]*)>", r"<cellXfs\1><xg\2>", "</xf>", "</xf>"),
    "a font that is none": (STYLES, r"<fonts([^>]*)><font>(.*?)</font>", r"<fonts\1><fond>\2</fond>", "</fonts>", "</fonts>"),
    "a note on no cell": ("xl/comments1.xml", 'ref="H4"', 'ref="XFE9999999"', "</comment>", "</comment>"),
    "a sheet lost from the list": (WORKBOOK, '<sheet ([^>]*name="Guidance")', r"<sheep \1", "$", ""),
    "a string that became words": (STRINGS, "<si>", "&lt;si/><si>", "$", ""),
    "a style that became words": (STYLES, "(<cellXfs[^>]*>)", r"\1&lt;xf/>", "$", ""),
    "a sheet that became words": (WORKBOOK, r'<sheet ([^>]*name="Guidance")', r"&lt;sheet \1", "$", ""),
    "a link that became words": ("xl/worksheets/_rels/sheet2.xml.rels", "<Relationship ", "&lt;Relationship ", "$", ""),
    "notes that are none": ("xl/worksheets/_rels/sheet2.xml.rels", '/comments"', '/commentz"', "$", ""),
    "a sheet that is none": (LINKS, r'/worksheet"', '/worksheep"', "$", ""),
    "styles that are none": (LINKS, r'/styles"', '/stiles"', "$", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_moved__what_would_move_or_lose_other_words_is_refused(name):
    """A skipped entry of a table would shift all later ones: every cell would show its neighbour's words."""
    part, old, new, closed, closing = MOVED[name]
    text = re.sub(old, new, parts(WITH_NOTES)[part], count=1)
    text = re.sub(closed, closing, text, count=1)
    assert text != parts(WITH_NOTES)[part]
    assert code_of(with_parts(WITH_NOTES, parts={part: text})) == "damaged"


# what costs time and memory: in a process that may have little of both


def sheet(rows="", *, before="", after="", strings="", styles="", extra=None):
    """The smallest workbook of one sheet with these cells."""
    rels = f'<Relationships xmlns="{PACKAGE}">'
    return packed({
        "[Content_Types].xml": f'<Types><Override PartName="/xl/workbook.xml" ContentType="{MAIN_TYPE}"/></Types>',
        "_rels/.rels": f'{rels}<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="S" r:id="a"/></sheets>{(extra or {}).pop("names", "")}</workbook>',
        "xl/_rels/workbook.xml.rels": f'{rels}<Relationship Id="a" Type="{OFFICE}/worksheet" Target="s.xml"/>'
                                      f'<Relationship Id="b" Type="{OFFICE}/sharedStrings" Target="t.xml"/>'
                                      f'<Relationship Id="c" Type="{OFFICE}/styles" Target="y.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/t.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/y.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        **(extra or {}),
    })  # fmt: skip


def form_with(rows="", **more):
    """The filled form with more XML on its sheet."""
    edits = [(SHEET, "</sheetData>", f"{rows}</sheetData>")] if rows else []
    for part, (old, new) in more.items():
        edits.append((part.replace("__", "/") + ".xml", old, new))
    return rewritten(EXCEL, *edits)


def rows_of(count, first, cell=""):
    return "".join(
        f'<row r="{at}" s="1" customFormat="1">{cell.format(at)}</row>' for at in range(first, first + count)
    )


def letters(number):
    """Varied text, which packs no better than words do."""
    return "".join(chr(97 + (at * at + at // 7) % 26) for at in range(number))


WORDS = letters(5000)
HEAVY = {
    "rows that are only formatted": (lambda: form_with(rows_of(MANY, 500)), {"read 4 rows"}),
    "a space in the last cell": (lambda: HARMLESS["a space in the last cell"], {"read 4 rows"}),
    "60,000 styles": (lambda: form_with(xl__styles=("</cellXfs>", '<xf numFmtId="0" fontId="0"/>' * 60_000 + "</cellXfs>")), {"read 4 rows"}),
    "200,000 styles": (lambda: form_with(xl__styles=("</cellXfs>", "<xf/>" * 200_000 + "</cellXfs>")), {"too_big"}),
    "5 million characters in a cell": (lambda: form_with(f'<row r="50"><c r="H50" t="inlineStr"><is><t>{WORDS * 1000}</t></is></c></row>'), {"read 4 rows", "too_big"}),
    "5 million shared characters": (lambda: form_with(xl__sharedStrings=("</sst>", f"<si><t>{WORDS * 1000}</t></si></sst>")), {"read 4 rows"}),
    "one string shown everywhere": (lambda: sheet(rows_of(60_000, 1, '<c r="A{0}" t="s"><v>0</v></c>'), strings=f"<si><t>{WORDS * 20}</t></si>"), {"too_big"}),
    "one formula shared everywhere": (lambda: sheet(
        f'<row r="1"><c r="A1"><f t="shared" ref="A1:A60001" si="0">"{WORDS}"</f><v>1</v></c></row>'
        + rows_of(60_000, 2, '<c r="A{0}"><f t="shared" si="0"/><v>1</v></c>')), {"too_big"}),
    "210,000 cells": (lambda: sheet(rows_of(210_000, 1, '<c r="A{0}"><v>{0}</v></c>')), {"too_big"}),
    "210,000 strings": (lambda: sheet(strings="<si/>" * 210_000), {"too_big"}),
    "110,000 names": (lambda: sheet(extra={"names": "<definedNames>" + "".join(f'<definedName name="n{n}">A1</definedName>' for n in range(110_000)) + "</definedNames>"}), {"too_big"}),
    "210,000 notes": (lambda: related(EXCEL, SHEET, "comments", "xl/c.xml", "<comments><commentList>" + "".join(f'<comment ref="A{n}"><t>{n}</t></comment>' for n in range(1, 210_000)) + "</commentList></comments>"), {"too_big"}),
    "210,000 merged areas": (lambda: sheet(after="<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(210_000)) + "</mergeCells>"), {"too_big"}),
    "nine million tags": (lambda: sheet(after="<x>" + "<y/>" * 9_000_000 + "</x>"), {"too_big"}),
    "tags that say nothing": (lambda: form_with(xl__styles=("</styleSheet>", "<y/>" * MANY + "</styleSheet>")), {"read 4 rows"}),
    "100,000 deep": (lambda: sheet(after="<x>" * 100_000 + "</x>" * 100_000), {"damaged"}),
    "a million deep and never closed": (lambda: sheet(after="<x>" * 1_000_000), {"damaged"}),
    "100,000 deep in the workbook": (lambda: form_with(xl__workbook=("</workbook>", "<x>" * 100_000 + "</x>" * 100_000 + "</workbook>")), {"damaged"}),
    "100,000 deep in the styles": (lambda: form_with(xl__styles=("</styleSheet>", "<x>" * 100_000 + "</x>" * 100_000 + "</styleSheet>")), {"damaged"}),
    "100,000 deep in the strings": (lambda: form_with(xl__sharedStrings=("</sst>", "<x>" * 100_000 + "</x>" * 100_000 + "</sst>")), {"damaged"}),
    "a million names of tags": (lambda: sheet(after="".join(f"<x{n}/>" for n in range(1_000_000))), {"damaged"}),
    "a million attributes": (lambda: sheet(after="<x " + "".join(f'a{n}="" ' for n in range(1_000_000)) + "/>"), {"damaged"}),
    "a tag of 10 million letters": (lambda: sheet(after=f'<x a="{WORDS * 2000}"/>'), {"damaged"}),
    "a comment of 10 million letters": (lambda: sheet(after=f"<!--{WORDS * 2000}-->"), {"damaged"}),
    "a text of 10 million letters": (lambda: sheet(after=f"<x>{WORDS * 2000}</x>"), {"no_form"}),
    "a text of wide letters": (lambda: form_with(f'<row r="50"><c r="H50" t="inlineStr"><is><t>😀{WORDS * 1500}</t></is></c></row>'), {"read 4 rows", "too_big"}),
    "brackets in a format": (lambda: HARMLESS["a format of brackets"], {"read 4 rows"}),
    "60 MB of pictures": (lambda: raw(EXCEL).add("xl/media/p.png", os.urandom(2**20) * 30, method=0).bytes(), {"read 4 rows"}),
}  # fmt: skip


def loosely(data):
    """A package that packs badly, so that the limit on packing is not what stops it."""
    return raw(data, strategy=zlib.Z_HUFFMAN_ONLY).bytes()


@pytest.fixture(scope="module")
def heavy(tmp_path_factory):
    """Every large file read in one process with bounded memory: name -> result."""
    folder = tmp_path_factory.mktemp("heavy")
    paths = {}
    for at, (name, (build, _)) in enumerate(HEAVY.items()):
        paths[name] = folder / f"{at}.xlsx"
        paths[name].write_bytes(loosely(build()))
        assert paths[name].stat().st_size <= LIMITS.packed, name
    root = Path(dhr_xl.__file__).parents[1]
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("bounded_reader.py")), *map(str, paths.values())],
        capture_output=True, text=True, timeout=SECONDS * len(HEAVY), check=False, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    for path in paths.values():
        path.unlink()
    assert ran.returncode == 0, ran.stderr[-2000:]
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return dict(zip(paths, lines, strict=True))


@pytest.mark.parametrize("name", HEAVY)
def test_heavy__costs_little(heavy, name):
    assert heavy[name]["came"] in HEAVY[name][1]
    assert heavy[name]["seconds"] < SECONDS
    assert heavy[name]["mb"] < MEGABYTES


def test_heavy__the_limits_are_what_says_so():
    assert LIMITS.unpacked == 64 * 2**20
    assert (LIMITS.ratio, LIMITS.members) == (200, 1000)
    assert resource.RLIMIT_AS
    assert struct.calcsize("<4s5H3I2H") == 30
    assert read_workbook(FILLED).sheets
