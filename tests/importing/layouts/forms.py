"""Plans with a page, section or sheet for each recommendation or agency, or with recommendations across the table."""

import datetime as dt

from importing.layouts.answers import act, answer, rec
from importing.layouts.drawing import Cell, Layout, Para, Sheet, Table

GREEN, AMBER = "92D050", "FFC000"


def page_each():
    """A table of labels and values for each recommendation."""
    pages = [
        ("SR (25/26) 01", "The council’s repairs service should act on signs of control seen in the home.",
         "Brief 120 repairs operatives and give them a reporting card", "Ashby Vale Council – Housing Repairs", "30 April 2026",
         "Briefing register; number of reports", "First two briefings held; 45 operatives so far.", "In progress", "2026-04-30", "in_progress"),
        ("SR (25/26) 02", "Probation should tell the victim liaison officer of each recall.", "Change the recall checklist",
         "Probation Service – Ashby Vale PDU", "31 January 2026", "Checklist v5", "Checklist changed on 12 January 2026.", "Completed", "2026-01-31", "complete"),
        ("SR (25/26) 03", "Coroner’s officers should have a contact in the partnership.", "Name a contact and tell the coroner",
         "Ashby Vale Community Safety Partnership", "Within 3 months of publication", "Letter", "", "Not started", None, "not_started"),
    ]  # fmt: skip
    labels = [
        "Recommendation",
        "Agreed action",
        "Responsible body",
        "To be done by",
        "How we will show it",
        "Latest position",
        "Status",
    ]
    golden = answer(
        "Ashby Vale CSP – Domestic Abuse Related Death Review (2025/26) – Action Plan",
        *(
            rec(
                p[0],
                p[1],
                act(p[3], p[2], p[4], p[8], p[9], evidence=p[5], progress=p[6], agency_also_fair=p[3].split(" – ")[:1]),
            )
            for p in pages
        ),
    )
    blocks = [
        Para(golden["title"], 1),
        Para("This plan is owned by the partnership board and is reviewed each quarter."),
    ]
    for page in pages:
        rows = [[Cell("Reference", bold=True), page[0]]]
        rows += [
            [Cell(label, bold=True), Cell(words, control=label == "Status")]
            for label, words in zip(labels, page[1:8], strict=True)
        ]
        blocks += [Table(rows, heads=0, widths=(5, 18))]
    return Layout("page_each", golden, blocks, kinds=("docx", "pdf", "html", "odt", "doc"), landscape=False)


def recommendation_heads_its_table():
    """A table for each recommendation: its text in a heading above, the column headings repeated in each."""
    heads = ["Action no.", "What we will do", "Who is responsible", "When", "What difference has it made?"]
    parts = [
        ("Recommendation 3a", "3a", "Midwives are able to see the patient alone at least once.",
         [("3a.1", "Put a private slot into the booking appointment", "Corran Hospitals NHS Trust", "29/03/2024", "2024-03-29", "98% of women seen alone in May."),
          ("3a.2", "Poster in each clinic toilet", "Corran Hospitals NHS Trust", "29/03/2024", "2024-03-29", "")]),
        ("Recommendation 3b", "3b", "Interpreters are never family members.",
         [("3b.1", "Contract a telephone interpreting service", "NHS Corran ICB", "1 July 2024", "2024-07-01", "Contract let.")]),
        ("Recommendation 12 (national)", "12", "The department should publish guidance on interpreters in primary care.",
         [("12.1", "Chair to write to the department", "Corran CSP", "March 2024", "2024-03-31", "Letter sent, reply of 4 April filed.")]),
    ]  # fmt: skip
    recommendations, blocks = [], [Para("Corran DHR 11: what the partnership will do", 1)]
    for printed, number, text, rows in parts:
        fair = {"status_also_fair": ["complete", "in_progress", "not_started"]}
        recommendations.append(
            rec(number, text, *(act(who, do, due, day, progress=so, **fair) for _, do, who, due, day, so in rows),
                number_also_fair=[printed, printed.replace(" (national)", ""), number + " (national)"])
        )  # fmt: skip
        blocks += [
            Para(f"{printed}: {text}", 2),
            Table([heads, *([a, do, who, due, so] for a, do, who, due, _, so in rows)]),
        ]
    golden = answer("Corran DHR 11: what the partnership will do", *recommendations)
    return Layout("recommendation_heads_its_table", golden, blocks, kinds=("docx", "html", "odt"))


