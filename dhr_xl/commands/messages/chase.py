"""Who is reminded of what, with the drafts that are in the outbox now. Its words: post.outgoing.reminder."""

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.owing import ChaseResult, who_owes


def who_is_reminded(workspace: Workspace, snapshot: Snapshot) -> ChaseResult:
    """What each agency owes today; see `who_owes`. Raises Stop before the first round."""
    drafts = {message.file for message in snapshot.messages if (workspace.folder / message.file).is_file()}
    return who_owes(snapshot, workspace.today, drafts)
