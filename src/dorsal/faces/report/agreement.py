"""Do the trials agree? Heterogeneity, inconsistency, additivity; and the islands that no trial joins."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dorsal.faces.document import Document
from dorsal.faces.markup import Markup, element, fragment, lines
from dorsal.faces.numbers import count, is_ratio, number, p_value, percent
from dorsal.faces.report.anchors import Anchors
from dorsal.faces.report.league import league_part
from dorsal.faces.report.table import bullets, folded, paragraph, table
from dorsal.faces.words import (
    better,
    difference_words,
    evidence_words,
    inside,
    level_words,
    listed,
    sentence,
    treatment_words,
)
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Section
from dorsal.synthesis.components import ComponentFit
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.inconsistency.consistency import consistency
from dorsal.synthesis.q import Q
from dorsal.trials.treatment import components

ALERT = 0.05


def agreement_part(document: Document, section: Section) -> Markup | None:
    """Heterogeneity and inconsistency of the reference's island, and the additive model's."""
    analysis = section.analysis
    if analysis is None:
        return None
    fit = analysis.main
    rows = [*(_spread(fit) + _q_rows(fit) if fit.df > 0 else []), *_additive(analysis)]
    if not rows:
        return paragraph(_plainly(fit))
    caption = "How much the trials differ, and whether direct and indirect evidence agree"
    if len(analysis.network.islands) > 1:
        caption += f"; trials joined to {inside(treatment_words(document, analysis.reference))}"
    made = table(caption, ("What", "Value", "In words"), rows, name="Agreement of the trials")
    return fragment(paragraph(_plainly(fit)), made)


def _plainly(fit: NetworkFit) -> str:
    if fit.df < 1:
        return (
            "Each comparison rests on one way of knowing: no trial repeats another and nothing can be checked. "
            "That they do not contradict each other is no sign that they agree."
        )
    between = consistency(fit).interaction.q
    if between.p is not None and between.p < ALERT:
        return "Direct and indirect evidence disagree by more than chance explains. Read every pooled number with care."
    if fit.q_total.p is not None and fit.q_total.p < ALERT:
        return "The trials differ by more than chance explains."
    return "The trials show no disagreement beyond chance; with this few, such tests miss most of what there is."


def _spread(fit: NetworkFit) -> list[tuple[str, str, str]]:
    if fit.options.model == "common":
        return [("tau²", "not estimated", "the common-effect model takes one true effect for all trials")]
    unit = "on the log scale" if is_ratio(fit.network.measure) else _unit(fit.network.measure)
    tau = math.sqrt(fit.tau2)
    digits = 2 if tau < 10 else 1
    told = f"true effects differ between trials with a standard deviation of about {number(tau, digits)} {unit}".strip()
    if fit.tau2_ci:
        low, high = (number(math.sqrt(bound), digits) for bound in fit.tau2_ci)
        told += f" ({low} to {high})"
    return [
        ("tau² (variance between trials)", f"{number(fit.tau2, 3 if fit.tau2 < 1 else 1)}{_tau_interval(fit)}", told),
        (
            "I²",
            _i2_words(fit),
            "share of the spread beyond chance, from total Q",
        ),
    ]


def _i2_words(fit: NetworkFit) -> str:
    if fit.i2 is None:
        return "no value"
    ci = fit.q_total.i2_interval(fit.options.level)
    return percent(fit.i2) if ci is None else f"{percent(fit.i2)} ({percent(ci[0])} to {percent(ci[1])})"


def _unit(measure: str) -> str:
    return {"MD100": "points", "SMD": "standard deviations", "SMD-D": "standard deviations"}.get(measure, "")


def _tau_interval(fit: NetworkFit) -> str:
    if fit.options.tau is not None:
        return " (given, not estimated)"
    ci = fit.tau2_ci
    if ci is None:
        return " (no interval: no degrees of freedom)"
    digits = 3 if ci[1] < 1 else 1
    return f" ({level_words(fit.options.level)} interval {number(ci[0], digits)} to {number(ci[1], digits)})"


def _q_rows(fit: NetworkFit) -> list[tuple[str, str, str]]:
    q, common = fit.q, fit.options.model == "common"
    around = "" if common else ", around one common effect"
    rows = [
        (f"Q total{around}", _q_words(q.total), _q_reading(q.total, "all differences together")),
        (
            f"Q within designs{around}",
            _q_words(q.within),
            _q_reading(q.within, "trials that compared the same treatments"),
        ),
    ]
    against = "direct against indirect evidence"
    if common:
        return [*rows, ("Q between designs", _q_words(q.between), _q_reading(q.between, against))]
    found = consistency(fit).interaction.q
    return [
        *rows,
        (f"Q between designs{around}", _q_words(q.between), f"{against} and the spread between trials, not told apart"),
        ("Q between designs, random effects", _q_words(found), _q_reading(found, f"{against}, beyond that spread")),
    ]


def _q_words(q: Q) -> str:
    return f"{number(q.q, 2)} on {q.df} df, {p_value(q.p)}" if q.df > 0 else "no degrees of freedom"


def _q_reading(q: Q, of: str) -> str:
    if q.p is None:
        return f"{of}: cannot be tested here"
    return f"{of}: {'more than chance explains' if q.p < ALERT else 'no more than chance explains'}"


def _additive(analysis: Analysis) -> list[tuple[str, str, str]]:
    model = analysis.additive
    if model is None:
        return []
    q = model.q_additivity
    if q.p is None:
        told = "whether effects of parts add up cannot be tested here: what rests on it is an assumption"
    elif q.p < ALERT:
        told = "the parts do not simply add up: distrust everything marked as extrapolated"
    else:
        told = "no sign against adding up; a weak test with this few trials"
    return [("Q of additivity", _q_words(q), told), _additive_spread(model)]


def _additive_spread(model: ComponentFit) -> tuple[str, str, str]:
    return ("tau² of the additive model", number(model.tau2, 3 if model.tau2 < 1 else 1), "all islands together")


def islands_part(anchors: Anchors, section: Section) -> Markup | None:
    """The islands beside the reference's, what is known inside each, and what would join them."""
    analysis = section.analysis
    if analysis is None or len(analysis.network.islands) < 2:
        return None
    document = anchors.document
    fits = [fit for fit in analysis.fits if fit is not analysis.main]
    return fragment(
        paragraph(
            f"{count(len(fits), 'group')} of treatments were compared with one another but, by no chain of trials, "
            f"with {inside(treatment_words(document, analysis.reference))}. Inside each, this is known:"
        ),
        lines(_island(anchors, section, analysis, fit) for fit in fits),
    )


