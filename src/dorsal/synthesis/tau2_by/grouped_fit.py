"""A network with a variance between studies for each group of comparisons or of studies, by REML or ML.

As metafor's rma.mv with a variance for each level of a factor (struct = "DIAG"), or Lu & Ades 2009 without priors.
Assumed: the mean effects are consistent; a comparison's true effects vary alike in all studies of its group; and
within a study of several arms the variances of its comparisons add up, var(x - y) = var(x) + var(y) - 2 cov(x, y), so
that they are sought only where every study's covariance is one. Comparisons that no study makes together are not tied.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from dorsal.errors import NetworkError, NotSettled, OptionError
from dorsal.synthesis.estimate import Interval, interval
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.gls import expand, expand_cov
from dorsal.synthesis.tau2_by.equality import Equality, equality
from dorsal.synthesis.tau2_by.grouping import Grouping
from dorsal.synthesis.tau2_by.likelihood import Likelihood, Point, likelihood_of
from dorsal.synthesis.tau2_by.search import Cone, maximise
from dorsal.trials.contrast import Array

UNSEEN = 1e-7
"""A direction of the variances with a smaller eigenvalue (of the scaled information) is seen by no study."""
ZERO = 1e-7
"""A variance below this share of a typical one within studies is 0."""
NEAR = 1e-4
"""Where the likelihood has not fallen below an interval's floor at this share, the interval begins at 0."""
STRIDE = 4.0
"""An interval's ends are sought in steps of this factor."""
INWARDS = 0.1
"""How far a search that goes on from another's end is first moved in from the edge."""
REACH = 1e8
"""An interval that is not closed at so many typical variances has no upper end."""


@dataclass(frozen=True, kw_only=True)
class GroupedFit:
    """Effects with a variance for each group, beside the fit with one for all."""

    one: NetworkFit
    """The usual fit, of the same network, by the same method."""
    grouping: Grouping
    likelihood: Likelihood = field(repr=False)
    cone: Cone = field(repr=False)
    point: Point = field(repr=False)

    @cached_property
    def tau2(self) -> Mapping[str, float]:
        """Group -> variance."""
        return {name: self._settled(float(t)) for name, t in zip(self.grouping.groups, self.point.t, strict=True)}

    def _settled(self, t: float) -> float:
        return 0.0 if t < ZERO * self.likelihood.scale else t

    @cached_property
    def effect(self) -> Array:
        """(n,) effects against the first treatment."""
        return expand(self.point.effect, None)

    @cached_property
    def cov(self) -> Array:
        """(n, n), the variances taken as known."""
        return expand_cov(self.point.cov, None)

    def between(self, first: str, second: str) -> tuple[float, float, Interval]:
        """`first` minus `second`: mean, standard error and interval. Raises NetworkError for an unknown treatment."""
        weights = np.zeros(len(self.effect))
        weights[self.one._place(first)] += 1.0
        weights[self.one._place(second)] -= 1.0
        mean, se = float(weights @ self.effect), math.sqrt(max(0.0, float(weights @ self.cov @ weights)))
        return mean, se, interval(mean, se, self.one.options.level, self.df)

    @property
    def df(self) -> float:
        """Of intervals: those of the total Q where t was asked for, else infinite; Hartung and Knapp scale one tau2."""
        return float(self.one.df) if self.one.options.interval == "t" else math.inf

    def predictions(self, first: str, second: str) -> Mapping[str, Interval]:
        """Group -> where the true effect of a new study of that group lies.

        Of groups of studies each; of groups of comparisons the comparison's own, none where no study tells it. t with
        the degrees of freedom of the total Q, as for the usual fit.
        """
        if self.one.df < 1:
            return {}
        mean, se, _ = self.between(first, second)
        place = self.grouping.place_of(first, second)
        own = () if place is None else (self.grouping.groups[place],)
        asked = self.grouping.groups if self.grouping.kind == "study" else own
        level, df = self.one.options.level, float(self.one.df)
        return {g: interval(mean, math.sqrt(se * se + self.tau2[g]), level, df) for g in asked}

    @cached_property
    def _one(self) -> Point:
        """The fit with one variance, in the same likelihood."""
        return self.likelihood.at(np.full(len(self.grouping.groups), self.one.tau2))

    @property
    def gain(self) -> float:
        """In log-likelihood over one variance for all."""
        return max(0.0, self.point.log_likelihood - self._one.log_likelihood)

    def test(self, rng: np.random.Generator) -> Equality:
        """Whether the groups' variances are one; see `equality`."""
        return equality(2.0 * self.gain, self.one.tau2, self.likelihood.information(self._one), rng)

    @cached_property
    def tau2_ci(self) -> Mapping[str, tuple[float, float | None] | None]:
        """Group -> interval by profile likelihood; no upper end (None) where the studies set none.

        None in place of the interval where a search along the profile did not settle.
        """
        return {name: self._interval(place) for place, name in enumerate(self.grouping.groups)}

    def _interval(self, place: int) -> tuple[float, float | None] | None:
        try:
            return self._profile(place)
        except NotSettled:
            return None

    def _profile(self, place: int) -> tuple[float, float | None]:
        floor = self.point.log_likelihood - 0.5 * float(chdtri(1, 1.0 - self.one.options.level))
        best, scale = float(self.point.t[place]), self.likelihood.scale
        over = self._held(place, floor)
        low = high = max(best, NEAR * scale)
        while low > NEAR * scale and over(low) > 0.0:
            low /= STRIDE
        lower = 0.0 if low <= NEAR * scale else float(brentq(over, low, low * STRIDE, rtol=1e-4))
        while over(high) > 0.0:
            high *= STRIDE
            if high > REACH * scale:
                return lower, None
        return lower, float(brentq(over, high / STRIDE, high, rtol=1e-4))

    def _held(self, place: int, floor: float) -> Callable[[float], float]:
        """How far the likelihood is above `floor` with one variance held and the others at their best."""
        cone, from_here = self.cone.holding(place), [self.point.t]

        def over(value: float) -> float:
            found = maximise(self.likelihood, cone, _start(cone, from_here[0], value))
            from_here[0] = found.t
            return found.log_likelihood - floor

        return over

    @cached_property
    def broken_triangles(self) -> tuple[tuple[str, str, str], ...]:
        """x, y, z where x and y vary more than z allows, which stands between: no study of all three could show that.

        By standard deviations (Lu & Ades 2009); of comparisons of three classes each only one is named.
        """
        names = self.one.treatments
        tau = np.array([[self._tau(a, b) for b in names] for a in names])
        found: dict[tuple[str, ...], tuple[str, str, str]] = {}
        for k, z in enumerate(names):
            with np.errstate(invalid="ignore"):
                broken = tau > (tau[:, [k]] + tau[[k], :]) * (1.0 + 1e-6) + 1e-9
            for i, j in np.argwhere(np.triu(broken, 1)):
                of = tuple(self.grouping.classes.get(t, "") for t in (names[i], names[j], z))
                found.setdefault(of, (names[i], names[j], z))
        return tuple(found.values())

    def _tau(self, first: str, second: str) -> float:
        place = None if first == second else self.grouping.place_of(first, second)
        return math.nan if place is None else math.sqrt(self.tau2[self.grouping.groups[place]])


