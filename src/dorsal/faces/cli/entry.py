"""Where the command starts: Ctrl-C while the rest of Dorsal is still being loaded leaves without a traceback."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it."""
    try:
        from dorsal.faces.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
