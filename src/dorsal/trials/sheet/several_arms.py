"""Studies of three arms or more given by contrasts: what the covariance of these needs, and what it forbids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dorsal.errors import EvidenceError
from dorsal.trials.difference import printed_difference
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import Unusable
from dorsal.trials.piece import pieces
from dorsal.trials.shares import ArmInformation
from dorsal.trials.study import Result

TOLD_APART = 8
"""Studies with a note of their own; the others share one."""


def lacking(pairs: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """Arms, and how many of their comparisons are not among `pairs` (each once); (arms, 0) of two arms."""
    arms = len({name for pair in pairs for name in pair})
    return arms, arms * (arms - 1) // 2 - len(pairs)


def approximated(found: Iterable[tuple[str, int, int]]) -> list[str]:
    """Notes on studies, each with its arms and its contrasts, whose covariance nothing determines."""
    studies = list(found)
    notes = []
    for study, arms, contrasts in studies[:TOLD_APART]:
        absent = arms * (arms - 1) // 2 - contrasts
        missing = "the third comparison is" if arms == 3 else "1 comparison is"
        words, what = (missing, "it") if absent == 1 else (f"{absent} comparisons are", "them")
        notes.append(
            f"Study {study}: {arms} arms, {contrasts} contrasts; their covariance is approximated because {words} "
            f"missing: add {what}, or the arms."
        )
    if len(studies) > TOLD_APART:
        notes.append(f"{len(studies) - TOLD_APART} more studies lack comparisons of their arms in the same way.")
    return notes


def contradictory(study: str, results: Sequence[Result], measure: str) -> bool:
    """Whether no arms can have the variances of these contrasts, by more than rounding.

    `results`: every pair of the study's arms once. What cannot be read on `measure` is not judged.
    """
    options = EffectOptions(measure=measure)
    try:
        differences = [printed_difference(result, {}, "parallel", options) for result in results]
    except (Unusable, EvidenceError):
        return False
    try:
        pieces(study, differences, ArmInformation(), additive=True)
    except EvidenceError:
        return True
    return False
