"""Networks of subgroups of studies, and whether their effects differ.

Each subgroup's network is fitted by itself (as subgroup.netmeta of netmeta 3): with a tau2 of its own, or with one
tau2 estimated within all subgroups together, which is steadier where a subgroup is small (Borenstein, Hedges, Higgins
& Rothstein 2009, chapter 19). The test of a comparison is Cochran's Q of the subgroups' estimates; the test of all at
once is the Q around one set of effects, with the whole covariance inside each subgroup; chi-squared, and by F.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.estimate import Estimate, Interval
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.heterogeneity import estimate_tau2, fixed_tau2
from dorsal.synthesis.league import League, league
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q, p_by_f
from dorsal.synthesis.rows import rows_of
from dorsal.trials.contrast import Array, Contrast
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical

Spread = Literal["separate", "shared"]
SPREADS = ("separate", "shared")
MOST_GROUPS = 20
SEEN = 1e-9
"""A direction of the effects with a smaller eigenvalue (of a correlation-like matrix) is seen by no subgroup."""


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    """The studies with one value of the column, and a fit for each island of their network."""

    name: str
    network: Network
    fits: tuple[NetworkFit, ...]

    def between(self, first: str, second: str) -> Estimate | None:
        """`first` minus `second`; None where no chain of the subgroup's studies joins the two."""
        for fit in self.fits:
            if first in fit.treatments and second in fit.treatments:
                return fit.between(first, second)
        return None

    @cached_property
    def _leagues(self) -> tuple[tuple[Mapping[str, int], League], ...]:
        return tuple((fit.network.index, league(fit)) for fit in self.fits)

    def effect(self, first: str, second: str) -> Effect | None:
        """The same as numbers alone, which costs nothing: mean, standard error and interval."""
        for place, table in self._leagues:
            if first in place and second in place:
                i, j = place[first], place[second]
                ends = float(table.low[i, j]), float(table.high[i, j])
                return float(table.mean[i, j]), float(table.se[i, j]), ends
        return None


Effect = tuple[float, float, Interval]
"""Mean, standard error and interval."""


@dataclass(frozen=True, kw_only=True)
class Subgroups:
    """Fits of all subgroups, and tests of their difference."""

    by: str
    groups: tuple[Subgroup, ...]
    spread: Spread
    """Whether each subgroup has a tau2 of its own."""
    left_out: tuple[LeftOut, ...]

    @cached_property
    def treatments(self) -> tuple[str, ...]:
        return tuple(sorted({t for group in self.groups for t in group.network.treatments}))

    def between(self, first: str, second: str) -> Mapping[str, Estimate]:
        """`first` minus `second` in each subgroup that can say. Raises NetworkError for a treatment in none."""
        a, b = self._known(first), self._known(second)
        found = ((group.name, group.between(a, b)) for group in self.groups)
        return {name: estimate for name, estimate in found if estimate is not None}

    def effects(self, first: str, second: str) -> Mapping[str, Effect]:
        """The same as numbers alone."""
        a, b = self._known(first), self._known(second)
        found = ((group.name, group.effect(a, b)) for group in self.groups)
        return {name: effect for name, effect in found if effect is not None}

    def _known(self, treatment: str) -> str:
        name = canonical(treatment)
        if name not in self.treatments:
            raise NetworkError(f"{name} is in no study of a subgroup; they have {', '.join(self.treatments)}")
        return name

    def difference(self, first: str, second: str) -> Q | None:
        """Cochran's Q of the subgroups' estimates of one comparison; None where fewer than two can say."""
        found = list(self.effects(first, second).values())
        if len(found) < 2:
            return None
        mean, weight = np.array([e[0] for e in found]), np.array([1.0 / e[1] ** 2 for e in found])
        pooled = float(weight @ mean) / float(weight.sum())
        return Q(float(weight @ (mean - pooled) ** 2), len(found) - 1)

    @cached_property
    def overall(self) -> Q:
        """Q of all subgroups' effects around one set of effects; its df is 0 where no two could differ."""
        place = {t: i for i, t in enumerate(self.treatments)}
        fits = [fit for group in self.groups for fit in group.fits]
        gram = np.zeros((len(place), len(place)))
        right, square, parameters = np.zeros(len(place)), 0.0, 0
        for fit in fits:
            precision = np.linalg.inv(fit.cov[1:, 1:])
            pick = _against_first(fit, place)
            effect = fit.effect[1:]
            gram += pick.T @ precision @ pick
            right += pick.T @ precision @ effect
            square += float(effect @ precision @ effect)
            parameters += len(effect)
        inverse, rank = _pseudo_inverse(gram)
        return Q(max(0.0, square - float(right @ inverse @ right)), parameters - rank)

    @property
    def overall_p_by_f(self) -> float | None:
        """P of `overall` by F, scaled by what is left over within the subgroups; None for common effects."""
        fits = [fit for group in self.groups for fit in group.fits]
        if any(fit.options.model == "common" for fit in fits):
            return None
        return p_by_f(self.overall, sum(fit.solution.rss for fit in fits), sum(fit.df for fit in fits))