def sheet_each():
    """A workbook with a sheet for each agency, a cover and lists; no agency column."""
    heads = [
        "Rec ID",
        "IMR recommendation",
        "Single agency action",
        "Target completion",
        "Current status",
        "Commentary",
        "Evidence held",
    ]
    sheets = {
        "Police": ("Harrow Vale Police", [
            ("POL1", "Response officers should record the demeanour of children.", "Add a field to the incident log", dt.date(2024, 1, 31), "Complete", "Field live.", "Screenshot"),
            ("POL2", "Supervisors should review repeat medium-risk cases.", "Weekly list to each sergeant", dt.date(2024, 3, 29), "In progress", "Pilot in one area.", ""),
        ]),
        "ICB": ("Harrow Vale Integrated Care Board", [
            ("PROVUL8.5", "GP practices should code domestic abuse in the same way.", "Issue a coding guide", dt.date(2024, 5, 31), "In progress", "Guide at the LMC for comment.", ""),
        ]),
        "Housing & Homelessness": ("Harrow Vale Council – Housing", [
            ("HH1", "Homelessness officers should not ask for proof of violence.", "Revise the interview script", dt.date(2023, 12, 1), "Complete", "", "Script v2"),
            ("HH2", "Sanctuary works should start within five days.", "Let a new contract", dt.date(2024, 9, 30), "Not started", "Budget bid made.", ""),
        ]),
    }  # fmt: skip
    status = {"Complete": "complete", "In progress": "in_progress", "Not started": "not_started"}
    recommendations, made = [], [
        Sheet("Read me", [Para("Harrow Vale DHR – single agency (IMR) action plan", 1), Para("Update your own sheet by the 10th of each month.")], freeze=False)
    ]  # fmt: skip
    for name, (agency, rows) in sheets.items():
        for number, text, do, day, now, said, held in rows:
            action = act(
                agency,
                do,
                f"{day:%d/%m/%Y}",
                day.isoformat(),
                status[now],
                evidence=held,
                progress=said,
                agency_also_fair=[name],
            )
            recommendations.append(rec(number, text, action))
        table = [[number, text, do, Cell(str(day), day=day), *rest] for number, text, do, day, *rest in rows]
        made.append(Sheet(name, [Para(f"Agency: {agency}", 1), Table([heads, *table])]))
    made.append(Sheet("Lists", [Table([["Status"], ["Not started"], ["In progress"], ["Complete"]])], hidden=True))
    golden = answer("Harrow Vale DHR – single agency (IMR) action plan", *recommendations)
    return Layout("sheet_each", golden, sheets=made, kinds=("xlsx", "ods", "xls"))


def imr_sections():
    """A section row for each agency, no agency column; numbers start again in each section."""
    heads = ["No.", "Recommendation from the Individual Management Review", "Action", "Timescale", "Outcome / update"]
    sections = [
        ("Fenmarsh Constabulary", [
            ("PC 1", "Body-worn video should be used at every domestic incident.", "Add to the monthly compliance report", "31 May 2023", "2023-05-31", "Completed. Compliance 96%.", "complete"),
            ("PC 2", "The force should review its use of voluntary attendance.", "Audit 50 cases", "Autumn 2023", "2023-11-30", "Ongoing – audit half done.", "in_progress"),
        ]),
        ("Fenmarsh Community Health NHS Trust", [
            ("CH 1", "District nurses should know the carers’ assessment route.", "Laminated flow chart in each base", "30 June 2023", "2023-06-30", "Completed.", "complete"),
        ]),
        ("Children’s Services (Early Help)", [
            ("CS 1", "Early help plans should name the risk from each adult.", "Amend plan template", "September 2023", "2023-09-30", "Not yet started: system upgrade awaited.", "not_started"),
            ("CS 2", "Closing summaries should go to the health visitor.", "Add to closing checklist", "September 2023", "2023-09-30", "Completed 7/9/23", "complete"),
        ]),
    ]  # fmt: skip
    recommendations, table = [], [heads]
    for agency, rows in sections:
        table.append([Cell(f"{agency} – IMR recommendations", span=5, fill="D9D9D9", bold=True)])
        for number, text, do, due, day, said, status in rows:
            fair = (
                {"target_date_also_fair": [None, "2023-10-31", "2023-09-30", "2023-12-21", "2023-12-31"]}
                if due == "Autumn 2023"
                else {}
            )
            fair |= {"agency_also_fair": ["Children’s Services", "Early Help"]} if agency.startswith("Child") else {}
            recommendations.append(
                rec(number, text, act(agency, do, due, day, status, progress=said, **fair), section=agency)
            )
            table.append([number, text, do, due, said])
    golden = answer("Fenmarsh DHR ‘Nell’: agency recommendations", *recommendations)
    return Layout(
        "imr_sections", golden, [Para(golden["title"], 1), Table(table)], kinds=("docx", "pdf", "html", "xlsx", "csv")
    )


