"""`python -m dorsal.clinic`: serve the pages with gunicorn, safe by default; see docs/pages.md."""

from __future__ import annotations

import os
import sys

from dorsal.errors import DorsalError


def main() -> int:
    """Serve until stopped. The exit code where the start is refused."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is there: threads of small matrices only wait
    try:
        from dorsal.clinic.server import serve
    except ImportError as error:
        sys.stderr.write(f"{error.name} is missing: pip install 'dorsal[clinic]' brings what the pages need\n")
        return 2
    try:
        serve()
    except DorsalError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
