"""Network meta-analysis: the effects of all treatments of a connected network, and any difference asked of them.

Common-effect and random-effects models by generalised least squares with the full covariance inside multi-arm
studies (Lu, Welton, Higgins, White & Ades 2011; Ruecker 2012 for the graph's Laplacian).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.estimate import Estimate, interval
from dorsal.synthesis.gls import Solution, expand
from dorsal.synthesis.heterogeneity import FitDiary, estimate_tau2, fixed_tau2, tau2_interval
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q, QDecomposition, decompose
from dorsal.synthesis.rows import Index, Rows
from dorsal.synthesis.study_shares import Named, StudyShares
from dorsal.synthesis.yardstick import Yardstick, yardstick
from dorsal.trials.contrast import Array, Contrast, Derivation
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical

DERIVATIONS_FROM = 0.01
"""Derivations are listed with an estimate where their study holds at least this share of it."""
DERIVED_FROM = 0.05
"""An estimate "rests on derived numbers" where studies with assumed numbers hold at least this share of it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class NetworkFit(Shown):
    """The fitted network. It stores the solution; effects, intervals, Q and shares are asked of it."""

    network: Network
    options: FitOptions
    basis: Array | None
    """None: a parameter for every treatment but the first. Otherwise a basis (n, p), of a component model."""
    solution: Solution
    diary: FitDiary

    def __repr__(self) -> str:
        """What was fitted, in a line; the numbers are asked for, as by `between` and `league`."""
        spread = "" if self.options.model == "common" else f", tau2 {self.tau2:.4g}"
        return f"<NetworkFit: {self.network.told}, {self.options.model} effects{spread}>"

    @property
    def treatments(self) -> tuple[str, ...]:
        return self.network.treatments

    @property
    def tau2(self) -> float:
        return self.solution.tau2

    @cached_property
    def effect(self) -> Array:
        """(n,) effects against the first treatment (component model: up to what the trials identify)."""
        return expand(self.solution.theta, self.basis)

    @property
    def cov(self) -> Array:
        """(n, n) covariance of `effect`."""
        return self.solution.cov

    @cached_property
    def tau2_ci(self) -> tuple[float, float] | None:
        """Interval of tau2 (profile likelihood for REML and ML, Q-profile for DL and PM); None where it is given."""
        if self.options.known_tau2 is not None:
            return None
        o = self.options
        return tau2_interval(self.network.rows, self.basis, self.solution, o.tau2_method, o.level)

    @property
    def df(self) -> int:
        """Degrees of freedom of the total Q."""
        return len(self.network.rows) - len(self.solution.theta)

    @cached_property
    def q_total(self) -> Q:
        """Q around the common-effect fit, whatever the model."""
        at_zero = self.solution if self.tau2 == 0 else fixed_tau2(self.network.rows, self.basis)[0]
        return Q(at_zero.rss, self.df)

    @cached_property
    def q(self) -> QDecomposition:
        return decompose(self.network, self.q_total.q, self.df)

    @cached_property
    def yardstick(self) -> Yardstick:
        """Of all intervals. Raises NetworkError for t where no degrees of freedom are left."""
        return yardstick(self.options.interval, self.options.level, self.solution.rss, self.df)

    @property
    def has_intervals(self) -> bool:
        """t-based intervals, and ranks by them, need degrees of freedom."""
        return self.df > 0 or self.options.interval == "normal"

    @property
    def i2(self) -> float | None:
        return self.q_total.i2

    def between(self, first: str, second: str) -> Estimate:
        """`first` minus `second`, with intervals, direct share, studies, derivations and flags.

        Raises NetworkError if one of them is in no study of the network.
        """
        a, b = self._place(first), self._place(second)
        contrast = np.zeros(len(self.treatments))
        contrast[a] += 1.0
        contrast[b] -= 1.0
        return estimate(self, contrast, self.treatments[a], self.treatments[b])

    def _place(self, treatment: str) -> int:
        try:
            return self.network.index[canonical(treatment)]
        except KeyError:
            known = ", ".join(self.treatments)
            raise NetworkError(f"{treatment} is in no study of this network; it has {known}") from None

    @cached_property
    def by_study(self) -> Mapping[str, tuple[Contrast, ...]]:
        found: dict[str, list[Contrast]] = defaultdict(list)
        for contrast in self.network.contrasts:
            found[contrast.study].append(contrast)
        return {study: tuple(contrasts) for study, contrasts in found.items()}

    @cached_property
    def _study_of(self) -> Index:
        """(contrasts,) the place of each contrast's study in `by_study`."""
        place = {study: i for i, study in enumerate(self.by_study)}
        return np.array([place[contrast.study] for contrast in self.network.contrasts], dtype=np.intp)

    @cached_property
    def _studies(self) -> Named:
        return Named(self.by_study)

    @cached_property
    def _doubtful(self) -> Mapping[str, Index]:
        """By flag, the places in `by_study` of the studies that bring it: a number derived under an assumption, or a
        sensitivity row."""
        contrasts = self.network.contrasts
        assumed = [any(d.assumed for d in c.derived) for c in contrasts]
        sensitive = [c.use == "sensitivity" for c in contrasts]
        return {flag: np.unique(self._study_of[np.array(which, dtype=bool)])
                for flag, which in (("derived", assumed), ("sensitivity", sensitive))}  # fmt: skip

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], tuple[Contrast, ...]]:
        """By two treatments in the order of their names, the contrasts of the studies that gave both."""
        found: dict[tuple[str, str], list[Contrast]] = defaultdict(list)
        for contrast in self.network.contrasts:
            for pair in combinations(sorted(contrast.treatments), 2):
                found[pair].append(contrast)
        return {pair: tuple(contrasts) for pair, contrasts in found.items()}

    def head_to_head(self, first: str, second: str) -> tuple[Contrast, ...]:
        """The contrasts of the studies that gave both treatments."""
        return self._by_pair.get((min(first, second), max(first, second)), ())