def _island(anchors: Anchors, section: Section, analysis: Analysis, fit: NetworkFit) -> Markup:
    document = anchors.document
    good = better(document, section.question.outcome)
    known = []
    for comparison in fit.network.comparisons:
        first, second = (treatment_words(document, t) for t in (comparison.first, comparison.second))
        pair = f"{first} against {inside(second)}: "
        finding = section.finding(comparison.first, comparison.second)
        e = finding.estimate
        told = sentence(finding.why_not) if e is None else f"{difference_words(e, good)}; {evidence_words(e)}: "
        known.append(fragment(pair, told, anchors.study_links(e.studies) if e else None, "." if e else None))
    names = listed(inside(treatment_words(document, t)) for t in fit.treatments)
    return fragment(
        element("h4", f"{names[:1].upper()}{names[1:]}"),
        bullets(known),
        paragraph(_island_spread(fit)),
        paragraph(_bridge(document, analysis, fit)),
        folded("These treatments against one another", league_part(document, section, fit), paper=False)
        if len(fit.treatments) > 2
        else None,
    )


def _island_spread(fit: NetworkFit) -> str:
    return "" if fit.df < 1 else f"tau² {number(fit.tau2, 3 if fit.tau2 < 1 else 1)}; Q total {_q_words(fit.q_total)}."


def _bridge(document: Document, analysis: Analysis, fit: NetworkFit) -> str:
    """What would join an island to the reference's."""
    reference = inside(treatment_words(document, analysis.reference))
    trial = f"A trial of any of these against a treatment that is joined to {reference}"
    shared = _shared(analysis, fit)
    if not shared:
        return f"{trial} would join them; nothing else would."
    parts = listed(inside(treatment_words(document, part)) for part in shared)
    if any(analysis.can_say(t, analysis.reference) for t in fit.treatments):
        joint = (
            f"They share {parts} with those joined to {reference}, so the additive model joins them, if effects add up."
        )
        return f"{joint} {trial} would do without."
    return (
        f"They share {parts} with those joined to {reference}, but even the additive model does not join them. "
        f"{trial} would."
    )


def _shared(analysis: Analysis, fit: NetworkFit) -> Sequence[str]:
    here = {part for t in fit.treatments for part in components(t)}
    there = {part for t in analysis.main.treatments for part in components(t)}
    return sorted(here & there)
