"""Plan folders in every state that has broken a command: no dates, dates in words, nothing in it, any alphabet."""

from __future__ import annotations

import datetime as dt
import email.message
import email.policy

from dhr_xl.commands.collect import collect
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.publish import publish
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import BOARD, Agency, Contact, Plan, Recommendation
from plan_folder import AS_AT, DAY, DUE, PLAN, action, fill, form, make_folder

LATER = dt.datetime(2025, 7, 9, 14, 10)
WORDS = "end of November"
DATES = (
    *(CellKey("1-POLICE", field) for field in ("target_date", "agreed_target_date", "decided_on", "target_date_text")),
    CellKey("2-POLICE", "completion_date", "NHS"),
)  # fmt: skip
LONG = "x" * 245
"""As long as a file's name may be on any system, with its ending."""
ALPHABETS = "Ŵyr Ŷnys Ελλάς 中文计划 خطة 📋 ſİß"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def each_action(plan, **changes):
    """A plan with every action changed."""
    recommendations = tuple(
        r._replace(actions=tuple(a._replace(**changes) for a in r.actions)) for r in plan.recommendations
    )
    return plan._replace(recommendations=recommendations)


UNDATED = each_action(PLAN, target_date=None, target_date_text="", target_date_kind="blank")
PLANS = {
    "dated": PLAN,
    "no date anywhere": UNDATED._replace(as_at=None),
    "no as-at date": PLAN._replace(as_at=None),
    "dates in words": PLAN,
    "nothing in it": Plan(title="Empty", agencies=PLAN.agencies),
    "nobody in it": Plan(title="Empty"),
    "one agency": Plan(
        title="One",
        agencies=PLAN.agencies[:1],
        recommendations=(Recommendation(number="1", text="Assess.", actions=(action("1-POLICE", "POLICE"),)),),
    ),
    "any alphabet": PLAN._replace(
        title=ALPHABETS,
        reference=ALPHABETS,
        agencies=tuple(Agency(code=a.code, name=f"{ALPHABETS} {a.code}") for a in PLAN.agencies),
    ),
    "long names": PLAN._replace(
        title="A very long title " * 100,
        reference="R" * 300,
        agencies=tuple(Agency(code=a.code, name=a.name * 60) for a in PLAN.agencies),
    ),
}
STAGES = ("imported", "in a round", "published")
STATES = [
    ("dated", "published"),
    *(("dates in words", stage) for stage in STAGES),
    *((name, "published") for name in PLANS if name not in {"dated", "dates in words"}),
    ("no date anywhere", "imported"), ("no as-at date", "imported"), ("nothing in it", "imported"), ("nobody in it", "imported"),
]  # fmt: skip
"""Which plans are looked at in which stage: each in the one that brings most together, some in every one."""


def make_state(tmp_path, name, stage):
    """A plan folder in that state."""
    folder = make_folder(tmp_path, PLANS[name])
    with open_workspace(folder, DAY) as workspace:
        with workspace.register.write() as tx:
            codes = [*(agency.code for agency in PLANS[name].agencies), BOARD]
            tx.set_contacts(tuple(Contact(agency=code, email=f"{code.lower()}@example.org") for code in codes))
            if name == "dates in words":
                ledger = Ledger(workspace, tx)
                ledger.start("made")
                ledger.write([(key, WORDS, "") for key in DATES], who="someone", how="an older version")
        publish_master(workspace, last_run="made")
    if stage != "imported":
        _send_round(folder, name)
    if stage == "published":
        publish(folder, now=LATER)
        _leave_in_inbox(folder, name)
    return folder


def _send_round(folder, name):
    """A round sent out, with two returns in which something is wrong, proposed and asked."""
    issue(folder, AS_AT, due=DUE, now=DAY)
    file = {"any alphabet": f"{ALPHABETS}.xlsx", "long names": f"{LONG}.xlsx"}.get(name, "police.xlsx")
    words = {"proposed_target_date": WORDS, "completion_date": "March 2015", "reason": ALPHABETS}
    if form(folder, "POLICE").is_file():
        done = {
            "status": "Complete",
            "completion_date": dt.date(2025, 6, 1),
            "evidence_given": "Minutes",
            "outcome": "x",
        }
        fill(form(folder, "POLICE"), folder / "inbox" / file, {"1-POLICE": done, "2-POLICE": words}, remarks=ALPHABETS)
    if form(folder, "NHS").is_file():
        wrong = {
            "status": "Nearly",
            "query": "Is this ours?",
            "proposed_target_date": dt.date(2026, 3, 31),
            "reason": "r",
        }
        fill(form(folder, "NHS"), folder / "inbox" / f"nhs {file[-50:]}", {"2-POLICE": wrong, "3-NHS": wrong})
    collect(folder, now=LATER)


def _leave_in_inbox(folder, name):
    """An e-mail with a workbook, and a file that is none, for the next command to take in."""
    if not form(folder, "NHS").is_file():
        return
    filled = fill(form(folder, "NHS"), folder / "again.xlsx", {"3-NHS": {"progress": ALPHABETS}})
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["Subject"] = "nhs@example.org", ALPHABETS
    message.set_content(f"Our answers. {ALPHABETS}")
    attached = {"any alphabet": f"{ALPHABETS}.xlsx", "long names": f"{LONG * 4}.xlsx"}.get(name, "nhs.xlsx")
    message.add_attachment(filled.read_bytes(), *XLSX, filename=attached)
    filled.unlink()
    (folder / "inbox" / "reply.eml").write_bytes(message.as_bytes())
    (folder / "inbox" / "other.xlsx").write_bytes(b"no workbook")
