"""The league table: every treatment of a connected network against every other, from one covariance matrix."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.estimate import quantile
from dorsal.synthesis.fit import NetworkFit
from dorsal.trials.contrast import Array
from dorsal.trials.decimals import table_decimals
from dorsal.trials.effect_options import EFFICACIES, RATIO_MEASURES
from dorsal.trials.shown import Shown
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True, repr=False)
class League(Shown):
    """`mean`, `low` and `high` (n, n): the row's treatment minus the column's, on the analysis scale."""

    treatments: tuple[str, ...]
    measure: str
    level: float
    mean: Array
    se: Array
    low: Array
    high: Array

    @property
    def is_ratio(self) -> bool:
        """Whether the analysis scale is a log, so that people read its exponential."""
        return self.measure in RATIO_MEASURES

    def rows(self) -> Iterator[Mapping[str, str | float]]:
        """One row for each ordered pair, in the order of the treatments; ratios are given as ratios."""
        shown = np.exp if self.is_ratio else np.asarray
        mean, low, high = shown(self.mean), shown(self.low), shown(self.high)
        for i, first in enumerate(self.treatments):
            for j, second in enumerate(self.treatments):
                if i != j:
                    yield {
                        "treatment": first,
                        "versus": second,
                        "estimate": float(mean[i, j]),
                        "ci_low": float(low[i, j]),
                        "ci_high": float(high[i, j]),
                    }

    def cell(self, row: int, column: int) -> tuple[float, float, float]:
        """Estimate and interval of one cell, as people read them: ratios as ratios, efficacies in per cent."""
        numbers = [float(table[row, column]) for table in (self.mean, self.low, self.high)]
        estimate, low, high = map(math.exp, numbers) if self.is_ratio else numbers
        if self.measure in EFFICACIES:
            return 100.0 * (1.0 - estimate), 100.0 * (1.0 - high), 100.0 * (1.0 - low)
        return estimate, low, high

    def __str__(self) -> str:
        """The table as text; the row's treatment against the column's."""
        cells = [["", *self.treatments]]
        for i, treatment in enumerate(self.treatments):
            cells.append([treatment, *("" if i == j else self._text(i, j) for j in range(len(self.treatments)))])
        widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
        lines = ("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)) for row in cells)
        return "\n".join(line.rstrip() for line in lines)

    __repr__ = __str__

    @cached_property
    def _decimals(self) -> int:
        """What the narrowest interval is worth, for the whole table, so that its columns can be read down."""
        apart = (self.high - self.low)[~np.eye(len(self.treatments), dtype=bool)]
        decimals = table_decimals(self.measure, float(apart.min(initial=math.inf)) / 2.0)
        return max(0, decimals - 2) if self.measure in EFFICACIES else decimals

    def _text(self, row: int, column: int) -> str:
        """A cell with the table's decimals, and no minus zero."""
        decimals = self._decimals
        estimate, low, high = (f"{round(value, decimals) + 0.0:.{decimals}f}" for value in self.cell(row, column))
        return f"{estimate} ({low} to {high})"


def league(fit: NetworkFit, treatments: Sequence[str] = ()) -> League:
    """All pairs of `treatments` (all of the fit if empty), in that order.

    Raises NetworkError if one of them is in no study of the network.
    """
    names = tuple(canonical(t) for t in treatments) or fit.treatments
    unknown = [name for name in names if name not in fit.network.index]
    if unknown:
        raise NetworkError(f"{', '.join(unknown)}: in no study of this network; it has {', '.join(fit.treatments)}")
    place = [fit.network.index[name] for name in names]
    effect, cov = fit.effect[place], fit.cov[np.ix_(place, place)]
    variance = np.diagonal(cov)
    ruler = fit.yardstick
    se = ruler.factor * np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2.0 * cov, 0.0))
    mean = effect[:, None] - effect[None, :]
    half = quantile(fit.options.level, ruler.df) * se
    return League(
        treatments=names,
        measure=fit.network.measure,
        level=fit.options.level,
        mean=mean,
        se=se,
        low=mean - half,
        high=mean + half,
    )
