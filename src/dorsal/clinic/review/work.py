"""What can be asked of the other process: what a table holds, its analysis, a file of it, and one from such a file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from dorsal.clinic.review.analysis import Job, analysed, file_of, options_of
from dorsal.clinic.review.saved_analysis import reopened
from dorsal.clinic.review.takeaway import FILES
from dorsal.clinic.review.understood import understood
from dorsal.faces.report.assembly import inside


def _understood(job: Job) -> dict[str, Any]:
    return understood(file_of(job), options_of(job))


def _answered(job: Job) -> dict[str, Any]:
    found = analysed(job)
    section = found.document.sections[0]
    assert section.analysis is not None
    return {
        "report": inside(found.document),
        "open": dict(found.open),
        "command": found.document.provenance.command,
        "outcome": section.question.outcome,
        "measure": section.question.measure,
        "reference": section.analysis.reference,
    }


def _filed(job: Job) -> dict[str, Any]:
    return {"content": base64.b64encode(FILES[job["options"].pop("wanted")].make(analysed(job))).decode()}


TASKS: Mapping[str, Callable[[Job], dict[str, Any]]] = {
    "understand": _understood,
    "answer": _answered,
    "file": _filed,
    "reopen": reopened,
}
"""What can be asked of the other process."""
