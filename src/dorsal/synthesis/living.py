"""A fit kept up to date: studies added, changed or removed without a fit from nothing.

At the tau2 of the fit before, effects and covariance follow from the changed rows alone (recursive least squares, a
low-rank update of the weighted normal equations: Woodbury 1950; Plackett 1950, doi:10.1093/biomet/37.1-2.149). From
there the search for tau2 goes on, so that it takes a step or two. The result is that of a whole refit, to rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.gls import Solution, solve
from dorsal.synthesis.heterogeneity import FitDiary, estimate_tau2
from dorsal.synthesis.network import Network
from dorsal.synthesis.rows import Rows, rows_of
from dorsal.trials.contrast import Array, Contrast

FEW = 8
"""As many changed rows are always taken in one by one; more only up to the number of treatments."""
DIGITS_KEPT = 1e-6
"""Of a downdate: what is left of a study's own precision; below it too many digits would be lost."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What a new network has, or lacks, beside an old one. A changed study is removed and added."""

    removed: tuple[Contrast, ...]
    added: tuple[Contrast, ...]

    @property
    def studies(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(dict.fromkeys(contrast.study for contrast in (*self.removed, *self.added)))


def changed(old: Network, new: Network) -> Changed:
    """The contrasts that differ; two are the same where study, treatments, effects and covariance are."""
    first, second = _apart(old.contrasts, new.contrasts)
    there, here = Counter(map(_print, first)), Counter(map(_print, second))
    return Changed(removed=_beyond(first, here), added=_beyond(second, there))


def _apart(old: Sequence[Contrast], new: Sequence[Contrast]) -> tuple[Sequence[Contrast], Sequence[Contrast]]:
    """Both without what is the same at their beginning and at their end, which is most of them."""
    start, least = 0, min(len(old), len(new))
    while start < least and _same(old[start], new[start]):
        start += 1
    end = 0
    while end < least - start and _same(old[-1 - end], new[-1 - end]):
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _same(one: Contrast, other: Contrast) -> bool:
    return one is other or (
        one.study == other.study
        and one.treatments == other.treatments
        and one.effect.tobytes() == other.effect.tobytes()
        and one.cov.tobytes() == other.cov.tobytes()
    )


def _print(contrast: Contrast) -> tuple[object, ...]:
    return contrast.study, contrast.treatments, contrast.effect.tobytes(), contrast.cov.tobytes()


def _beyond(contrasts: Sequence[Contrast], known: Counter[tuple[object, ...]]) -> tuple[Contrast, ...]:
    """The contrasts that the known ones do not hold, each counted once."""
    left = Counter(known)
    found = []
    for contrast in contrasts:
        key = _print(contrast)
        left[key] -= 1
        if left[key] < 0:
            found.append(contrast)
    return tuple(found)


def updated(fit: NetworkFit, network: Network) -> NetworkFit:
    """The fit of another version of its network, with the same options.

    Equal to `fit_network` but for rounding, also where treatments come or go, which costs one solution more. Where
    the likelihood has two modes, the higher of those found counts. Raises as `fit_network` does.
    """
    if fit.basis is not None or len(network.islands) > 1:
        return fit_network(network, fit.options)
    warm = _at_old_tau2(fit, network, changed(fit.network, network))
    known = fit.options.known_tau2
    if known is not None:
        diary = FitDiary(method="fixed", start=known, tau2=known, objective=None, steps=1, stopped="fixed")
        return NetworkFit(network=network, options=fit.options, basis=None, solution=warm, diary=diary)
    solution, diary = estimate_tau2(network.rows, None, fit.options.tau2_method, warm)
    return NetworkFit(network=network, options=fit.options, basis=None, solution=solution, diary=diary)


def _at_old_tau2(fit: NetworkFit, network: Network, change: Changed) -> Solution:
    """The new network's solution at the tau2 of the fit before. Studies come before others go, so that no step on the
    way falls apart; where a low-rank update would cost more or lose digits, it is solved anew.
    """
    rows, tau2 = network.rows, fit.tau2
    state: _State | None = _State(effect=fit.effect, cov=fit.cov, log_det=fit.solution.log_det)
    many = sum(len(c.effect) for c in (*change.removed, *change.added)) > max(FEW, len(network.treatments))
    if many or network.treatments != fit.treatments:
        return solve(rows, None, tau2)
    for contrasts, sign in ((change.added, 1.0), (change.removed, -1.0)):
        if contrasts and state is not None:
            state = _stepped(state, rows_of(contrasts, network.index), tau2, sign)
    if state is None:
        return solve(rows, None, tau2)
    return Solution(
        tau2=tau2,
        theta=state.effect[1:],
        weight=1.0 / (rows.v + tau2),
        residual=rows.z - rows.times(state.effect),
        log_det=state.log_det,
        cov=state.cov,
    )


@dataclass(frozen=True, kw_only=True)
class _State:
    """Effects against the first treatment (n,), their covariance (n, n), and log det of the information."""

    effect: Array
    cov: Array
    log_det: float


def _stepped(state: _State, rows: Rows, tau2: float, sign: float) -> _State | None:
    """With these rows (`sign` 1) or without them (-1); None where too little would be left of them to count on."""
    a = np.zeros((len(rows), rows.treatments))
    np.add.at(a, (rows.entry_row, rows.entry_treatment), rows.entry)
    root = np.sqrt(1.0 / (rows.v + tau2))
    scaled = root[:, None] * a
    across = scaled @ state.cov
    inner = np.eye(len(rows)) + sign * across @ scaled.T
    values, vectors = np.linalg.eigh(inner)
    if values[0] < DIGITS_KEPT:
        return None
    gain = sign * across.T @ (vectors / values) @ vectors.T
    cov = state.cov - gain @ across
    return _State(
        effect=state.effect + gain @ (root * (rows.z - a @ state.effect)),
        cov=0.5 * (cov + cov.T),
        log_det=state.log_det + float(np.log(values).sum()),
    )
