"""More plans of councils and trusts: a report's appendix, ticks for statuses, paragraphs, a crowded sheet."""

import datetime as dt

from importing.layouts.answers import act, answer, rec
from importing.layouts.drawing import Cell, Layout, Para, Sheet, Table

TICK = "✓"


def report_with_appendix():
    """A report that lists its recommendations as paragraphs, with the plan in an appendix in the same words."""
    heads = ["Recommendation", "Action", "Lead Agency", "Timescale", "Position at November 2023"]
    rows = [
        ("Recommendation 1", "Housing associations should ask each new tenant in private whether they are safe.", "Change the sign-up form",
         "Larkhill Homes", "March 2024", "2024-03-31", "Form agreed; goes live in January.", "in_progress"),
        ("Recommendation 2", "The hospital should flag patients who have left before being seen three times in a year.", "Build a flag and test it",
         "Larkhill Hospitals NHS Trust", "June 2024", "2024-06-30", "Not started.", "not_started"),
        ("Recommendation 3", "The partnership should measure whether its campaigns reach older men.", "Add questions to the residents’ survey",
         "Larkhill Community Safety Partnership", "January 2024", "2024-01-31", "Completed in October.", "complete"),
    ]  # fmt: skip
    golden = answer(
        "Domestic Homicide Review – Overview Report – ‘Ada’",
        *(
            rec(label.split()[1], text, act(who, do, due, day, status, progress=so), number_also_fair=[label])
            for label, text, do, who, due, day, so, status in rows
        ),
    )  # fmt: skip
    blocks = [
        Para(golden["title"], 1),
        Para("1. Introduction", 2),
        Para("1.1 This review looks at how agencies responded to Ada, who was 71 when she died, and to her husband."),
        Para(
            "1.2 The panel met six times between March 2022 and May 2023. The family read the report and asked for two changes."
        ),
        Para("14. Conclusions", 2),
        Para("14.1 There were chances to ask. No single agency held the whole picture."),
        Para("15. Recommendations", 2),
        *(Para(f"{label}: {text}") for label, text, *_ in rows),
        Para("Appendix C: Action Plan", 1),
        Table([heads, *([f"{label}\n{text}", do, who, due, so] for label, text, do, who, due, _, so, _ in rows)]),
    ]
    return Layout("report_with_appendix", golden, blocks, kinds=("docx", "pdf", "odt", "html"), landscape=False)


def ticks_for_statuses():
    """Three narrow columns with a tick under one of them in place of a status; two heading rows."""
    first = [Cell("Ref", down=2), Cell("Recommendation", down=2), Cell("Action", down=2), Cell("Responsible agency", down=2), Cell("Target date", down=2), Cell("Status (tick one)", span=3), Cell("Comments", down=2)]  # fmt: skip
    second = ["Not started", "In progress", "Complete"]
    rows = [
        ("A1", "Town centre staff know what to do when someone asks for help.", "Relaunch the ask-for-help scheme", "Pikewell BID", "28/02/2025", 2, "Relaunched in 60 shops."),
        ("A2", "Taxi drivers are trained at licensing.", "Add a module to the knowledge test", "Pikewell Council Licensing", "30/04/2025", 1, "Module written."),
        ("A3", "Street pastors can make referrals.", "Agree a referral form", "Pikewell Street Pastors", "31/05/2025", 0, ""),
    ]  # fmt: skip
    states = ["not_started", "in_progress", "complete"]
    golden = answer(
        "Pikewell CSP Safe Streets and DHR action plan",
        *(
            rec(n, text, act(who, do, due, "-".join(reversed(due.split("/"))), states[at], progress=so))
            for n, text, do, who, due, at, so in rows
        ),
    )
    table = [
        [n, text, do, who, due, *(TICK if at == m else "" for m in range(3)), so]
        for n, text, do, who, due, at, so in rows
    ]
    return Layout("ticks_for_statuses", golden, [Para(golden["title"], 1), Table([first, second, *table], heads=2)], kinds=("docx", "xlsx", "html"))  # fmt: skip


