"""Plans as one wide table for each document: the trackers of boards and trusts."""

import datetime as dt

from importing.layouts.answers import act, answer, rec
from importing.layouts.drawing import Cell, Layout, Para, Table

GREEN, AMBER, RED, BLUE, GREY = "92D050", "FFC000", "FF0000", "8DB3E2", "D9D9D9"


def smart_columns():
    """SMART headings that tell the action, lead and date columns."""
    heads = [
        "Rec\nNo.", "Recommendation", "Specific\n(what exactly will be done?)", "Measurable\n(how will we know?)",
        "Achievable\n(which agency leads?)", "Realistic\n(what is needed?)", "Time-bound\n(by when?)", "Status",
    ]  # fmt: skip
    rows = [
        ("1", "Frontline staff recognise economic abuse.", "Commission two half-day workshops on economic abuse",
         "80 staff attend; feedback forms", "Oldmere Borough Council", "£3,000 from the training budget", "31/05/2024", "Complete"),
        ("2", "Victims who withdraw a statement are offered a second contact.", "Add a 14-day call-back to the withdrawal policy",
         "Monthly dip sample", "Oldmere Police", "None – within present staffing", "30/09/2024", "In progress"),
        ("3", "Pharmacists know where to refer.", "Send the pathway leaflet to all 41 pharmacies",
         "Delivery list", "Oldmere ICB", "Print costs", "Dec 2024", "Not started"),
        ("4", "Schools are told of incidents before the school day.", "Extend Operation Encompass to colleges",
         "Number of notifications", "Oldmere Police", "College contacts", "28 Feb 2025", "In progress"),
    ]  # fmt: skip
    dates = {
        "31/05/2024": "2024-05-31",
        "30/09/2024": "2024-09-30",
        "Dec 2024": "2024-12-31",
        "28 Feb 2025": "2025-02-28",
    }
    status = {"Complete": "complete", "In progress": "in_progress", "Not started": "not_started"}
    golden = answer(
        "Oldmere Community Safety Partnership DHR ‘Iris’ – SMART action plan",
        *(
            rec(n, text, act(lead, do, due, dates[due], status[now], evidence=seen))
            for n, text, do, seen, lead, _, due, now in rows
        ),
        other_words=[row[5] for row in rows],
    )
    blocks = [Para(golden["title"], 1), Table([heads, *map(list, rows)])]
    return Layout("smart_columns", golden, blocks, kinds=("docx", "pdf", "html", "csv", "tsv", "xlsx", "odt", "rtf"))


def sar_two_updates():
    """A safeguarding adults board's tracker: an update column a meeting, RAG in words with a key, posts and bodies."""
    heads = [
        "Theme", "Ref", "Learning", "Action", "Agency lead", "Named officer", "Timescale",
        "Progress update (March 2023)", "Progress update (Sept 2023)", "RAG", "Evidence",
    ]  # fmt: skip
    key = "RAG key: Red = not started; Amber = in progress; Green = completed and evidenced"
    rows = [
        ("Self-neglect", "R1", "Practitioners should use the self-neglect pathway at the first sign of hoarding.",
         "Relaunch the pathway with a seven-minute briefing", "Adult Social Care", "Principal Social Worker", "June 2023",
         "Briefing in draft.", "Briefing issued 12 June to all teams.", "Green", "Briefing; team meeting minutes"),
        ("Self-neglect", "R2", "Fire risk must be part of every home visit where there is hoarding.",
         "Add a fire risk prompt to the assessment", "Tarnford Fire and Rescue Service", "Prevention Manager", "September 2023",
         "Meeting held with IT supplier.", "Prompt being tested in one locality.", "Amber", ""),
        ("Mental capacity", "R3", "Executive capacity is considered and recorded.",
         "Run a train-the-trainer course on executive functioning", "Tarnford NHS Foundation Trust", "MCA Lead", "December 2023",
         "No update received.", "Trainer not yet found.", "Red", ""),
        ("Mental capacity", "R4", "Advocacy is offered early.", "Revise the advocacy referral form", "Adult Social Care",
         "Commissioning Manager", "31/07/2023", "Form revised and out for comment.", "Form live since 1 August.", "Green", "Form v3"),
    ]  # fmt: skip
    status = {"Green": "complete", "Amber": "in_progress", "Red": "not_started"}
    dates = ["2023-06-30", "2023-09-30", "2023-12-31", "2023-07-31"]
    golden = answer(
        "Safeguarding Adults Review – Adult ‘Wren’ – Multi-agency action plan",
        *(
            rec(r[1], r[2], act(r[4], r[3], r[6], day, status[r[9]], evidence=r[10], progress=f"{r[7]} {r[8]}"))
            for r, day in zip(rows, dates, strict=True)
        ),
        other_words=["Self-neglect", "Mental capacity", *(r[5] for r in rows)],
    )
    fills = {"Green": GREEN, "Amber": AMBER, "Red": RED}
    table = [[*r[:9], Cell(r[9], fill=fills[r[9]]), r[10]] for r in rows]
    blocks = [Para(golden["title"], 1), Para("Tarnford Safeguarding Adults Board"), Para(key), Table([heads, *table])]
    return Layout("sar_two_updates", golden, blocks, kinds=("docx", "pdf", "html", "xlsx"), header="OFFICIAL-SENSITIVE")


