"""Write a layout as a Word document with python-docx, and as XML where python-docx does not support it."""

import copy

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from importing.layouts.drawing import Para, Table, lines, placed

W = nsdecls("w")
WHO = 'w:author="A reviewer" w:date="2024-01-15T09:00:00Z"'
FORMATS = {"number": ("decimal", "%1."), "letter": ("lowerLetter", "%1)"), "bullet": ("bullet", "•")}


def write_word(layout, path):
    """Write the layout's blocks to a .docx."""
    document = Document()
    document.core_properties.author = ""
    document.styles["Normal"].font.size = Pt(9)
    section = document.sections[0]
    if layout.landscape:
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = layout.header, layout.footer
    made = _Made(document, 26.7 if layout.landscape else 18.0)
    for block in layout.blocks:
        if isinstance(block, Table):
            made.table(block)
        else:
            made.paragraph(block)
    made.save_footnotes()
    document.save(path)


class _Made:
    """A document being made. It numbers its lists and footnotes as they come."""

    def __init__(self, document, room):
        self.document, self.room, self.notes, self.changes = document, room, [], 0
        self.numbering = document.part.numbering_part.element
        self.abstract = {style: self._abstract(style, 900 + n) for n, style in enumerate(FORMATS)}

    def paragraph(self, block: Para):
        """Add a heading, a paragraph or a text box."""
        if block.level:
            self.document.add_heading(block.text, level=block.level)
        elif block.box:
            self.document.add_paragraph()._p.append(parse_xml(_box(block.text)))
        else:
            self.document.add_paragraph(block.text)

    def table(self, block: Table, inside=None):
        """Add a table with its merged cells, to the document or to a cell."""
        *cells, (height, width, _) = placed(block.rows)
        table = inside.add_table(height, width) if inside else self.document.add_table(height, width)
        if block.borders:
            table.style = "Table Grid"
        grid = [row.cells for row in table.rows]
        for y, x, value in cells:
            target = grid[y][x]
            if value.span > 1 or value.down > 1:
                target = target.merge(grid[y + value.down - 1][x + value.span - 1])
            self.fill(target, value)
        for row in table.rows[: block.heads] if not inside else ():
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
        if not inside:
            self.widths(table, block.widths or _fitting(cells, width, self.room))
            self.document.add_paragraph()

    @staticmethod
    def widths(table, widths):
        """Set the width of each column, in centimetres, in the grid and in each cell."""
        table.autofit = False
        for column, centimetres in zip(table.columns, widths, strict=True):
            column.width = Cm(centimetres)
        for tc in table._tbl.iter(qn("w:tc")):
            place = tc.grid_offset
            tc.width = Cm(sum(widths[place : place + tc.grid_span]))

    def fill(self, target, value):
        """Write the words of a cell, and what is attached to them."""
        number = self._list(value.list) if value.list else None
        first = target.paragraphs[0]
        for extra in target.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        for n, line in enumerate(lines(value)):
            paragraph = first if n == 0 else target.add_paragraph()
            run = paragraph.add_run(line)
            run.bold = value.bold or None
            if number is not None:
                paragraph._p.get_or_add_pPr().append(
                    parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
                )
        self._hang_on(target, value)
        if value.nested:
            self.table(Table(list(value.nested)), inside=target)
            target.add_paragraph()
        if value.fill:
            target._tc.get_or_add_tcPr().append(
                parse_xml(f'<w:shd {W} w:val="clear" w:color="auto" w:fill="{value.fill}"/>')
            )

    def _hang_on(self, target, value):
        """Attach to a cell's last words: a struck or tracked run, a footnote, a comment, a content control."""
        last = target.paragraphs[-1]
        if value.struck:
            last.add_run(f" {value.struck}").font.strike = True
        for text, tag, inner in ((value.deleted, "del", "delText"), (value.inserted, "ins", "t")):
            if text:
                self.changes += 1
                last._p.append(
                    parse_xml(
                        f'<w:{tag} {W} w:id="{7000 + self.changes}" {WHO}><w:r>'
                        f'<w:{inner} xml:space="preserve">{text}</w:{inner}></w:r></w:{tag}>'
                    )
                )
        if value.footnote:
            self.notes.append(value.footnote)
            last._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="{len(self.notes) + 1}"/></w:r>'))
        if value.comment:
            self.document.add_comment(last.runs, text=value.comment, author="A reviewer", initials="AR")
        if value.control:
            _control(last._p)

    def _abstract(self, style, number):
        """Add a kind of list; the format wants it before the first num."""
        kind, text = FORMATS[style]
        made = parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
        )
        self.numbering.find(qn("w:num")).addprevious(made)
        return number

    def _list(self, style):
        """Start a new list of a kind, counted from one again."""
        number = self.numbering.add_num(self.abstract[style])
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return number.numId

    def save_footnotes(self):
        """Save the footnotes part, with the two entries that every such part begins with."""
        if not self.notes:
            return
        kinds = [
            '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>',
            '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>',
        ]
        kinds += [
            f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {note}</w:t></w:r></w:p></w:footnote>'
            for n, note in enumerate(self.notes, 2)
        ]
        blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {W}>{"".join(kinds)}</w:footnotes>'
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, blob.encode(), self.document.part.package)
        self.document.part.relate_to(
            part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        )


def _fitting(cells, width, room):
    """Return widths as a person sets them: room for whole words, and more for long texts."""
    most, words = [1] * width, [1] * width
    for _, x, value in cells:
        if value.span == 1:
            most[x] = max(most[x], *map(len, value.text.split("\n")))
            words[x] = max([words[x], *map(len, value.text.replace("\n", " ").split())])
    least = [0.19 * longest + 0.45 for longest in words]
    rest, wanted = max(0.0, room - sum(least)), [count**0.5 for count in most]
    return [floor + rest * share / sum(wanted) for floor, share in zip(least, wanted, strict=True)]


def _control(paragraph):
    """Put a paragraph's runs into a content control, as a template's form has them."""
    runs = [child for child in paragraph if child.tag == qn("w:r")]
    control = parse_xml(f'<w:sdt {W}><w:sdtPr><w:alias w:val="Entry"/><w:text/></w:sdtPr><w:sdtContent/></w:sdt>')
    paragraph.append(control)
    for run in runs:
        control.find(qn("w:sdtContent")).append(run)


def _box(text):
    """Make a text box as Word saves it: the drawing, and the same words again for older programs."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    return f"""<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5400000" cy="720000"/>
<wp:docPr id="77" name="Text Box 77"/><a:graphic>
<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="720000"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>
<wps:txbx><w:txbxContent>{body}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>
</mc:Choice><mc:Fallback><w:pict><v:shape style="width:425pt;height:57pt"><v:textbox><w:txbxContent>{copy.copy(body)}</w:txbxContent>
</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
