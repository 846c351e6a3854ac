"""Arms of one study in the same people: how they correlate, and where that cannot be worked with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from dorsal.errors import EvidenceError
from dorsal.trials.arm_summary import ScoreArm, Summary
from dorsal.trials.contrast import Derivation
from dorsal.trials.effect_options import STANDARDISED, EffectOptions
from dorsal.trials.left_out import Unusable
from dorsal.trials.study import Study

CONTRASTS_TAKEN = "the arms are in the same people; the study's contrasts are taken, whose standard errors know it"


def of_study(study: Study, options: EffectOptions) -> EffectOptions:
    """The options with the study's own `arm_correlation`. Raises EvidenceError for what is no correlation."""
    if not options.arm_correlation_column:
        return options
    said = study.covariates.get(options.arm_correlation_column)
    try:
        correlation = 0.0 if said is None or said == "" else float(said)
    except ValueError:
        correlation = math.nan
    if not -1.0 < correlation < 1.0:
        raise EvidenceError(
            f"study {study.id}, column {options.arm_correlation_column}: {said!r} is no correlation; give a number "
            "between -1 and 1, or leave the cell empty where arms are independent"
        )
    return replace(options, arm_correlation=correlation, arm_correlation_column="")


def check_correlated(arms: Sequence[Summary], groups: Sequence[Sequence[Summary]], options: EffectOptions) -> None:
    """Raises Unusable where a correlation of arms does not give the covariance of their effects, EvidenceError for a
    correlation that so many arms cannot have.
    """
    if not all(isinstance(arm, ScoreArm) for arm in arms):
        raise Unusable(
            "counts in the same people need how many had the event under both treatments, which a correlation does not "
            "tell; give the paired contrast with its standard error"
        )
    if options.measure in STANDARDISED:
        raise Unusable(
            "a standardised difference of correlated arms has no one variance; take MD, MD100 or ROM, or give the "
            "contrast with its standard error"
        )
    if any(len(group) > 1 for group in groups):
        raise Unusable("two of its arms, in the same people, got the same treatment; give one row for both")
    if options.arm_correlation <= -1.0 / (len(groups) - 1):
        raise EvidenceError(
            f"rows {', '.join(row for arm in arms for row in arm.rows)}: {len(groups)} arms cannot all correlate by "
            f"{options.arm_correlation:g}; it must lie above {-1.0 / (len(groups) - 1):.4g}"
        )


def correlated(rows: Sequence[str], correlation: float) -> Derivation:
    """How the covariance of such arms was got."""
    how = f"of arms in the same people, with a correlation of {correlation:g} between them (Cochrane Handbook 23.2.7)"
    return Derivation(row=", ".join(rows), what="covariance", how=how, assumed=True)
