"""The options of `dorsal fit --dose`: shapes of the curves, and doses at which effects are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dorsal.faces.cli.options import option
from dorsal.faces.cli.population_options import PopulationOptions

DOSES = "Dose and response"


@dataclass(frozen=True, kw_only=True)
class DoseOptions(PopulationOptions):
    """Of `dorsal fit`, where its table has doses."""

    dose_shape: Annotated[
        list[str] | None,
        option(
            "--dose-shape",
            "Of the curves: linear (default), log-linear, quadratic, fp:POWER, spline, spline:25%,50%,75%, emax, "
            "exponential, emax-shared, lumped or split; AGENT=SHAPE for one agent; repeat it",
            DOSES,
            metavar="SHAPE",
        ),
    ] = None
    dose_at: Annotated[
        list[str] | None,
        option(
            "--dose-at",
            "Tell the effect at this dose, against dose 0 and the others asked for; repeat it",
            DOSES,
            metavar="AGENT=DOSE",
        ),
    ] = None
    dose_equal: Annotated[
        list[str] | None,
        option(
            "--dose-equal",
            "Which doses of the other agents do the same? Default: the dose given most",
            DOSES,
            metavar="AGENT=DOSE",
        ),
    ] = None
    dose_beyond: Annotated[
        bool, option("--dose-beyond", "Tell effects outside the doses studied too, marked as extrapolated", DOSES)
    ] = False
