"""Made-up plans of a realistic size for the workbook tests: a county that does not exist."""

from __future__ import annotations

import datetime as dt
import itertools

from dhr_xl.core.plan.columns import Row
from dhr_xl.core.views.values import Bar, ConsolidatedView, MasterView, Today, TodayAgency

AGENCIES = (
    ("CSP", "Eastmarch Community Safety Partnership"),
    ("POLICE", "Eastmarch Constabulary"),
    ("EGH", "Eastmarch General Hospital NHS Trust"),
    ("ICB", "Eastmarch Integrated Care Board"),
    ("NPS", "Probation Service, East Region"),
    ("ASC", "Eastmarch County Council – Adult Social Care"),
    ("CSC", "Eastmarch County Council – Children's Services"),
    ("HOUSING", "Fenwick Homes"),
    ("MHT", "Saltmarsh Mental Health Trust"),
    ("AMB", "East Region Ambulance Service"),
    ("HAVEN", "Haven Outreach"),
    ("SCHOOLS", "Eastmarch Education Trust"),
    ("FIRE", "Eastmarch Fire and Rescue"),
    ("MARAC", "MARAC Steering Group"),
)
SECTIONS = ("The partnership board", "Police and probation", "Health bodies", "Council services", "All agencies")
SENTENCES = (
    "Staff who meet a person alone ask about safety at home and write down the answer in their own words.",
    "The referral form is changed so that a blank answer stands out and is followed up within five working days.",
    "Managers sample ten case files each quarter and tell the partnership what they found & what they changed.",
    "Training is given to every new starter within three months, and again every second year.",
    "The protocol for sharing what is known is agreed by all partners, printed on one page and put on every ward.",
    "A named post holder keeps the list of people at high risk and checks it against the rota each Monday.",
)
WORDS = (
    ("Signed off", "Blue"), ("Complete awaiting sign-off", "Green"), ("On track", "Green"), ("At risk", "Amber"),
    ("No clear date", "Amber"), ("No update", "Amber"), ("Paused", "Amber"), ("Propose to close", "Amber"),
    ("Overdue", "Red"), ("Superseded", "Grey"), ("Closed – agreed", "Grey"), ("Closed – not accepted", "Grey"), ("Withdrawn", "Grey"),
)  # fmt: skip
STATUS_OF = {
    "Signed off": "Complete", "Complete awaiting sign-off": "Complete", "Paused": "Paused",
    "Propose to close": "Propose to close", "No update": "", "On track": "In progress", "Withdrawn": "Not started",
}  # fmt: skip


def text_of(length: int, seed: int = 0) -> str:
    """Sentences up to about a number of characters."""
    sentences = itertools.islice(itertools.cycle(SENTENCES), seed, None)
    text = next(sentences)
    while len(text) < length:
        text += " " + next(sentences)
    return text[:length].rstrip() if length < len(text) else text


