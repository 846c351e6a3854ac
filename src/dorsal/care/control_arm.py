"""A group of people in a trial who got usual care, waited or got nothing: their scores in points of 0-100."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from dorsal.errors import EvidenceError
from dorsal.trials.arm_summary import ScoreArm, score_arm
from dorsal.trials.contrast import Array
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut, Unusable
from dorsal.trials.question import Window
from dorsal.trials.scale import Scale
from dorsal.trials.study import Result, Study

IN_POINTS = EffectOptions(measure="MD100")


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where people of a trial stood when they were randomised, in points of 0-100."""

    row: str
    study: str
    outcome: str
    treatment: str = ""
    """Empty: everybody in the trial."""
    mean: float
    sd: float | None = None
    n: int | None = None
    between: float | None = None
    """Not of this trial: the mean of other trials' starts, and the standard deviation between them."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.mean <= 100.0:
            raise EvidenceError(f"{self.row}: a start of {self.mean:g} does not lie within 0-100")
        if self.sd is not None and not self.sd > 0.0:
            raise EvidenceError(f"{self.row}: the standard deviation of a start must be above 0, got {self.sd:g}")


@dataclass(frozen=True, kw_only=True)
class ControlArm:
    """An arm at one time, with where it started."""

    row: str
    study: str
    treatment: str
    population: str
    weeks: float
    n: int
    mean: float
    """Mean score, or mean change where `is_change`."""
    is_change: bool
    spread: float | None
    """Standard deviation of what was averaged; of what is left around the start's line where `adjusted`. None where
    it is not printed: then the other arms' is taken."""
    adjusted: bool
    start: Start

    def __post_init__(self) -> None:
        if self.n < 2 or (self.spread is not None and not self.spread > 0.0):
            raise EvidenceError(f"{self.row}: an arm needs two people or more and a spread above 0")

    @property
    def own_start(self) -> bool:
        """Whether these very people's start is known, not only that of the whole trial."""
        return self.start.treatment == self.treatment and self.start.between is None and not self.adjusted

    @property
    def sources(self) -> tuple[str, ...]:
        """The rows it was read from."""
        return tuple(dict.fromkeys(row for row in (self.row, self.start.row) if row))

    @property
    def end(self) -> float:
        """Its mean later score."""
        return self.start.mean + self.mean if self.is_change else self.mean

    def intercept(self, slope: Array) -> Array:
        """Where its line, score = intercept + slope x start, begins; for every slope."""
        if self.is_change:
            return self.mean + (1.0 - slope) * self.start.mean
        return self.mean - slope * self.start.mean

    def residual_sd(self, slope: float, start_sd: float | None) -> float | None:
        """Spread of scores among people with the same start, from the arm's spread.

        score = slope x start + residual, so a final score has variance slope^2 s0^2 + residual^2 and a change
        (1 - slope)^2 s0^2 + residual^2. Where the spread at the start is not known (None) it is taken for that of
        the final score.
        """
        if self.adjusted or self.spread is None:
            return self.spread
        share = (1.0 - slope if self.is_change else slope) ** 2
        if start_sd is not None:
            return sqrt(max(self.spread**2 - share * start_sd**2, (LEAST_LEFT * self.spread) ** 2))
        return self.spread * sqrt((1.0 + slope) / 2.0 if self.is_change else 1.0 - slope**2)

    def variance(self, slope: Array, residual_sd: float) -> Array:
        """Sampling variance of its intercept, for every slope.

        The arm's own start: what is left around the line. Else the mean's and the start's, as if independent, which
        is cautious.
        """
        if self.own_start:
            return residual_sd**2 / self.n + 0.0 * slope
        spread, weight = self.spread or residual_sd, 1.0 - slope if self.is_change else slope
        of_start = (self.start.sd or spread) ** 2 / (self.start.n or self.n)
        if self.start.between is not None:
            of_start = self.start.between**2
        return spread**2 / self.n + weight**2 * of_start


ENOUGH_STARTS = 3
"""Trials that tell where people of trials start, for one that does not say."""
LEAST_LEFT = 0.3
"""A residual is at least this share of an arm's spread, whatever rounding or a mistaken start make of it."""


