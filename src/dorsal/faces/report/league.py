"""The league table: every treatment against every other, as a table, and as lists on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.document import Document
from dorsal.faces.league_words import favoured_side, joined_words, null_words
from dorsal.faces.markup import Markup, element, fragment, lines
from dorsal.faces.numbers import shown, span
from dorsal.faces.report.chosen import Chosen, chosen, elsewhere
from dorsal.faces.report.table import bullets, folded, paragraph
from dorsal.faces.words import better, inside, level_words, measure_words, section_words, treatment_words
from dorsal.synthesis.answer import Section
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import League, league
from dorsal.trials.decimals import table_decimals


def league_part(document: Document, section: Section, fit: NetworkFit) -> Markup | None:
    """The league table of one island; None with fewer than three treatments."""
    if len(fit.treatments) < 3 or not fit.has_intervals:
        return None
    part = chosen(document, section, fit)
    made = league(fit, part.treatments)
    names = [treatment_words(document, treatment) for treatment in part.treatments]
    return fragment(
        _cut(document, fit, part),
        paragraph(_orientation(document, section, made, names)),
        element("div", _table(made, names, section_words(document, section)), class_="wide"),
        element("div", _lists(made, names), class_="narrow"),
    )


def _cut(document: Document, fit: NetworkFit, part: Chosen) -> Markup | None:
    """Which treatments stand here where it is not all of them, and where the others are."""
    if not part.words:
        return None
    beside = f", and {inside(treatment_words(document, part.beside))}, the reference" if part.beside else ""
    n = len(fit.treatments)
    what = f"Of {n} treatments this table holds {part.words}{beside}. The whole one, {n * (n - 1):,} cells, stands "
    return element("p", what, elsewhere("table league"), ".")


def _orientation(document: Document, section: Section, made: League, names: Sequence[str]) -> str:
    """How to read a cell, with the first one as the example."""
    joint = joined_words(made.measure)
    good = better(document, section.question.outcome)
    side = favoured_side(good, made.measure)
    side = f"{side} {null_words(made.measure)} favours the row." if side else ""
    return (
        f"Each cell is its row {joint} its column: {measure_words(made.measure)}, with the {level_words(made.level)} "
        f"interval below it. {side} The cells above the diagonal say the same as those below it, seen from the other "
        f"side. Example: first row, second column is {inside(names[0])} {joint} {inside(names[1])}, "
        f"{_cell_words(made, 0, 1)}. Cells in bold have an interval that leaves out no difference."
        + (" Treatments stand in the order of their P-scores." if good else "")
    )


def _bounds(made: League, i: int, j: int) -> tuple[float, tuple[float, float], int]:
    low, high = float(made.low[i, j]), float(made.high[i, j])
    return float(made.mean[i, j]), (low, high), table_decimals(made.measure, (high - low) / 2.0)


def _cell_words(made: League, i: int, j: int) -> str:
    mean, ci, decimals = _bounds(made, i, j)
    return f"{shown(mean, made.measure, decimals)} ({span(ci, made.measure, decimals)})"


def _table(made: League, names: Sequence[str], where: str) -> Markup:
    n = len(names)
    rows = [
        element(
            "tr",
            element("th", names[i], scope="row"),
            *(_cell(made, i, j) for j in range(n)),
        )
        for i in range(n)
    ]
    columns = [element("th", name, scope="col") for name in ("Row against column", *names)]
    return element(
        "div",
        element(
            "table",
            element("caption", "League table. It scrolls sideways."),
            element("thead", element("tr", *columns)),
            element("tbody", lines(rows)),
            class_="league",
        ),
        class_="scroll",
        role="region",
        aria_label=f"League table: {inside(where)}, {inside(names[0])} first",
        tabindex="0",
    )


def _cell(made: League, i: int, j: int) -> Markup:
    if i == j:
        return element("td", "–", class_="self")
    mean, ci, decimals = _bounds(made, i, j)
    return element(
        "td",
        shown(mean, made.measure, decimals),
        element("span", span(ci, made.measure, decimals), class_="ci"),
        class_=None if ci[0] <= 0.0 <= ci[1] else "clear",
    )


def _lists(made: League, names: Sequence[str]) -> Markup:
    """For a narrow screen: a treatment at a time, against each other one."""
    places = range(len(names))
    return lines(
        folded(
            f"{names[i]} against …",
            bullets(f"{inside(names[j])}: {_cell_words(made, i, j)}" for j in places if i != j),
        )
        for i in places
    )
