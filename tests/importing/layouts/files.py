"""Write a layout as Excel, a saved web page or CSV, and let LibreOffice make the other kinds."""

import csv
import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from importing.layouts.drawing import Para, Sheet, Table, lines, placed, shown
from importing.layouts.word import write_word

BY_OFFICE = {"pdf": "docx", "odt": "docx", "doc": "docx", "rtf": "docx", "xls": "xlsx", "ods": "xlsx"}
"""Kinds that LibreOffice makes -> the kind it makes them from."""
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Your Council</title>
<style>table{{border-collapse:collapse}} td,th{{border:1px solid #999}}</style><script>var t = "Recommendation";</script></head>
<body><header><a href="#main">Skip to main content</a><nav><ul><li>Home</li><li>Council tax</li><li>Bins and recycling</li></ul></nav></header>
<main id="main">{body}</main><footer><p>Was this page helpful? Yes No</p><p>© Your Council</p></footer></body></html>"""


def write_all(layouts, folder, convert, only=None):
    """Write every layout in each of its kinds; return what could not be made.

    convert: those of LibreOffice too; only: no others than these.
    """
    made, missing = {}, set()
    with tempfile.TemporaryDirectory() as place:
        for layout in layouts:
            kinds = [k for k in layout.kinds if (convert or k not in BY_OFFICE) and (only is None or k in only)]
            needed = {BY_OFFICE.get(kind, kind) for kind in kinds}
            for kind in sorted(needed):
                target = Path(folder if kind in kinds else place) / f"{layout.name}.{kind}"
                WRITERS[kind](layout, target)
                for other in kinds:
                    if BY_OFFICE.get(other) == kind:
                        made.setdefault(other, []).append(target)
        for kind, paths in made.items():
            if not convert(paths, kind, folder):
                missing.add(kind)
    return missing


def convert_all(paths, kind, folder):
    """Convert files with LibreOffice. Return False where it, or its Writer, is not installed."""
    program = shutil.which("soffice")
    if not program:
        return False
    with tempfile.TemporaryDirectory() as profile:
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", str(folder), *map(str, paths)], check=True, capture_output=True)
    return all((Path(folder) / f"{path.stem}.{kind}").exists() for path in paths)


def write_excel(layout, path):
    """Write the sheets; where there are none, the blocks on one sheet."""
    book = Workbook()
    book.remove(book.active)
    for sheet in layout.sheets or [Sheet("Action plan", layout.blocks)]:
        page = book.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        row = 1
        for block in sheet.blocks:
            if isinstance(block, Para):
                page.cell(row, 1, block.text).font = Font(bold=bool(block.level), size=14 if block.level else 11)
                row += 1
            else:
                row = _excel_table(page, row, block, sheet)
        for number in sheet.hidden_rows:
            page.row_dimensions[number].hidden = True
        for letter in sheet.hidden_columns:
            page.column_dimensions[letter].hidden = True
    book.save(path)


def _excel_table(page, top, block, sheet):
    """Write a table from a row on; return the row after the blank row below it."""
    *cells, (height, width, _) = placed(block.rows)
    for y, x, value in cells:
        target = page.cell(top + y, x + 1, value.day or shown(value) or None)
        target.alignment = Alignment(wrap_text=True, vertical="top")
        if value.day:
            target.number_format = "dd/mm/yyyy"
        elif isinstance(target.value, str) and target.value.isdigit():
            target.value = int(target.value)
        if value.fill:
            target.fill = PatternFill("solid", fgColor=value.fill)
        target.font = Font(bold=value.bold or y < block.heads, strike=bool(value.struck) or None)
        if value.comment:
            target.comment = Comment(value.comment, "A reviewer")
        if value.span > 1 or value.down > 1:
            page.merge_cells(
                start_row=top + y, start_column=x + 1, end_row=top + y + value.down - 1, end_column=x + value.span
            )
    for x in range(width):
        page.column_dimensions[get_column_letter(x + 1)].width = 24
    if sheet.filtered:
        page.auto_filter.ref = f"A{top}:{get_column_letter(width)}{top + height - 1}"
    if sheet.freeze and block.heads:
        page.freeze_panes = f"A{top + block.heads}"
    return top + height + 1


def write_html(layout, path):
    """Write a web page as a browser saves it, with the council's own header and footer around the plan."""
    body = "\n".join(_html_table(b) if isinstance(b, Table) else _html_paragraph(b) for b in layout.blocks)
    title = next((b.text for b in layout.blocks if isinstance(b, Para)), layout.name)
    path.write_text(PAGE.format(title=html.escape(title), body=body), encoding="utf-8")


def _html_paragraph(block):
    tag = f"h{block.level}" if block.level else "p"
    return f"<{tag}>{html.escape(block.text)}</{tag}>"


def _html_table(block):
    """Write a table: the first rows with th, lists as lists, lines with br."""
    *cells, (height, _, _) = placed(block.rows)
    rows = [""] * height
    for y, _, value in cells:
        tag = "th" if y < block.heads else "td"
        about = "".join(f' {name}="{n}"' for name, n in (("colspan", value.span), ("rowspan", value.down)) if n > 1)
        about += f' style="background-color:#{value.fill}"' if value.fill else ""
        rows[y] += f"<{tag}{about}>{_html_words(value)}</{tag}>"
    return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"


def _html_words(value):
    found = [html.escape(line, quote=False) for line in lines(value)]
    kinds = {"number": ("ol", ""), "letter": ("ol", ' type="a"'), "bullet": ("ul", "")}
    if value.list:
        tag, about = kinds[value.list]
        words = f"<{tag}{about}>" + "".join(f"<li>{line}</li>" for line in found) + f"</{tag}>"
    else:
        words = "<br>".join(found)
    words += f" <s>{html.escape(value.struck)}</s>" if value.struck else ""
    words += f"<del>{value.deleted}</del>" if value.deleted else ""
    words += f"<ins>{value.inserted}</ins>" if value.inserted else ""
    return words + (_html_table(Table(list(value.nested), heads=0)) if value.nested else "")


def write_csv(layout, path):
    """Write the blocks like Excel's "CSV (comma delimited)" in Britain: in Windows-1252."""
    _write_rows(layout, path, ",", "cp1252")


def write_tsv(layout, path):
    """Write the blocks like Excel's "Unicode text": with tabs, in UTF-16."""
    _write_rows(layout, path, "\t", "utf-16")


def _write_rows(layout, path, delimiter, encoding):
    with path.open("w", encoding=encoding, newline="", errors="replace") as out:
        writer = csv.writer(out, delimiter=delimiter)
        for block in layout.blocks:
            if isinstance(block, Para):
                writer.writerow([block.text])
                continue
            *cells, (height, width, _) = placed(block.rows)
            rows = [[""] * width for _ in range(height)]
            for y, x, value in cells:
                rows[y][x] = f"{value.day:%d/%m/%Y}" if value.day else shown(value)
            writer.writerows(rows)


WRITERS = {"docx": write_word, "xlsx": write_excel, "html": write_html, "csv": write_csv, "tsv": write_tsv}
