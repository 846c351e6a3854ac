"""What `dorsal fit` may be asked about consistency, beside node-splits and designs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dorsal.faces.cli.grade_options import GradeOptions
from dorsal.faces.cli.options import option

CONSISTENCY = "Is the evidence consistent?"


@dataclass(frozen=True, kw_only=True)
class ConsistencyOptions(GradeOptions):
    """Loops, unrelated mean effects, random inconsistency."""

    loops: Annotated[
        bool, option("--loops", "Do direct estimates around closed loops of comparisons add up?", CONSISTENCY)
    ] = False
    unrelated_mean_effects: Annotated[
        bool,
        option(
            "--unrelated-mean-effects",
            "Every comparison on its own: deviance, AIC and DIC beside those of consistency",
            CONSISTENCY,
        ),
    ] = False
    random_inconsistency: Annotated[
        bool,
        option(
            "--random-inconsistency",
            "Designs that disagree at random: a Bayes factor and DIC of consistency against inconsistency",
            CONSISTENCY,
        ),
    ] = False
