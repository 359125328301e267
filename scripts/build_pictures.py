"""Make the pictures in README from the demo's workbooks: `python3 scripts/build_pictures.py`. Needs LibreOffice."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import _environment

PICTURES = _environment.ROOT / "workbook_templates" / "pictures"
WANTED = (
    ("issued/2025-06-30/POLICE.xlsx", 1, "form.png"),
    ("issued/2025-06-30/POLICE.xlsx", 3, "answers.png"),
    ("master.xlsx", 1, "today.png"),
    ("master.xlsx", 8, "decisions.png"),
    ("published/2025-06-30/NM-01 consolidated as at 2025-06-30 issued 2025-07-18.xlsx", 1, "summary.png"),
)
"""(workbook, page, picture)."""
DOTS_PER_INCH = "80"


def main():
    """Run the demo in a temporary folder and draw a page of each workbook."""
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        _environment.stop("The pictures need LibreOffice Calc and poppler-utils: apt-get install both.")
    _environment.ready()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        subprocess.run(
            [str(_environment.program("dhr-xl")), "demo", str(folder)], check=True, stdout=subprocess.DEVNULL
        )
        for number, (workbook, page, name) in enumerate(WANTED):
            draw(folder / workbook, page, PICTURES / name, Path(place) / str(number))
    return 0


def draw(workbook, page, picture, place):
    """Draw one page of a workbook as a picture. place: a folder for what is needed on the way."""
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), str(workbook)]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pdf = place / f"{workbook.stem}.pdf"
    pages = ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(
        ["pdftoppm", "-r", DOTS_PER_INCH, "-png", *pages, str(pdf), str(picture.with_suffix(""))], check=True
    )


if __name__ == "__main__":
    _environment.end_with(main)