def control_arms(
    studies: Sequence[Study],
    scales: Mapping[str, Scale],
    *,
    outcome: str,
    window: Window,
    treatments: Collection[str],
    starts: Sequence[Start],
) -> tuple[tuple[ControlArm, ...], tuple[LeftOut, ...]]:
    """One arm of every trial that gave one of `treatments` and measured `outcome` in `window`, and what is left out.

    Of several instruments the one listed first counts, of several times the one closest to the window's target.
    """
    arms: list[ControlArm] = []
    left_out: list[LeftOut] = []
    for study in studies:
        found: list[ControlArm] = []
        for result in study.results:
            if not _asked(result, outcome, window, treatments):
                continue
            try:
                found.append(_arm(study, result, scales, starts))
            except Unusable as reason:
                left_out.append(LeftOut(row=result.row, study=study.id, reason=str(reason)))
        arms += _closest(found, study, scales, window, left_out)
    return tuple(arms), tuple(left_out)


def _asked(result: Result, outcome: str, window: Window, treatments: Collection[str]) -> bool:
    right = result.outcome == outcome and not result.is_contrast and result.reported != "events"
    return right and result.arms[0].treatment in treatments and result.weeks is not None and window.holds(result.weeks)


def _arm(study: Study, result: Result, scales: Mapping[str, Scale], starts: Sequence[Start]) -> ControlArm:
    """Raises Unusable with the reason where the row does not tell a course in points of 0-100."""
    scale = scales.get(result.scale)
    if result.use != "main":
        raise Unusable(f"its use is {result.use}: {result.use_reason or 'no reason given'}")
    if scale is None or not scale.to_0_100 or scale.better != "lower":
        raise Unusable(f"{result.scale} may not be rescaled to 0-100")
    arm = result.arms[0]
    summary = score_arm(result, {} if arm.n is None else {arm.name: arm.n}, IN_POINTS)
    if summary.sd is None or summary.n is None:
        raise Unusable("the number of people in the arm is not printed")
    start = _start(study, result, scale, starts) or _like_others(study, result, starts)
    if start is None:
        raise Unusable("where its people started is not printed")
    assert result.weeks is not None
    return ControlArm(
        row=result.row,
        study=study.id,
        treatment=arm.treatment,
        population=study.population,
        weeks=result.weeks,
        n=summary.n,
        mean=_points(summary, scale),
        is_change=summary.is_change,
        spread=summary.sd * scale.per_point,
        adjusted=result.adjusted == "yes",
        start=start,
    )


def _points(summary: ScoreArm, scale: Scale) -> float:
    """A score or a change in points of 0-100."""
    assert scale.low is not None
    return (summary.mean if summary.is_change else summary.mean - scale.low) * scale.per_point


def _start(study: Study, result: Result, scale: Scale, starts: Sequence[Start]) -> Start | None:
    """The arm's own start in its row, else in the table of starts; else that of the whole trial."""
    arm = result.arms[0]
    if result.baseline is not None:
        assert scale.low is not None
        return Start(
            row=result.row,
            study=study.id,
            outcome=result.outcome,
            treatment=arm.treatment,
            mean=(result.baseline - scale.low) * scale.per_point,
            sd=None if result.baseline_sd is None else result.baseline_sd * scale.per_point,
            n=arm.n,
        )
    known = [s for s in starts if s.study == study.id and s.outcome == result.outcome]
    own = [s for s in known if s.treatment == arm.treatment]
    return next(iter([*own, *(s for s in known if not s.treatment)]), None)


def _like_others(study: Study, result: Result, starts: Sequence[Start]) -> Start | None:
    """The mean start of the trials that print theirs, for one that does not; None for fewer than ENOUGH_STARTS."""
    by_trial = {s.study: s.mean for s in starts if s.outcome == result.outcome}
    if len(by_trial) < ENOUGH_STARTS:
        return None
    means = tuple(by_trial.values())
    return Start(row="", study=study.id, outcome=result.outcome, mean=fmean(means), between=stdev(means))


def _closest(
    found: Sequence[ControlArm],
    study: Study,
    scales: Mapping[str, Scale],
    window: Window,
    left_out: list[LeftOut],
) -> list[ControlArm]:
    if not found:
        return []
    order = {code: place for place, code in enumerate(scales)}
    scale = {result.row: order[result.scale] for result in study.results if result.scale in order}
    best = min(found, key=lambda arm: (scale[arm.row], abs(arm.weeks - window.target)))
    left_out += [
        LeftOut(row=arm.row, study=study.id, reason=f"another number of the same trial is taken ({best.row})")
        for arm in found
        if arm is not best
    ]
    return [best]
