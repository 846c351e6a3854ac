"""A table in Dorsal's own layout: its results, and what must hold between its rows."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.errors import Fault
from dorsal.trials.sheet.column import Columns
from dorsal.trials.sheet.dorsal_rows import COLUMNS, MORE, readings
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.spread import Spreads, standard_errors
from dorsal.trials.sheet.vocabulary import folded
from dorsal.trials.study import Result


def own_columns(header: Sequence[str]) -> Columns:
    """The columns of Dorsal's layout that a header has, by their own names."""
    names = {folded(name): name for name in (*COLUMNS, *MORE)}
    index = {names[folded(name)]: place for place, name in enumerate(header) if folded(name) in names}
    return Columns(header=tuple(header), index=index, called={}, others={})


def own_results(page: Page) -> list[Result]:
    """The results of the page; faults are noted on it, or raised by none."""
    roles = list(page.columns.index)
    cells = [page.raw(role) for role in roles]
    rows = [dict(zip(roles, row, strict=True)) for row in zip(*cells, strict=True)]
    found = []
    places = [page.table.place(row) for row in range(len(page))]
    for place, (result, faults) in enumerate(readings(rows, places, page.decimal)):
        found += [] if result is None else [result]
        page.add(faults, place)
    page.add(_spread_faults(found))
    return found


def _spread_faults(found: Sequence[Result]) -> list[Fault]:
    """Standard deviations of arms that must be standard errors."""
    rows = [
        (result, n) for result in found if result.sd is not None and (n := result.arms[0].n) and not result.is_contrast
    ]
    spreads = Spreads(
        study=[result.study for result, _ in rows],
        group=[(result.outcome, result.scale, result.reported) for result, _ in rows],
        n=[n for _, n in rows],
        mean=[result.value or 0.0 for result, _ in rows],
        sd=[result.sd or 0.0 for result, _ in rows],
    )
    remedy = "give the standard deviation, or the standard error in the column se and the measure mean_se or change_se"
    return [
        Fault(f"row {rows[j][0].row} (study {rows[j][0].study})", "sd", f"{rows[j][0].sd:g}", words, remedy)
        for j, words in standard_errors(spreads).items()
    ]
