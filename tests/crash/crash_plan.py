"""A plan about to be collected, and what must hold of it whatever happens: nothing lost, nothing between, nothing twice.

Two agencies; one question is open already. In the inbox: a return with something to put right; one in an e-mail, which
differs from the coordinator's edit in master.xlsx, with minutes beside it; an e-mail with only a link; and a letter that
is no return. So a collect merges, asks, refuses, keeps evidence, and writes a corrections copy and a draft. The folders
that it makes are not there yet.
"""

import datetime as dt
import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from email.message import EmailMessage

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import LEFTOVER_SECONDS, open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.front.documents import document
from dhr_xl.workbooks.master.reader import read_master
from plan_folder import AS_AT, DAY, DUE, edit_master, fill, form, make_folder

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINK = "https://police-my.sharepoint.com/:x:/g/personal/ppu/abc?e=1"
KEPT = ("returned", "evidence")
LATER = DAY + dt.timedelta(days=8)
EDITED = {
    "1-POLICE": {"board_note": "Asked for the minutes"},
    "3-NHS": {"status": "Paused", "reason": "No staff", "entered_for": "NHS", "entered_from": "Telephone"},
}


def make_start(tmp_path):
    """The folder just before the collect."""
    folder = make_folder(tmp_path)
    issue(folder, AS_AT, due=DUE, now=DAY)
    inbox = folder / "inbox"
    early = dt.datetime(2025, 7, 3)
    fill(form(folder, "POLICE"), inbox / "1.xlsx", {"2-POLICE": {"status": "In progress"}}, saved=early)
    done = {"status": "Complete", "evidence_given": "Rota", "completion_date": dt.date(2025, 6, 20), "outcome": "Seen"}
    fill(form(folder, "NHS"), inbox / "2.xlsx", {"2-POLICE": done}, saved=early)
    addresses = {"POLICE": "ppu@police.example", "NHS": "nurse@nhs.example"}
    edit_master(folder, "Agencies", "code", {code: {"email": one, "role": "To"} for code, one in addresses.items()})
    collect(folder, now=DAY)
    edit_master(folder, "Actions", "ref", EDITED)
    answers = {"1-POLICE": {"progress": "Instruction issued"}, "2-POLICE": {"status": "Complete"}}
    fill(form(folder, "POLICE"), inbox / "police.xlsx", answers)
    trust = fill(
        form(folder, "NHS"), tmp_path / "trust.xlsx", {"3-NHS": {"status": "In progress", "progress": "Begun"}}
    )
    files = ("trust.xlsx", trust.read_bytes(), XLSX), ("minutes.pdf", b"%PDF-1.4 minutes", "pdf")
    (inbox / "trust.eml").write_bytes(a_mail("nurse@nhs.example", "Please find it attached.", files))
    (inbox / "link.eml").write_bytes(a_mail("ppu@police.example", f"Our return is here: {LINK}"))
    (inbox / "letter.xlsx").write_bytes(b"Dear colleague, please find our answers below.")
    shutil.rmtree(folder / "previous")
    shutil.rmtree(folder / "backups")
    return folder


def a_mail(sender, words, files=()):
    """An e-mail as it is saved, as bytes."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "csp@council.example", "Our return"
    message["Date"] = "Sat, 05 Jul 2025 10:00:00 +0100"
    message.set_content(words)
    for name, data, kind in files:
        message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    return message.as_bytes()


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(folder, *names):
    """Every file that came or was kept below these folders, none half-written: its path within -> its bytes' hash."""
    found = [path for name in names for path in (folder / name).rglob("*") if path.is_file()]
    came = [path for path in found if path.suffix != ".part" and not path.stem.endswith(" to correct")]
    return {str(path.relative_to(folder)): sha(path) for path in came}


def copies(folder):
    """The newest corrections copy of each agency: its path within -> its bytes' hash, as the register has it."""
    with open_workspace(folder, LATER) as workspace, workspace.register.read() as tx:
        return {issue.file: issue.sha256 for issue in tx.issues() if issue.is_correction}


def drafts(folder):
    """The e-mails in outbox, and those on record: both follow a merge and are no part of it."""
    with open_workspace(folder, LATER) as workspace, workspace.register.read() as tx:
        recorded = {(message.what, message.agency, message.subject, message.file) for message in tx.messages()}
    return sorted(files(folder, "outbox")), sorted(recorded)