def susr_bilingual():
    """A Welsh review with Welsh and English in each heading."""
    heads = [
        "Rhif / No.", "Argymhelliad / Recommendation", "Cam gweithredu / Action", "Corff arweiniol / Lead body",
        "Dyddiad targed / Target date", "Statws / Status", "Diweddariad / Update",
    ]  # fmt: skip
    rows = [
        ("1", "The Regional Safeguarding Board should review how professional challenge is taught.",
         "Add professional challenge to the regional training framework", "Bwrdd Diogelu Glan Heli / Glan Heli Safeguarding Board",
         "31 March 2025", "Wedi cwblhau / Complete", "Framework signed off in February 2025."),
        ("2", "Health visitors ask about the wider household.", "Amend the family assessment template",
         "Glan Heli University Health Board", "30 Mehefin 2025 / 30 June 2025", "Ar y gweill / In progress", "Template at the forms group."),
        ("3", "Police share the risk assessment with the school within one working day.",
         "Agree a data sharing agreement with the local education authority", "Heddlu Glan Heli / Glan Heli Police",
         "Medi 2025 / September 2025", "Heb ddechrau / Not started", ""),
    ]  # fmt: skip
    golden = answer(
        "Adolygiad Diogelu Unedig Sengl / Single Unified Safeguarding Review – Cynllun Gweithredu / Action Plan",
        rec("1", rows[0][1], act("Glan Heli Safeguarding Board", rows[0][2], rows[0][4], "2025-03-31", "complete", progress=rows[0][6],
            agency_also_fair=["Bwrdd Diogelu Glan Heli", rows[0][3]])),
        rec("2", rows[1][1], act(rows[1][3], rows[1][2], rows[1][4], "2025-06-30", "in_progress", progress=rows[1][6])),
        rec("3", rows[2][1], act("Glan Heli Police", rows[2][2], rows[2][4], "2025-09-30", "not_started",
            agency_also_fair=["Heddlu Glan Heli", rows[2][3]])),
    )  # fmt: skip
    blocks = [Para(golden["title"], 1), Table([heads, *map(list, rows)])]
    return Layout("susr_bilingual", golden, blocks, kinds=("docx", "html", "pdf", "odt"))


