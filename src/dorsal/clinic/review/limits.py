"""How large a network is analysed on a page."""

from __future__ import annotations

from dorsal.errors import NetworkError
from dorsal.trials.sheet import Sheet

ROWS = 10_000
STUDIES = 2_000
TREATMENTS = 80


def check_size(sheet: Sheet) -> None:
    """Raises NetworkError where the table is larger than a page can show."""
    results = [result for study in sheet.studies for result in study.results]
    found = {
        "rows of results": (len(results), ROWS),
        "studies": (len(sheet.studies), STUDIES),
        "treatments": (len({t for result in results for t in result.treatments}), TREATMENTS),
    }
    over = [f"{n:,} {what} (here at most {most:,})" for what, (n, most) in found.items() if n > most]
    if over:
        raise NetworkError(
            f"the table has {' and '.join(over)}: leave some out, or run `dorsal fit {sheet.name}` on your own "
            "machine, which has no such limit"
        )