def response_plan():
    """A trust's response: accepted or not, a dated log as update, one recommendation not accepted, one superseded."""
    heads = ["Rec.", "Recommendation made by the panel", "Accepted?\n(Y/N/Partial)", "Response and action", "Accountable organisation", "Date for completion", "Update log", "Action status (Open / Closed)"]  # fmt: skip
    golden = answer(
        "Response to the recommendations of the Domestic Homicide Review",
        rec("7", "Pharmacists should be asked to join the local forum.",
            act("Teal Valley ICB", "Invite the local pharmaceutical committee", "31 Oct 2023", "2023-10-31", "complete",
                progress="12/09/23 – invitation sent. 17/10/23 – first meeting attended. 14/11/23 – action closed.")),
        rec("8", "All staff should have a yearly appraisal question on domestic abuse.",
            act("Teal Valley NHS Trust", "Pilot in two directorates before a decision", "31 Mar 2024", "2024-03-31", "in_progress",
                progress="05/12/23 – pilot has begun in maternity. 22/01/24 – estates to follow.")),
        rec("9", "The trust should employ its own social worker in each ward.",
            act("Teal Valley NHS Trust", "Not accepted: the council provides this service under the section 75 agreement. No further action.", "N/A", None, "unknown",
                status_also_fair=["complete", "propose_to_close", "not_started"])),
        rec("10", "The audit of leavers’ records should be repeated.",
            act("Teal Valley NHS Trust", "Repeat the audit in the spring", "30 Apr 2024", "2024-04-30", "in_progress", progress="No update yet.",
                status_also_fair=["not_started", "unknown"])),
    )  # fmt: skip
    states = ["Closed", "Open", "Closed", "Open"]
    table = [heads]
    for r, accepted, state in zip(golden["recommendations"], ["Y", "Partial", "N", "Y"], states, strict=True):
        a = r["actions"][0]
        log = a["progress"].replace(". 17", ".\n17").replace(". 14", ".\n14").replace(". 22", ".\n22")
        table.append([r["number"], r["text"], accepted, a["action"], a["agency"], a["target_date_text"], log, state])
    return Layout(
        "response_plan", golden, [Para(golden["title"], 1), Table(table)], kinds=("docx", "pdf", "xlsx", "html")
    )


def two_tables():
    """The overview report's recommendations in one table, the agencies' own in another with other headings."""
    one = ["No", "Overview report recommendation", "Scope", "Action", "Lead", "Target date", "Status"]
    two = ["Agency", "Ref", "Agency recommendation", "Key actions", "By when", "Outcome"]
    golden = answer(
        "Ferrybridge North DHR – ‘Wilf’ – Action Plan",
        rec("1.1", "The board should review its escalation policy.", act("Ferrybridge North CSP", "Task and finish group to review", "30/06/2024", "2024-06-30", "complete"), scope="Local"),
        rec("1.9", "The board should test the policy with a case a year.", act("Ferrybridge North CSP", "Add to audit calendar", "30/09/2024", "2024-09-30", "not_started"), scope="Local"),
        rec("1.10", "The government should fund carers’ advocates.", act("Ferrybridge North CSP", "Write to the minister", "31/05/2024", "2024-05-31", "in_progress"), scope="National"),
        rec("ASC-1", "Carers’ assessments should ask about harm from the person cared for.",
            act("Ferrybridge Adult Social Care", "Change the assessment form", "July 2024", "2024-07-31", "complete", progress="Completed July 2024."),
            act("Ferrybridge Adult Social Care", "Train assessors", "December 2024", "2024-12-31", "in_progress", progress="In progress: 40% trained.")),
        rec("ASC-2", "Respite should not depend on a diagnosis.", act("Ferrybridge Adult Social Care", "Revise eligibility guidance", "October 2024", "2024-10-31", "not_started", progress="Not started.")),
        rec("GP-1", "Practices should hold a register of carers.", act("Ferrybridge GP Federation", "Audit registers", "September 2024", "2024-09-30", "in_progress", progress="Ongoing.")),
    )  # fmt: skip
    r = golden["recommendations"]
    words = {"complete": "Complete", "not_started": "Not started", "in_progress": "In progress"}
    first = [[x["number"], x["text"], x["scope"], x["actions"][0]["action"], x["actions"][0]["agency"], x["actions"][0]["target_date_text"], words[x["actions"][0]["status"]]] for x in r[:3]]  # fmt: skip
    rest = [[a["action"], a["target_date_text"], a["progress"]] for x in r[3:] for a in x["actions"]]
    second = [
        [Cell("Ferrybridge Adult Social Care", down=3), Cell("ASC-1", down=2), Cell(r[3]["text"], down=2), *rest[0]],
        rest[1],
        ["ASC-2", r[4]["text"], *rest[2]],
        ["Ferrybridge GP Federation", "GP-1", r[5]["text"], *rest[3]],
    ]
    blocks = [Para(golden["title"], 1), Para("Part A: Overview report", 2), Table([one, *first]), Para("Part B: Individual agencies", 2), Table([two, *second])]  # fmt: skip
    return Layout("two_tables", golden, blocks, kinds=("docx", "pdf", "html", "xlsx", "odt"))


