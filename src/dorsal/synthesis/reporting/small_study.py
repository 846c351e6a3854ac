"""Do small studies show larger effects? The comparison-adjusted funnel, tests of its asymmetry, and PET-PEESE.

Chaimani, Higgins, Mavridis, Spyridonos & Salanti 2013. Each effect is taken away from the pooled direct effect of its
comparison, with comparisons turned so that the treatment that comes first in `order` stands first: an order by what
small studies would favour (new before old, active before placebo) is part of the question and has no default.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.special import ndtr, stdtr

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import NetworkFit, pair_of
from dorsal.synthesis.modifier import RegressionFit, fit_regression
from dorsal.trials.contrast import Array, Contrast

LEAST_POINTS = 3
ALIKE = 1e-9
PET_BELOW = 0.10
"""PET-PEESE takes PEESE where PET finds an effect at this two-sided level (Stanley & Doucouliagos 2014)."""


@dataclass(frozen=True, kw_only=True)
class FunnelPoint:
    """One comparison in one study."""

    study: str
    first: str
    second: str
    effect: float
    """first minus second."""
    adjusted: float
    """`effect` minus the comparison's pooled direct effect."""
    se: float
    people: int | None


@dataclass(frozen=True, kw_only=True)
class Asymmetry:
    """A test of the funnel's asymmetry. `bias` is what the named test estimates, with its standard error."""

    test: str
    bias: float
    se: float
    statistic: float
    df: int | None
    """Degrees of freedom of t; None where the statistic is normal."""
    p: float
    points: int


def funnel(fit: NetworkFit, order: Sequence[str]) -> tuple[FunnelPoint, ...]:
    """The comparison-adjusted funnel: every pair of every study around its direct effect at the fit's tau2.

    Raises OptionError if `order` lacks a treatment of the network.
    """
    missing = [t for t in fit.treatments if t not in order]
    if missing:
        raise OptionError(f"the order of treatments lacks {', '.join(missing)}")
    place = {t: i for i, t in enumerate(order)}
    groups: dict[tuple[str, str], list[Contrast]] = defaultdict(list)
    for contrast in fit.network.contrasts:
        for pair in combinations(sorted(contrast.treatments, key=place.__getitem__), 2):
            groups[pair].append(contrast)
    return tuple(point for pair, contrasts in groups.items() for point in _around_direct(fit, pair, contrasts))


def _around_direct(fit: NetworkFit, pair: tuple[str, str], contrasts: Sequence[Contrast]) -> list[FunnelPoint]:
    found = [pair_of(c, *pair) for c in contrasts]
    effect, variance = (np.array(part) for part in zip(*found, strict=True))
    weight = 1.0 / (variance + fit.tau2)
    pooled = float(weight @ effect / weight.sum())
    return [
        FunnelPoint(
            study=c.study,
            first=pair[0],
            second=pair[1],
            effect=float(y),
            adjusted=float(y - pooled),
            se=math.sqrt(v),
            people=_people(c, pair),
        )
        for c, y, v in zip(contrasts, effect, variance, strict=True)
    ]


def _people(contrast: Contrast, pair: tuple[str, str]) -> int | None:
    groups = contrast.groups
    first, second = groups[pair[0]], groups[pair[1]]
    return None if first is None or second is None else first + second


def asymmetry(points: Sequence[FunnelPoint], test: str = "egger") -> Asymmetry:
    """A test by name: egger, thompson, begg or macaskill (see TESTS).

    Raises OptionError for another name, NetworkError where nothing can be tested: too few points, all of one size, all
    on the means of their comparisons (each made by one study) or on a line, or without numbers of people.
    """
    if test not in TESTS:
        raise OptionError(f"test must be one of {', '.join(TESTS)}, got {test!r}")
    if len(points) < LEAST_POINTS:
        raise NetworkError(f"a test of asymmetry needs at least {LEAST_POINTS} points, there are {len(points)}")
    if max(p.se for p in points) - min(p.se for p in points) <= ALIKE * max(p.se for p in points):
        raise NetworkError("all points have the same standard error, so no asymmetry can be seen")
    if all(abs(p.adjusted) <= ALIKE * p.se for p in points):
        raise NetworkError(
            "cannot be tested: every point lies on its comparison's own mean, as where none was made twice"
        )
    return TESTS[test](points)


def _arrays(points: Sequence[FunnelPoint]) -> tuple[Array, Array]:
    return np.array([p.adjusted for p in points]), np.array([p.se for p in points])


def _egger(points: Sequence[FunnelPoint]) -> Asymmetry:
    """Egger, Davey Smith, Schneider & Minder 1997: effect / se on 1 / se; the intercept is the bias."""
    y, se = _arrays(points)
    x = np.column_stack([np.ones_like(se), 1.0 / se])
    return _least_squares("egger", x, y / se, len(points))


