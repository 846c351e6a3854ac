"""The options of `dorsal fit` for times to an event: people's times, printed curves, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from dorsal.faces.cli.asking import mapping
from dorsal.faces.cli.dose_options import DoseOptions
from dorsal.faces.cli.options import option

if TYPE_CHECKING:
    from dorsal.faces.survival_file import Survival

TIMES = "Times to an event"


@dataclass(frozen=True, kw_only=True)
class SurvivalOptions(DoseOptions):
    """Tables of times, and how they become effects."""

    survival_times: Annotated[
        Path | None,
        option(
            "--survival-times",
            "A table with a row for each person of some studies: study, treatment, time, status (1 event, 0 censored), "
            "perhaps entry. FILE has the other studies, as hazard ratios; give the same path twice if there are none",
            TIMES,
            metavar="TABLE",
        ),
    ] = None
    survival_curves: Annotated[
        Path | None,
        option(
            "--survival-curves",
            "Digitised points of printed Kaplan-Meier curves: study, treatment, time, survival. The people behind them "
            "are rebuilt (Guyot 2012); needs --at-risk",
            TIMES,
            metavar="TABLE",
        ),
    ] = None
    at_risk: Annotated[
        Path | None,
        option(
            "--at-risk",
            "The numbers at risk below those curves: study, treatment, time, at_risk, perhaps total_events",
            TIMES,
            metavar="TABLE",
        ),
    ] = None
    survival_map: Annotated[
        list[str] | None,
        option(
            "--survival-map",
            "Column of a role in these tables, as --survival-map time=months; repeat it for more",
            TIMES,
            metavar="ROLE=COLUMN",
        ),
    ] = None
    horizon: Annotated[
        float | None,
        option(
            "--horizon",
            "Until when restricted means (--measure RMST) are taken, and when survival (SPD) is compared. Default: the "
            "smallest of the arms' longest follow-ups",
            TIMES,
            metavar="TIME",
        ),
    ] = None
    ties: Annotated[
        str,
        option("--ties", "Of people with the event at one time: efron (default) or breslow", TIMES, metavar="METHOD"),
    ] = "efron"
    piecewise: Annotated[
        str,
        option(
            "--piecewise",
            "Hazard ratios that may change at these times, as 6,12, or events:3 for three intervals of as many events",
            TIMES,
            metavar="CUTS",
        ),
    ] = ""
    baseline_study: Annotated[
        str,
        option(
            "--baseline-study",
            "Of --piecewise: the trial on whose reference arm curves are predicted. Default: such arms of all trials",
            TIMES,
            metavar="STUDY",
        ),
    ] = ""

    @property
    def survival(self) -> bool:
        """Whether there are times."""
        return self.survival_times is not None or self.survival_curves is not None

    @property
    def times_alone(self) -> bool:
        """Whether FILE is one of the tables of times itself."""
        tables = (self.survival_times, self.survival_curves)
        return any(table is not None and table.resolve() == self.file.resolve() for table in tables)


def survival_of(options: SurvivalOptions) -> Survival | None:
    """The times, read; None where none are given. Raises as reading does."""
    if not options.survival:
        return None
    from dorsal.faces.survival_file import read_survival

    return read_survival(
        options.survival_times,
        curves=options.survival_curves,
        at_risk=options.at_risk,
        columns=mapping(options.survival_map),
        sheet_name=options.sheet or None if options.survival_times == options.file else None,
        decimal=options.decimal or None,
        horizon=options.horizon,
        ties=options.ties,
        piecewise=options.piecewise,
        baseline=options.baseline_study,
    )
