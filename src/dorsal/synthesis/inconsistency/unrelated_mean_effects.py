"""The unrelated-mean-effects model: every comparison with an effect of its own, not bound to the others.

Dias, Welton, Sutton, Caldwell, Lu & Ades 2013 (NICE TSD 4). A multi-arm study informs the comparisons of its other
treatments with its base arm, with their covariance: the reference where it has it, else its first treatment by name.
It does not inform the comparisons among the others, and the model, and so its P, depends on that choice (`bases`).
Where this model fits clearly better, or with a clearly smaller tau2, than the consistency model, the evidence is
inconsistent. The test of designs against treatments (`design_by_treatment`) asks the same and depends on no order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import chdtrc

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import NetworkFit, solution_of
from dorsal.synthesis.gls import Solution, solve
from dorsal.synthesis.heterogeneity import estimate_tau2
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import sorted_arms
from dorsal.synthesis.q import Q
from dorsal.synthesis.rows import Rows, rows_of
from dorsal.synthesis.yardstick import Yardstick, yardstick
from dorsal.trials.contrast import Contrast
from dorsal.trials.treatment import canonical

GROUND = "ground"
"""The node against which all comparisons stand in the star that makes this model a network of its own."""


@dataclass(frozen=True, kw_only=True)
class UnrelatedEffect:
    """`first` minus `second`, from the studies that compared them alone."""

    first: str
    second: str
    mean: float
    se: float


@dataclass(frozen=True, kw_only=True)
class ModelFit:
    """How well one of the two models fits."""

    parameters: int
    tau2: float
    """By the method of the network's fit."""
    residual_deviance: float
    """Weighted sum of squared residuals at that tau2; about the number of independent effects if the model holds."""
    deviance: float
    """-2 log-likelihood at its highest (tau2 by ML; 0 under the common-effect model, or as preset)."""
    variances: int
    """1 where tau2 is a parameter, else 0."""

    @property
    def aic(self) -> float:
        return self.deviance + 2.0 * (self.parameters + self.variances)


@dataclass(frozen=True, kw_only=True)
class BaseArm:
    """What the effects of a multi-arm study were taken against."""

    study: str
    base: str
    left_out: tuple[tuple[str, str], ...]
    """Comparisons that it made and does not inform here."""


@dataclass(frozen=True, kw_only=True)
class UnrelatedMeanEffects:
    """The unrelated-mean-effects model beside the consistency model."""

    effects: tuple[UnrelatedEffect, ...]
    unrelated: ModelFit
    consistency: ModelFit
    data: int
    """Number of independent effects in the studies."""
    yardstick: Yardstick
    """Of the effects' intervals: as the fit asks, by this model's own residuals; normal where they have no degrees of
    freedom.
    """
    wald: Q
    """How much worse consistency fits, weighted at the unrelated model's tau2."""
    bases: tuple[BaseArm, ...]
    """Of the multi-arm studies. Where there are any, another reference gives other effects and another P."""

    @property
    def df(self) -> int:
        return self.unrelated.parameters - self.consistency.parameters

    @property
    def likelihood_ratio(self) -> float:
        """Fall of the deviance, chi-squared with `df` under consistency (tau2 estimated in both models)."""
        return max(0.0, self.consistency.deviance - self.unrelated.deviance)

    @property
    def p(self) -> float | None:
        """P value of the likelihood ratio; None where the models are the same. See `bases` for what it hangs on."""
        return float(chdtrc(self.df, self.likelihood_ratio)) if self.df > 0 else None