def _thompson(points: Sequence[FunnelPoint]) -> Asymmetry:
    """Thompson & Sharp 1999: effect on se, weighted by 1 / (se^2 + tau2), tau2 by moments around the line."""
    y, se = _arrays(points)
    x = np.column_stack([se, np.ones_like(se)])
    w = 1.0 / se**2
    residual = y - x @ _weighted(x, y, w)[0]
    p = np.diag(w) - (w[:, None] * x) @ _weighted(x, y, w)[1] @ (x.T * w)
    tau2 = max(0.0, (float(w @ residual**2) - (len(y) - 2)) / float(np.trace(p)))
    beta, cov = _weighted(x, y, 1.0 / (se**2 + tau2))
    error = math.sqrt(cov[0, 0])
    return _t_test("thompson", float(beta[0]), error, len(points))


def _macaskill(points: Sequence[FunnelPoint]) -> Asymmetry:
    """Macaskill, Walter & Irwig 2001: effect on the number of people, weighted by 1 / se^2."""
    unknown = [p.study for p in points if p.people is None]
    if unknown:
        raise NetworkError(f"macaskill needs the number of people; {', '.join(dict.fromkeys(unknown))} do not give it")
    y, se = _arrays(points)
    people = np.array([float(p.people or 0) for p in points])
    if people.max() == people.min():
        raise NetworkError(f"cannot be tested: all points have the same number of people, {people[0]:.0f}")
    x = np.column_stack([people, np.ones_like(se)])
    return _least_squares("macaskill", x / se[:, None], y / se, len(points))


def _begg(points: Sequence[FunnelPoint]) -> Asymmetry:
    """Begg & Mazumdar 1994: rank correlation of the standardised effects with their variances, as a z score."""
    y, se = _arrays(points)
    v = se**2
    pooled = float((y / v).sum() / (1.0 / v).sum())
    deviate = (y - pooled) / np.sqrt(v - 1.0 / (1.0 / v).sum())
    score = sum(float(np.sign(deviate[i] - deviate[:i]) @ np.sign(v[i] - v[:i])) for i in range(1, len(y)))
    n = len(y)
    error = math.sqrt(n * (n - 1) * (2 * n + 5) / 18.0)
    z = score / error
    return Asymmetry(test="begg", bias=score, se=error, statistic=z, df=None, p=2.0 * float(ndtr(-abs(z))), points=n)


TESTS: Mapping[str, Callable[[Sequence[FunnelPoint]], Asymmetry]] = {
    "egger": _egger,
    "thompson": _thompson,
    "begg": _begg,
    "macaskill": _macaskill,
}


def _weighted(x: Array, y: Array, w: Array) -> tuple[Array, Array]:
    cov: Array = np.asarray(np.linalg.inv(x.T @ (w[:, None] * x)), dtype=np.float64)
    return cov @ x.T @ (w * y), cov


def _least_squares(test: str, x: Array, z: Array, points: int) -> Asymmetry:
    """Ordinary least squares with the residual variance estimated; the first column's coefficient is the bias."""
    beta, cov = _weighted(x, z, np.ones(len(z)))
    residual = z - x @ beta
    variance = float(residual @ residual) / (points - 2)
    return _t_test(test, float(beta[0]), math.sqrt(variance * cov[0, 0]), points)


def _t_test(test: str, bias: float, se: float, points: int) -> Asymmetry:
    if not se > ALIKE * abs(bias):
        raise NetworkError("cannot be tested: all points lie on one line, so nothing tells how far chance would go")
    t = bias / se
    p = 2.0 * float(stdtr(points - 2, -abs(t)))
    return Asymmetry(test=test, bias=bias, se=se, statistic=t, df=points - 2, p=p, points=points)


@dataclass(frozen=True, kw_only=True)
class PetPeese:
    """Effects as they would be in a study without error, by two regressions on the studies' precision."""

    pet: RegressionFit
    """Covariate: the standard error."""
    peese: RegressionFit
    """Covariate: the variance."""

    def between(self, first: str, second: str) -> tuple[float, float]:
        """Mean and standard error at a standard error of 0: PEESE where PET finds an effect, else PET.

        Stanley & Doucouliagos 2014, in the network form of Chaimani & Salanti 2012 (one slope against the reference).
        """
        mean, se, _ = self.pet.between(first, second, at={"se": 0.0})
        if se > 0 and 2.0 * float(ndtr(-abs(mean) / se)) < PET_BELOW:
            mean, se, _ = self.peese.between(first, second, at={"variance": 0.0})
        return mean, se


def pet_peese(fit: NetworkFit, reference: str) -> PetPeese:
    """Both regressions on the fit's studies. Raises as fit_regression does."""
    contrasts = [_with_precision(c) for c in fit.network.contrasts]
    return PetPeese(
        pet=fit_regression(contrasts, ["se"], reference, fit.options),
        peese=fit_regression(contrasts, ["variance"], reference, fit.options),
    )


def _with_precision(contrast: Contrast) -> Contrast:
    """A study's covariates with its mean variance over all pairs of its arms, and the root of it."""
    pairs = [pair_of(contrast, a, b)[1] for a, b in combinations(contrast.treatments, 2)]
    variance = sum(pairs) / len(pairs)
    return replace(contrast, covariates={**contrast.covariates, "variance": variance, "se": math.sqrt(variance)})
