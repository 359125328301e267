"""Plans that people worked on: lists in cells, repeated headings, blanks for merged cells, tracked changes."""

from importing.layouts.answers import act, answer, rec
from importing.layouts.drawing import Cell, Layout, Para, Table


def lists_in_step():
    """Items in step over several columns (numbered by Word, lettered, or by lines alone), and items that are not."""
    heads = ["Recommendation", "Actions", "Lead agency", "Target date", "Progress"]
    more = {"status_also_fair": ["not_started", "unknown"]}
    numbered = rec(
        "1", "Care leavers’ relationships are asked about and acted on.",
        act("Children’s Services", "Add a question to the pathway plan Train personal advisers Report to corporate parenting board",
            "1. 31 May 2024 2. 31 July 2024 3. 30 November 2024", "2024-11-30", "in_progress",
            progress="Complete In progress – 14 of 22 trained Not started", **more,
            parts=[act("Children’s Services", "Add a question to the pathway plan", "31 May 2024", "2024-05-31", "complete"),
                   act("Children’s Services", "Train personal advisers", "31 July 2024", "2024-07-31", "in_progress"),
                   act("Children’s Services", "Report to corporate parenting board", "30 November 2024", "2024-11-30", "not_started")]),
    )  # fmt: skip
    lettered = rec(
        "2", "Stalking is seen for what it is.",
        act("Rowan Police", "a) Issue the stalking screening tool to all response officers b) Put the tool into the emergency department",
            "a) 30/06/2024 b) 31/08/2024", "2024-08-31", "in_progress", progress="a) Completed June 2024 b) Ongoing",
            agencies=["Rowan Police", "Rowan Hospitals NHS Trust"],
            parts=[act("Rowan Police", "Issue the stalking screening tool to all response officers", "30/06/2024", "2024-06-30", "complete"),
                   act("Rowan Hospitals NHS Trust", "Put the tool into the emergency department", "31/08/2024", "2024-08-31", "in_progress")]),
    )  # fmt: skip
    by_lines = rec(
        "3", "Faith leaders know where to turn.",
        act("Rowan CSP", "Map the places of worship Hold an event for faith leaders", "March 2024 October 2024", "2024-10-31", "unknown",
            progress="Map finished in March. Venue booked for 12 October.", agencies=["Rowan CSP", "Rowan Women’s Centre"],
            status_also_fair=["in_progress"],
            parts=[act("Rowan CSP", "Map the places of worship", "March 2024", "2024-03-31", "complete", status_also_fair=["unknown", "in_progress"]),
                   act("Rowan Women’s Centre", "Hold an event for faith leaders", "October 2024", "2024-10-31", "unknown", status_also_fair=["in_progress", "not_started"])]),
    )  # fmt: skip
    not_in_step = rec(
        "4", "Employers support staff who are abused.",
        act("Rowan Council", "Adopt a workplace policy. Train managers to use it. Ask suppliers to do the same.", "June 2024 to December 2024",
            "2024-12-31", "unknown", progress="Policy adopted by cabinet in June.", status_also_fair=["in_progress"]),
    )  # fmt: skip
    bullets = rec(
        "5", "Victims with no recourse to public funds have somewhere to go.",
        act("Rowan Council", "Set aside a hardship fund Publish how to apply", "30 September 2024", "2024-09-30", "in_progress",
            progress="Fund of £20,000 agreed. Page in draft. Applications open in September.", status_also_fair=["unknown"]),
    )  # fmt: skip
    step = [numbered, lettered, by_lines, not_in_step, bullets]
    table = [
        [f"1. {numbered['text']}", Cell("Add a question to the pathway plan\nTrain personal advisers\nReport to corporate parenting board", list="number"),
         "Children’s Services", Cell("31 May 2024\n31 July 2024\n30 November 2024", list="number"),
         Cell("Complete\nIn progress – 14 of 22 trained\nNot started", list="number")],
        [f"2. {lettered['text']}", "a) Issue the stalking screening tool to all response officers\nb) Put the tool into the emergency department",
         "a) Rowan Police\nb) Rowan Hospitals NHS Trust", "a) 30/06/2024\nb) 31/08/2024", "a) Completed June 2024\nb) Ongoing"],
        [f"3. {by_lines['text']}", "Map the places of worship\nHold an event for faith leaders", "Rowan CSP\nRowan Women’s Centre",
         "March 2024\nOctober 2024", "Map finished in March.\nVenue booked for 12 October."],
        [f"4. {not_in_step['text']}", "Adopt a workplace policy.\nTrain managers to use it.\nAsk suppliers to do the same.", "Rowan Council",
         "June 2024 to December 2024", "Policy adopted by cabinet in June."],
        [f"5. {bullets['text']}", Cell("Set aside a hardship fund\nPublish how to apply", list="bullet"), "Rowan Council", "30 September 2024",
         "Fund of £20,000 agreed.\nPage in draft.\nApplications open in September."],
    ]  # fmt: skip
    golden = answer("Rowan Community Safety Partnership – DHR ‘Tess’ – action plan", *step)
    return Layout(
        "lists_in_step",
        golden,
        [Para(golden["title"], 1), Table([heads, *table])],
        kinds=("docx", "pdf", "html", "xlsx", "csv"),
    )


