"""How an open workbook looks and what its cells take, changed in LibreOffice by UNO; a part of the driver.

As `office_live.py`, which has the cells and sheets themselves.
"""

import contextlib

import uno
from com.sun.star.lang import Locale
from com.sun.star.table import BorderLine2
from com.sun.star.table.CellVertJustify2 import BOTTOM, CENTER, STANDARD, TOP

TEXTS = 4
POINT_MM100 = 2540 / 72
"""Hundredths of a millimetre in a point."""
ACROSS = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT"}
DOWN = {"top": TOP, "center": CENTER, "bottom": BOTTOM}
SIDES = {
    "edge_top": "TopLine", "edge_bottom": "BottomLine", "edge_left": "LeftLine", "edge_right": "RightLine",
    "inside_vertical": "VerticalLine", "inside_horizontal": "HorizontalLine",
}  # fmt: skip
RULES = {"none": 0, "whole_number": 1, "decimal": 2, "date": 3, "time": 4, "text_length": 5, "list": 6, "custom": 7}
ALERTS = ("STOP", "WARNING", "INFO")
THIN = 26
"""A thin line, in hundredths of a millimetre."""


def enum(kind, value):
    return uno.Enum(f"com.sun.star.{kind}", value)


def colour(text):
    return int(text.lstrip("#"), 16)


