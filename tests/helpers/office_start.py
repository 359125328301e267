"""Start one headless LibreOffice and load `office_driver.py` into it, which answers on a socket.

Run by the system's Python, which has `uno`, with the path of a folder; prints the number of LibreOffice's process group.
Inside LibreOffice a UNO call costs a function call. From here it is a round trip through a pipe, and a request makes
dozens.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue

START_SECONDS = 90
DRIVER = Path(__file__).with_name("office_driver")
BRITISH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-GB</value></prop></item>
</oor:items>
"""


class NotStartedError(RuntimeError):
    """LibreOffice did not come up in time."""


def start(profile, pipe):
    """LibreOffice with a profile of its own, which reads dates day first, wherever the tests run."""
    folder = profile / "user"
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(BRITISH, encoding="utf-8")
    return subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={uno.systemPathToFileUrl(str(profile))}",
            "--headless",
            "--invisible",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def connect(process, pipe):
    """The context of the components of that LibreOffice, once it is up."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - uno has many ways to say that nothing listens yet
            if time.monotonic() > until or process.poll() is not None:
                raise NotStartedError from None
            time.sleep(0.05)


def driver(context):
    """The driver, as a component that runs inside that LibreOffice."""
    loader = context.ServiceManager.createInstanceWithContext("com.sun.star.loader.Python", context)
    module = f"vnd.openoffice.pymodule:{uno.systemPathToFileUrl(str(DRIVER))}"
    return loader.activate("dhr.office.Serving", "", module, None).createInstanceWithContext(context)


def main():
    place, pipe = Path(sys.argv[1]), "dhr" + uuid.uuid4().hex[:12]
    process = start(place / "profile", pipe)
    try:
        context = connect(process, pipe)
        serving = driver(context)
        print(process.pid, flush=True)  # noqa: T201 - read by whoever started this
        with contextlib.suppress(Exception):  # it crashed, which whoever asked it sees
            serving.execute((NamedValue("socket", str(place / "socket")),))
            context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
