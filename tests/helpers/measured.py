"""What letters and columns of a workbook measure, by Adobe's widths of Helvetica, which Arial's are: not by our own code."""

import math
import unicodedata
from functools import cache

from openpyxl.utils import get_column_letter
from pdfminer.fontmetrics import FONT_METRICS

POINTS_A_PIXEL = 72 / 96
PADDING = 5
"""Pixels of a column that no letter uses."""
LINE = 1.15
"""The height of a line of Arial, in its size: ascent, descent and gap."""
DIGIT = 556
"""The width of a digit of Arial, in thousandths of its size."""
MOST_BOLD, MOST_PLAIN = (FONT_METRICS[name][1] for name in ("Helvetica-Bold", "Helvetica"))
OTHERS = {"–": 556, "—": 1000, "…": 1000, "’": 222, "‘": 222, "“": 333, "”": 333, "•": 350}
UNKNOWN = 650


@cache
def _letter(letter, bold):
    widths = MOST_BOLD if bold else MOST_PLAIN
    plain = unicodedata.normalize("NFD", letter)[0]
    return OTHERS.get(letter) or widths.get(letter) or widths.get(plain, UNKNOWN)


def text_points(text, size, *, bold=False):
    """The length of a line of Arial in points."""
    return sum(_letter(letter, bold) for letter in text) * size / 1000


def count_lines(text, room, size, *, bold=False):
    """The lines that a text wrapped at its words takes where a line has so many points."""
    return sum(_lines(paragraph, room, size, bold=bold) for paragraph in text.split("\n"))


def _lines(paragraph, room, size, *, bold):
    space = text_points(" ", size, bold=bold)
    lines, used = 1, 0.0
    for word in paragraph.split(" "):
        length = text_points(word, size, bold=bold)
        if used and used + space + length > room:
            lines, used = lines + 1, 0.0
        if length > room:
            lines += math.ceil(length / room) - 1
            length %= room
        used += length + (space if used else 0)
    return lines


def column_points(sheet, columns=0):
    """The widths of a sheet's columns in points, the first at 1; of those that are used, and of so many at least."""
    digit = round(sheet.parent._fonts[0].sz * 96 / 72 * DIGIT / 1000)
    last = max(columns, sheet.max_column)
    widths = dict.fromkeys(range(1, last + 1), sheet.sheet_format.defaultColWidth or 8 + PADDING / digit)
    for run in sheet.column_dimensions.values():
        if run.width:
            widths |= dict.fromkeys(range(run.min, min(run.max, last) + 1), run.width)
    return {at: math.floor(width * digit + 0.5) * POINTS_A_PIXEL for at, width in widths.items()}


def row_points(sheet, row):
    """The stored height of a row in points, else the sheet's usual one."""
    return sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight


def letters_in(points):
    """The part of a column's points that letters can use."""
    return points - PADDING * POINTS_A_PIXEL


def spilled_points(sheet, cell, columns):
    """The points a text that does not wrap has: its column's, and those of the empty cells right of it."""
    points = letters_in(columns[cell.column])
    for column in range(cell.column + 1, max(columns) + 1):
        if sheet.cell(cell.row, column).value not in {None, ""}:
            return points
        points += columns[column]
    return math.inf


def place(cell):
    """C4, as people write it."""
    return f"{get_column_letter(cell.column)}{cell.row}"