def _against_first(fit: NetworkFit, place: Mapping[str, int]) -> Array:
    """The map from all treatments' effects to those of a fit against its first treatment."""
    pick = np.zeros((len(fit.treatments) - 1, len(place)))
    for row, treatment in enumerate(fit.treatments[1:]):
        pick[row, place[treatment]] += 1.0
        pick[row, place[fit.treatments[0]]] -= 1.0
    return pick


def _pseudo_inverse(gram: Array) -> tuple[Array, int]:
    """Of a positive semidefinite matrix, and its rank; scaled so that units do not matter."""
    scale = 1.0 / np.sqrt(np.diagonal(gram))
    values, vectors = np.linalg.eigh(gram * np.outer(scale, scale))
    kept = values > SEEN * float(values[-1])
    back = vectors[:, kept] * scale[:, None]
    return (back / values[kept]) @ back.T, int(kept.sum())


def subgroups(
    contrasts: Sequence[Contrast], by: str, options: FitOptions | None = None, *, spread: Spread = "separate"
) -> Subgroups:
    """Fit the studies of each value of a covariate (Contrast.covariates); one that lacks it is left out and named.

    Raises OptionError where the column has one value only, or more than a few; NetworkError as a fit does.
    """
    if spread not in SPREADS:
        raise OptionError(f"the subgroups' tau2 must be one of {', '.join(SPREADS)}, got {spread!r}")
    chosen = options or FitOptions()
    parts: dict[str, list[Contrast]] = {}
    left_out: list[LeftOut] = []
    for contrast in contrasts:
        value = _value(contrast, by)
        if value:
            parts.setdefault(value, []).append(contrast)
        else:
            reason = f"{by} is not given"
            left_out += [LeftOut(row=row, study=contrast.study, reason=reason) for row in contrast.rows or ("",)]
    _check(by, parts)
    networks = {name: Network.of(parts[name]) for name in sorted(parts)}
    fit = _shared(networks, chosen) if spread == "shared" else lambda part: fit_network(part, chosen)
    return Subgroups(
        by=by,
        groups=tuple(
            Subgroup(name=name, network=network, fits=tuple(fit(network.part(i)) for i in network.islands))
            for name, network in networks.items()
        ),
        spread=spread,
        left_out=tuple(left_out),
    )


def _value(contrast: Contrast, by: str) -> str:
    value = contrast.covariates.get(by)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value).strip()


def _check(by: str, parts: Mapping[str, Sequence[Contrast]]) -> None:
    if not parts:
        raise OptionError(f"no study gives a value of {by}, so there are no subgroups")
    if len(parts) == 1:
        raise OptionError(f"{by} is {next(iter(parts))!r} in every study that gives it; subgroups need two values")
    if len(parts) > MOST_GROUPS:
        raise OptionError(
            f"{by} has {len(parts)} values, which are too many for subgroups; if it is a number, ask for a "
            "meta-regression (on the command line --covariate), or group its values in a column of the table"
        )


def _shared(networks: Mapping[str, Network], options: FitOptions) -> Callable[[Network], NetworkFit]:
    """A fit at the tau2 estimated from all subgroups, each island of each with effects of its own."""
    if options.known_tau2 is not None:
        return lambda part: fit_network(part, options)
    apart = [(name, island, network.part(island)) for name, network in networks.items() for island in network.islands]
    index = {(name, t): i for i, (name, t) in enumerate((n, t) for n, island, _ in apart for t in island)}
    renamed = [
        replace(c, treatments=tuple(f"{index[name, t]}" for t in c.treatments))
        for name, _, part in apart
        for c in part.contrasts
    ]
    firsts = {index[name, island[0]] for name, island, _ in apart}
    basis = np.delete(np.eye(len(index)), sorted(firsts), axis=1)
    rows = rows_of(renamed, {str(i): i for i in index.values()})
    tau2 = estimate_tau2(rows, basis, options.tau2_method)[0].tau2

    def fit(part: Network) -> NetworkFit:
        solution, diary = fixed_tau2(part.rows, None, tau2)
        return NetworkFit(network=part, options=options, basis=None, solution=solution, diary=diary)

    return fit
