"""The invented documents hold what their golden answers say, so that scores against them are fair."""

import csv
import json
import re
import zipfile

import openpyxl

KINDS = {".docx", ".xlsx", ".html", ".csv", ".tsv"}
"""Kinds that are made without LibreOffice."""
WORD = re.compile(r"[^\W_]+")


def words_of(path):
    """Return every word of a document, wherever it is."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            parts = [
                package.read(name).decode()
                for name in package.namelist()
                if name.startswith("word/") and name.endswith("xml")
            ]
        text = " ".join(" ".join(re.findall(r"<w:t[ >][^<]*", re.sub(r"</w:p>", " ", part))) for part in parts)
        text = re.sub(r"<w:t[^>]*>", "", text).replace("&amp;", "&")
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        text = " ".join(
            f"{c.value} {c.comment.text if c.comment else ''}"
            for s in book
            for row in s
            for c in row
            if c.value is not None
        )
    elif path.suffix == ".html":
        text = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).replace("&amp;", "&")
    else:
        encoding = "cp1252" if path.suffix == ".csv" else "utf-16"
        with path.open(encoding=encoding, newline="") as out:
            text = " ".join(" ".join(row) for row in csv.reader(out, delimiter="," if path.suffix == ".csv" else "\t"))
    return set(WORD.findall(text.casefold()))


def test_build__every_word_of_an_answer_is_in_its_document(layouts):
    looked_at = 0
    for path in sorted(layouts.iterdir()):
        golden = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if path.suffix not in KINDS or "refused" in golden:
            continue
        texts = [golden["title"]] if path.suffix != ".xlsx" else []
        for recommendation in golden["recommendations"]:
            texts += [recommendation["number"], recommendation["text"]]
            for action in recommendation["actions"]:
                texts += [action["action"], action["evidence"], action["progress"]]
        missing = set(WORD.findall(" ".join(texts).casefold())) - words_of(path)
        assert not missing, path.name
        looked_at += 1
    assert looked_at > 60


def test_build__every_document_has_an_answer_or_must_be_refused(layouts):
    goldens = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in layouts.glob("*.json")}
    refused = {name for name, golden in goldens.items() if golden.get("refused")}
    assert len(refused) >= 7
    assert len(goldens) - len(refused) >= 19
    for name in goldens.keys() - refused:
        assert any(action for r in goldens[name]["recommendations"] for action in r["actions"]), name