def dates_of_all_sorts():
    """Dates as people write them: relative, vague, impossible, American in appearance, with remarks."""
    heads = ["Ref", "Recommendation", "Action", "Lead agency", "Timescale for completion", "Progress"]
    cases = [
        ("9", "within six months of publication", None, {}, ""),
        ("9a", "End of Q4 2023/24", "2024-03-31", {"target_date_also_fair": [None]}, ""),
        (
            "9b",
            "Spring 2024",
            "2024-05-31",
            {"target_date_also_fair": [None, "2024-06-30", "2024-06-20", "2024-03-31", "2024-04-30"]},
            "",
        ),
        ("10", "31/06/2024", None, {}, ""),
        ("11", "03/04/2024", "2024-04-03", {}, ""),
        ("12", "Immediate", None, {}, "Done the same week; procedure amended."),
        ("13", "ASAP and no later than 1st Oct 2024", "2024-10-01", {}, ""),
        ("14", "30 Sept 24 (subject to funding)", "2024-09-30", {}, ""),
        ("15", "April – June 2024", "2024-06-30", {}, ""),
        ("16", "TBC", None, {}, ""),
        ("17", "31.12.24", "2024-12-31", {}, ""),
        ("18", "Ongoing – annual review each January", None, {"status_also_fair": ["unknown"]}, ""),
        ("19", "2024-11-30", "2024-11-30", {}, ""),
        ("20", "November 2023, extended to May 2024", "2024-05-31", {}, ""),
    ]
    topics = [
        "carers", "translators", "dentists", "housing officers", "night shift managers", "school nurses", "town wardens",
        "call takers", "midwives", "librarians", "ambulance crews", "benefit officers", "volunteers", "paramedics",
    ]  # fmt: skip
    leads = ["Wexdale Council", "Wexdale Constabulary"]
    recommendations, table = [], []
    for n, ((number, due, date, fair, progress), topic) in enumerate(zip(cases, topics, strict=True)):
        text = f"Training for {topic} covers coercive control and how it hides behind care."
        do = f"Revise the course for {topic} and book {n + 3} sessions"
        status = "complete" if progress else "in_progress" if due.startswith("Ongoing") else "unknown"
        also = {"unknown": ["in_progress", "not_started"], "complete": ["unknown", "in_progress"]}.get(status, [])
        more = {"status_also_fair": also, **fair}
        recommendations.append(rec(number, text, act(leads[n % 2], do, due, date, status, progress=progress, **more)))
        table.append([number, text, do, leads[n % 2], due, progress])
    golden = answer("Wexdale DHR 7 – action plan as agreed by the panel", *recommendations)
    blocks = [Para(golden["title"], 1), Table([heads, *table])]
    return Layout("dates_of_all_sorts", golden, blocks, kinds=("docx", "xlsx", "csv", "pdf"))


def joined_agencies():
    """Several bodies in one cell, joined in every usual way; a post beside its body."""
    heads = [
        "Recommendation No",
        "Recommendation",
        "Action required",
        "Responsible organisation(s)",
        "Due",
        "RAG / status",
    ]
    cases = [
        ("Kestrel Police / Probation Service", "Kestrel Police", ["Kestrel Police", "Probation Service"]),
        ("Adult Social Care and Children’s Social Care", "Adult Social Care", ["Adult Social Care", "Children’s Social Care"]),
        ("Kestrel Women’s Aid\nKestrel Housing Association\nKestrel Police", "Kestrel Women’s Aid",
         ["Kestrel Women’s Aid", "Kestrel Housing Association", "Kestrel Police"]),
        ("Head of Safeguarding, Kestrel Hospitals NHS Trust", "Kestrel Hospitals NHS Trust", ["Kestrel Hospitals NHS Trust"]),
        ("Kestrel Hospitals NHS Trust; Probation Service", "Kestrel Hospitals NHS Trust", ["Kestrel Hospitals NHS Trust", "Probation Service"]),
        ("Kestrel CSP (chair) supported by Kestrel Women’s Aid", "Kestrel CSP", ["Kestrel CSP", "Kestrel Women’s Aid"]),
        ("All partner agencies", None, []),
        ("Brook, Heath and Moor Housing Association", "Brook, Heath and Moor Housing Association", ["Brook, Heath and Moor Housing Association"]),
    ]  # fmt: skip
    doings = [
        "Set up a monthly meeting on serial perpetrators", "Write a joint protocol for young carers", "Open a second refuge for women with sons over 14",
        "Put routine enquiry into the fracture clinic", "Share licence conditions with the emergency department",
        "Hold a learning event for the voluntary sector", "Name a single point of contact for reviews", "Fund target hardening for tenants",
    ]  # fmt: skip
    recommendations, table = [], []
    for n, ((printed, lead, bodies), do) in enumerate(zip(cases, doings, strict=True), 1):
        text = f"{do.split()[0]}ting this right matters to the family: partners agree who does what, area {n} of the review."
        fair = {"agency_also_fair": ["All partner agencies", "All agencies"]} if lead is None else {}
        if "supported" in printed:
            fair = {"agency_also_fair": ["Kestrel CSP (chair)"]}
        done = n % 3 == 0
        recommendations.append(
            rec(
                f"R{n}",
                text,
                act(
                    lead, do, "30/11/2025", "2025-11-30", "complete" if done else "in_progress", agencies=bodies, **fair
                ),
            )
        )
        table.append([f"R{n}", text, do, printed, "30/11/2025", "Completed" if done else "On track"])
    golden = answer("Kestrel DARDR ‘Maud’ Action Plan v4", *recommendations)
    blocks = [Para(golden["title"], 1), Table([heads, *table])]
    return Layout("joined_agencies", golden, blocks, kinds=("docx", "html", "xlsx"))