def headings_again():
    """No heading over the numbers, headings repeated half-way, a blank for a merged cell, merged leads and dates."""
    heads = ["", "Recommendation", "Action agreed by agency", "Lead", "Target", "Outcome"]
    golden = answer(
        "Domestic Homicide Review 14 – combined plan",
        rec("2 (i)", "Police and council agree who visits after a withdrawal.",
            act("Dale Police", "Write the visiting protocol", "31 March 2022", "2022-03-31", "complete", progress="Completed"),
            act("Dale Council", "Brief the outreach team", "30 April 2022", "2022-04-30", "complete", progress="Completed May 2022")),
        rec("2 (ii)", "Visits are recorded where both can see them.",
            act("Dale Council", "Set up a shared log", "30 June 2022", "2022-06-30", "in_progress", progress="In progress; licences bought"),
            act("Dale Council", "Review the log after a quarter", "30 June 2022", "2022-06-30", "not_started", progress="Not started")),
        rec("3", "Nurseries know about the partnership’s training.",
            act("Dale Early Years Service", "E-mail all 64 nurseries", "31 May 2022", "2022-05-31", "complete", progress="Completed")),
        rec("4", "A review of night-time refuge places is made.",
            act("Dale Council", "Bring a paper to the strategic board", "30 September 2022", "2022-09-30", "in_progress", progress="Ongoing"),
            act("Dale Women’s Refuge", "Give a year’s figures on referrals turned away", "31 July 2022", "2022-07-31", "complete", progress="Completed 28 July 2022")),
    )  # fmt: skip
    words = [r["text"] for r in golden["recommendations"]]
    table = [
        heads,
        ["2 (i)", words[0], "Write the visiting protocol", "Dale Police", "31 March 2022", "Completed"],
        ["", "", "Brief the outreach team", "Dale Council", "30 April 2022", "Completed May 2022"],
        [Cell("2 (ii)", down=2), Cell(words[1], down=2), "Set up a shared log", Cell("Dale Council", down=2), Cell("30 June 2022", down=2), "In progress; licences bought"],
        ["Review the log after a quarter", "Not started"],
        [Cell("3", bold=True), words[2], "E-mail all 64 nurseries", "Dale Early Years Service", "31 May 2022", "Completed"],
        [Cell(head, bold=True) for head in heads],
        ["4", words[3], "Bring a paper to the strategic board", "Dale Council", "30 September 2022", "Ongoing"],
        ["", "", "Give a year’s figures on referrals turned away", "Dale Women’s Refuge", "31 July 2022", "Completed 28 July 2022"],
    ]  # fmt: skip
    return Layout(
        "headings_again", golden, [Para(golden["title"], 1), Table(table)], kinds=("docx", "pdf", "html", "xlsx")
    )


def learning_themes():
    """No recommendations: actions under learning themes, each theme merged over its rows."""
    heads = ["Learning theme", "Action", "Owner", "Deadline", "Progress to date", "Status"]
    rows = [
        ("Professional curiosity", "Commission a film on asking the second question", "Calder Safeguarding Partnership", "31/10/2024", "2024-10-31", "Script agreed", "In progress", "in_progress"),
        ("", "Use the film in supervision", "Calder Children’s Services", "31/12/2024", "2024-12-31", "", "Not started", "not_started"),
        ("Fathers and male carers", "Record the father’s details at first contact", "Calder 0–19 Service", "30/09/2024", "2024-09-30", "Field made mandatory", "Complete", "complete"),
        ("Family voice", "Ask families to review the leaflet", "Calder Safeguarding Partnership", "30/11/2024", "2024-11-30", "Four families met", "Complete", "complete"),
    ]  # fmt: skip
    groups = {}
    for theme, do, who, due, day, so, _, status in rows:
        groups.setdefault(theme or "Professional curiosity", []).append(act(who, do, due, day, status, progress=so))
    golden = answer(
        "Local Child Safeguarding Practice Review – ‘Family C’ – Learning into action",
        *(rec("", theme, *actions) for theme, actions in groups.items()),
    )
    table = [
        [Cell(r[0], down=2), *r[1:4], r[5], r[6]]
        if n == 0
        else [*r[1:4], r[5], r[6]]
        if n == 1
        else [*r[:4], r[5], r[6]]
        for n, r in enumerate(rows)
    ]
    return Layout(
        "learning_themes", golden, [Para(golden["title"], 1), Table([heads, *table])], kinds=("docx", "html", "xlsx")
    )