def paragraphs_only():
    """No table: labelled paragraphs under a heading for each recommendation."""
    rows = [
        ("Recommendation 1", "Prisons should tell the police of a release on temporary licence where there is a history of abuse.",
         "Agree a notification form with both prisons", "Ivel Constabulary", "30 September 2023", "2023-09-30", "Complete. Form used since August.", "complete"),
        ("Recommendation 2", "Veterans’ charities should be offered domestic abuse training.",
         "Offer three free sessions", "Ivel Council Public Health", "31 January 2024", "2024-01-31", "In progress. Two sessions held.", "in_progress"),
        ("Recommendation 3", "The dental school should teach students to ask about facial injury.",
         "Meet the dean and agree a lecture", "Ivel ICB", "September 2024", "2024-09-30", "Not started.", "not_started"),
    ]  # fmt: skip
    blocks = [Para("Ivel DHR: Action Plan", 1)]
    for label, text, do, who, due, _, so, _ in rows:
        blocks += [
            Para(f"{label}", 2),
            Para(text),
            Para(f"Action: {do}"),
            Para(f"Lead agency: {who}"),
            Para(f"Target date: {due}"),
            Para(f"Progress: {so}"),
        ]
    golden = answer(
        "Ivel DHR: Action Plan",
        *(rec(label.split()[1], text, act(who, do, due, day, status, progress=so), number_also_fair=[label]) for label, text, do, who, due, day, so, status in rows),
        refusal_also_fair=True,
    )  # fmt: skip
    return Layout("paragraphs_only", golden, blocks, kinds=("docx", "html", "pdf"), landscape=False)


