"""The unrelated-mean-effects model: every comparison with an effect of its own, not bound to the others.

Dias, Welton, Sutton, Caldwell, Lu & Ades 2013 (NICE TSD 4). A multi-arm study informs the comparisons of its other
treatments with its first one (in the network's order, which is that of names), with their covariance: with
multi-arm studies the model, and so its P, depends on that order (`by_order`). Where this model fits clearly better,
or with a clearly smaller tau2, than the consistency model, the evidence is inconsistent. The test of designs against
treatments (`design_by_treatment`) asks the same and depends on no order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from dorsal.synthesis.fit import NetworkFit, solution_of
from dorsal.synthesis.gls import Solution, solve
from dorsal.synthesis.heterogeneity import estimate_tau2
from dorsal.synthesis.network import Network
from dorsal.synthesis.pairs import sorted_arms
from dorsal.synthesis.q import Q
from dorsal.synthesis.rows import Rows, rows_of
from dorsal.trials.contrast import Contrast

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
class UnrelatedMeanEffects:
    """The unrelated-mean-effects model beside the consistency model."""

    effects: tuple[UnrelatedEffect, ...]
    unrelated: ModelFit
    consistency: ModelFit
    data: int
    """Number of independent effects in the studies."""
    wald: Q
    """How much worse consistency fits, weighted at the unrelated model's tau2."""
    by_order: tuple[str, ...]
    """Multi-arm studies. Where there are any, other names of the treatments give another P, as the first by name stands
    for what the others of a study are compared with."""

    @property
    def df(self) -> int:
        return self.unrelated.parameters - self.consistency.parameters

    @property
    def likelihood_ratio(self) -> float:
        """Fall of the deviance, chi-squared with `df` under consistency (tau2 estimated in both models)."""
        return max(0.0, self.consistency.deviance - self.unrelated.deviance)

    @property
    def p(self) -> float | None:
        """P value of the likelihood ratio; None where the models are the same. See `by_order` for what it hangs on."""
        return float(chdtrc(self.df, self.likelihood_ratio)) if self.df > 0 else None


def unrelated_mean_effects(fit: NetworkFit) -> UnrelatedMeanEffects:
    """Fit the model with the options of the network's fit. Raises NotSettled if tau2 is not found."""
    arranged, names = star(fit.network)
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
        wald=Q(
            max(0.0, solve(fit.network.rows, None, solution.tau2).rss - solution.rss),
            len(names) - len(fit.solution.theta),
        ),
        by_order=tuple(dict.fromkeys(c.study for c in fit.network.contrasts if len(c.treatments) > 2)),
    )


def star(network: Network) -> tuple[list[Contrast], dict[str, tuple[str, str]]]:
    """Each study as contrasts of its comparisons' nodes with the ground node, and the comparison of each node."""
    names: dict[str, tuple[str, str]] = {}
    star = []
    for contrast in network.contrasts:
        place, effect, cov = sorted_arms(len(contrast.treatments), [contrast], network)
        first, *others = (int(t) for t in place[0])
        # Numbered, so that the nodes stand in the order of the names and no name is read as a combination.
        nodes = tuple(f"{first:06d} {other:06d}" for other in others)
        names |= {
            node: (network.treatments[first], network.treatments[other])
            for node, other in zip(nodes, others, strict=True)
        }
        across = cov[0, :1, :] - cov[0, 1:, :]
        star.append(
            Contrast(
                study=contrast.study,
                treatments=(GROUND, *nodes),
                effect=effect[0, 0] - effect[0, 1:],
                cov=across[:, :1] - across[:, 1:],
                measure=contrast.measure,
            )
        )
    return star, dict(sorted(names.items(), key=lambda item: item[1]))


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
