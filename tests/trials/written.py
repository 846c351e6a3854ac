"""Rows written by hand for tests: an arm, a contrast, a study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_size import EffectOptions, study_contrasts
from dorsal.trials.left_out import LeftOut
from dorsal.trials.scale import Scale
from dorsal.trials.study import Arm, Result, Study

SCALES = {
    "NPRS": Scale(code="NPRS", label="0-10", outcome="pain", low=0, high=10, better="lower", to_0_100=True),
    "FUNC": Scale(code="FUNC", label="0-10", outcome="pain", low=0, high=10, better="higher", to_0_100=True),
    "ODD": Scale(code="ODD", label="mixed", outcome="pain", low=0, high=10, better="lower"),
}


def named(name: str | Arm, n: int | None = None) -> Arm:
    """ "a" is treatment a; "a:high" is treatment a in the arm labelled high."""
    if isinstance(name, Arm):
        return name
    treatment, _, label = name.partition(":")
    return Arm(treatment=treatment, label=label, n=n)


def arm(row: str, treatment: str | Arm, n: int | None, reported: str, value: float | None, **more: Any) -> Result:
    more = {"study": "s", "outcome": "pain", "scale": "NPRS", **more}
    return Result(row=row, arms=(named(treatment, n),), reported=reported, value=value, **more)


def pair(
    row: str,
    first: str,
    second: str,
    reported: str,
    value: float | None,
    n: tuple[int | None, int | None] = (None, None),
    **more: Any,
) -> Result:
    more = {"study": "s", "outcome": "pain", "scale": "NPRS", **more}
    return Result(row=row, arms=(named(first, n[0]), named(second, n[1])), reported=reported, value=value, **more)


def converted(
    *results: Result, scales: Mapping[str, Scale] = SCALES, study: Mapping[str, Any] | None = None, **options: Any
) -> tuple[tuple[Contrast, ...], tuple[LeftOut, ...]]:
    trial = Study(id="s", results=results, **(study or {}))
    return study_contrasts(trial, results, scales, EffectOptions(**options))


def only(*results: Result, **options: Any) -> Contrast:
    """The one contrast that these rows make, with no row left out."""
    contrasts, left_out = converted(*results, **options)
    assert not left_out
    assert len(contrasts) == 1
    return contrasts[0]


def reasons(*results: Result, **options: Any) -> dict[str, str]:
    return {left.row: left.reason for left in converted(*results, **options)[1]}


def how(contrast: Contrast, what: str) -> str:
    """All derivations of one kind, joined."""
    return " | ".join(d.how for d in contrast.derived if d.what == what)