def recommendation_across():
    """A recommendation as a row across the whole table; its actions below, numbered in a column of their own."""
    heads = ["Action", "Lead", "By when", "Success measure", "Progress", "RAG"]
    parts = [
        ("Recommendation 1", "The Board should seek assurance that care homes report falls as safeguarding concerns where there is a pattern.", [
            ("1.1", "Write a falls protocol", "Adult Social Care", "31/01/2025", "2025-01-31", "Protocol adopted by 30 homes", "Adopted by 31 homes", "Complete", "complete"),
            ("1.2", "Audit a sample of 40 falls", "NHS Severn Reach ICB", "31/07/2025", "2025-07-31", "Audit report", "Sample drawn", "On track", "in_progress"),
        ]),
        ("Recommendation 2", "The ambulance service should share repeat calls to the same address.", [
            ("2.1", "Agree the data and the route", "Severn Reach Ambulance Service", "30/04/2025", "2025-04-30", "First monthly file", "", "Not started", "not_started"),
        ]),
        ("Recommendation 3", "Learning is shared with staff who knew the adult.", [
            ("3.1", "Hold two reflective sessions", "Severn Reach SAB Business Unit", "28/02/2025", "2025-02-28", "Attendance", "Both held", "Complete", "complete"),
            ("3.2", "Publish a seven-minute briefing", "Severn Reach SAB Business Unit", "28/02/2025", "2025-02-28", "Web page", "Published 3 March", "Complete", "complete"),
        ]),
    ]  # fmt: skip
    recommendations, table = [], [["No.", *heads]]
    for label, text, rows in parts:
        table.append([Cell(f"{label}: {text}", span=7, fill="DEEAF6", bold=True)])
        actions = [
            act(who, do, due, day, status, evidence=seen, progress=so)
            for _, do, who, due, day, seen, so, _, status in rows
        ]
        recommendations.append(rec(label.split()[1], text, *actions, number_also_fair=[label]))
        table += [[a, do, who, due, seen, so, rag] for a, do, who, due, _, seen, so, rag, _ in rows]
    golden = answer("SAR ‘Adult J’ Action Plan – Severn Reach Safeguarding Adults Board", *recommendations)
    return Layout(
        "recommendation_across", golden, [Para(golden["title"], 1), Table(table)], kinds=("docx", "pdf", "html", "xlsx")
    )


