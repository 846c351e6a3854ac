"""Direct against indirect evidence on one comparison, with tau integrated out.

The studies that hold both treatments have an effect of their own, delta off that of the rest of the network (Dias,
Welton, Caldwell & Ades 2010); in studies with more arms each of the two treatments takes half of it (the symmetric
side-splitting of White 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.given_tau import GivenTau, LinearModel
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.posterior import (
    TOLERANCE,
    Posterior,
    check_measure,
    linear_model,
    posterior,
    posterior_of_model,
    require_connected,
)
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.gls import reduce
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

NOTHING_LEFT = 1e-9
"""Share of the information on delta below which there is no indirect evidence."""


@dataclass(frozen=True, kw_only=True)
class SplitPosterior:
    """`first` minus `second` from direct and from indirect evidence, and their difference."""

    first: str
    second: str
    difference_sd: float | None
    """Prior SD of the difference; None: flat."""
    split: Posterior = field(repr=False)
    tolerance: float = field(repr=False)

    @cached_property
    def consistent(self) -> Posterior:
        """The network without a split, with the same priors; worked out when it is first asked for."""
        return posterior(self.split.network, self.split.prior, self.split.effect_prior, tolerance=self.tolerance)

    @property
    def network(self) -> NormalMixture:
        return self.consistent.between(self.first, self.second)

    @property
    def direct(self) -> NormalMixture:
        return self._of(1.0, 1.0)

    @property
    def indirect(self) -> NormalMixture:
        return self._of(1.0, 0.0)

    @property
    def difference(self) -> NormalMixture:
        """Direct minus indirect."""
        return self._of(0.0, 1.0)

    @property
    def p(self) -> float:
        """Twice the smaller posterior probability of a sign of the difference (as in NICE TSD 4)."""
        below = self.difference.chance_below(0.0)
        return 2.0 * min(below, 1.0 - below)

    @property
    def log_bayes_factor_consistency(self) -> float:
        """log p(y) without the split, less log p(y) with it: above 0 the data speak for consistency.

        Raises OptionError unless the difference has a prior SD and tau a prior that integrates to 1.
        """
        if self.difference_sd is None or not self.split.prior.proper:
            raise OptionError(
                "a Bayes factor for consistency needs a prior on the difference of direct and indirect evidence "
                "(difference_sd) and one on tau that integrates to 1"
            )
        return self.consistent.rule.log_total - self.split.rule.log_total

    def _of(self, effect: float, delta: float) -> NormalMixture:
        contrast = np.zeros(len(self.split.treatments))
        contrast[self.split.treatments.index(self.first)] = effect
        contrast[self.split.treatments.index(self.second)] = -effect
        return _mixture(self.split, np.concatenate([reduce(contrast, None), [delta]]))


def split_posterior(
    network: Network,
    first: str,
    second: str,
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    difference_sd: float | None = None,
    tolerance: float = TOLERANCE,
) -> SplitPosterior:
    """Split one comparison. `difference_sd`: prior SD of direct minus indirect (None: flat; a Bayes factor needs one).

    Raises NetworkError if no study holds both treatments or nothing else tells how they compare, and otherwise as
    `posterior` does.
    """
    if difference_sd is not None and not 0.0 < difference_sd < math.inf:
        raise OptionError(f"difference_sd must be a number above 0, got {difference_sd:g}")
    require_connected(network)
    check_measure(network, tau)
    a, b = canonical(first), canonical(second)
    column = _split_column(network, a, b)
    model = _with_delta(linear_model(network, None, effects), column, difference_sd)
    if difference_sd is None:
        _require_indirect(model, a, b)
    split = posterior_of_model(network, model, tau, effects, tolerance=tolerance)
    return SplitPosterior(first=a, second=b, difference_sd=difference_sd, split=split, tolerance=tolerance)


def _split_column(network: Network, a: str, b: str) -> Array:
    """delta's column of the design, shape (m,): half for one treatment, minus half for the other, where both are."""
    rows = network.rows
    both = np.array([a in c.treatments and b in c.treatments for c in network.contrasts])
    if not both.any():
        raise NetworkError(f"no study compares {a} with {b}, so there is no direct evidence to split off")
    sign = np.zeros(rows.treatments)
    sign[network.index[a]], sign[network.index[b]] = 0.5, -0.5
    weight = rows.entry * sign[rows.entry_treatment] * both[rows.study[rows.entry_row]]
    return np.asarray(np.bincount(rows.entry_row, weight, minlength=len(rows)), dtype=np.float64)


def _with_delta(model: LinearModel, column: Array, sd: float | None) -> LinearModel:
    p = model.effects
    precision = np.zeros((p + 1, p + 1))
    if model.precision is not None:
        precision[:p, :p] = model.precision
    if sd is not None:
        precision[p, p] = 1.0 / sd**2
    return LinearModel(
        rows=model.rows,
        basis=model.basis,
        precision=precision,
        log_det_precision=model.log_det_precision - (0.0 if sd is None else 2.0 * math.log(sd)),
        flat=model.flat + (1 if sd is None else 0),
        covariates=column[:, None],
        log_jacobian=model.log_jacobian,
    )


def _require_indirect(model: LinearModel, a: str, b: str) -> None:
    """Whether anything of delta's column is left once the effects have taken what they can."""
    gram = model.gram(1.0 / model.rows.v)
    rest = gram[-1, -1] - gram[-1, :-1] @ np.linalg.lstsq(gram[:-1, :-1], gram[:-1, -1], rcond=None)[0]
    if rest < NOTHING_LEFT * gram[-1, -1]:
        raise NetworkError(f"only studies of {a} against {b} themselves say how they compare: no indirect evidence")


def _mixture(found: Posterior, weights: Array) -> NormalMixture:
    """The posterior of weights' b, for the parameters b of its model."""
    known: tuple[GivenTau, ...] = found.nodes.known
    variances = np.array([weights @ each.cov_b @ weights for each in known])
    return NormalMixture(
        weight=found.nodes.weight,
        means=np.array([weights @ each.b for each in known]),
        sds=np.sqrt(np.maximum(variances, 0.0)),
        moments=found.moments,
    )
