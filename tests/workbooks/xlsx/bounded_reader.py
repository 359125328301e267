"""Read workbooks as collect does, in a process with little memory; print a line of JSON with the result of each.

Run as a program: the files' paths as arguments. Anything but a return or a refusal ends it, in sight.
"""

import gc
import json
import re
import resource
import sys
import time
from pathlib import Path

from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.refusals import Refused

MEMORY = 600 * 2**20
"""Bytes of address space, of which Python and the libraries take a third."""
STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak():
    """The peak of memory in use since the last `forget`, in MB."""
    return int(re.search(r"VmHWM:\s+(\d+)", STATUS.read_text())[1]) // 1024


def forget():
    """Free the last file's memory and reset the peak."""
    gc.collect()
    RESET.write_text("5")


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for path in sys.argv[1:]:
        forget()
        began = time.process_time()
        try:
            came = f"read {len(read_return(Path(path).read_bytes()).rows)} rows"
        except Refused as refused:
            came = refused.code
        sys.stdout.write(json.dumps({"came": came, "seconds": time.process_time() - began, "mb": peak()}) + "\n")


if __name__ == "__main__":
    main()
