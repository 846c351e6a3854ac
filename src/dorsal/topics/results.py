"""results.csv: the number sets of the trials."""

from __future__ import annotations

from dorsal.errors import Fault
from dorsal.topics.table import Table
from dorsal.trials.sheet.dorsal_rows import results
from dorsal.trials.study import Result

COLUMNS = (
    "row_id", "study_id", "outcome", "instrument", "weeks", "arm1", "treatment1", "n1", "arm2", "treatment2", "n2",
    "measure", "value", "sd", "se", "ci_low", "ci_high", "p", "baseline", "baseline_sd", "adjusted", "use",
    "use_reason", "source_url",
)  # fmt: skip
"""What the table of a topic must have, empty where nothing is known."""


def results_of(table: Table) -> tuple[dict[str, list[Result]], list[Fault]]:
    """The number sets of results.csv by study, and what cannot be read of it."""
    faults = table.missing(COLUMNS)
    found: dict[str, list[Result]] = {}
    if faults:
        return found, faults
    read, faults = results(table.rows, [table.where(line) for line in table.lines])
    seen: set[str] = set()
    for result in read:
        if result.row not in seen:
            found.setdefault(result.study, []).append(result)
        seen.add(result.row)
    return found, faults
