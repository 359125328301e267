"""The commands of the Excel ribbon: addin build, install, uninstall and status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dhr_xl.core.plan.words import counted
from dhr_xl.errors import Stop
from dhr_xl.front.cli.arguments import PATH, takes_json
from dhr_xl.front.cli.screen import LOOK, print_json, print_lines

if TYPE_CHECKING:  # --help needs none of it
    from dhr_xl.front.addin.setup.checking import SetupFinding

MARKS: Final = {"ok": "ok    ", "look": "LOOK  ", "unseen": "unseen"}
BY_HAND: Final = """\
To load it by hand, in Excel:
  Windows: File, Options, Add-ins; beside Manage choose Excel Add-ins, Go; Browse, choose the file, OK.
           If it came by e-mail or from the web: first right-click it, Properties, tick Unblock, OK.
  Mac:     Tools, Excel Add-ins, Browse, choose the file, OK.
The buttons also need to know which Python to start; only the installation writes that: dhr-xl addin install"""


@click.group(invoke_without_command=True)
@click.pass_context
def addin(ctx: click.Context) -> None:
    """Build, install, uninstall or check the ribbon in Excel."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def builder() -> Callable[[], bytes]:
    """The function that builds the add-in, loaded only when it is needed."""
    from dhr_xl.front.addin.xlam.builder import build_addin

    return build_addin


@addin.command()
@click.argument("file", type=PATH, default=Path("dhr_xl.xlam"))
@takes_json
def build(_: Path, file: Path, *, as_json: bool) -> None:
    """Write the add-in to FILE (dhr_xl.xlam), to load by hand or to give to IT."""
    from dhr_xl.files import write_whole

    if file.is_dir():
        raise Stop(f"{file} is a folder. Give the file's name too: dhr-xl addin build {file / 'dhr_xl.xlam'}")
    if file.suffix.lower() != ".xlam":
        raise Stop(f"Excel loads add-ins only from files named .xlam, and {file} is not. Give it such a name.")
    write_whole(file, builder()())
    if as_json:
        from dhr_xl.front.documents import document
        from dhr_xl.front.documents.addin import Built

        print_json(document(Built(file.resolve())))
        return
    click.echo(f"The add-in is in {file.resolve()}\n{BY_HAND}")


@addin.command()
@takes_json
def install(_: Path, *, as_json: bool) -> int:
    """Install or update the ribbon in Excel, for your account only."""
    from dhr_xl.front.addin.setup.checking import look_at
    from dhr_xl.front.addin.setup.install import install as run
    from dhr_xl.front.addin.setup.places import this_computer
    from dhr_xl.front.addin.setup.registry import read_registry

    computer, built = this_computer(), builder()()
    done = run(computer, lambda: built)
    findings = tuple(one for one in look_at(computer, lambda: built, read_registry) if one.mark == "look")
    code = LOOK if findings or done.notes else 0
    if as_json:
        from dhr_xl.front.documents import document
        from dhr_xl.front.documents.addin import InstalledAndSeen

        print_json(document(InstalledAndSeen(done, findings)))
        return code
    became = f"updated (it was version {done.replaced})" if done.replaced else "installed"
    print_lines((f"The ribbon is {became}:", *(f"  {file}" for file in done.files), *done.notes))
    _show(findings)
    click.echo("Next: close Excel if it is open, start it, open master.xlsx: the tab DHR Returns is on the ribbon.")
    return code


@addin.command()
@takes_json
def uninstall(_: Path, *, as_json: bool) -> int:
    """Remove the ribbon from Excel."""
    from dhr_xl.front.addin.setup.install import uninstall as run
    from dhr_xl.front.addin.setup.places import this_computer

    done = run(this_computer())
    code = LOOK if done.left else 0
    if as_json:
        from dhr_xl.front.documents import document

        print_json(document(done))
        return code
    if not done.files and not done.left:
        click.echo("The ribbon was not installed here; nothing was changed.")
    elif done.files:
        click.echo(f"The ribbon is removed ({counted(len(done.files), 'file')}). Plans are not touched.")
    print_lines(f"Left in place, because it was changed after it was installed: {file}" for file in done.left)
    return code


@addin.command()
@takes_json
def status(_: Path, *, as_json: bool) -> int:
    """Check the ribbon without Excel: files, versions, trusted location, Python."""
    from dhr_xl.front.addin.setup.checking import set_up
    from dhr_xl.front.addin.setup.places import this_computer
    from dhr_xl.front.addin.setup.registry import read_registry

    seen = set_up(this_computer(), builder(), read_registry)
    if as_json:
        from dhr_xl.front.documents import document

        print_json(document(seen))
    else:
        _show(seen.findings)
    return LOOK if seen.look else 0


def _show(findings: Sequence[SetupFinding]) -> None:
    for finding in findings:
        click.echo(f"{MARKS[finding.mark]}  {finding.what}: {finding.message}")
        if finding.remedy:
            click.echo(f"        {finding.remedy}")