def months_across():
    """Months as columns with crosses, beside a start and an end."""
    months = ["Jan-25", "Feb-25", "Mar-25", "Apr-25", "May-25", "Jun-25"]
    rows = [
        ("1", "Beauty and hair salons can spot abuse.", "Train 30 salons", "Linden Council", dt.date(2025, 1, 6), dt.date(2025, 3, 31), "Complete", (0, 1, 2)),
        ("2", "Banks and advice agencies share one referral form.", "Agree the form", "Linden Citizens’ Advice", dt.date(2025, 2, 3), dt.date(2025, 5, 30), "Underway", (1, 2, 3, 4)),
        ("3", "Perpetrators are offered a change programme early.", "Commission 20 places", "Linden PCC", dt.date(2025, 4, 1), dt.date(2025, 6, 30), "Not started", (3, 4, 5)),
    ]  # fmt: skip
    status = {"Complete": "complete", "Underway": "in_progress", "Not started": "not_started"}
    heads = ["Ref", "Recommendation", "Task", "Owner", "Start date", "End date", "Status", *months]
    table = [
        [n, text, do, who, Cell(f"{a:%d/%m/%Y}", day=a), Cell(f"{z:%d/%m/%Y}", day=z), now, *(Cell("x" if m in on else "", fill=GREEN if m in on else "") for m in range(6))]
        for n, text, do, who, a, z, now, on in rows
    ]  # fmt: skip
    golden = answer(
        "Linden DHR delivery plan",
        *(
            rec(n, text, act(who, do, f"{z:%d/%m/%Y}", z.isoformat(), status[now]))
            for n, text, do, who, _, z, now, _ in rows
        ),
    )
    return Layout(
        "months_across",
        golden,
        [Para(golden["title"], 1), Table([heads, *table])],
        kinds=("xlsx", "docx", "html", "xls"),
    )


def hidden_and_done():
    """A workbook with a filter, a hidden row, a hidden old sheet, and completed actions on a sheet of their own."""
    heads = ["Rec", "Recommendation", "Action", "Agency", "Due", "Status", "Date completed"]
    text = {
        "R1": "Staff in advice centres ask about safety at home.", "R2": "The partnership reviews its information sharing agreement.",
        "R3": "Young people are taught about stalking.", "R10": "Learning from this review is in every induction.",
    }  # fmt: skip
    still = [("R1", "Add a safety question to triage", "Tor Bank Advice", dt.date(2025, 3, 31), "In progress"),
             ("R2", "Sign the revised agreement", "Tor Bank CSP", dt.date(2025, 6, 30), "Not started"),
             ("R3", "Assembly in each secondary school", "Tor Bank Education Service", dt.date(2025, 7, 18), "In progress")]  # fmt: skip
    done = [("R2", "Draft a revised agreement", "Tor Bank CSP", dt.date(2024, 10, 31), "Complete", dt.date(2024, 10, 28)),
            ("R10", "Add a page to the induction pack", "Tor Bank CSP", dt.date(2024, 9, 30), "Complete", dt.date(2024, 9, 9))]  # fmt: skip
    status = {"Complete": "complete", "In progress": "in_progress", "Not started": "not_started"}
    actions = {number: [] for number in text}
    for number, do, who, due, now, *end in still + done:
        actions[number].append(
            act(who, do, f"{due:%d/%m/%Y}", due.isoformat(), status[now], done=end[0].isoformat() if end else None)
        )
    golden = answer("Tor Bank DHR 2 Action Tracker", *(rec(n, text[n], *actions[n]) for n in text), as_at="2025-01-31")
    open_rows = [[n, text[n], do, who, Cell(str(due), day=due), now, ""] for n, do, who, due, now in still]
    done_rows = [
        [n, text[n], do, who, Cell(str(due), day=due), now, Cell(str(end), day=end)]
        for n, do, who, due, now, end in done
    ]
    top = [Para(golden["title"], 1), Para("Position at 31 January 2025")]
    sheets = [
        Sheet("Open actions", [*top, Table([heads, *open_rows])], filtered=True, hidden_rows=(5,)),
        Sheet("Completed actions", [Table([heads, *done_rows])]),
        Sheet(
            "Old version",
            [Table([heads, ["R1", "Old wording", "Old action", "Nobody", "2023", "Complete", ""]])],
            hidden=True,
        ),
        Sheet(
            "Pick lists",
            [Table([["Agencies", "Status"], ["Tor Bank CSP", "Complete"], ["Tor Bank Advice", "In progress"]])],
        ),
    ]
    blocks = [
        *top,
        Para("Open actions", 2),
        Table([heads, *open_rows]),
        Para("Completed actions", 2),
        Table([heads, *done_rows]),
    ]
    return Layout("hidden_and_done", golden, blocks, sheets, kinds=("xlsx", "docx", "ods", "html", "pdf"))


LAYOUTS = (
    page_each, recommendation_heads_its_table, sheet_each, imr_sections, recommendation_across, months_across, hidden_and_done,
)  # fmt: skip