class LookRequests:
    """The requests about looks, rules, notes, links, filters and printing."""

    # looks

    def live_look(self, document, sheet, area, trait, worth):
        getattr(self, f"_look_{trait}")(document, self._range(document, sheet, area), worth)

    def _look_number_format(self, document, found, code):
        formats, usual = self.documents[document].NumberFormats, Locale()
        key = formats.queryKey(code, usual, False)
        found.NumberFormat = formats.addNew(code, usual) if key == -1 else key

    def _look_fill(self, document, found, worth):
        found.CellBackColor = -1 if worth is None else colour(worth)

    def _look_ink(self, document, found, worth):
        found.CharColor = colour(worth)

    def _look_bold(self, document, found, worth):
        found.CharWeight = 150.0 if worth else 100.0

    def _look_size(self, document, found, worth):
        found.CharHeight = worth

    def _look_font(self, document, found, worth):
        found.CharFontName = worth

    def _look_underline(self, document, found, worth):
        found.CharUnderline = int(worth)

    def _look_wrap(self, document, found, worth):
        found.IsTextWrapped = worth

    def _look_across(self, document, found, worth):
        found.HoriJustify = enum("table.CellHoriJustify", ACROSS[worth])

    def _look_down(self, document, found, worth):
        found.VertJustify = DOWN.get(worth, STANDARD)

    def live_border(self, document, sheet, area, sides, worth):
        """A thin line of a colour, or none, on the sides of a range."""
        found = self._range(document, sheet, area)
        line = BorderLine2()
        if worth is not None:
            line.Color, line.OuterLineWidth, line.LineWidth = colour(worth), THIN, THIN
        border = uno.createUnoStruct("com.sun.star.table.TableBorder2")
        for side in sides:
            setattr(border, SIDES[side], line)
            setattr(border, f"Is{SIDES[side]}Valid", True)
        found.TableBorder2 = border

    def live_width(self, document, sheet, area, width=None):
        """The width of the first column, in hundredths of a millimetre; `width` is given to all first."""
        columns = self._range(document, sheet, area).Columns
        if width is not None:
            columns.Width = width
        return columns.getByIndex(0).Width

    def live_height(self, document, sheet, area, points=None):
        rows = self._range(document, sheet, area).Rows
        if points is not None:
            rows.Height = round(points * POINT_MM100)
        return rows.getByIndex(0).Height / POINT_MM100

    def live_autofit(self, document, sheet, area):
        whole, found = self.documents[document], self._range(document, sheet, area)
        measured, whole.IsAdjustHeightEnabled = whole.IsAdjustHeightEnabled, True
        found.Rows.OptimalHeight = True
        whole.IsAdjustHeightEnabled = measured

    def live_hidden(self, document, sheet, area, value, *, rows):
        found = self._range(document, sheet, area)
        (found.Rows if rows else found.Columns).IsVisible = not value

    # validations, notes, links, filters, printing

    def live_rule(self, document, sheet, area, changes=None):
        """A validation as a mapping; `changes` are made first."""
        found = self._range(document, sheet, area)
        rule = found.Validation
        for key, value in (changes or {}).items():
            getattr(self, f"_rule_{key}")(rule, value)
        if changes:
            found.Validation = rule
        names = {number: name for name, number in RULES.items()}
        order = ("ANY", "WHOLE", "DECIMAL", "DATE", "TIME", "TEXT_LEN", "LIST", "CUSTOM")
        return {"type": names[order.index(rule.Type.value)], "source": rule.getFormula1()}

    def _rule_type(self, rule, value):
        order = ("ANY", "WHOLE", "DECIMAL", "DATE", "TIME", "TEXT_LEN", "LIST", "CUSTOM")
        rule.Type = enum("sheet.ValidationType", order[RULES[value]])
        rule.ShowErrorMessage, rule.IgnoreBlankCells, rule.ShowList = value != "none", True, 1
        rule.ErrorAlertStyle = enum("sheet.ValidationAlertStyle", "STOP")

    def _rule_between(self, rule, value):
        rule.setOperator(enum("sheet.ConditionOperator", "BETWEEN"))
        rule.setFormula1(value[0])
        rule.setFormula2(value[1])

    def _rule_source(self, rule, value):
        rule.setFormula1(value)

    def _rule_alert(self, rule, value):
        rule.ErrorAlertStyle = enum("sheet.ValidationAlertStyle", ALERTS[value - 1])

    def _rule_title(self, rule, value):
        rule.ErrorTitle = value

    def _rule_message(self, rule, value):
        rule.ErrorMessage = value

    def _rule_show(self, rule, value):
        rule.ShowErrorMessage = value

    def live_add_note(self, document, sheet, area, text):
        found = self._sheet(document, sheet)
        found.getAnnotations().insertNew(found.getCellByPosition(area[1] - 1, area[0] - 1).CellAddress, text)

    def live_notes(self, document, sheet):
        found = self._sheet(document, sheet).getAnnotations()
        notes = [found.getByIndex(at) for at in range(found.getCount())]
        return [[note.Position.Row + 1, note.Position.Column + 1, note.getString()] for note in notes]

    def live_remove_note(self, document, sheet, area):
        found = self._sheet(document, sheet).getAnnotations()
        for at in range(found.getCount()):
            place = found.getByIndex(at).Position
            if [place.Row + 1, place.Column + 1] == area[:2]:
                found.removeByIndex(at)
                return

    def live_link(self, document, sheet, area, target, text):
        """Put a link on a cell, its words and its look with it, as Excel does."""
        cell = self._range(document, sheet, area).getCellByPosition(0, 0)
        field = self.documents[document].createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = target, text
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)
        cell.CharColor, cell.CharUnderline = 0x0563C1, 1

    def live_ungroup(self, document, sheet, area):
        document.Sheets.getByName(sheet).clearOutline()

    def live_unlink(self, document, sheet, area):
        """Take links off, leaving their words; they are looked for among what is underlined."""
        alike = self._range(document, sheet, area).getUniqueCellFormatRanges()
        for at in range(alike.getCount()):
            if not alike.getByIndex(at).CharUnderline:
                continue
            cells = alike.getByIndex(at).queryContentCells(TEXTS).Cells.createEnumeration()
            while cells.hasMoreElements():
                cell = cells.nextElement()
                if cell.getTextFields().createEnumeration().hasMoreElements():
                    cell.setString(cell.getString())

    def live_filter(self, document, sheet, area):
        """Tick, or take the tick from, the menu's Data, AutoFilter with an area selected; the selection is put back.

        No property of LibreOffice tells whether it is ticked. (Saving, it writes an area for arrows that were taken
        off and not put on elsewhere.)
        """
        with self._elsewhere(document):
            self.live_select(document, sheet, area)
            self._dispatch(document, ".uno:DataFilterAutoFilter")

    @contextlib.contextmanager
    def _elsewhere(self, document):
        """Go away from the selection and come back to it."""
        controller = self.documents[document].CurrentController
        sheet, selected = controller.getActiveSheet(), controller.getSelection()
        try:
            yield
        finally:
            controller.setActiveSheet(sheet)
            controller.select(selected)

    def live_set_page_header(self, document, sheet, text):
        styles = self.documents[document].StyleFamilies.getByName("PageStyles")
        style = styles.getByName(self._sheet(document, sheet).PageStyle)
        content = style.RightPageHeaderContent
        content.RightText.setString(text)
        style.RightPageHeaderContent = content

    def live_print_area(self, document, sheet, area=None):
        """The printed area; `area` becomes it first. (Saving, LibreOffice writes the one it found in the file.)"""
        found = self._sheet(document, sheet)
        if area is not None:
            found.setPrintAreas((self._range(document, sheet, area).RangeAddress,))
        areas = found.getPrintAreas()
        return self._area_of(areas[0]) if areas else None
