"""The exact posterior of a random-effects network, by one integral over tau instead of sampling.

For contrasts with normal errors everything is jointly normal given tau (synthesis.given_tau), so the posterior of
any effect is a mixture of normals over the nodes of the integral (as bayesmeta does for one comparison: Roever
2020). The study effects of one trial have the usual correlation of 1/2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.deviance import Deviance, deviance
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.given_tau import GivenTau, LinearModel, log_jacobian
from dorsal.synthesis.gls import reduce_both
from dorsal.synthesis.marginal import NormalMixture, ScaleMarginal
from dorsal.synthesis.network import Network
from dorsal.synthesis.prior import NormalEffects, StandardErrors, TauPrior
from dorsal.synthesis.quadrature import Rule, integrate
from dorsal.synthesis.ranking import Better
from dorsal.trials.contrast import Array
from dorsal.trials.treatment import canonical

TOLERANCE = 1e-6
AS_ZERO = 1e-13
"""A tau is 0 where it changes the whole information of the data by less than this share."""


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """The joint posterior of tau and all effects. It stores the nodes; whatever else is asked of it."""

    network: Network
    prior: TauPrior
    effect_prior: NormalEffects | None
    """None: flat."""
    model: LinearModel
    rule: Rule[GivenTau]
    moments: float
    """The highest power of tau, and so of an effect, whose posterior mean exists."""

    @property
    def treatments(self) -> tuple[str, ...]:
        return self.network.treatments

    @property
    def tau(self) -> ScaleMarginal:
        return ScaleMarginal(rule=self.rule, moments=self.moments)

    def between(self, first: str, second: str) -> NormalMixture:
        """`first` minus `second` in the average study.

        Raises NetworkError if one of them is in no study of the network.
        """
        return self.of(self._contrast(first, second))

    def predictive(self, first: str, second: str) -> NormalMixture:
        """`first` minus `second` in a new study: its own effect, without sampling error."""
        return self.of(self._contrast(first, second), new_study=True)

    def of(self, contrast: Array, *, new_study: bool = False) -> NormalMixture:
        """The posterior of contrast' d, for weights (n,) on the network's treatments that sum to zero.

        `new_study`: in a new study, with the heterogeneity of a difference of two treatments.
        """
        means = np.array([contrast @ known.mean for known in self.rule.known])
        variances = np.array([max(0.0, contrast @ known.cov @ contrast) for known in self.rule.known])
        if new_study:
            variances = variances + self.rule.tau**2
        return NormalMixture(weight=self.rule.weight, means=means, sds=np.sqrt(variances), moments=self.moments)

    def _contrast(self, first: str, second: str) -> Array:
        contrast = np.zeros(len(self.treatments))
        contrast[self._place(first)] += 1.0
        contrast[self._place(second)] -= 1.0
        return contrast

    def _place(self, treatment: str) -> int:
        try:
            return self.network.index[canonical(treatment)]
        except KeyError:
            known = ", ".join(self.treatments)
            raise NetworkError(f"{treatment} is in no study of this network; it has {known}") from None

    @cached_property
    def effect(self) -> Array:
        """(n,) posterior means of the effects against the first treatment."""
        return self.rule.mean(np.array([known.mean for known in self.rule.known]))

    @cached_property
    def cov(self) -> Array:
        """(n, n) posterior covariance of the effects against the first treatment."""
        return self._cov(self.rule.weight)

    def _cov(self, weight: Array) -> Array:
        means = np.array([known.mean for known in self.rule.known])
        apart = means - weight @ means
        cov: Array = apart.T @ (weight[:, None] * apart)
        for share, known in zip(weight, self.rule.known, strict=True):
            if share > 0.0:
                cov += share * known.cov
        return cov

    @cached_property
    def error(self) -> float:
        """The largest error of a mean or SD of tau or of any difference of two treatments, in its posterior SDs.

        It is the change from the rule with half the nodes, which errs far more than the rule itself.
        """
        if self.moments < 2.0:
            return self.rule.error
        means = np.array([known.mean for known in self.rule.known])
        moved = (self.rule.weight - self.rule.coarse) @ means
        spread, halved = (_pair_sd(cov) for cov in (self.cov, self._cov(self.rule.coarse)))
        apart = np.maximum(np.abs(moved[:, None] - moved[None, :]), np.abs(spread - halved))
        share = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0.0)
        return max(self.rule.error, float(share.max()))

    def beats(self, *, better: Better = "lower", mic: float = 0.0) -> Array:
        """P(treatment i is better than treatment j by at least `mic`), shape (n, n); 0 on the diagonal."""
        sign = -1.0 if better == "lower" else 1.0
        n = len(self.treatments)
        upper = np.triu_indices(n, 1)
        forward, backward = np.zeros(len(upper[0])), np.zeros(len(upper[0]))
        for share, known in zip(self.rule.weight, self.rule.known, strict=True):
            apart = sign * (known.mean[upper[0]] - known.mean[upper[1]])
            sd = _pair_sd(known.cov)[upper]
            with np.errstate(divide="ignore", invalid="ignore"):
                # Two treatments that the model takes for one are each better with probability 1/2.
                forward += share * np.nan_to_num(ndtr((apart - mic) / sd), nan=0.5)
                backward += share * np.nan_to_num(ndtr((-apart - mic) / sd), nan=0.5) if mic else 0.0
        chance = np.zeros((n, n))
        chance[upper] = forward
        chance.T[upper] = backward if mic else 1.0 - forward
        return chance

    def sucra(self, *, better: Better = "lower", mic: float = 0.0) -> Mapping[str, float]:
        """Surface under the cumulative ranking curve (Salanti, Ades & Ioannidis 2011), best first.

        Exact: the expected rank of a treatment is 1 plus the sum over the others of the probability that they are
        better, which needs no ranks. With `mic` > 0 a treatment must be better by that much.
        """
        scores = self.beats(better=better, mic=mic).sum(axis=1) / (len(self.treatments) - 1)
        order = np.argsort(-scores, kind="stable")
        return {self.treatments[i]: float(scores[i]) for i in order}

    def mean_rank(self, *, better: Better = "lower") -> Mapping[str, float]:
        """Posterior mean of every treatment's rank (1 is best), best first."""
        n = len(self.treatments)
        return {name: n - score * (n - 1) for name, score in self.sucra(better=better).items()}

    def draws(self, rng: np.random.Generator, count: int = 20_000) -> Array:
        """Draws (count, n) of all effects against the first treatment, in the order of tau.

        Each node of tau has its share of them (systematic resampling), so that tau adds no noise of its own.
        """
        edges = np.cumsum(self.rule.weight)
        points = (np.arange(count) + rng.random()) / count
        node = np.minimum(np.searchsorted(edges, points * edges[-1]), len(edges) - 1)
        sizes = np.bincount(node, minlength=len(edges))
        p = len(self.rule.known[0].b)
        parts = [
            known.drawn(rng.standard_normal((size, p)))
            for known, size in zip(self.rule.known, sizes, strict=True)
            if size
        ]
        return np.concatenate(parts)

    def rank_probabilities(self, rng: np.random.Generator, *, better: Better = "lower", draws: int = 20_000) -> Array:
        """P(treatment i has rank j), shape (n, n), rows in the order of `treatments`, column 0 the best."""
        n = len(self.treatments)
        sample = self.draws(rng, draws)
        order = np.argsort(sample if better == "lower" else -sample, axis=1)
        places = order * n + np.arange(n)
        counts = np.bincount(places.ravel(), minlength=n * n).reshape(n, n)
        return np.asarray(counts / draws, dtype=np.float64)

    def chance(
        self, statement: Callable[[Array], Array], rng: np.random.Generator, *, draws: int = 100_000
    ) -> tuple[float, float]:
        """The probability of any statement about all effects at once, with its Monte-Carlo standard error.

        `statement` takes draws (draws, n) of the effects, in the order of `treatments`, and says for each whether
        it holds. For a statement about one difference ask `between`, which is exact.
        """
        holds = np.asarray(statement(self.draws(rng, draws)), dtype=np.float64)
        share = float(holds.mean())
        return share, math.sqrt(share * (1.0 - share) / draws)

    @property
    def log_evidence(self) -> float:
        """log p(y), the marginal likelihood of the contrasts.

        Raises OptionError unless both priors are proper: a flat one has no height to integrate against.
        """
        self._require_proper_tau("the evidence")
        if self.model.flat:
            raise OptionError(
                "the evidence needs a proper prior on the effects; give one as NormalEffects(sd=...), wide for little "
                "influence. The Bayes factor of common against random effects does without"
            )
        return self.rule.log_total

    @property
    def log_bayes_factor_common(self) -> float:
        """log p(y | tau = 0) - log p(y): how the data speak for a common effect against random effects.

        A flat prior on the effects stands in both, and cancels. Raises OptionError if the prior on tau is improper.
        """
        self._require_proper_tau("a Bayes factor")
        return self.model.known(0.0).log_likelihood - self.rule.log_total

    def _require_proper_tau(self, what: str) -> None:
        if not self.prior.proper:
            raise OptionError(f"{what} needs a prior on tau that integrates to 1; {self.prior.name} does not say so")

    @cached_property
    def deviance(self) -> Deviance:
        """Residual deviance, effective number of parameters and DIC, as in NICE TSD 2."""
        return deviance(self.rule)


