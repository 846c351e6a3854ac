"""Where the command starts: Ctrl-C while the rest of Dorsal is still being loaded leaves without a traceback."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130
ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""The matrices are small: threads of the linear algebra wait for one another longer than they work."""


def main() -> None:
    """Load the command line and run it."""
    os.environ.setdefault(ONE_THREAD, "1")
    try:
        from dorsal.faces.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
