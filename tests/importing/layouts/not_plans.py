"""Documents that look a little like a plan and must be refused."""

import datetime as dt

from importing.layouts.answers import REFUSED
from importing.layouts.drawing import Cell, Layout, Para, Table


def blank_form():
    """The Home Office form before anyone has filled it in."""
    heads = ["Recommendation", "Scope of recommendation i.e. local or regional", "Action to take", "Lead Agency", "Key milestones achieved in enacting recommendation", "Target Date", "Date of completion and outcome"]  # fmt: skip
    helps = ["What is the over-arching recommendation?", "Should this be enacted at a local or regional level?", "How exactly is the agency going to make this happen?", "Which agency is monitoring progress?", "Have there been key steps?", "When should it be completed?", "When is it actually completed? What does the outcome look like?"]  # fmt: skip
    blocks = [Para("Appendix: Action plan template", 1), Table([heads, helps, *([""] * 7 for _ in range(6))])]
    return Layout("blank_form", REFUSED, blocks, kinds=("docx", "xlsx", "pdf", "html"))


def minutes():
    """Minutes with a brief action log."""
    blocks = [
        Para("Minutes of the DHR panel meeting held on 3 May 2024", 1),
        Para("Present: the independent chair, police, housing, health, the women’s centre. Apologies: probation."),
        Table([
            ["Item", "Discussion", "Decision", "Minute taker’s note"],
            ["1", "Welcome and introductions. Confidentiality statement read and signed.", "Noted", ""],
            ["2", "The chair set out the timetable. The panel discussed the family’s wish to give the review a name.", "Agreed", "Letter to go out"],
            ["3", "Police presented their chronology. Questions were asked on the calls of March.", "Noted", ""],
            ["4", "Any other business: none. Date of next meeting: 14 June 2024.", "", ""],
        ]),
        Para("The meeting closed at 11:45."),
    ]  # fmt: skip
    return Layout("minutes", REFUSED, blocks, kinds=("docx", "html", "pdf", "odt"), landscape=False)


def risk_register():
    """Risks with owners, actions and dates: no plan of recommendations."""
    heads = ["Risk ID", "Risk description", "Cause", "Likelihood (1-5)", "Impact (1-5)", "Score", "Mitigating action", "Risk owner", "Review date", "RAG"]  # fmt: skip
    rows = [
        ["RK1", "Partners do not send returns on time", "No reminder", "4", "3", "12", "Chase by telephone", "Partnership Manager", "30/06/2024", "Amber"],
        ["RK2", "Funding for the chair runs out", "One-year grant", "2", "5", "10", "Bid to the reserve", "Head of Service", "30/09/2024", "Amber"],
        ["RK3", "Data breach", "E-mail to the wrong person", "2", "5", "10", "Use the secure portal", "Information Governance", "31/12/2024", "Green"],
    ]  # fmt: skip
    return Layout(
        "risk_register",
        REFUSED,
        [Para("Community Safety Partnership risk register", 1), Table([heads, *rows])],
        kinds=("xlsx", "docx", "pdf", "csv"),
    )


def contact_list():
    """The members of the panel."""
    rows = [["Agency", "Job title", "Telephone", "E-mail"], ["Police", "Detective Chief Inspector", "01632 960001", "dci@police.example"],
            ["Council", "Head of Community Safety", "01632 960002", "csp@council.example"], ["ICB", "Designated Nurse", "01632 960003", "nurse@icb.example"]]  # fmt: skip
    return Layout("contact_list", REFUSED, [Para("DHR panel contacts", 1), Table(rows)], kinds=("xlsx", "csv", "docx"))


def training_log():
    """Courses with dates and a status, and no recommendation."""
    heads = ["Course", "Date of training", "Provider", "Agency", "Number attended", "Completed?"]
    rows = [["Coercive control", dt.date(2024, 1, 16), "Women’s centre", "Housing", "14", "Yes"], ["DASH refresher", dt.date(2024, 2, 6), "Police", "Police", "31", "Yes"],
            ["Suicide prevention", dt.date(2024, 3, 5), "Public health", "Adult Social Care", "22", "No – cancelled"]]  # fmt: skip
    table = [[c, Cell(f"{d:%d/%m/%Y}", day=d), *rest] for c, d, *rest in rows]
    return Layout(
        "training_log",
        REFUSED,
        [Para("Training log 2023/24", 1), Table([heads, *table])],
        kinds=("xlsx", "csv", "html"),
    )


def chronology():
    """What happened when, and who knew."""
    heads = ["Date", "Time", "Source agency", "Event", "Action taken", "Comment / analysis"]
    rows = [
        [
            "04/01/2021",
            "21:40",
            "Police",
            "Call from a neighbour about shouting.",
            "Officers attended; no offence found.",
            "No DASH form.",
        ],
        ["11/01/2021", "", "GP", "Seen with a sprained wrist.", "Pain relief.", "Cause not asked."],
        ["02/03/2021", "09:15", "Housing", "Tenant asks for a change of locks.", "Order raised.", "Not passed on."],
        [
            "19/04/2021",
            "23:05",
            "Ambulance Service",
            "Called to a fall on the stairs.",
            "Taken to hospital.",
            "Partner spoke for her.",
        ],
    ]
    return Layout(
        "chronology", REFUSED, [Para("Combined chronology", 1), Table([heads, *rows])], kinds=("docx", "pdf", "xlsx")
    )


def terms_of_reference():
    """What the review is to ask, in numbered paragraphs, and a table of its timetable."""
    blocks = [
        Para("Terms of reference for a Domestic Homicide Review", 1),
        Para("1. Purpose"),
        Para("1.1 The review will establish what lessons are to be learned about the way in which agencies worked alone and together."),
        Para("1.2 It will identify clearly what those lessons are, how and by when they will be acted on, and what is expected to change."),
        Para("2. Scope"),
        Para("2.1 The period under review is 1 January 2019 to the date of death. Recommendations will be made by the panel."),
        Table([["Stage", "Expected date"], ["First panel meeting", "March 2022"], ["Individual management reviews due", "June 2022"], ["Draft overview report", "October 2022"]]),
    ]  # fmt: skip
    return Layout("terms_of_reference", REFUSED, blocks, kinds=("docx", "pdf", "html"), landscape=False)


LAYOUTS = (blank_form, minutes, risk_register, contact_list, training_log, chronology, terms_of_reference)
