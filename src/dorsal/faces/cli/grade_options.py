"""What GRADE asks of `dorsal fit`: absolute effects, certainty as reviewers judge it, classes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dorsal.errors import OptionError
from dorsal.faces.cli.options import option
from dorsal.faces.cli.posterior_options import PosteriorOptions

GRADE = "Certainty and conclusions"


@dataclass(frozen=True, kw_only=True)
class GradeOptions(PosteriorOptions):
    """Summary of findings, classes, and reviewers' judgements."""

    summary_of_findings: Annotated[
        bool,
        option("--summary-of-findings", "GRADE's table: relative and absolute effects, certainty, what to say", GRADE),
    ] = False
    baseline_risk: Annotated[
        str,
        option(
            "--baseline-risk",
            "Risk without treatment, as 0.12 or 12%. Default: the median of the reference's arms",
            GRADE,
            metavar="RISK",
        ),
    ] = ""
    classes: Annotated[
        bool,
        option("--classes", "Classes from the best to the worst, minimally contextualised (by --mic, or none)", GRADE),
    ] = False
    thresholds: Annotated[
        str,
        option(
            "--thresholds",
            "For partially contextualised classes: where a small, moderate and large effect begin, in 1,000 people for "
            "risks, else on the analysis scale",
            GRADE,
            metavar="A,B,C",
        ),
    ] = ""
    override: Annotated[
        Path | None,
        option(
            "--override",
            "Reviewers' judgements over the rules' own: treat1, treat2, domain, concern, reason",
            GRADE,
            metavar="FILE",
        ),
    ] = None


def risk_of(said: str) -> float | None:
    """A risk as a share or in percent. Raises OptionError for another text."""
    if not said.strip():
        return None
    text = said.strip().replace(",", ".")
    try:
        risk = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        risk = -1.0
    if not 0.0 < risk < 1.0:
        raise OptionError(f"--baseline-risk {said}: give a risk between 0 and 1, as 0.12 or 12%")
    return risk


def thresholds_of(said: str) -> tuple[float, ...]:
    """Numbers parted by commas. Raises OptionError for anything else."""
    try:
        return tuple(float(part) for part in said.split(",") if part.strip())
    except ValueError:
        raise OptionError(f"--thresholds {said}: write three rising numbers, as 20,50,100") from None