def _start(cone: Cone, before: Array, value: float) -> Array:
    """A start inside the cone, near where the search at another held value ended."""
    equal = np.full(len(before), value)
    near = (1.0 - INWARDS) * np.where(cone.free, before, value) + INWARDS * equal
    alike = np.where(cone.free, float(before[cone.free].mean()), value)
    return next((start for start in (near, alike) if cone.barrier(start) > -np.inf), equal)


def fit_grouped(one: NetworkFit, grouping: Grouping) -> GroupedFit:
    """The network of `one` with a variance for each group; `grouping` is of its contrasts.

    Raises OptionError for another method than REML or ML, NetworkError naming groups whose variances no study tells
    (or tells apart), NotSettled from the search.
    """
    options = one.options
    if options.known_tau2 is not None:
        raise OptionError("variances of groups are estimated: leave out a common effect, and a tau that is given")
    if options.tau2_method not in ("REML", "ML"):
        raise OptionError(f"several variances are estimated by REML or ML, not by {options.tau2_method}")
    shapes = grouping.shapes()
    likelihood = likelihood_of(
        one.network.contrasts, one.network.index, shapes, restricted=options.tau2_method == "REML"
    )
    start = np.full(len(grouping.groups), max(one.tau2, 1e-2 * likelihood.scale))
    _check_told(likelihood, grouping, start)
    cone = Cone.of(grouping)
    found = [maximise(likelihood, cone, at) for at in (start, np.full(len(start), 10.0 * likelihood.scale))]
    point = max(found, key=lambda p: p.log_likelihood)
    return GroupedFit(one=one, grouping=grouping, likelihood=likelihood, cone=cone, point=point)


def _check_told(likelihood: Likelihood, grouping: Grouping, at: Array) -> None:
    """Raises NetworkError where the studies say nothing of a direction of the variances."""
    restricted = replace(likelihood, restricted=True)
    information = restricted.information(restricted.at(at))
    whole = replace(likelihood, restricted=False)
    scale = 1.0 / np.sqrt(np.diagonal(whole.information(whole.at(at))))
    values, vectors = np.linalg.eigh(information * np.outer(scale, scale))
    if values[0] > UNSEEN:
        return
    unseen = [name for name, part in zip(grouping.groups, vectors[:, 0], strict=True) if abs(part) > 0.1]
    raise NetworkError(
        f"the studies do not tell the variance of: {'; '.join(unseen)}. "
        "Their effects use up all that these studies say; join them with another group"
    )
