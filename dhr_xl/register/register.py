"""Tx, the one object commands read and write a plan with: each method is a function of the module named beside it."""

from __future__ import annotations

from dhr_xl.register import desk, plans
from dhr_xl.register import editions as kept
from dhr_xl.register import questions as asked
from dhr_xl.register import returns as received
from dhr_xl.register import rounds as issued
from dhr_xl.register import side_changes as beside
from dhr_xl.register.scope import Scope


class Tx(Scope):
    """One transaction on one plan; `plan` is its id. Made by Register.write and Register.read."""

    add_plan = plans.add_plan
    head = plans.head
    add_agency = plans.add_agency
    agencies = plans.agencies
    set_agency = plans.set_agency
    add_recommendation = plans.add_recommendation
    recommendation_places = plans.recommendation_places
    set_recommendation = plans.set_recommendation
    add_action = plans.add_action
    action_places = plans.action_places
    set_action = plans.set_action
    put_in_order = plans.put_in_order
    set_as_at = plans.set_as_at
    add_unplaced = plans.add_unplaced
    unplaced = plans.unplaced
    set_unplaced = plans.set_unplaced

    add_edition = kept.add_edition
    editions = kept.editions
    set_edition_undone = kept.set_edition_undone

    cells = plans.cells
    load_cells = plans.load_cells
    write_cells = plans.write_cells
    changes = plans.changes
    last_changes = plans.last_changes
    mark_undone = plans.mark_undone

    start_run = plans.start_run
    runs = plans.runs
    mark_run_undone = plans.mark_run_undone
    set_run_note = plans.set_run_note

    add_round = issued.add_round
    rounds = issued.rounds
    current_round = issued.current_round
    set_due = issued.set_due
    add_issue = issued.add_issue
    issue = issued.issue
    issues = issued.issues
    line_of = issued.line_of
    master = issued.master
    set_issue_file = issued.set_issue_file
    set_extended = issued.set_extended
    prune_masters = issued.prune_masters

    add_return = received.add_return
    returns = received.returns
    set_return_state = received.set_return_state
    set_return_result = received.set_return_result
    add_decisions = received.add_decisions
    decisions = received.decisions
    mark_decisions_undone = received.mark_decisions_undone

    add_question = asked.add_question
    questions = asked.questions
    question = asked.question
    update_question = asked.update_question

    add_side_changes = beside.add_side_changes
    side_changes = beside.side_changes
    mark_sides_undone = beside.mark_sides_undone

    contacts = desk.contacts
    set_contacts = desk.set_contacts
    add_findings = desk.add_findings
    findings = desk.findings
    set_finding = desk.set_finding
    remove_finding = desk.remove_finding
    extras = desk.extras
    set_extras = desk.set_extras
    notes = desk.notes
    set_notes = desk.set_notes
    add_message = desk.add_message
    messages = desk.messages
    set_message_state = desk.set_message_state
    add_publication = desk.add_publication
    publications = desk.publications
    meta = desk.meta
    set_meta = desk.set_meta
