"""Read what Windows' registry says about add-ins in Excel, as one flat table; checking.py judges it."""

import sys
from collections.abc import Mapping
from typing import Final

ROOTS: Final = (
    "HKCU\\Software\\Microsoft\\Office\\16.0",
    "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0",
    "HKCU\\Software\\Policies\\Microsoft\\Cloud\\Office\\16.0",
    "HKLM\\Software\\Policies\\Microsoft\\Office\\16.0",
)
"""The user's own settings, and three places for IT's policies; Excel 2016 to 2024 and Microsoft 365 are all 16.0."""
KEYS: Final = ("Common", "Common\\Security\\Trusted Locations", "Excel\\Security", "Excel\\Security\\Trusted Locations")
Values = Mapping[str, object]


def read_registry() -> Values:  # pragma: no cover - only Windows has one
    """Every value of KEYS under ROOTS, one level down for trusted locations; by full name: key, backslash, name."""
    found: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - exists on Windows only

        roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}

        def read(full: str, *, below: bool) -> None:
            root, _, key = full.partition("\\")
            try:
                with winreg.OpenKey(roots[root], key) as opened:
                    keys, values, _ = winreg.QueryInfoKey(opened)
                    for number in range(values):
                        name, value, _ = winreg.EnumValue(opened, number)
                        found[f"{full}\\{name}"] = value
                    inner = [winreg.EnumKey(opened, number) for number in range(keys)] if below else []
            except OSError:  # no such key, or no permission to read it
                return
            for name in inner:
                read(f"{full}\\{name}", below=False)

        for office in ROOTS:
            for key in KEYS:
                read(f"{office}\\{key}", below=key.endswith("Trusted Locations"))
    return found
