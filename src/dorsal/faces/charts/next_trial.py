"""Which trial next: for every two treatments, what a trial of them would gain whoever chooses the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.grid import MOST_CELLS, Cell, Grid, draw_grid
from dorsal.faces.charts.legend import Entry, nothing, swatch
from dorsal.faces.charts.shades import single
from dorsal.faces.charts.svg import BAND
from dorsal.faces.charts.wording import Names, against, short_number
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import chance, count, percent

if TYPE_CHECKING:
    from dorsal.synthesis.power import UsefulTrial

TITLE = "Which trial would help most to choose the best treatment"
SEEN = 0.005
"""Of the largest gain; a smaller one has no number."""

NEGLIGIBLE = 1e-12
"""A gain on the analysis scale that is none: the rest of a tail that no trial of that size reaches."""


def draw_next_trial(
    trials: Sequence[UsefulTrial], key: str, *, names: Names = str, title: str = TITLE, narrow: bool = False
) -> Markup:
    """A cell for every two treatments, darker where a trial of them would gain more."""
    treatments = list(dict.fromkeys(t for trial in trials for t in (trial.first, trial.second)))
    if not trials or len(treatments) > MOST_CELLS:
        return nothing(key, title, f"{count(len(treatments), 'treatment')} make no such picture.", narrow=narrow)
    most = max(trial.gain for trial in trials)
    if most < NEGLIGIBLE:
        why = "no single trial of that size would change which treatment comes out first."
        return nothing(key, title, why, narrow=narrow)
    by_pair = {frozenset((t.first, t.second)): t for t in trials}
    words = tuple(names(t) for t in treatments)
    cells = tuple(
        tuple(Cell(fill=BAND) if a == b else _cell(by_pair[frozenset((a, b))], most, names) for b in treatments)
        for a in treatments
    )
    grid = Grid(
        rows=words,
        columns=words,
        cells=cells,
        title=title,
        summary=next_trial_words(trials, names=names),
        same=True,
        entries=(Entry(words="a trial of the two would gain most", glyph=swatch(single(1.0))),),
        notes=(
            f"Numbers: expected gain in percent of the largest, {short_number(most, 3)} on the analysis scale for each "
            f"person who chooses after a trial with {trials[0].per_arm} people an arm.",
        ),
    )
    return draw_grid(grid, key, narrow=narrow)


def _cell(trial: UsefulTrial, most: float, names: Names) -> Cell:
    share = trial.gain / most
    return Cell(
        fill=single(share),
        words=((percent(share),), (f"{100 * share:.0f}",), ("",)) if share >= SEEN else (("",),),
        bold=share == 1.0,
        hint=f"{against(names, trial.first, trial.second)}: gain {short_number(trial.gain, 3)}",
    )


def next_trial_words(trials: Sequence[UsefulTrial], *, names: Names = str) -> str:
    """The most useful trial, and how often it would change the choice."""
    if not trials or trials[0].gain < NEGLIGIBLE:
        return "No single trial of that size would change which treatment comes out first."
    first = trials[0]
    return (
        f"With {first.per_arm} people an arm a trial of {against(names, first.first, first.second)} would help most to "
        f"choose the best treatment; it would change the choice with a chance of {chance(first.changes)}."
    )