def leftovers(folder):
    """Temporary files in the folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if ".part" in path.name)


def register_says(folder):
    """All that people put into the register, times and running numbers left out, however often they had to ask."""
    with open_workspace(folder, LATER) as workspace, workspace.register.read() as tx:
        changes = [(c.key, c.before, c.after, c.who, c.how, c.source, c.undone) for c in tx.changes()]
        questions = [
            (q.id, q.outcome, q.kind, q.base, q.ours, q.theirs, q.ours_by, q.theirs_by, q.cell, q.asked, q.state)
            for q in tx.questions()
        ]
        came = {(r.source, r.sha256, r.agency, r.outcome, r.state) for r in tx.returns() if r.outcome != "duplicate"}
        rest = {"extras": tx.extras(), "notes": tx.notes(), "contacts": tx.contacts(), "unfinished": tx.findings()}
    plan = document(export(folder))
    return {"plan": plan, "changes": changes, "questions": questions, "came": sorted(came), **rest}


class Expected:
    """What a plan said before a collect and says after one, and the bytes that must never be lost."""

    def __init__(self, start, finished):
        self.before, self.after = register_says(start), register_says(finished)
        assert self.before != self.after
        self.edited = sha(start / "master.xlsx")
        self.originals = files(start, "inbox")
        self.kept_before, self.kept_after = files(start, *KEPT), files(finished, *KEPT)
        self.drafts = drafts(finished)

    def check_whole(self, folder, *afters):
        """Nothing is lost and nothing is half there. Returns 'before' or 'after', which the register is.

        afters: what else it may say after, where another command had a hand in it.
        """
        says = register_says(folder)
        assert says in (self.before, self.after, *afters)
        inbox, kept = files(folder, "inbox"), files(folder, *KEPT)
        assert set(inbox.items()) <= set(self.originals.items())
        came = {*self.kept_before.values(), *self.originals.values()}
        assert set(kept.values()) <= {*self.kept_after.values()}, "a file that was kept is not as it came"
        assert came <= {*inbox.values(), *kept.values()}, "an original is gone"
        if says != self.before:
            assert set(kept.values()) == {*self.kept_after.values()}, "a merged return is not kept"
        assert (folder / "master.xlsx").is_file()
        for path in (folder / "master.xlsx", *(folder / "previous").glob("*.xlsx")):
            assert read_master(path.read_bytes()).reference
        masters = files(folder, "previous") | {"master.xlsx": sha(folder / "master.xlsx")}
        assert self.edited in masters.values(), "the coordinator's workbook is gone"
        if says == self.before:
            assert (inbox, masters["master.xlsx"]) == (self.originals, self.edited), "before, and yet not untouched"
        for path in (folder / "backups").glob("*.db"):
            with closing(sqlite3.connect(path)) as copy:
                assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return "before" if says == self.before else "after"

    def check_finished(self, folder, *afters):
        """The end is that of an undisturbed collect."""
        assert self.check_whole(folder, *afters) == "after"
        assert files(folder, "inbox") == {}
        assert {path: sha(folder / path) for path in copies(folder)} == copies(folder), "a corrections copy is missing"
        assert drafts(folder) == self.drafts
        folders = {(path.rpartition("/")[0], one) for path, one in files(folder, *KEPT).items()}
        assert folders == {(path.rpartition("/")[0], one) for path, one in self.kept_after.items()}
        with open_workspace(folder, LATER) as workspace, workspace.register.read() as tx:
            assert tx.master().sha256 == sha(folder / "master.xlsx"), "master.xlsx is not the newest"


def check_again(scene, folder, *afters):
    """Collect once more, as a person would and later: it finishes, says so, and leaves nothing lying about."""
    for part in leftovers(folder):
        long_ago = (folder / part).stat().st_mtime - 2 * LEFTOVER_SECONDS
        os.utime(folder / part, (long_ago, long_ago))
    again = scene.driver.run(folder, "collect")
    assert (again.code, again.err) == (3, ""), again
    scene.expected.check_finished(folder, *afters)
    assert leftovers(folder) == []
