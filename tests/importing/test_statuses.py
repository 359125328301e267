"""The status that a careful reader takes from a plan's words."""

import pytest

from dhr_xl.core.plan.model import Status
from dhr_xl.importing.terms.statuses import read_report, read_status, split_parts


@pytest.mark.parametrize(
    ("report", "status", "looked_at"),
    [
        ("COMPLETE", "complete", False),
        ("Completed.", "complete", False),
        ("ACTIONS COMPLETE", "complete", False),
        ("Action completed", "complete", False),
        ("Policy issued to all staff. COMPLETE", "complete", False),
        ("COMPLETED Since the review a new service was commissioned.", "complete", False),
        ("COMPLETE - April 2015", "complete", False),
        ("Link added. COMPLETE AS OF APRIL 2014", "complete", False),
        ("Completed 12 May 2016, report filed", "complete", False),
        ("Completed 45 of 60 sessions", "unknown", True),
        ("Done - policy issued", "complete", False),
        ("Policy on the intranet Actions Complete", "complete", False),
        ("Dashboard built and policy in place Complete", "complete", False),
        ("Policy in place. Complete Audit to be done. Complete Training to be completed - ongoing", "complete", True),
        ("a) Complete b) Complete c) Meeting scheduled.", "in_progress", True),
        ("Training of all staff is now completed.", "complete", True),
        ("Training is 80% complete", "in_progress", True),
        ("To be reviewed when complete", "unknown", True),
        ("The audit is not yet complete.", "unknown", True),
        ("Training is in development. COMPLETE", "complete", True),
        ("COMPLETE – will be looked at again", "complete", True),
        ("Rota agreed. COMPLETE Survey to be completed with the wards - ongoing", "in_progress", True),
        ("a) COMPLETE b) draft with the Board", "in_progress", True),
        ("a) COMPLETE b) COMPLETE", "complete", False),
        ("a) Policy written b) staff trained COMPLETE", "complete", False),
        ("1. Complete 2. In progress", "in_progress", True),
        ("In progress", "in_progress", False),
        ("on going", "in_progress", False),
        ("Shared with staff. On going until 2018.", "in_progress", True),
        ("Ongoing - 12 of 42 trained", "in_progress", False),
        ("To be completed once the service is agreed", "in_progress", True),
        ("Meetings on going. The next is in May 2016.", "in_progress", True),
        ("Protocol being developed", "in_progress", True),
        ("Draft circulated for comment", "in_progress", True),
        ("Not started", "not_started", False),
        ("Work has not yet started because of staffing", "not_started", True),
        ("On hold", "paused", False),
        ("Propose to close", "propose_to_close", False),
        ("The manual states that the most appropriate team investigates.", "unknown", True),
        ("Staff are supervised. It will be discussed at each meeting.", "unknown", True),
        ("The audit is incomplete", "unknown", True),
        ("", "unknown", True),
    ],
)
def test_report(report, status, looked_at):
    reading = read_report(report)
    assert (reading.status, reading.code is not None) == (Status(status), looked_at)


@pytest.mark.parametrize(
    ("status", "progress", "target", "completed", "expected"),
    [
        ("Complete", "", "", "", "complete"),
        ("Complete", "Audit outstanding", "", "", "complete"),
        ("Amber - in progress", "", "", "", "in_progress"),
        ("", "Letter sent, no reply", "Action completed", "", "complete"),
        ("", "", "Ongoing", "", "in_progress"),
        ("", "On going", "Action completed", "", "in_progress"),
        ("", "", "May 2016", "Completed 3 May 2016", "complete"),
        ("", "", "a) Completed b) 31/05/16", "", "unknown"),
        ("", "", "May 2016", "", "unknown"),
        ("See comments", "COMPLETE", "", "", "complete"),
    ],
)
def test_status__column_first_then_report_then_dates(status, progress, target, completed, expected):
    assert read_status(status, progress, target, completed).status == expected


def test_status__complete_with_open_work_has_a_finding():
    assert read_status("Complete", "Audit outstanding", "", "").code


def test_split_parts__joins_parts_of_one_letter():
    assert split_parts("a) sent a) COMPLETE b) to do") == ["sent COMPLETE", "to do"]
