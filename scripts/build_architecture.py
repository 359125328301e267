"""Write what docs/architecture.md and docs/modules.md show of the code: its rooms, their arrows, and every module.

`python3 scripts/build_architecture.py` writes both; tests/test_docs.py says when they are out of date.
"""

import ast
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "dhr_xl"
FLOORS: Final = (
    ("front", ("front/cli", "front/addin", "front")),
    ("commands", ("commands",)),
    ("edges", ("importing", "workbooks", "register", "post")),
    ("core", ("core/views", "core/returns", "core/plan", "core/zips")),
    ("base", ("",)),
)
"""The floors, top first, and the rooms on each; a room is a folder of dhr_xl, '' is the package's root."""
ROOMS: Final = tuple(room for _, rooms in FLOORS for room in rooms)
BEGIN: Final = "<!-- drawn by scripts/build_architecture.py: begin -->"
END: Final = "<!-- drawn by scripts/build_architecture.py: end -->"


def room_of(path: str) -> str:
    """The room of a path within the package: the longest room that begins it."""
    return max((room for room in ROOMS if f"{path}/".startswith(f"{room}/" if room else "")), key=len)


def modules() -> dict[str, str]:
    """Path within the package, without `.py` -> its source; a folder's own module goes by the folder's name."""
    found = {path.relative_to(PACKAGE).with_suffix("").as_posix(): path for path in PACKAGE.rglob("*.py")}
    return {
        name.removesuffix("/__init__"): path.read_text(encoding="utf-8")
        for name, path in sorted(found.items())
        if name != "__init__"
    }


def arrows(sources: dict[str, str]) -> dict[str, set[str]]:
    """Room -> the other rooms it imports from."""
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dhr_xl."):
                target = room_of(str(node.module).removeprefix("dhr_xl.").replace(".", "/"))
                if target != room_of(name):
                    found[room_of(name)].add(target)
    return found


def drawn(sources: dict[str, str]) -> str:
    """The floors with their rooms, and what each room imports."""
    found = arrows(sources)
    lines = [f"{len(FLOORS)} floors, {len(ROOMS)} rooms, {sum(map(len, found.values()))} arrows", ""]
    for floor, rooms in FLOORS:
        lines.append(floor)
        for room in rooms:
            others = ", ".join(label(other) for other in ROOMS if other in found[room])
            lines.append(f"  {label(room):14} -> {others}" if others else f"  {label(room)}")
    return "\n".join(lines)


def label(room: str) -> str:
    """A room's name as it is shown."""
    return {"": "dhr_xl", "front": "front (shared)"}.get(room, room)


def index(sources: dict[str, str]) -> str:
    """Every folder and module with its first line, as a Markdown list."""
    lines = ["# Every module", "", "Drawn by `scripts/build_architecture.py` from the first line of each module.", ""]
    folders = sorted({name.rpartition("/")[0] for name in sources})
    for folder in folders:
        lines += [
            f"## {f'dhr_xl/{folder}' if folder else 'dhr_xl'}",
            "",
            words_of(sources[folder]) if folder else "The package's root.",
            "",
        ]
        inside = [name for name in sources if name.rpartition("/")[0] == folder and name not in folders]
        lines += [f"- `{name.rpartition('/')[2]}`: {words_of(sources[name])}" for name in inside]
        lines += [""] if inside else []
    return "\n".join(lines)


def words_of(source: str) -> str:
    """The first paragraph of a module's docstring, on one line."""
    words = ast.get_docstring(ast.parse(source)) or ""
    return " ".join(words.partition("\n\n")[0].split())


def pages() -> dict[Path, str]:
    """Each page this script writes, as it should be now."""
    sources, architecture = modules(), ROOT / "docs" / "architecture.md"
    text = architecture.read_text(encoding="utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    return {
        architecture: f"{before}{BEGIN}\n```text\n{drawn(sources)}\n```\n{END}{after}",
        ROOT / "docs" / "modules.md": index(sources),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(f"Wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
