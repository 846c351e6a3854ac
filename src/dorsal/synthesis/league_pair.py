"""Two analyses in one league table: one below its diagonal, the other above it (netmeta's netleague(x, y)).

Every cell is the treatment that comes first in the order against the one that comes later: below the diagonal the
column's against the row's, above it the row's against the column's. So the two cells of a pair, mirrored at the
diagonal, say the same comparison, and signs can be compared across it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import League, league
from dorsal.trials.treatment import canonical

SIDES = ("below", "above")


@dataclass(frozen=True, kw_only=True)
class LeaguePair:
    """`below` and `above` may lack treatments of `treatments`; a cell without its treatments is empty."""

    treatments: tuple[str, ...]
    names: tuple[str, str]
    """What the analysis below, and that above the diagonal is called."""
    below: League
    above: League

    def side(self, row: int, column: int) -> League:
        """The analysis that a cell belongs to."""
        return self.below if row > column else self.above

    def pair(self, row: int, column: int) -> tuple[str, str]:
        """What a cell compares: the treatment that comes first, and the one that it is compared with."""
        return self.treatments[min(row, column)], self.treatments[max(row, column)]

    def place(self, row: int, column: int) -> tuple[int, int] | None:
        """Row and column of a cell in its analysis' own table; None on the diagonal and where it cannot say."""
        first, second = self.pair(row, column)
        known = self.side(row, column).treatments
        if row == column or first not in known or second not in known:
            return None
        return known.index(first), known.index(second)

    def cell(self, row: int, column: int) -> tuple[float, float, float] | None:
        """Estimate and interval as people read them (ratios as ratios); None where there is none."""
        found = self.place(row, column)
        return None if found is None else self.side(row, column).cell(*found)

    def rows(self) -> Iterator[Mapping[str, str | float]]:
        """A row for each cell with an estimate, the triangle below first; ratios as ratios."""
        n = len(self.treatments)
        below = [(i, j) for i in range(n) for j in range(i)]
        above = [(i, j) for i in range(n) for j in range(i + 1, n)]
        for side, name, cells in zip(SIDES, self.names, (below, above), strict=True):
            for i, j in cells:
                numbers = self.cell(i, j)
                if numbers is not None:
                    first, second = self.pair(i, j)
                    yield {
                        "side": side,
                        "analysis": name,
                        "measure": self.side(i, j).measure,
                        "treatment": first,
                        "versus": second,
                        **dict(zip(("estimate", "ci_low", "ci_high"), numbers, strict=True)),
                    }

    def __str__(self) -> str:
        """The table as text, treatments on the diagonal, with what stands on which side of it."""
        n = len(self.treatments)
        cells = [[self.treatments[i] if i == j else self._text(i, j) for j in range(n)] for i in range(n)]
        widths = [max(len(row[column]) for row in cells) for column in range(n)]
        lines = ("  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)) for row in cells)
        told = (
            f"Below the diagonal: {self.names[0]}, column against row.",
            f"Above the diagonal: {self.names[1]}, row against column.",
        )
        return "\n".join([*(line.rstrip() for line in lines), *told])

    def _text(self, row: int, column: int) -> str:
        numbers = self.cell(row, column)
        return "." if numbers is None else "{:.2f} ({:.2f} to {:.2f})".format(*numbers)


def league_pair(
    below: NetworkFit, above: NetworkFit, names: tuple[str, str] = ("x", "y"), treatments: Sequence[str] = ()
) -> LeaguePair:
    """Two fits in one table; `treatments` in the order wanted (default: those of `below`, then the others).

    Raises NetworkError for a treatment that neither has, and if they share no two treatments.
    """
    order = tuple(canonical(t) for t in treatments) or tuple(dict.fromkeys((*below.treatments, *above.treatments)))
    strangers = [t for t in order if t not in below.treatments and t not in above.treatments]
    if strangers:
        raise NetworkError(f"{', '.join(strangers)}: in no study of either analysis")
    if len(set(below.treatments) & set(above.treatments)) < 2:
        raise NetworkError("the two analyses share no two treatments, so nothing can be set side by side")
    low, high = (league(fit, [t for t in order if t in fit.treatments]) for fit in (below, above))
    return LeaguePair(treatments=order, names=names, below=low, above=high)
