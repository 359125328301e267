"""Drawn plans that were cut, joined, shifted and filled with rubbish."""

from hypothesis import strategies as st

from importing.drawn_plans import NAMES, read_drawn
from importing.printed import REFUSED, SLID, TEXTS

PRINTED = {
    (name, layout): (TEXTS | REFUSED | SLID)[layout](read_drawn(name)).split("\n")
    for name in NAMES
    for layout in ("rows", "with_headers", "wrapped", "aligned_pages", "slid", "label_pages")
}
RUBBISH = st.sampled_from(
    ["", "\f", "Page 3 of 9", "~ i l| . ,\t004\t14/14", "COMPLETE", "\t\t\t\t", "Recommendation\tAction\tLead\tTarget date",
     "“quoted\tand “open", '"open\tquote', "31 September 2020", "ALL AGENCIES", "Recommendation 7", "Action:", "|||", "a;b;c",
     "\u00ad\u200b", "9.", "R2\t\t\t", "See also: appendix", "POLICE: to confirm\t\tMay 2019"]
)  # fmt: skip


def mangle(draw, lines):
    lines = list(lines)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(lines) - 2, 0)))
        what = draw(st.sampled_from(["drop", "join", "slide", "back", "rubbish", "swap", "cut", "double"]))
        if not lines:
            break
        line = lines[place]
        if what == "drop":
            del lines[place]
        elif what == "join":
            lines[place : place + 2] = ["\t".join(lines[place : place + 2])]
        elif what == "slide":
            lines[place] = "\t" + line
        elif what == "back":
            lines[place] = line.partition("\t")[2] or line
        elif what == "rubbish":
            lines.insert(place, draw(RUBBISH))
        elif what == "swap":
            lines[place : place + 2] = reversed(lines[place : place + 2])
        elif what == "cut":
            middle = draw(st.integers(0, len(line)))
            lines[place : place + 1] = [line[:middle] + " ", " " + line[middle:]]
        else:
            lines.insert(place, line)
    return "\n".join(lines)


@st.composite
def mangled(draw):
    return mangle(draw, PRINTED[draw(st.sampled_from(sorted(PRINTED)))])
