"""The transaction that commands read and write a plan with; each method is a function of the module it names."""

from __future__ import annotations

from dhr_xl.register import coordinator, plans
from dhr_xl.register import editions as edition_rows
from dhr_xl.register import messages as message_rows
from dhr_xl.register import questions as question_rows
from dhr_xl.register import returns as return_rows
from dhr_xl.register import rounds as round_rows
from dhr_xl.register import runs as run_rows
from dhr_xl.register import side_changes as side_change_rows
from dhr_xl.register.rows import RegisterRows


class Tx(RegisterRows):
    """One transaction on one plan, made by Register.write, rehearse or read. plan: its id."""

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

    add_edition = edition_rows.add_edition
    editions = edition_rows.editions
    set_edition_undone = edition_rows.set_edition_undone

    cells = plans.cells
    load_cells = plans.load_cells
    write_cells = plans.write_cells
    changes = plans.changes
    last_changes = plans.last_changes
    mark_undone = plans.mark_undone

    start_run = run_rows.start_run
    runs = run_rows.runs
    mark_run_undone = run_rows.mark_run_undone
    set_run_note = run_rows.set_run_note

    add_round = round_rows.add_round
    rounds = round_rows.rounds
    current_round = round_rows.current_round
    set_due = round_rows.set_due
    add_issue = round_rows.add_issue
    issue = round_rows.issue
    issues = round_rows.issues
    line_of = round_rows.line_of
    master = round_rows.master
    set_issue_file = round_rows.set_issue_file
    set_extended = round_rows.set_extended
    prune_masters = round_rows.prune_masters

    add_return = return_rows.add_return
    returns = return_rows.returns
    set_return_state = return_rows.set_return_state
    set_return_result = return_rows.set_return_result
    add_decisions = return_rows.add_decisions
    decisions = return_rows.decisions
    mark_decisions_undone = return_rows.mark_decisions_undone

    add_question = question_rows.add_question
    questions = question_rows.questions
    question = question_rows.question
    update_question = question_rows.update_question

    add_side_changes = side_change_rows.add_side_changes
    side_changes = side_change_rows.side_changes
    mark_sides_undone = side_change_rows.mark_sides_undone

    contacts = coordinator.contacts
    set_contacts = coordinator.set_contacts
    add_findings = coordinator.add_findings
    findings = coordinator.findings
    set_finding = coordinator.set_finding
    remove_finding = coordinator.remove_finding
    extras = coordinator.extras
    set_extras = coordinator.set_extras
    notes = coordinator.notes
    set_notes = coordinator.set_notes
    add_message = message_rows.add_message
    messages = message_rows.messages
    set_message_state = message_rows.set_message_state
    add_publication = message_rows.add_publication
    publications = message_rows.publications
    meta = plans.meta
    set_meta = plans.set_meta
