"""results.csv: the number sets of the trials."""

from __future__ import annotations

from dorsal.errors import EvidenceError, Fault
from dorsal.topics.rows import number, whole
from dorsal.topics.table import Row, Table
from dorsal.trials.study import Adjusted, Arm, Result, Use

COLUMNS = (
    "row_id", "study_id", "outcome", "instrument", "weeks", "timing", "arm1", "treatment1", "n1", "arm2", "treatment2",
    "n2", "measure", "value", "sd", "se", "ci_low", "ci_high", "p", "baseline", "baseline_sd", "adjusted", "use",
    "use_reason", "instrument_as_printed", "locator", "source_url", "note",
)  # fmt: skip


def results_of(table: Table) -> tuple[dict[str, list[Result]], list[Fault]]:
    """The number sets of results.csv by study, and what cannot be read of it."""
    faults = table.missing(COLUMNS)
    found: dict[str, list[Result]] = {}
    seen: dict[str, int] = {}
    if faults:
        return found, faults
    for line, row in table.numbered():
        if seen.setdefault(row["row_id"], line) != line:
            faults.append(Fault(table.where(line), "row_id", row["row_id"], "it stands twice", "number the rows"))
            continue
        try:
            found.setdefault(row["study_id"], []).append(_result(row))
        except EvidenceError as error:
            faults.append(Fault(table.where(line), "", "", str(error), "correct the row"))
    return found, faults


def _result(row: Row) -> Result:
    arms = [Arm(treatment=row["treatment1"], label=row["arm1"], n=whole(row, "n1"))]
    if row["treatment2"]:
        arms.append(Arm(treatment=row["treatment2"], label=row["arm2"], n=whole(row, "n2")))
    return Result(
        row=row["row_id"],
        study=row["study_id"],
        outcome=row["outcome"],
        scale=row["instrument"],
        arms=tuple(arms),
        reported=row["measure"],
        value=number(row, "value"),
        sd=number(row, "sd"),
        se=number(row, "se"),
        ci_low=number(row, "ci_low"),
        ci_high=number(row, "ci_high"),
        p=number(row, "p"),
        baseline=number(row, "baseline"),
        baseline_sd=number(row, "baseline_sd"),
        weeks=number(row, "weeks"),
        timing=row["timing"],
        adjusted=_adjusted(row["adjusted"]),
        event=row["instrument_as_printed"],
        use=_use(row["use"]),
        use_reason=row["use_reason"],
        grade=row.get("evidence_grade", "A") or "A",
        locator=row["locator"],
        source_url=row["source_url"],
        note=row["note"],
    )


def _adjusted(text: str) -> Adjusted:
    match text:
        case "yes":
            return "yes"
        case "unclear":
            return "unclear"
        case "no" | "":
            return "no"
    raise EvidenceError(f"adjusted is {text!r}; write yes, no or unclear")


def _use(text: str) -> Use:
    match text:
        case "main" | "":
            return "main"
        case "sensitivity":
            return "sensitivity"
        case "record":
            return "record"
    raise EvidenceError(f"use is {text!r}; write main, sensitivity or record")
