"""What is known of an exception, kept in a file for whoever mends it."""

from __future__ import annotations

import tempfile
import traceback


def keep_log() -> str:
    """Write what is known of the exception at hand into a file for whoever mends it; its path."""
    with tempfile.NamedTemporaryFile("w", prefix="dhr_xl-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(traceback.format_exc())
    return log.name
