"""Keep the details of an unexpected exception in a file, for whoever mends it."""

import tempfile
import traceback


def keep_log() -> str:
    """Write the traceback of the current exception to a temporary file; its path."""
    with tempfile.NamedTemporaryFile("w", prefix="dhr_xl-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(traceback.format_exc())
    return log.name
