"""Network meta-regression: does an effect change with what the studies differ in?

Each treatment's effect against the reference changes by a slope times the (centred) covariate: one slope shared by
all treatments, one for each class, or one for each treatment (Cooper, Sutton, Morris, Ades & Welton 2009; NICE TSD
3). Any number of study-level covariates. Slopes come from differences between studies, so they are observational.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.estimate import Interval, interval, two_sided
from dorsal.synthesis.fit import NetworkFit, fit_network, solution_of
from dorsal.synthesis.gls import Solution
from dorsal.synthesis.heterogeneity import FitDiary, fixed_tau2
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q, p_by_f
from dorsal.synthesis.rows import Rows
from dorsal.synthesis.yardstick import Yardstick, yardstick
from dorsal.trials.contrast import Array, Contrast
from dorsal.trials.left_out import LeftOut
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical

Interaction = Literal["shared", "class", "independent"]
INTERACTIONS = ("shared", "class", "independent")


@dataclass(frozen=True, kw_only=True)
class Slope:
    """Change of an effect per unit of a covariate."""

    covariate: str
    of: str
    """"all treatments", a class, or a treatment; always against the reference."""
    mean: float
    se: float
    ci: Interval
    p: float


@dataclass(frozen=True, kw_only=True)
class RegressionFit(Shown):
    """A fitted meta-regression. Effects are asked for at values of the covariates; the default is their means."""

    network: Network
    reference: str
    options: FitOptions
    centre: Mapping[str, float]
    """Mean of each covariate over the studies used."""
    interaction: Interaction
    groups: tuple[str, ...]
    """What each slope belongs to, for one covariate after another."""
    basis: Array
    solution: Solution
    diary: FitDiary
    without: NetworkFit
    """The same studies fitted without the covariates."""
    left_out: tuple[LeftOut, ...]

    @property
    def tau2(self) -> float:
        return self.solution.tau2

    @property
    def tau2_explained(self) -> float | None:
        """Share of tau2 that the covariates account for; None where there was none to explain, or it is preset."""
        before = self.without.tau2
        return None if before == 0 or self.options.tau is not None else max(0.0, 1.0 - self.tau2 / before)

    @cached_property
    def q_residual(self) -> Q:
        """Q around the regression, at tau2 = 0."""
        rows = _with_covariates(self.network, tuple(self.centre), self.centre)
        return Q(fixed_tau2(rows, self.basis)[0].rss, len(rows) - self.basis.shape[1])

    @property
    def slopes(self) -> tuple[Slope, ...]:
        first = len(self.network.treatments) - 1
        names = [(covariate, group) for covariate in self.centre for group in self.groups]
        return tuple(self._slope(c, g, first + i) for i, (c, g) in enumerate(names))

    @cached_property
    def yardstick(self) -> Yardstick:
        """Of all intervals, on the df of the residual Q. Raises NetworkError for t where there are none."""
        return yardstick(self.options.interval, self.options.level, self.solution.rss, self.q_residual.df)

    @property
    def df(self) -> float:
        """Degrees of freedom of intervals: infinite for normal ones, else those of the residual Q."""
        return self.yardstick.df

    @property
    def q_slopes(self) -> Q:
        """The Wald test of all slopes being zero."""
        first = len(self.network.treatments) - 1
        own = np.linalg.pinv(self.basis)[first:]
        slopes, cov = self.solution.theta[first:], own @ self.solution.cov @ own.T
        return Q(float(slopes @ np.linalg.solve(cov, slopes)), len(slopes))

    @property
    def slopes_p_by_f(self) -> float | None:
        """P of `q_slopes` by F, scaled by what is left over; None for a common effect."""
        if self.options.model == "common":
            return None
        return p_by_f(self.q_slopes, self.solution.rss, self.q_residual.df)

    def _slope(self, covariate: str, group: str, place: int) -> Slope:
        pick = np.zeros(self.basis.shape[1])
        pick[place] = 1.0
        weights = np.linalg.pinv(self.basis).T @ pick
        mean, se = self._value(weights)
        ci = interval(mean, se, self.options.level, self.df)
        return Slope(covariate=covariate, of=group, mean=mean, se=se, ci=ci, p=two_sided(mean / se, self.df))

    def between(self, first: str, second: str, at: Mapping[str, float] | None = None) -> tuple[float, float, Interval]:
        """`first` minus `second` at covariate values: mean, standard error and interval.

        Raises NetworkError for a treatment in no study, OptionError for a covariate that is not in the model or whose
        value is no finite number.
        """
        values = {**self.centre, **(at or {})}
        strangers = set(values) - set(self.centre)
        if strangers:
            raise OptionError(
                f"{', '.join(sorted(strangers))} is no covariate of this model ({', '.join(self.centre)})"
            )
        for name, value in values.items():
            if not isinstance(value, numbers.Real) or not math.isfinite(value):
                raise OptionError(f"{name} must be a finite number, got {value!r}")
        n = len(self.network.treatments)
        weights = np.zeros(n * (1 + len(self.centre)))
        for treatment, sign in ((first, 1.0), (second, -1.0)):
            place = self._place(treatment)
            weights[place] += sign
            for block, (name, mean) in enumerate(self.centre.items(), start=1):
                weights[block * n + place] += sign * (values[name] - mean)
        mean, se = self._value(weights)
        return mean, se, interval(mean, se, self.options.level, self.df)

    def _place(self, treatment: str) -> int:
        try:
            return self.network.index[canonical(treatment)]
        except KeyError:
            raise NetworkError(
                f"{treatment} is in no study used; they have {', '.join(self.network.treatments)}"
            ) from None

    def _value(self, weights: Array) -> tuple[float, float]:
        effect = self.basis @ self.solution.theta
        se = self.yardstick.factor * math.sqrt(max(0.0, float(weights @ self.solution.cov @ weights)))
        return float(weights @ effect), se


def fit_regression(
    contrasts: Sequence[Contrast],
    covariates: Sequence[str],
    reference: str,
    options: FitOptions | None = None,
    *,
    interaction: Interaction = "shared",
    classes: Mapping[str, str] | None = None,
) -> RegressionFit:
    """Fit effects and slopes together. Covariates are read from Contrast.covariates; a study that lacks one is left
    out and named. `classes` gives the class of each treatment for interaction="class".

    Raises OptionError for a covariate that is not a number or is the same in every study, NetworkError if the
    studies left do not connect the treatments or cannot tell the slopes apart.
    """
    chosen = options or FitOptions()
    if interaction not in INTERACTIONS:
        raise OptionError(f"interaction must be one of {', '.join(INTERACTIONS)}, got {interaction!r}")
    if not covariates:
        raise OptionError("a meta-regression needs a covariate")
    used, left_out = complete(contrasts, covariates)
    network = Network.of(used)
    network.island_of(canonical(reference))
    without = fit_network(network, chosen)
    centre = centre_of(used, covariates)
    groups, membership = _groups(network, canonical(reference), interaction, classes or {})
    basis = _basis(network, canonical(reference), membership, len(centre))
    rows = _with_covariates(network, tuple(centre), centre)
    check_rank(rows, basis, groups)
    solution, diary = solution_of(rows, basis, chosen)
    fit = RegressionFit(
        network=network,
        reference=canonical(reference),
        options=chosen,
        centre=centre,
        interaction=interaction,
        groups=groups,
        basis=basis,
        solution=solution,
        diary=diary,
        without=without,
        left_out=left_out,
    )
    _ = fit.yardstick  # there is none for t without degrees of freedom
    return fit


def complete(contrasts: Sequence[Contrast], covariates: Sequence[str]) -> tuple[list[Contrast], tuple[LeftOut, ...]]:
    """The contrasts that give a number for every covariate, and the others with the reason. Raises OptionError."""
    used, left_out = [], []
    for contrast in contrasts:
        missing = [name for name in covariates if _number(contrast, name) is None]
        if missing:
            reason = f"covariate {', '.join(missing)} is not given"
            left_out += [LeftOut(row=row, study=contrast.study, reason=reason) for row in contrast.rows or ("",)]
        else:
            used.append(contrast)
    if not used:
        raise OptionError(f"no study gives a number for {', '.join(covariates)}")
    return used, tuple(left_out)


def _number(contrast: Contrast, name: str) -> float | None:
    value = contrast.covariates.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise OptionError(f"study {contrast.study}: covariate {name} is {value!r}, which is not a number") from None
    return number if math.isfinite(number) else None


def centre_of(contrasts: Sequence[Contrast], covariates: Sequence[str]) -> dict[str, float]:
    """The mean of each covariate over the contrasts. Raises OptionError for one that is the same in all."""
    centre = {}
    for name in covariates:
        values = [float(c.covariates[name]) for c in contrasts]
        if max(values) == min(values):
            raise OptionError(f"covariate {name} is {values[0]:g} in every study; no slope can be seen")
        centre[name] = sum(values) / len(values)
    return centre


def _groups(
    network: Network, reference: str, interaction: Interaction, classes: Mapping[str, str]
) -> tuple[tuple[str, ...], Array]:
    """Names of the slopes of one covariate, and which treatment has which, shape (n, slopes)."""
    others = [t for t in network.treatments if t != reference]
    if interaction == "shared":
        of = dict.fromkeys(others, "all treatments")
    elif interaction == "independent":
        of = {t: t for t in others}
    else:
        missing = [t for t in others if t not in classes]
        if missing:
            raise OptionError(f"no class is given for {', '.join(missing)}")
        of = {t: classes[t] for t in others if classes[t] != classes.get(reference)}
    names = tuple(dict.fromkeys(of.values()))
    return names, np.array([[float(of.get(t) == name) for name in names] for t in network.treatments])


def _basis(network: Network, reference: str, membership: Array, covariates: int) -> Array:
    n = len(network.treatments)
    effects = np.delete(np.eye(n), network.index[reference], axis=1)
    slopes = membership.shape[1]
    basis = np.zeros((n * (1 + covariates), n - 1 + slopes * covariates))
    basis[:n, : n - 1] = effects
    for block in range(covariates):
        basis[n * (1 + block) : n * (2 + block), n - 1 + slopes * block : n - 1 + slopes * (1 + block)] = membership
    return basis


def check_rank(rows: Rows, basis: Array, groups: Sequence[str]) -> None:
    """Raise NetworkError where the studies cannot tell the parameters apart."""
    gram = basis.T @ rows.gram(1.0 / rows.v) @ basis
    scale = np.sqrt(np.diagonal(gram))
    if (scale == 0).any() or np.linalg.cond(gram / np.outer(scale, scale)) > 1e10:
        raise NetworkError(
            f"the studies cannot tell these slopes apart: {', '.join(groups)}; take a shared slope or fewer covariates"
        )


def _with_covariates(network: Network, names: Sequence[str], centre: Mapping[str, float]) -> Rows:
    """The network's rows with a further block of columns for each covariate: entry a becomes a and a (x - mean)."""
    rows, n = network.rows, len(network.treatments)
    x = np.array([[float(c.covariates[name]) - centre[name] for name in names] for c in network.contrasts])
    factor = np.hstack([np.ones((len(rows), 1)), x[rows.study]])
    row, treatment, entry = [], [], []
    for block in range(factor.shape[1]):
        row.append(rows.entry_row)
        treatment.append(rows.entry_treatment + block * n)
        entry.append(rows.entry * factor[rows.entry_row, block])
    return Rows.of_entries(
        n * factor.shape[1],
        rows.z,
        rows.v,
        rows.study,
        np.concatenate(row),
        np.concatenate(treatment),
        np.concatenate(entry),
    )