def unrelated_mean_effects(fit: NetworkFit, reference: str | None = None) -> UnrelatedMeanEffects:
    """Fit the model with the options of the network's fit, multi-arm studies against `reference` where they have it.

    Raises NotSettled if tau2 is not found, NetworkError if the network does not have the reference.
    """
    arranged, names = star(fit.network, reference)
    rows = rows_of(arranged, {name: i for i, name in enumerate((GROUND, *names))})
    solution, _ = solution_of(rows, None, fit.options)
    free = fit.options.known_tau2 is None
    variance = np.diagonal(solution.cov)[1:]
    return UnrelatedMeanEffects(
        effects=tuple(
            UnrelatedEffect(first=a, second=b, mean=float(mean), se=math.sqrt(v))
            for (a, b), mean, v in zip(names.values(), solution.theta, variance, strict=True)
        ),
        unrelated=_model_fit(rows, fit, solution, free),
        consistency=_model_fit(fit.network.rows, fit, fit.solution, free),
        data=len(rows),
        yardstick=_yardstick(fit, solution, len(rows) - len(solution.theta)),
        wald=Q(
            max(0.0, solve(fit.network.rows, None, solution.tau2).rss - solution.rss),
            len(names) - len(fit.solution.theta),
        ),
        bases=tuple(_base_arm(c, fit.network, reference) for c in fit.network.contrasts if len(c.treatments) > 2),
    )


def _yardstick(fit: NetworkFit, solution: Solution, df: int) -> Yardstick:
    """Hartung and Knapp's factor and t of a regression (Knapp & Hartung 2003), here on its comparisons."""
    return yardstick(fit.options.interval if df > 0 else "normal", fit.options.level, solution.rss, df)


def star(network: Network, reference: str | None = None) -> tuple[list[Contrast], dict[str, tuple[str, str]]]:
    """Each study as contrasts of its comparisons' nodes with the ground node, and the comparison of each node.

    The comparisons are those with the study's base arm. Raises NetworkError if the network lacks the reference.
    """
    if reference is not None and canonical(reference) not in network.index:
        raise NetworkError(f"the reference {reference} is in no study of this network")
    names: dict[str, tuple[str, str]] = {}
    star = []
    for contrast in network.contrasts:
        place, effect, cov = sorted_arms(len(contrast.treatments), [contrast], network)
        at = list(place[0]).index(network.index[_base(contrast, network, reference)])
        base = int(place[0, at])
        others = [int(t) for t in np.delete(place[0], at)]
        # A comparison is the first by name minus the second, whichever is the base.
        sign = np.where(np.array(others) > base, 1.0, -1.0)
        pairs = [(min(base, other), max(base, other)) for other in others]
        # Numbered, so that the nodes stand in the order of the names and no name is read as a combination.
        nodes = tuple(f"{first:06d} {second:06d}" for first, second in pairs)
        names |= {
            node: (network.treatments[first], network.treatments[second])
            for node, (first, second) in zip(nodes, pairs, strict=True)
        }
        turned = -np.delete(np.eye(len(place[0])), at, axis=0)
        turned[:, at] = 1.0
        turned *= sign[:, None]
        star.append(
            Contrast(
                study=contrast.study,
                treatments=(GROUND, *nodes),
                effect=turned @ effect[0],
                cov=turned @ cov[0] @ turned.T,
                measure=contrast.measure,
            )
        )
    return star, dict(sorted(names.items(), key=lambda item: item[1]))


def _base(contrast: Contrast, network: Network, reference: str | None) -> str:
    if reference is not None and canonical(reference) in contrast.treatments:
        return canonical(reference)
    return min(contrast.treatments, key=network.index.__getitem__)


def _base_arm(contrast: Contrast, network: Network, reference: str | None) -> BaseArm:
    base = _base(contrast, network, reference)
    others = sorted((t for t in contrast.treatments if t != base), key=network.index.__getitem__)
    return BaseArm(study=contrast.study, base=base, left_out=tuple(combinations(others, 2)))


def _model_fit(rows: Rows, fit: NetworkFit, solution: Solution, free: bool) -> ModelFit:
    highest = estimate_tau2(rows, None, "ML")[0] if free else solution
    return ModelFit(
        parameters=len(solution.theta),
        tau2=solution.tau2,
        residual_deviance=solution.rss,
        deviance=-2.0 * (highest.log_likelihood + _constant(fit.network.contrasts)),
        variances=int(free),
    )


def _constant(contrasts: Sequence[Contrast]) -> float:
    """What turns the likelihood of the rotated rows into that of the contrasts: 2 pi, and |H| = k / 2^(k-1)."""
    sizes = np.array([len(c.treatments) for c in contrasts])
    return -0.5 * float((np.log(sizes) + (sizes - 1) * (math.log(2.0 * math.pi) - math.log(2.0))).sum())