def action_rows(count: int = 69, recommendations: int = 36) -> tuple[Row, ...]:
    """Rows of Actions, every standing among them; the ninth recommendation is as long as the longest met."""
    rows = []
    for place in range(count):
        number = place * recommendations // count + 1
        code = AGENCIES[place * 5 % len(AGENCIES)][0]
        word = WORDS[(place * 7 + place // 12) % len(WORDS)][0]
        due = dt.date(2015, 1, 31) + dt.timedelta(days=13 * place % 400)
        done = STATUS_OF.get(word) == "Complete"
        rows.append(
            {
                "ref": f"{number}-{code}",
                "number": str(number),
                "recommendation": text_of(1694 if number == 9 else 180 + 40 * (number % 7), number),
                "agency": code,
                "action": text_of(120 + 30 * (place % 6), place),
                "evidence": text_of(60 + 20 * (place % 3), place + 2),
                "target_date_text": f"{due.day} {due:%B %Y}" if place % 9 else "Ongoing",
                "target_date": due.isoformat() if place % 9 else "",
                "agreed_target_date": (due + dt.timedelta(92)).isoformat() if place % 8 == 3 else "",
                "brag": word,
                "status": STATUS_OF.get(word, "In progress"),
                "progress": text_of(90 + 60 * (place % 8), place + 3) if word != "No update" else "",
                "completion_date": "2015-05-12" if done else "",
                "evidence_given": "Minutes of 12 May 2015, held by the head of service." if done else "",
                "outcome": text_of(110, place) if done else "",
                "reason": "Waiting for the new record system." if word == "Paused" else "",
                "board_decision": word
                if word in {"Signed off", "Superseded", "Closed – agreed", "Closed – not accepted"}
                else "",
                "decided_on": "2015-06-02" if word == "Signed off" else "",
                "withdrawn": "Yes" if word == "Withdrawn" else "",
                "withdrawn_reason": "Merged with recommendation 4." if word == "Withdrawn" else "",
            }
        )
    return tuple(rows)


def decision_rows() -> tuple[Row, ...]:
    """Twelve questions, nine of them open."""
    rows = []
    for number in range(1, 13):
        open_ = number <= 9
        rows.append(
            {
                "number": str(number),
                "decision": "" if open_ else "Use the return",
                "why": "" if open_ else "Agreed by telephone.",
                "asked": "Eastmarch Constabulary says 'Complete', but the plan was changed to 'Paused' after the "
                "workbook went out. Which stands?",
                "agency": "POLICE",
                "ref": f"{number}-POLICE",
                "field": "Status now",
                "base": "In progress",
                "ours": "Paused",
                "ours_by": "Coordinator, 3 July 2015 09:12",
                "theirs": "Complete\nDate completed: 2015-06-20" if number % 2 else text_of(400, number),
                "theirs_by": "Detective Inspector, DHR-07 POLICE as at 2015-06-30.xlsx, sheet 'Return', cell I9",
                "state": ("Agency asked" if number == 3 else "Open") if open_ else "Decided",
                "id": f"{number}-POLICE:status",
                "answers": {2: "decision_date", 4: "decision_meant_complete", 5: "decision_read"}.get(
                    number, "decision"
                ),
            }
        )
    return tuple(rows)


def check_rows() -> tuple[Row, ...]:
    """Forty findings: six in two groups, the second one folded, the last ten of them checked."""
    rows = [
        {
            "number": str(number),
            "checked": "Yes" if number > 30 else "",
            "message": "The plan gives several dates; the last of them was taken as the target date.",
            "guessed": "2015-03-31",
            "where": f"{number}-CSP",
            "field": "Target date",
            "source": "a) October 2014 b) December 2014 c) 31 March 2015",
            "place": "page 3, table 2, row 7, Target date",
            "kind": "Must check" if number < 4 else "Check",
            "id": str(100 + number),
            **({"level": "1", "folded": "Yes" if number > 7 else ""} if 4 < number < 11 else {}),
        }
        for number in range(1, 41)
    ]
    for number, name in ((8, "more B"), (5, "all A")):
        head = {"message": "3 actions have several dates.", "kind": "Check", "id": name, "head": "Yes", "level": "0"}
        rows.insert(number - 1, head)
    return tuple(rows)


def agency_rows() -> tuple[Row, ...]:
    """One contact an agency, one without."""
    return tuple(
        {"code": code, "agency_name": name, "aliases": f"{code.title()}; {name.split()[0]}"}
        | ({} if code == "FIRE" else {
            "name": "Single point of contact", "job_title": "Head of Safeguarding",
            "email": f"safeguarding@{code.lower()}.example", "role": "To", "since": "2014-04-01",
        })
        for code, name in AGENCIES
    )  # fmt: skip


def return_rows() -> tuple[Row, ...]:
    """What was sent, and what came of it."""
    return tuple(
        {
            "as_at": "2015-06-30", "agency": code, "sent": "2015-07-01", "due": "2015-07-14",
            "extended": "2015-07-21" if code == "ICB" else "",
            "received": "2015-07-09 14:10" if place % 3 else "", "outcome": "Merged" if place % 3 else "",
            "completed_by": "Head of Safeguarding" if place % 3 else "",
            "remarks": text_of(130, place) if place % 4 == 1 else "",
            "file": f"DHR-07 {code} as at 2015-06-30.xlsx" if place % 3 else "",
            "reference": f"K{place}QM-4XWP-9HTR-{place}BCD",
        }
        for place, (code, _) in enumerate(AGENCIES)
    )  # fmt: skip


def history_rows(count: int = 60) -> tuple[Row, ...]:
    """Changes, newest first."""
    return tuple(
        {
            "when": f"2015-07-09 14:{place % 60:02}", "who": "EGH (Head of Safeguarding)", "how": "return",
            "ref": f"{place % 36 + 1}-EGH", "field": "Progress since last time", "before": text_of(80, place),
            "after": text_of(160, place + 1), "source": "DHR-07 EGH as at 2015-06-30.xlsx, sheet 'Return', cell J9",
        }
        for place in range(count)
    )  # fmt: skip


def today() -> Today:
    """The first sheet in the middle of a round."""
    states = ("Returned", "Waiting", "Part-done", "Late", "To correct", "Nothing to report", "Not sent")
    agencies = tuple(
        TodayAgency(
            name, dt.date(2015, 7, 1), dt.date(2015, 7, 14), dt.date(2015, 7, 21) if code == "ICB" else None,
            states[place % 7], place % 4, place % 3, dt.date(2015, 7, 9) if place % 5 == 3 else None,
        )
        for place, (code, name) in enumerate(AGENCIES)
    )  # fmt: skip
    return Today(
        last_run="9 July 14:10: 4 collected, 3 merged, 1 part-held",
        do_next="Decide 9 questions on Decisions, save, then run: dhr-xl collect",
        needs_you=(
            ("Questions to decide", 9, "Decisions"), ("Import guesses to check", 30, "To check"),
            ("Awaiting the board", 8, "Actions"), ("Contacts missing", 0, "Agencies"),
        ),
        agencies=agencies,
        brag=tuple((word, 3 + place % 5, place - 4) for place, (word, _) in enumerate(WORDS)),
    )  # fmt: skip


def master_view(**changes: object) -> MasterView:
    """A whole master in the middle of a round; `changes` replace its parts."""
    rows = action_rows()
    view = MasterView(
        title="Domestic homicide review of 'Rowan': action plan",
        review="DHR-07",
        marking="OFFICIAL-SENSITIVE",
        reference="K7QM-4XWP-9HTR-2BCD",
        generation=12,
        agency_codes=tuple(code for code, _ in AGENCIES),
        today=today(),
        tables={
            "Actions": rows, "Decisions": decision_rows(), "To check": check_rows(), "Agencies": agency_rows(),
            "Returns": return_rows(), "Changes": history_rows(),
        },
        extra_headings=("Theme", "Meeting"),
        extra={rows[0]["ref"]: {"Theme": "Training", "Meeting": "2015-09-01"}, rows[4]["ref"]: {"Theme": "12.5"}},
        notes={(rows[0]["ref"], "status"): "Ask about this at the September board.\nSecond line."},
    )  # fmt: skip
    return view._replace(**changes)


def with_action(view: MasterView, **values: object) -> MasterView:
    """The master with its first action alone, some of its values changed."""
    return view._replace(tables={**view.tables, "Actions": ({**view.tables["Actions"][0], **values},)})


def tiny_master(**changes: object) -> MasterView:
    """A master of one action and nothing else."""
    row = {"ref": "1-CSP", "number": "1", "recommendation": "Do it.", "agency": "CSP", "action": "We will."}
    tables = {"Actions": (row,), "Decisions": (), "To check": (), "Agencies": (), "Returns": (), "Changes": ()}
    return master_view(today=Today("", "", (), (), ()), tables=tables, extra_headings=(), extra={}, notes={})._replace(
        **changes
    )


def consolidated_view(**changes: object) -> ConsolidatedView:
    """The board's copy in the fourth round; `changes` replace its parts."""
    actions = action_rows()
    sections = list(itertools.groupby(actions, key=lambda row: row["number"]))
    plan = tuple(
        (SECTIONS[int(number) * len(SECTIONS) // 37], number, rows[0]["recommendation"], tuple(rows))
        for number, rows in (
            (number, list(group)) for number, group in itertools.groupby(actions, lambda r: r["number"])
        )
    )
    assert len(sections) == len(plan)
    by_status = {
        code: {word: sum(1 for row in actions if row["agency"] == code and row["brag"] == word) for word, _ in WORDS}
        for code, _ in AGENCIES
    }
    totals = {word: sum(counts[word] for counts in by_status.values()) for word, _ in WORDS}
    waiting = [row for row in actions if row["brag"] in {"Complete awaiting sign-off", "Propose to close"}]
    asked = {"Complete awaiting sign-off": "Sign off", "Propose to close": "Close without completing"}
    view = ConsolidatedView(
        title="Domestic homicide review of 'Rowan': action plan",
        review="DHR-07",
        marking="Official-Sensitive",
        as_at=dt.date(2015, 6, 30),
        issued=dt.date(2015, 7, 20),
        contact="community.safety@eastmarch.example",
        in_short=(
            f"{totals['Signed off']} of {len(actions)} actions are signed off; the board decides on {len(waiting)} more.",
            f"{totals['Overdue']} actions are overdue, the longest by 120 days.",
            "Eastmarch Integrated Care Board, Probation Service, East Region, Haven Outreach, Eastmarch Education Trust and Eastmarch County Council – Children's Services sent nothing for this round; their last updates stand.",
        ),
        since="Compared with the board's last copy, issued 20 April 2015, as at 31 March 2015.",
        bars=tuple(Bar(word, colour, totals[word], totals[word] + place % 3 - 1) for place, (word, colour) in enumerate(WORDS)),
        agencies=tuple(
            {
                "agency": code, "name": name, "actions": str(sum(by_status[code].values())),
                "awaiting_board": str(by_status[code]["Complete awaiting sign-off"]),
                "return": ("2015-07-09", "Nothing to report", "None")[place % 3],
            }
            for place, (code, name) in enumerate(AGENCIES)
        ),
        by_status=by_status,
        trend=tuple(
            (dt.date(2014, 9, 30) + dt.timedelta(91 * step), {"Signed off": 3 + 4 * step, "On track": 30 - 5 * step,
             "Overdue": 12 - step, "No update": 24 - step})
            for step in range(4)
        ),
        changed=tuple(
            {"ref": row["ref"], "agency": row["agency"], "before": "In progress", "after": "Complete",
             "why": ("completed", "slipped twice", "reopened")[place % 3]}
            for place, row in enumerate(waiting[:6])
        ),
        plan=plan,
        overdue=tuple(
            {**row, "days": str(40 + 7 * place), "slips": str(place % 3)} for place, row in enumerate(actions) if row["brag"] == "Overdue"
        ),
        ages=({"age": "Not yet due", "actions": "2", "refs": "1-CSP, 2-CSP"}, {"age": "Over a year", "actions": "0"}),
        returns=tuple(
            {"agency": code, "name": name, "sent": "2015-07-01", "due": "2015-07-14",
             "received": "2015-07-09" if place % 3 else "", "outcome": "Merged" if place % 3 else "None"}
            for place, (code, name) in enumerate(AGENCIES)
        ),
        awaiting=tuple({**row, "asked": asked[row["brag"]], "evidence": row["evidence_given"]} for row in waiting),
    )  # fmt: skip
    return view._replace(**changes)
