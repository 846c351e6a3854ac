"""GRADE's summary of findings: each treatment's effect in people, how sure one can be, and what to say of it.

The columns are those of Yepes-Nuñez et al. 2019 for networks, doi:10.1016/j.jclinepi.2019.04.018.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.conclusion import conclusion
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.sureness import Sure, how_sure
from dorsal.faces.numbers import is_ratio, natural, number, shown, span
from dorsal.faces.telling import Answer, Grid, Head, decimals, whole
from dorsal.faces.words import measure_words
from dorsal.synthesis.answer import Finding
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.counts.printed_counts import counts_of
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.absolute import (
    PEOPLE,
    RISKS,
    AbsoluteEffect,
    Baseline,
    absolute,
    assumed,
    of_reference_arms,
)
from dorsal.synthesis.grading.certainty import Certainty
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.decimals import table_decimals
from dorsal.trials.study import Study

Json = dict[str, Any]
MEANS = ("mean_sd", "mean_se", "mean_ci")
NO_BASELINE = "no reference arm tells a risk between 0 and 1: give one with --baseline-risk"


@dataclass(frozen=True, kw_only=True)
class _Row:
    estimate: Estimate
    risk: AbsoluteEffect | None
    sure: Sure
    words: str


def _summary_of_findings(subject: Subject) -> Answer:
    baseline, why_not = baseline_of(subject)
    mean = _baseline_mean(subject) if subject.measure == "MD" else None
    sureness = how_sure(subject)
    rows = [_row(subject, treatment, baseline, sureness[treatment]) for treatment in subject.others]
    scores = p_scores(subject.fit, better=subject.better)
    rows.sort(key=lambda row: -scores[row.estimate.first])
    told: Json = {
        "reference": subject.reference,
        "baseline": None if baseline is None else _baseline(baseline),
        "baseline_mean": mean,
        "no_absolute": why_not or None,
        "certainty_by": next(iter(sureness.values())).by,
        "findings": [_finding(row, scores) for row in rows],
    }
    return Answer(
        key="summary_of_findings",
        json=told,
        title="Summary of findings (GRADE)",
        lead=tuple(_lead(subject, baseline, mean, why_not)),
        grids=(_grid(subject, rows, baseline), _words_grid(rows)),
        sheets=(_sheet(told),),
        notes=(
            *(() if baseline is None else (RISK_MADE,)),
            f"Certainty: {CERTAINTY[told['certainty_by']]}. It is a first reading by rule, not a panel's rating; "
            "reasons are in the JSON and the workbook, * marks a reviewer's judgement.",
        ),
    )  # fmt: skip


RISK_MADE = (
    "The risk with a treatment is what the network's relative effect makes of the baseline risk; its interval is that "
    "of the relative effect, the baseline taken as known."
)
CERTAINTY = {
    "automatic": "an automatic reading along GRADE's domains, with the reviewers' judgements where there are any",
    "CINeMA": "CINeMA's six domains, with the reviewers' judgements where there are any",
}


def baseline_of(subject: Subject) -> tuple[Baseline | None, str]:
    """The baseline risk, given or of the reference's arms, or why there is none."""
    given = subject.inquiry.baseline_risk
    if subject.measure not in RISKS:
        if given is not None:
            raise OptionError(f"--baseline-risk says nothing of a {measure_words(subject.measure)}")
        return None, f"a {measure_words(subject.measure)} tells no risks"
    if given is not None:
        return assumed(given), ""
    found = of_reference_arms(_counts(subject), subject.reference)
    return found, "" if found else NO_BASELINE


def _counts(subject: Subject) -> tuple[EventCounts, ...]:
    """The counts of the studies that the fit rests on, of the rows that entered it."""
    return counts_of(entered(subject))[0]


def entered(subject: Subject) -> list[Study]:
    """The studies of the fit, with those of their rows that entered it."""
    rows = {row for contrast in subject.fit.network.contrasts for row in contrast.rows}
    kept = ((study, tuple(r for r in study.results if r.row in rows)) for study in subject.studies)
    return [replace(study, results=results) for study, results in kept if results]


def _baseline_mean(subject: Subject) -> float | None:
    """The median of the reference arms' means; None where none is printed."""
    means = [
        r.value
        for study in entered(subject)
        for r in study.results
        if r.reported in MEANS and r.value is not None and r.arms[0].treatment == subject.reference
    ]
    return median(means) if means else None


def _row(subject: Subject, treatment: str, baseline: Baseline | None, sure: Sure) -> _Row:
    e = subject.fit.between(treatment, subject.reference)
    document, mic = subject.document, subject.inquiry.mic or None
    assert document is not None
    level = Certainty(level=sure.level, reasons=sure.reasons)
    finding = Finding(first=e.first, second=e.second, estimate=e, certainty=level, mic=mic)
    risk = None if baseline is None else absolute(e.measure, e.mean, e.ci, baseline)
    return _Row(estimate=e, risk=risk, sure=sure, words=conclusion(document, document.sections[0], finding))


def _baseline(baseline: Baseline) -> Json:
    return {
        "risk": baseline.risk,
        "from": "given" if baseline.assumed else "median of the reference arms",
        "low": baseline.low,
        "high": baseline.high,
        "studies": list(baseline.studies),
        "people": baseline.people,
    }