def one_trust():
    """One body for everything, named only in the title and page header; leads are posts; no statuses."""
    heads = ["", "Recommendation", "Action(s)", "Lead officer", "Date for completion", "Evidence of completion"]
    rows = [
        ("1", "Risk assessments follow the patient between wards.", "Add a transfer screen to the record", "Chief Nursing Information Officer", "31 August 2021", "2021-08-31", "Screen shots"),
        ("2", "Discharge letters name who holds the care plan.", "Amend the letter template", "Associate Medical Director", "30 June 2021", "2021-06-30", "Template"),
        ("4", "Carers are offered their own appointment.", "Put a carers’ slot into each clinic", "Head of Community Services", "Q3 2021/22", "2021-12-31", "Clinic lists"),
    ]  # fmt: skip
    trust = "Wyke and Downland Partnership NHS Foundation Trust"
    fair = {"status_also_fair": ["not_started", "in_progress"]}
    golden = answer(
        f"{trust}: Action plan following the independent investigation into the care of Mr T",
        *(
            rec(n, text, act(trust, do, due, day, evidence=seen, agency_also_fair=[job, None],
                target_date_also_fair=[None] if due.startswith("Q3") else [], **fair))
            for n, text, do, job, due, day, seen in rows
        ),
        other_words=[r[3] for r in rows],
    )  # fmt: skip
    table = [[n, text, do, job, due, seen] for n, text, do, job, due, _, seen in rows]
    return Layout(
        "one_trust",
        golden,
        [Para(golden["title"], 1), Table([heads, *table])],
        kinds=("docx", "pdf", "doc"),
        header=trust,
    )


def bare_plan():
    """Two columns: no numbers, dates, statuses or agencies."""
    pairs = [
        (
            "All agencies should make sure that staff can talk about suicide and abuse together.",
            "Joint training to be arranged.",
        ),
        (
            "The partnership should publish what it learns in plain words.",
            "Easy-read summary to be written and tested with a survivors’ group.",
        ),
        (
            "Contact with the wider family should be offered early.",
            "Family liaison leaflet to be given at the first meeting.",
        ),
    ]
    also = {"status_also_fair": ["not_started"], "agency_also_fair": ["All agencies", "All Agencies"]}
    golden = answer(
        "Recommendations and actions arising from the review",
        *(rec("", text, act(None, do, **also)) for text, do in pairs),
    )
    blocks = [Para(golden["title"], 1), Table([["Recommendation", "Action"], *map(list, pairs)])]
    return Layout("bare_plan", golden, blocks, kinds=("docx", "html", "xlsx", "csv", "pdf", "rtf"), landscape=False)


def minutes_around():
    """A board paper: minutes before the plan's table, a table of attendance, and a glossary after it."""
    golden = answer(
        "Paper 7: Action plan for the Domestic Homicide Review ‘Orla’",
        rec("5", "Substance misuse services should ask who else lives at home.",
            act("Change Together", "Add household to the assessment", "1 November 2023", "2023-11-01", "complete", progress="Complete – live on 23 October 2023")),
        rec("6", "The night shelter should have a route to specialist advice.",
            act("Haven Night Shelter", "Agree a referral route with the IDVA service", "31 January 2024", "2024-01-31", "in_progress", progress="In progress – draft with both managers")),
        rec("7", "The partnership should know how many victims are carers.",
            act("Ebbmouth CSP", "Ask for the figure in each quarterly return", "30 April 2024", "2024-04-30", "not_started", progress="Not started")),
        other_words=["independent domestic violence adviser", "quorate", "meeting closed at 12:10", "Safer Neighbourhoods Manager"],
    )  # fmt: skip
    table = [["Number", "Recommendation", "Action to be taken", "Lead agency", "Target date", "Progress report"]]
    for r in golden["recommendations"]:
        a = r["actions"][0]
        table.append([r["number"], r["text"], a["action"], a["agency"], a["target_date_text"], a["progress"]])
    blocks = [
        Para("Ebbmouth Community Safety Partnership", 1),
        Para("Notes of the board meeting on 12 December 2023"),
        Para("The chair opened the meeting at 10:00. The meeting was quorate. The minutes of the last meeting were agreed."),
        Table([["Present", "Role"], ["Chair of the board", "Independent"], ["Safer Neighbourhoods Manager", "Council"], ["Detective Inspector", "Police"]]),
        Para("Item 4. The board looked at the action plan below and asked for an update in March. The meeting closed at 12:10."),
        Para(golden["title"], 1),
        Table(table),
        Para("Appendix: words used", 2),
        Table([["Term", "Meaning"], ["IDVA", "independent domestic violence adviser"], ["CSP", "community safety partnership"]]),
    ]  # fmt: skip
    return Layout("minutes_around", golden, blocks, kinds=("docx", "pdf", "html", "odt"))


