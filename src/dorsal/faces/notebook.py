"""How results show themselves in a notebook: tables with words, and drawings where there is something to draw."""

from __future__ import annotations

from dorsal.faces.document import Document
from dorsal.faces.league_words import joined_words
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.notebook_piece import MOST_DRAWN, drawing_key, piece, table
from dorsal.faces.numbers import count, is_ratio, number, p_value, people, percent, shown, span
from dorsal.faces.sheet_answer import reference_of
from dorsal.faces.words import flag_words, level_words, listed, measure_words
from dorsal.synthesis.components import ComponentFit
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import League
from dorsal.trials.decimals import table_decimals
from dorsal.trials.sheet import Sheet
from dorsal.trials.shown import Shown, to_html

__all__ = ["to_html"]

MOST_CELLS, MOST_STUDIES = 40, 10
"""Treatments in a league table, studies listed of a table."""
PAGE_HEIGHT = 640


@to_html.register
def _others(result: Shown) -> str | None:
    """Answers to further questions: how they are shown is loaded with the first of them; others need not wait."""
    from dorsal.faces import notebook_questions  # noqa: F401

    view = to_html.dispatch(type(result))
    return None if view is _others else view(result)


@to_html.register
def _estimate(result: Estimate) -> str:
    decimals = table_decimals(result.measure, (result.ci[1] - result.ci[0]) / 2.0)
    value = f"{shown(result.mean, result.measure, decimals)} ({span(result.ci, result.measure, decimals)})"
    cells = {
        measure_words(result.measure): value,
        "in a new trial": None if result.pi is None else span(result.pi, result.measure, decimals),
        "P value": p_value(result.p),
        "direct evidence": percent(result.direct_share),
        "head to head": _direct(result),
    }
    told = {head: cell for head, cell in cells.items() if cell}
    row = (f"{result.first} against {result.second}", *told.values())
    flags = element("ul", *(element("li", flag_words(flag)) for flag in result.flags)) if result.flags else None
    return piece(table(f"With the {level_words(result.level)} interval.", tuple(told), [row]), flags)


@to_html.register
def _league(result: League) -> str:
    n = len(result.treatments)
    if n > MOST_CELLS:
        return element("p", f"League table of {n} treatments, too many to show; .rows() gives them one by one.")
    rows = [(result.treatments[i], *(_cell(result, i, j) for j in range(n))) for i in range(n)]
    joined = joined_words(result.measure)
    caption = (
        f"Each cell is its row {joined} its column: {measure_words(result.measure)}, {level_words(result.level)} "
        "interval. Bold: the interval leaves out no difference."
    )
    return table(caption, result.treatments, rows)


def _direct(estimate: Estimate) -> str:
    trials = count(len(estimate.studies), "trial")
    return f"{trials}, {people(estimate.people)}" if estimate.studies else "no usable numbers"


def _cell(made: League, i: int, j: int) -> Markup:
    if i == j:
        return fragment("–")
    low, high = float(made.low[i, j]), float(made.high[i, j])
    decimals = table_decimals(made.measure, (high - low) / 2.0)
    words = f"{shown(float(made.mean[i, j]), made.measure, decimals)} ({span((low, high), made.measure, decimals)})"
    return fragment(words) if low <= 0.0 <= high else element("b", words)


@to_html.register
def _fit(result: NetworkFit) -> str:
    told = element("p", f"{_held(result)} {_spread(result)}")
    if result.basis is not None or not 2 <= len(result.treatments) <= MOST_DRAWN:
        return piece(told)
    from dorsal.faces.charts.evidence_forest import draw_evidence_forest
    from dorsal.synthesis.inconsistency.node_split import node_splits

    reference = reference_of(result.network)
    key = drawing_key("forest", repr(result.effect.tolist()), *result.treatments)
    return piece(told, draw_evidence_forest(result, node_splits(result), reference, key, better=""))


def _held(fit: NetworkFit) -> str:
    network = fit.network
    return (
        f"{count(len(network.studies), 'trial')}, {count(len(network.treatments), 'treatment')}, "
        f"{measure_words(network.measure)}, {fit.options.model} effects."
    )


def _spread(fit: NetworkFit) -> str:
    """Heterogeneity in a sentence; on the analysis scale, so that a ratio's is of its logarithm."""
    q = fit.q_total
    told = f"Q = {number(q.q, 1)} on {q.df} df, {p_value(q.p)}." if q.df else "No degrees of freedom are left."
    if fit.options.model == "common":
        return told
    given = "" if fit.options.tau is None else ", as given"
    of = " of the logarithm" if is_ratio(fit.network.measure) else ""
    return f"Between trials effects vary with a standard deviation{of} (tau) of {fit.tau2**0.5:.3g}{given}. {told}"


@to_html.register
def _components(result: ComponentFit) -> str:
    from dorsal.faces.charts.components import draw_components

    key = drawing_key("components", repr(result.fit.effect.tolist()), *result.names)
    return piece(element("p", _held(result.fit)), draw_components(result, key, better=""))


@to_html.register
def _sheet(result: Sheet) -> str:
    studies = result.studies[:MOST_STUDIES]
    rows = [
        (study.label or study.id, listed(dict.fromkeys(t for r in study.results for t in r.treatments)))
        for study in studies
    ]
    more = len(result.studies) - len(studies)
    return piece(
        table(f"{result.name}: {count(len(result.studies), 'trial')}", ("treatments",), rows),
        element("p", f"... and {count(more, 'trial')} more") if more else None,
        element("ul", *(element("li", note) for note in result.notes)),
    )


@to_html.register
def _document(result: Document) -> str:
    """The whole report, in a frame of its own so that its style and the notebook's leave each other alone."""
    from dorsal.faces.report import page

    return element(
        "iframe", srcdoc=page(result), title=result.title, width="100%", height=str(PAGE_HEIGHT), frameborder="0"
    )
