"""The exit statuses of the program, and the one line it writes when input is bad."""
from __future__ import annotations

import sys
from contextlib import suppress

DONE, BAD_INPUT, DIVERGED, INTERRUPTED = 0, 2, 3, 130


def complain(problem: object) -> int:
    """One line on stderr, and the exit status of bad input."""
    with suppress(OSError):                                 # the status still says it where nothing can be written
        print("playground:", " ".join(str(problem).split()), file=sys.stderr)
    return BAD_INPUT
