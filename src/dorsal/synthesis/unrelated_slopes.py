"""Meta-regression without consistency of slopes: each direct comparison has a slope of its own.

Effects are consistent at the covariate's mean, slopes are not bound to one another (unrelated mean interaction effects;
netmeta's netmetareg with consistency = FALSE, which holds effects consistent at 0 instead, Kwarteng et al. 2026). A
study's comparisons are those of its other treatments with its baseline: the reference where the study has it, else its
first treatment in the network's order. A comparison of a single study, or in which all have the same value, gets no
slope, as no slope can be seen in it. Where slopes differ clearly around a loop, those of `modifier`, which add up
around it, are in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.estimate import Interval, interval, two_sided
from dorsal.synthesis.fit import solution_of
from dorsal.synthesis.gls import Solution
from dorsal.synthesis.modifier import Slope, centre_of, check_rank, complete
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.rows import Rows
from dorsal.trials.contrast import Contrast
from dorsal.trials.left_out import LeftOut
from dorsal.trials.treatment import canonical

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class UnrelatedSlopes:
    """The fitted model. Effects are those at the covariate's mean."""

    network: Network
    covariate: str
    mean: float
    """Of the covariate over the studies used."""
    comparisons: tuple[Pair, ...]
    """With a slope: the first minus its baseline, the second."""
    without: tuple[Pair, ...]
    """Comparisons in which no slope can be seen."""
    options: FitOptions
    solution: Solution
    left_out: tuple[LeftOut, ...]

    @property
    def tau2(self) -> float:
        return self.solution.tau2

    @property
    def df(self) -> float:
        """Degrees of freedom of intervals: infinite for normal ones."""
        left = len(self.network.rows) - len(self.solution.theta)
        return float(left) if self.options.interval == "t" else math.inf

    @property
    def slopes(self) -> tuple[Slope, ...]:
        """The change of each comparison's effect per unit of the covariate."""
        n = len(self.network.treatments)
        variance = np.diagonal(self.solution.cov)[n + 1 :]
        found = []
        for (first, second), mean, v in zip(self.comparisons, self.solution.theta[n - 1 :], variance, strict=True):
            se = math.sqrt(v)
            found.append(
                Slope(
                    covariate=self.covariate,
                    of=f"{first} against {second}",
                    mean=float(mean),
                    se=se,
                    ci=interval(float(mean), se, self.options.level, self.df),
                    p=two_sided(float(mean) / se, self.df),
                )
            )
        return tuple(found)

    def between(self, first: str, second: str) -> tuple[float, float, Interval]:
        """`first` minus `second` at the covariate's mean: mean, standard error and interval.

        Raises NetworkError for a treatment in no study used.
        """
        weights = np.zeros(len(self.solution.cov))
        for treatment, sign in ((first, 1.0), (second, -1.0)):
            if canonical(treatment) not in self.network.index:
                known = ", ".join(self.network.treatments)
                raise NetworkError(f"{treatment} is in no study used; they have {known}")
            weights[self.network.index[canonical(treatment)]] += sign
        reference = np.concatenate([self._effects(), np.zeros(len(weights) - len(self.network.treatments))])
        mean, se = float(weights @ reference), math.sqrt(max(0.0, float(weights @ self.solution.cov @ weights)))
        return mean, se, interval(mean, se, self.options.level, self.df)

    def _effects(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Against the first treatment, which is the one without a parameter."""
        return np.concatenate([[0.0], self.solution.theta[: len(self.network.treatments) - 1]])


def unrelated_slopes(
    contrasts: Sequence[Contrast], covariate: str, reference: str, options: FitOptions | None = None
) -> UnrelatedSlopes:
    """Fit consistent effects and a slope for each comparison together, with tau2 by the options' method.

    Studies that do not give the covariate are left out and named. Raises OptionError for a covariate that is not a
    number or is the same in every study, NetworkError if the studies left do not connect the treatments, if no
    comparison can show a slope, or if slopes cannot be told apart.
    """
    chosen = options or FitOptions()
    used, left_out = complete(contrasts, [covariate])
    network = Network.of(used)
    network.island_of(canonical(reference))
    mean = centre_of(used, [covariate])[covariate]
    baselines = [_baseline(contrast, canonical(reference)) for contrast in used]
    comparisons, without = _comparisons(used, baselines, covariate)
    if not comparisons:
        raise NetworkError(f"no comparison has two studies that differ in {covariate}, so no slope can be seen")
    rows = _rows(network, baselines, comparisons, covariate, mean)
    n, slopes = len(network.treatments), len(comparisons)
    basis = np.zeros((n + 1 + slopes, n - 1 + slopes))
    basis[1:n, : n - 1], basis[n + 1 :, n - 1 :] = np.eye(n - 1), np.eye(slopes)
    check_rank(rows, basis, [f"{a} against {b}" for a, b in comparisons])
    solution, _ = solution_of(rows, basis, chosen)
    return UnrelatedSlopes(
        network=network,
        covariate=covariate,
        mean=mean,
        comparisons=comparisons,
        without=without,
        options=chosen,
        solution=solution,
        left_out=left_out,
    )


def _baseline(contrast: Contrast, reference: str) -> str:
    return reference if reference in contrast.treatments else min(contrast.treatments)


def _comparisons(
    contrasts: Sequence[Contrast], baselines: Sequence[str], covariate: str
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Those in which a slope can be seen, and the others."""
    values: dict[Pair, list[float]] = {}
    for contrast, baseline in zip(contrasts, baselines, strict=True):
        for treatment in contrast.treatments:
            if treatment != baseline:
                values.setdefault((treatment, baseline), []).append(float(contrast.covariates[covariate]))
    seen = {pair: min(found) < max(found) for pair, found in sorted(values.items())}
    return tuple(pair for pair, can in seen.items() if can), tuple(pair for pair, can in seen.items() if not can)


def _rows(network: Network, baselines: Sequence[str], comparisons: Sequence[Pair], covariate: str, mean: float) -> Rows:
    """The network's rows with columns for slopes behind the treatments': a ground, then one for each comparison.

    A row's entry of a treatment other than the baseline is what it holds of that comparison; the ground takes what
    makes the columns of slopes sum to zero too.
    """
    rows, n = network.rows, len(network.treatments)
    place = {pair: k for k, pair in enumerate(comparisons, n + 1)}
    own = [place.get((network.treatments[t], baselines[c]), -1)
           for t, c in zip(rows.entry_treatment, rows.study[rows.entry_row], strict=True)]  # fmt: skip
    column = np.array(own, dtype=np.intp)
    x = np.array([float(c.covariates[covariate]) - mean for c in network.contrasts])[rows.study]
    kept = column >= 0
    row, value = rows.entry_row[kept], rows.entry[kept] * x[rows.entry_row[kept]]
    ground = -np.bincount(row, value, minlength=len(rows))
    every = np.arange(len(rows), dtype=np.intp)
    return Rows.of_entries(
        n + 1 + len(comparisons),
        rows.z,
        rows.v,
        rows.study,
        np.concatenate([rows.entry_row, row, every]),
        np.concatenate([rows.entry_treatment, column[kept], np.full(len(rows), n, dtype=np.intp)]),
        np.concatenate([rows.entry, value, ground]),
    )