def posterior(
    of: Network | NetworkFit,
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> Posterior:
    """The exact posterior for a connected network, or for a fit with a basis of its own.

    `tau`: the prior on the heterogeneity SD. `effects`: the prior on basic parameters; None is flat.
    `tolerance`: error of means and SDs that is allowed, in posterior SDs.
    Raises NetworkError if the network is not connected, OptionError if a prior does not suit it or leaves the
    posterior improper, and NotSettled if the integral does not reach the tolerance.
    """
    network, basis = (of, None) if isinstance(of, Network) else (of.network, of.basis)
    if basis is None and len(network.islands) > 1:
        raise NetworkError(
            f"the network falls into {len(network.islands)} islands that no study joins; analyse each on its own, "
            "or fit a component model"
        )
    _check_measure(network, tau)
    return posterior_of_model(network, linear_model(network, basis, effects), tau, effects, tolerance=tolerance)


def posterior_of_model(
    network: Network,
    model: LinearModel,
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> Posterior:
    """The exact posterior of any linear model of the network's rows; see `posterior`."""
    moments = _moments(tau, model)
    rule = integrate(
        tau.axis(_standard_errors(model)),
        _heights(model, tau),
        tolerance=tolerance,
        moments=min(2.0, moments),
    )
    return Posterior(network=network, prior=tau, effect_prior=effects, model=model, rule=rule, moments=moments)


def linear_model(network: Network, basis: Array | None, effects: NormalEffects | None) -> LinearModel:
    """The model of a network with or without a basis, its effects flat or normal."""
    p = len(network.treatments) - 1 if basis is None else basis.shape[1]
    jacobian = log_jacobian(network.contrasts)
    if effects is None:
        return LinearModel(rows=network.rows, basis=basis, flat=p, log_jacobian=jacobian)
    precision = np.eye(p) / effects.sd**2
    if basis is None:
        precision = reduce_both(_star(network, effects.reference) / effects.sd**2, None)
    return LinearModel(
        rows=network.rows,
        basis=basis,
        precision=precision,
        # A change of reference turns the basic parameters into others with determinant 1.
        log_det_precision=-2.0 * p * math.log(effects.sd),
        flat=0,
        log_jacobian=jacobian,
    )


def _star(network: Network, reference: str | None) -> Array:
    """sum over k of (d_k - d_reference)^2 as a quadratic form of the effects, shape (n, n)."""
    n, centre = len(network.treatments), 0
    if reference is not None:
        if canonical(reference) not in network.index:
            known = ", ".join(network.treatments)
            raise NetworkError(f"the reference {reference} is in no study of this network; it has {known}")
        centre = network.index[canonical(reference)]
    form = np.eye(n)
    form[centre, :] = form[:, centre] = -1.0
    form[centre, centre] = n - 1.0
    return form


def _check_measure(network: Network, tau: TauPrior) -> None:
    if tau.measures and network.measure not in tau.measures:
        raise OptionError(
            f"the prior {tau.name} was derived for {' and '.join(tau.measures)}; these contrasts are "
            f"{network.measure}. Take a prior in their unit, such as halfnormal(scale)"
        )


def _standard_errors(model: LinearModel) -> StandardErrors:
    v = model.rows.v
    return StandardErrors(math.sqrt(float(v.min())), math.sqrt(float(np.median(v))))


def _moments(tau: TauPrior, model: LinearModel) -> float:
    """The largest whole power of tau that has a posterior mean: prior and likelihood fall as powers of tau."""
    tail = tau.tail + model.data - model.flat
    if tail <= 1.0:
        raise OptionError(
            f"with the prior {tau.name} and {model.data - model.flat} degrees of freedom tau has no posterior; "
            "take a prior that falls, such as halfnormal(scale)"
        )
    return tail if math.isinf(tail) else math.ceil(tail - 1.0) - 1.0


def _heights(model: LinearModel, tau: TauPrior) -> Callable[[float], tuple[float, GivenTau]]:
    """log of likelihood times prior at a tau, with the normal posterior there; all that are as good as 0 share one."""
    zero = AS_ZERO / float((1.0 / model.rows.v).sum())
    at_zero: list[GivenTau] = []

    def height(value: float) -> tuple[float, GivenTau]:
        log_prior = float(tau.log_density(np.array([value]))[0])
        tau2 = value * value
        if tau2 > zero:
            known = model.known(tau2)
        else:
            at_zero[:] = at_zero or [model.known(0.0)]
            known = at_zero[0]
        return known.log_likelihood + log_prior, known

    return height


def _pair_sd(cov: Array) -> Array:
    """SD of every difference, shape (n, n)."""
    diagonal = np.diagonal(cov)
    variance = diagonal[:, None] + diagonal[None, :] - 2.0 * cov
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)