def marked_up():
    """A plan under revision: tracked changes, struck-out words, comments, a footnote, a text box, content controls."""
    golden = answer(
        "Sallow Bay DHR 6 – Action Plan (draft 3, with changes shown)",
        rec("1", "Refuge staff are told of bail conditions.",
            act("Sallow Bay Police", "Send bail conditions within 24 hours to the refuge manager", "31/03/2023", "2023-03-31", "complete", progress="Process live since March.")),
        rec("2", "Home carers report worries about a client’s family.",
            act("Sallow Bay Council", "Write a one-page guide", "30/09/2023", "2023-09-30", "in_progress", progress="Guide drafted.")),
        rec("3", "The review’s learning reaches agency staff.",
            act("Sallow Bay CSP", "Run five lunchtime sessions", "31/12/2023", "2023-12-31", "in_progress", progress="Three held.")),
        as_at="2023-07-31",
        other_words=["30/06/2023", "Family members commented on this wording", "Is this still right?", "This plan replaces draft 2 of May", "Spring term", "Summer term", "41", "57"],
    )  # fmt: skip
    text = [r["text"] for r in golden["recommendations"]]
    table = [
        ["Ref", "Recommendation", "Action", "Lead Agency", "Target Date", "Progress", "Status"],
        ["1", text[0], Cell("Send bail conditions within 24 hours", inserted=" to the refuge manager", deleted=" to the duty desk"), "Sallow Bay Police", "31/03/2023", "Process live since March.", Cell("Complete", control=True)],
        ["2", Cell(text[1], footnote="Family members commented on this wording in June."), "Write a one-page guide", "Sallow Bay Council", Cell("30/09/2023", struck="30/06/2023"), Cell("Guide drafted.", comment="Is this still right?"), Cell("In progress", control=True)],
        ["3", text[2], "Run five lunchtime sessions", "Sallow Bay CSP", Cell("31/12/2023", control=True), Cell("Three held.", nested=(("Spring term", "41"), ("Summer term", "57"))), Cell("", inserted="In progress", deleted="Not started")],
    ]  # fmt: skip
    blocks = [
        Para(golden["title"], 1),
        Para("This plan replaces draft 2 of May.\nPosition as at 31 July 2023", box=True),
        Table(table),
    ]
    return Layout("marked_up", golden, blocks, kinds=("docx",), header="OFFICIAL-SENSITIVE – DRAFT", footer="Draft 3")


def questions_as_headings():
    """A children's partnership that asks questions as column headings; the rows are long."""
    heads = ["Finding", "What needs to change?", "What are we going to do?", "Who will do it?", "When will it be done?", "How will we know it has made a difference?", "Where are we now?"]  # fmt: skip
    rows = [
        ("F1", "Neglect was seen as single events and nobody put the pattern together.", "Bring in a chronology tool and use it at the third contact",
         "Multi-Agency Safeguarding Hub", "by the end of May 2024", "2024-05-31", "Dip samples show a chronology in nine of ten cases", "Tool chosen; training under way.", "in_progress"),
        ("F2", "A child’s bruises were explained by the adult and not by the child.", "Adopt the bruising protocol for children who are not mobile",
         "Alder Hospitals NHS Trust", "29 February 2024", "2024-02-29", "All staff sign to say they have read it", "Done.", "complete"),
        ("F3", "School moves were not followed by a transfer of the safeguarding file.", "Set a five-day limit and report on it",
         "Education Inclusion Team", "September 2024", "2024-09-30", "Monthly report", "Not yet begun.", "not_started"),
    ]  # fmt: skip
    golden = answer(
        "Child Safeguarding Practice Review – ‘Robin’ – What we will do",
        *(
            rec(
                n,
                text,
                act(
                    who,
                    do,
                    due,
                    day,
                    status,
                    evidence=seen,
                    progress=so,
                    status_also_fair=["unknown"] if so.startswith("Tool") else [],
                ),
            )
            for n, text, do, who, due, day, seen, so, status in rows
        ),
    )
    table = [[n, text, do, who, due, seen, so] for n, text, do, who, due, _, seen, so, _ in rows]
    return Layout(
        "questions_as_headings",
        golden,
        [Para(golden["title"], 1), Table([heads, *table])],
        kinds=("docx", "html", "pdf"),
    )


LAYOUTS = (
    lists_in_step, headings_again, learning_themes, one_trust, bare_plan, minutes_around, marked_up, questions_as_headings,
)  # fmt: skip