def fit_network(network: Network, options: FitOptions | None = None) -> NetworkFit:
    """Fit a connected network.

    Raises NetworkError if it is not connected (the islands and what would join them are named) and NotSettled,
    with the diary, if the search for tau2 ends without an answer.
    """
    if len(network.islands) > 1:
        raise NetworkError(
            f"the network falls into {len(network.islands)} islands that no study joins. "
            + " ".join(f"{bridge}." for bridge in network.bridges())
        )
    return fit_on(network, None, options or FitOptions())


def fit_on(network: Network, basis: Array | None, options: FitOptions) -> NetworkFit:
    """Fit with parameters given by `basis` (see synthesis.gls.solve)."""
    solution, diary = solution_of(network.rows, basis, options)
    return NetworkFit(network=network, options=options, basis=basis, solution=solution, diary=diary)


def solution_of(
    rows: Rows, basis: Array | None, options: FitOptions, warm: Solution | None = None
) -> tuple[Solution, FitDiary]:
    """The solution at the options' tau2: estimated (`warm` as in `estimate_tau2`), preset, or 0. Raises NotSettled."""
    if options.known_tau2 is not None:
        return fixed_tau2(rows, basis, options.known_tau2)
    return estimate_tau2(rows, basis, options.tau2_method, warm)


def estimate(fit: NetworkFit, contrast: Array, first: str, second: str, flags: Sequence[str] = ()) -> Estimate:
    """The estimate of contrast' d, for weights (n,) on the network's treatments that sum to zero."""
    mean = float(contrast @ fit.effect)
    variance = max(0.0, float(contrast @ fit.cov @ contrast))
    studies = fit.head_to_head(first, second)
    shares = _shares(fit, contrast, variance)
    derived, found = _caveats(fit, shares)
    se = fit.yardstick.factor * math.sqrt(variance)
    return Estimate(
        first=first,
        second=second,
        measure=fit.network.measure,
        mean=mean,
        se=se,
        ci=interval(mean, se, fit.options.level, fit.yardstick.df),
        pi=_prediction(fit, mean, se),
        level=fit.options.level,
        df=fit.yardstick.df,
        direct_share=_direct_share(fit, first, second, studies, variance),
        studies=tuple(dict.fromkeys(c.study for c in studies)),
        people=_people(studies, first, second),
        shares=shares,
        derived=derived,
        unreplicated=fit.options.known_tau2 is None and fit.df == 0,
        flags=(*found, *flags),
    )


def _prediction(fit: NetworkFit, mean: float, se: float) -> tuple[float, float] | None:
    """Higgins, Thompson & Spiegelhalter 2009; t with the degrees of freedom of the total Q, as netmeta 3.6."""
    if fit.options.model == "common" or fit.df < 1:
        return None
    return interval(mean, math.hypot(se, math.sqrt(fit.tau2)), fit.options.level, float(fit.df))


def pair_of(contrast: Contrast, first: str, second: str) -> tuple[float, float]:
    """Effect and variance of first minus second inside one study that has both."""
    weights = np.zeros(len(contrast.effect))
    for treatment, sign in ((first, 1.0), (second, -1.0)):
        place = contrast.treatments.index(treatment)
        if place:
            weights[place - 1] += sign
    return float(weights @ contrast.effect), float(weights @ contrast.cov @ weights)


def _direct_share(fit: NetworkFit, first: str, second: str, studies: Sequence[Contrast], variance: float) -> float:
    if not studies or variance == 0:
        return 0.0
    precision = sum(1.0 / (pair_of(c, first, second)[1] + fit.tau2) for c in studies)
    return min(1.0, variance * precision)


def _people(studies: Sequence[Contrast], first: str, second: str) -> int | None:
    total = 0
    for contrast in studies:
        groups = contrast.groups
        a, b = groups[first], groups[second]
        if a is None or b is None:
            return None
        total += a + b
    return total


def _shares(fit: NetworkFit, contrast: Array, variance: float) -> StudyShares:
    """The estimate is sum g_r z_r with independent rows, so g_r^2 (v_r + tau2) adds up to its variance."""
    if variance == 0:
        return StudyShares.of()
    s, rows = fit.solution, fit.network.rows
    g = s.weight * rows.times(fit.cov @ contrast)
    by_contrast = np.bincount(rows.study, g * g / s.weight, minlength=len(fit.network.contrasts)) / variance
    return StudyShares(fit._studies, np.bincount(fit._study_of, by_contrast).astype(np.float64, copy=False))


def _caveats(fit: NetworkFit, shares: StudyShares) -> tuple[tuple[Derivation, ...], list[str]]:
    large = shares.at_least(DERIVATIONS_FROM)
    derived = tuple(d for study, _ in large for c in fit.by_study[study] for d in c.derived)
    doubtful = fit._doubtful if len(shares.share) else {}
    return derived, [flag for flag, which in doubtful.items() if shares.share[which].sum() >= DERIVED_FROM]