def busy_sheet():
    """An empty first column and rows, a title across, totals below, a count to the side, text dates among real ones."""
    heads = [
        "",
        "Rec #",
        "Recommendation",
        "Action(s)",
        "Resp. org.",
        "T/scale",
        "Prog. / comments",
        "BRAG",
        "",
        "Summary",
        "",
    ]
    rows = [
        (1, "Letting agents know where to refer tenants.", "Send the directory to 25 agents", "Saltmere Council", dt.date(2024, 5, 31), "31/05/2024", "2024-05-31", "Sent.", "Blue", "complete"),
        (2, "Sports clubs have a welfare officer.", "Survey clubs", "Saltmere Sports Trust", None, "31/8/24", "2024-08-31", "Survey out.", "Green", "in_progress"),
        ("2a", "Clubs without one are offered help.", "Offer training to clubs", "Saltmere Sports Trust", None, "Oct 24", "2024-10-31", "", "Red", "not_started"),
        (10, "Fire service visits spot coercion.", "Add to home safety visit", "Saltmere Fire & Rescue", dt.date(2024, 12, 31), "31/12/2024", "2024-12-31", "Draft form.", "Amber", "in_progress"),
    ]  # fmt: skip
    fills = {"Blue": "8DB3E2", "Green": "92D050", "Amber": "FFC000", "Red": "FF0000"}
    beside = [("Blue", "1"), ("Green", "1"), ("Amber", "1"), ("Red", "1")]
    table = [
        ["", str(n), text, do, who, Cell(due, day=day), so, Cell(rag, fill=fills[rag]), "", *beside[at]]
        for at, (n, text, do, who, day, due, _, so, rag, _) in enumerate(rows)
    ]
    golden = answer(
        "Saltmere CSP – DHR ‘Bryony’ – tracker",
        *(rec(str(n), text, act(who, do, due, iso, status, progress=so)) for n, text, do, who, _, due, iso, so, _, status in rows),
        as_at="2024-09-12",
    )  # fmt: skip
    total = ["", Cell("Total actions: 4", span=3), "", "", "", "", "", "Total", "4"]
    sheets = [
        Sheet("Cover", [Para(golden["title"], 1), Para("Last updated: 12 September 2024"), Para("OFFICIAL-SENSITIVE")], freeze=False),
        Sheet("Tracker", [Table([["", Cell(golden["title"], span=7)], [""], heads, *table, [""], total], heads=3)], filtered=False, freeze=False),
        Sheet("Key", [Table([["Colour", "What it means"], ["Blue", "Completed"], ["Green", "On track"], ["Amber", "Some delay"], ["Red", "Not started"]])]),
    ]  # fmt: skip
    return Layout("busy_sheet", golden, sheets=sheets, kinds=("xlsx", "ods", "xls"))


def labels_with_a_table():
    """A block for each recommendation, with headings of their own over its action rows."""
    blocks, recommendations = [Para("Thornlea SAB – SAR ‘Ines’ – Improvement plan", 1)], []
    parts = [
        ("R21/1", "Agencies should hold a meeting within ten days of a third alert.", "Tissue viability was looked at alone.", [
            ("Write a threshold for meetings", "Adult Social Care", "30/04/2022", "2022-04-30", "Done", "complete"),
            ("Tell providers at the forum", "Thornlea SAB", "31/05/2022", "2022-05-31", "Forum booked for 24 May", "unknown")]),
        ("R21/2", "Photographs of wounds should be stored where all can see them.", "Pictures were on one nurse’s telephone.", [
            ("Buy the secure application", "Thornlea Community NHS Trust", "31/08/2022", "2022-08-31", "Ongoing", "in_progress")]),
    ]  # fmt: skip
    for number, text, why, rows in parts:
        table = [
            [Cell("Recommendation", bold=True), number, Cell(text, span=3)],
            [Cell("Why this matters", bold=True), Cell(why, span=4)],
            [Cell(head, bold=True) for head in ("Action", "", "Lead agency", "Target date", "Progress")],
            *([Cell(do, span=2), who, due, so] for do, who, due, _, so, _ in rows),
        ]
        blocks.append(Table(table, heads=0))
        actions = [
            act(who, do, due, day, now, progress=so, status_also_fair=["in_progress"] if now == "unknown" else [])
            for do, who, due, day, so, now in rows
        ]
        recommendations.append(rec(number, text, *actions))
    golden = answer(blocks[0].text, *recommendations, other_words=[p[2] for p in parts])
    return Layout("labels_with_a_table", golden, blocks, kinds=("docx", "pdf", "html"))


LAYOUTS = (
    report_with_appendix, ticks_for_statuses, response_plan, two_tables, paragraphs_only, busy_sheet, labels_with_a_table,
)  # fmt: skip
