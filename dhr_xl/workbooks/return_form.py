"""Write an agency's workbook: the form, or a corrections copy if it has marks."""

from __future__ import annotations

import datetime as dt

from dhr_xl.core.views.values import ReturnForm
from dhr_xl.workbooks.corrections.list_sheet import draw_list
from dhr_xl.workbooks.corrections.writer import add_corrections, plan_corrections
from dhr_xl.workbooks.form.headers import put_header_words
from dhr_xl.workbooks.form.marking import NO_MARKS
from dhr_xl.workbooks.form.template import take_apart
from dhr_xl.workbooks.form.writer import XML, draw_form, pack, protection_of


def write_return_form(form: ReturnForm, template: bytes, written_at: dt.datetime | None = None) -> bytes:
    """Write the workbook of one form; the same form and template give the same bytes.

    A form with marks becomes a corrections copy: a list of them is its first sheet, and its cells are marked.
    written_at: the time it says it was made (UTC where it has no zone); the start of the as-at date where None.
    Raises ValueError where the template lacks the names of the form's cells.
    """
    if not form.marks:
        return pack(draw_form(form, template, NO_MARKS, written_at).parts)
    corrections = plan_corrections(form, take_apart(template, columns=form.columns))
    drawn = draw_form(form, template, corrections.marking, written_at)
    listed = put_header_words(draw_list(form, corrections.marking.lines, drawn.look, protection_of(form)), drawn.words)
    add_corrections(drawn.parts, corrections, drawn.look, drawn.heights, XML + listed)
    return pack(drawn.parts)
