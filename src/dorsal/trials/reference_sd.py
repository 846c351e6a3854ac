"""How widely people's scores of one outcome spread: what turns a standardised difference into points of 0-100."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, median

from dorsal.trials.scale import Scale
from dorsal.trials.study import Result, Study


@dataclass(frozen=True, kw_only=True)
class ReferenceSD:
    """The median SD in points of 0-100, and of how many arms and trials."""

    sd: float
    arms: int
    trials: int

    def __str__(self) -> str:
        return (
            f"Standardised differences are turned into points of 0-100 with a standard deviation of {self.sd:.1f}, "
            f"the median of the final scores of {self.arms} arms in {self.trials} trials (Cochrane Handbook 15.5.3.2)."
        )


def reference_sd(
    studies: Sequence[Study], scales: Mapping[str, Scale], outcome: str, populations: Collection[str] = ()
) -> ReferenceSD | None:
    """The median SD, in points of 0-100, of the final scores in the main arm rows of `outcome`; None if there are none.

    Every arm counts once, at the time listed first, on any scale that may be rescaled. All times together: a spread of
    scores hangs on the people and the outcome more than on the week, and one number keeps the windows comparable.
    """
    spreads: dict[tuple[str, str], float] = {}
    for study in studies:
        if populations and study.population not in populations:
            continue
        for result, sd in _final_scores(study.results, scales, outcome):
            spreads.setdefault((study.id, result.arms[0].name), sd)
    if not spreads:
        return None
    return ReferenceSD(sd=median(spreads.values()), arms=len(spreads), trials=len({study for study, _ in spreads}))


def _final_scores(
    results: Sequence[Result], scales: Mapping[str, Scale], outcome: str
) -> Iterable[tuple[Result, float]]:
    for result in results:
        scale = scales.get(result.scale)
        if result.outcome != outcome or result.use != "main" or scale is None or not scale.to_0_100:
            continue
        sd = _printed_sd(result)
        if sd is not None:
            yield result, sd * scale.per_point


def _printed_sd(result: Result) -> float | None:
    """SD of an arm's final scores in the scale's own points; from SE or interval by Cochrane Handbook 6.5.2.2."""
    n = result.arms[0].n
    if result.reported == "mean_sd":
        return result.sd
    if result.reported == "mean_se" and result.se is not None and n is not None:
        return result.se * sqrt(n)
    if result.reported == "mean_ci" and result.ci_low is not None and result.ci_high is not None and n is not None:
        z = NormalDist().inv_cdf(0.5 + result.ci_level / 2)
        return (result.ci_high - result.ci_low) / (2 * z) * sqrt(n)
    return None