def _coloured(name, title, key, fills, statuses, **fair):
    """A tracker whose RAG column holds only colours."""
    heads = ["No", "Recommendation", "Action", "Lead", "Deadline", "RAG"]
    rows = [
        ("1", "Information about non-fatal strangulation reaches every GP.", "Circulate the clinical guide", "Merrow ICB", dt.date(2023, 11, 30)),
        ("2", "Evictions take account of abuse.", "Add an abuse check to the eviction panel", "Merrow Homes", dt.date(2024, 2, 29)),
        ("3", "Risk is reviewed when a perpetrator moves.", "Flag address changes between forces", "Merrow Police", dt.date(2024, 6, 30)),
        ("4", "Bereaved children are supported.", "Commission a bereavement service", "Merrow Council", dt.date(2024, 9, 30)),
    ]  # fmt: skip
    recommendations = [
        rec(n, text, act(lead, do, f"{day:%d/%m/%Y}", day.isoformat(), status, **fair))
        for (n, text, do, lead, day), status in zip(rows, statuses, strict=True)
    ]
    table = [
        [n, text, do, lead, Cell(f"{day:%d/%m/%Y}", day=day), Cell("", fill=fill)]
        for (n, text, do, lead, day), fill in zip(rows, fills, strict=True)
    ]
    blocks = [Para(title, 1), *key, Table([heads, *table])]
    return Layout(name, answer(title, *recommendations), blocks, kinds=("xlsx", "docx", "html"))


def colours_with_a_key():
    """A colour means what the plan's own key says."""
    key = [Table([[Cell("", fill=BLUE), "Action complete"], [Cell("", fill=GREEN), "On target"],
                  [Cell("", fill=AMBER), "Not yet started"], [Cell("", fill=RED), "Behind target"]], heads=0)]  # fmt: skip
    return _coloured("colours_with_a_key", "Merrow DHR 3 tracker", key, [BLUE, AMBER, GREEN, RED],
                     ["complete", "not_started", "in_progress", "in_progress"])  # fmt: skip


def colours_upside_down():
    """A key with the opposite meanings: green means not started."""
    key = [Para("Colour key"), Table([[Cell("Red", fill=RED), "Completed – closed to further work"],
           [Cell("Amber", fill=AMBER), "In progress"], [Cell("Green", fill=GREEN), "Not started – free to begin"]], heads=0)]  # fmt: skip
    return _coloured("colours_upside_down", "Merrow DHR 4 tracker", key, [GREEN, RED, AMBER, RED],
                     ["not_started", "complete", "in_progress", "complete"])  # fmt: skip


def colours_without_a_key():
    """A colour without a key says nothing."""
    return _coloured("colours_without_a_key", "Merrow DHR 5 tracker", [], [BLUE, GREEN, AMBER, RED], ["unknown"] * 4)