def _finding(row: _Row, scores: Mapping[str, float]) -> Json:
    e, risk = row.estimate, row.risk
    told: Json = {"treatment": e.first, "reference": e.second, "estimate": e.mean, "se": e.se, "ci": list(e.ci)}
    if is_ratio(e.measure):
        told |= {
            "estimate_ratio": natural(e.mean, e.measure),
            "ci_ratio": [natural(end, e.measure) for end in e.ci],
        }
    return told | {
        "studies": list(e.studies),
        "people": e.people,
        "direct_share": e.direct_share,
        "risk_without": None if risk is None else risk.without,
        "risk_with": None if risk is None else risk.with_treatment,
        "risk_with_ci": None if risk is None else list(risk.ci),
        "risk_difference": None if risk is None else risk.difference,
        "risk_difference_ci": None if risk is None else list(risk.difference_ci),
        "certainty": row.sure.level,
        "certainty_reasons": list(row.sure.reasons),
        "p_score": scores[e.first],
        "words": row.words,
    }


def _lead(subject: Subject, baseline: Baseline | None, mean: float | None, why_not: str) -> list[str]:
    if baseline is None:
        if mean is not None:
            return [f"With {subject.reference} the mean is {number(mean, 2)} (median of its arms)."]
        return [f"No absolute effects: {why_not}."] if why_not else []
    per = f"{number(PEOPLE * baseline.risk, 0)} in {PEOPLE:,}"
    if baseline.assumed:
        return [f"Baseline risk with {subject.reference}: {per}, as given."]
    low, high = (number(PEOPLE * (end or 0.0), 0) for end in (baseline.low, baseline.high))
    return [
        f"Baseline risk with {subject.reference}: {per}, the median of {len(baseline.studies)} arms ({low} to {high}; "
        f"{baseline.people:,} people). A risk of your own with --baseline-risk."
    ]


def _grid(subject: Subject, rows: Sequence[_Row], baseline: Baseline | None) -> Grid:
    effect = Head("effect", f"{measure_words(subject.measure)} (interval)", width=19)
    sure = Head("certainty", "certainty", width=9)
    first = Head("treatment", f"Against {subject.reference}")
    if baseline is None:
        heads: tuple[Head, ...] = (first, Head("trials", "trials", whole, width=6), effect, sure)
    else:
        heads = (
            first,
            effect,
            Head("without", "risk without", width=7),
            Head("with", "with it", width=7),
            Head("difference", f"difference in {PEOPLE:,} (interval)", width=19),
            sure,
        )
    return Grid.of("summary_of_findings", "Effects, and what they come to", heads, [_cells(row) for row in rows])


def _cells(row: _Row) -> dict[str, Any]:
    e, risk = row.estimate, row.risk
    places = table_decimals(e.measure, (e.ci[1] - e.ci[0]) / 2.0)
    found: dict[str, Any] = {
        "treatment": e.first,
        "trials": len(e.studies),
        "effect": f"{shown(e.mean, e.measure, places)} ({span(e.ci, e.measure, places)})",
        "certainty": row.sure.level,
    }
    if risk is not None:
        low, high = (_signed(end) for end in risk.difference_ci)
        found |= {
            "without": number(PEOPLE * risk.without, 0),
            "with": number(PEOPLE * risk.with_treatment, 0),
            "difference": f"{_signed(risk.difference)} ({low} to {high})",
        }
    return found


def _signed(difference: float) -> str:
    """ "12 more", "3 fewer" """
    people = round(PEOPLE * difference)
    return "0" if people == 0 else f"{abs(people)} {'more' if people > 0 else 'fewer'}"


def _words_grid(rows: Sequence[_Row]) -> Grid:
    heads = (
        Head("treatment", "Treatment"),
        Head("words", "What to say of it", width=30),
        Head("why", "Levels taken by", width=26),
    )
    cells = [{"treatment": r.estimate.first, "words": r.words, "why": _why(r.sure)} for r in rows]
    return Grid.of("findings_in_words", "In words, and why the certainty is not higher", heads, cells)


def _why(sure: Sure) -> str:
    """ "indirectness 1, heterogeneity 2 (reviewers)"; the reasons stand in the JSON and the workbook."""
    taken = (f"{domain} {levels}{'*' * (domain in sure.changed)}" for domain, levels in sure.taken.items() if levels)
    return ", ".join(taken) or "nothing"


def _sheet(told: Json) -> Grid:
    keys = (
        "treatment", "reference", "estimate", "se", "low", "high", "studies", "people", "risk_without", "risk_with",
        "risk_with_low", "risk_with_high", "risk_difference", "risk_difference_low", "risk_difference_high",
        "certainty", "reasons", "p_score", "words",
    )  # fmt: skip
    rows = []
    for f in told["findings"]:
        row = {**f, "low": f["ci"][0], "high": f["ci"][1], "studies": "; ".join(f["studies"])}
        for key in ("risk_with", "risk_difference"):
            ends = f[f"{key}_ci"] or (None, None)
            row |= {f"{key}_low": ends[0], f"{key}_high": ends[1]}
        rows.append({**row, "reasons": "; ".join(f["certainty_reasons"])})
    text = {"treatment", "reference", "studies", "certainty", "reasons", "words"}
    heads = [Head(key, key) if key in text else Head(key, key, decimals(3)) for key in keys]
    return Grid.of("summary_of_findings", "Summary of findings", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"summary_of_findings": _summary_of_findings}
