"""Component forest: what adding each component to something else does, if effects of parts add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Names, favours
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count, number, p_value
from dorsal.faces.words import listed, mic_words

if TYPE_CHECKING:
    from dorsal.synthesis.components import ComponentFit, Term
    from dorsal.synthesis.estimate import Estimate

TITLE = "What each component adds"


def draw_components(
    fit: ComponentFit,
    key: str,
    *,
    better: str = "lower",
    mic: float | None = None,
    names: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """A row for each component (and interaction) that the trials identify, with what a new study may show.

    The others are named below. `mic` is on the analysis scale.
    """
    known, unknown = _estimates(fit)
    if not known:
        return nothing(key, title, "the trials cannot tell the components apart.", narrow=narrow)
    measure = fit.network.measure
    sides = ("favours adding it", "favours leaving it out")
    rows = [
        Line(label=term_words(term, names), mean=e.mean, se=e.se, ci=e.ci, pi=e.pi, shape="square")
        for term, e in known.items()
    ]
    plot = Intervals(
        blocks=(Block(lines=tuple(rows)),),
        measure=measure,
        level=fit.fit.options.level,
        title=title,
        summary=component_words(fit, names=names),
        heading="Added to something else",
        axis_title=axis_words(measure),
        favours=favours(better, sides),
        mic=mic,
        entries=glyphs((("square", "estimate, larger where it is more precise"),)),
        notes=tuple(_notes(fit, known, unknown, mic, names)),
    )
    return draw_intervals(plot, key, narrow=narrow)


def term_words(term: Term, names: Names = str) -> str:
    """ "Dry needling", or of an interaction "Dry needling and exercise together, beyond their sum" """
    if len(term) == 1:
        return names(term[0])
    return f"{listed(names(part) for part in term)} together, beyond their sum"


def _estimates(fit: ComponentFit) -> tuple[dict[Term, Estimate], list[Term]]:
    """Terms with an estimate, and those without one."""
    known, unknown = {}, []
    for term, name in zip(fit.terms, fit.names, strict=True):
        found = fit.added(name)
        if found is None or found.se == 0.0:
            unknown.append(term)
        else:
            known[term] = found
    return known, unknown


def _notes(
    fit: ComponentFit, known: dict[Term, Estimate], unknown: list[Term], mic: float | None, names: Names
) -> list[str]:
    lines = []
    if any(e.pi for e in known.values()):
        lines.append("Thin line: where the effect in a new study may lie (prediction interval). Arrow: goes on.")
    if mic:
        lines.append(f"Grey band: differences under {mic_words(mic, fit.network.measure)}, too small to matter.")
    if fit.inactive:
        lines.append(f"Taken to do nothing of their own: {listed(names(c) for c in sorted(fit.inactive))}.")
    if unknown:
        lines.append(f"Without an estimate from these trials: {listed(term_words(term, names) for term in unknown)}.")
    lines.append(additivity_words(fit))
    return lines


def additivity_words(fit: ComponentFit) -> str:
    """Q of additivity with its P value, or that it cannot be tested."""
    q = fit.q_additivity
    if q.df < 1:
        return "Whether effects of parts add up cannot be tested here: it is an assumption."
    return f"Q of additivity: {number(q.q, 2)} on {count(q.df, 'degree')} of freedom, {p_value(q.p)}."


def component_words(fit: ComponentFit, *, names: Names = str) -> str:
    """How many components are told apart, which of them differ from no effect, and whether effects add up."""
    known, unknown = _estimates(fit)
    clear = [term for term, e in known.items() if not e.ci[0] <= 0.0 <= e.ci[1]]
    told = f"{count(len(known), 'component')} with an estimate"
    told += f" and {len(unknown)} without" if unknown else ""
    which = f": {listed(term_words(term, names) for term in clear)}" if clear else ""
    return f"{told}; {len(clear)} intervals leave out no effect{which}. {additivity_words(fit)}"