def statuses_in_words():
    """Two heading rows, headings of 150 characters, a help row, and a RAG column that holds words."""
    long = (
        "Key milestones achieved in enacting the recommendation, including any barriers met, the date of each and what "
        "the responsible agency has done about them so far"
    )
    first = [
        Cell("Recommendation", span=2, bold=True),
        Cell("What will be done", span=3, bold=True),
        Cell("Monitoring", span=3, bold=True),
    ]
    second = ["Number", "Wording (as in the Overview Report)", "Action", "Agency", "By", long, "RAG", "Date completed"]
    helps = [
        "As numbered in the report", "Do not alter", "One action a row please", "Lead agency only", "dd/mm/yyyy",
        "No names or other personal details", "Choose from the list", "Leave blank until complete",
    ]  # fmt: skip
    cases = [
        ("21.10.1", "Not started", "not_started", ""), ("21.10.2", "Completed", "complete", "14/02/2024"),
        ("21.10.3", "On hold", "paused", ""), ("21.11.1", "On track", "in_progress", ""),
        ("21.11.2", "Delayed", "in_progress", ""), ("21.12", "Action closed", "complete", "30/04/2024"),
    ]  # fmt: skip
    recommendations, table = [], []
    for n, (number, rag, status, done) in enumerate(cases):
        text = f"The partnership should test line {n + 1} of its offer to men who are harmed by a family member."
        do = f"Survey of step {n + 1} with the men’s advice line"
        progress = f"Step {n + 1} scoped; questions agreed." if n else ""
        fair = {"status_also_fair": ["not_started", "unknown"]} if rag == "Delayed" else {}
        iso = "-".join(reversed(done.split("/"))) if done else None
        recommendations.append(
            rec(
                number,
                text,
                act(
                    "Hartwick CSP",
                    do,
                    f"{n + 10}/03/2024",
                    f"2024-03-{n + 10}",
                    status,
                    progress=progress,
                    done=iso,
                    **fair,
                ),
            )
        )
        table.append([number, text, do, "Hartwick CSP", f"{n + 10}/03/2024", progress, rag, done])
    golden = answer(
        "Hartwick Community Safety Partnership – Domestic Homicide Review 2 – Action Plan", *recommendations
    )
    blocks = [Para(golden["title"], 1), Table([first, second, helps, *table], heads=2)]
    return Layout("statuses_in_words", golden, blocks, kinds=("docx", "xlsx", "pdf", "html"))


def _long(name, *, borders, kinds):
    """Twenty-four rows over several pages; some recommendations continue over a page break."""
    heads = ["No", "Recommendation", "Action", "Lead agency", "Target date", "Progress", "Status"]
    bodies = ["Quarry Bank Police", "Quarry Bank Council", "NHS Quarry Bank ICB", "Probation Service"]
    subjects = [
        "older people who care for a partner", "women in farm tied cottages", "men in shared houses", "students from abroad",
        "people leaving prison", "young mothers", "parents hurt by a grown child", "people with a learning disability",
    ]  # fmt: skip
    states = {"Complete": "complete", "In progress": "in_progress", "Not started": "not_started"}
    recommendations, table = [], [heads]
    for n, subject in enumerate(subjects, 1):
        text = (
            f"Each agency that meets {subject} should ask about safety in a way that fits their lives, should write down the "
            f"answer where the next worker will see it, and should tell the partnership within {n + 2} weeks what it has found."
        )
        actions = []
        for m in range(3):
            do = f"Ask a group of {subject} to test version {m + 1} of the question, and change it as they say."
            state, month = list(states)[(n + m) % 3], 3 * m + 2
            due, day = f"28/{month:02}/2025", f"2025-{month:02}-28"
            so = (
                f"Version {m + 1} was tried with {n + 4} people. They asked for plainer words and for the card to fit a purse."
                if state != "Not started"
                else ""
            )
            actions.append(act(bodies[(n + m) % 4], do, due, day, states[state], progress=so))
            table.append([Cell(str(n), down=3), Cell(text, down=3)] if m == 0 else [])
            table[-1] = [*table[-1], do, bodies[(n + m) % 4], due, so, state]
        recommendations.append(rec(str(n), text, *actions))
    golden = answer(
        "Quarry Bank DHR 9 – Action Plan", *recommendations, **({} if borders else {"refusal_also_fair": True})
    )
    blocks = [Para(golden["title"], 1), Table(table, borders=borders)]
    return Layout(name, golden, blocks, kinds=kinds, header="OFFICIAL-SENSITIVE", footer="Quarry Bank CSP – page")


def over_pages():
    """A long table with lines: page breaks cut rows and merged cells."""
    return _long("over_pages", borders=True, kinds=("docx", "pdf", "xlsx", "doc"))


def without_lines():
    """The same with no lines around the cells."""
    return _long("without_lines", borders=False, kinds=("docx", "pdf"))


LAYOUTS = (
    smart_columns, sar_two_updates, susr_bilingual, dates_of_all_sorts, joined_agencies, colours_with_a_key,
    colours_upside_down, colours_without_a_key, statuses_in_words, over_pages, without_lines,
)  # fmt: skip
