"""A document as Markdown: the same words and numbers as the page, in short, for a note or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dorsal.faces.conclusion import conclusion
from dorsal.faces.direction import KNOWN_ONLY, address, rows_of, told_words
from dorsal.faces.document import Document
from dorsal.faces.finding_sentence import finding_words
from dorsal.faces.numbers import chance, count, p_value, people, shown, span
from dorsal.faces.overview import (
    Compared,
    best_first,
    compared,
    facts_words,
    heading_words,
    limits_words,
    overall_words,
    reference_words,
    silent_reasons,
    silent_words,
    summary_words,
)
from dorsal.faces.report.anchors import Anchors, doi_url
from dorsal.faces.report.beside import DIRECTIONS, effect_words, pair
from dorsal.faces.report.citations import CITATIONS
from dorsal.faces.report.left_out import reasons
from dorsal.faces.report.methods import steps
from dorsal.faces.telling import MOST_ON_PAGE, Answer
from dorsal.faces.words import (
    better,
    chances,
    contrast_word,
    flag_marks,
    flag_words,
    inside,
    level_words,
    measure_words,
    outcome_words,
    section_words,
    sentence,
    treatment_words,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.grading.certainty import ADDING_UP
from dorsal.trials.decimals import table_decimals

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def plain(words: str) -> str:
    """Words that Markdown shows as they are: no markup, no tags, one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def markdown(document: Document) -> str:
    """The answer, each outcome and time, what stands beside, what was left out, and how it was done."""
    parts = [
        f"# {plain(document.title)}",
        plain(document.question),
        *(f"**{plain(words)}**" for words in document.cautions),
        *answer_lines(document, compared(document)),
        *(part for section in document.sections for part in _section(document, section)),
        *_standardised(document),
        *(part for answer in document.answers for part in _answer(answer)),
        *_reviews(document),
        *_narrative(document),
        *_left_out(document),
        *_limits(document),
        *_methods(document),
        *provenance_lines(document),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def bullets(items: Iterable[str]) -> str:
    """A list, an item a line."""
    return "\n".join(f"- {item}" for item in items)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under a head; cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell if cell == '---' else plain(cell) for cell in line)} |" for line in lines)


def answer_lines(document: Document, comparisons: Sequence[Compared]) -> Iterator[str]:
    """The answer in words, a finding an item."""
    yield "## The answer"
    yield plain(overall_words(document, comparisons))
    for each in comparisons:
        yield f"### {plain(heading_words(document, each))}"
        yield bullets(_said(document, each)) or "No number at any time."
        yield bullets(_told(document, each))
        if each.silent and each.known:
            yield plain(sentence(f"not known: {silent_words(document, each)}"))
        elif each.silent:
            yield bullets(plain(sentence(reason)) for reason in silent_reasons(document, each))


def _said(document: Document, comparison: Compared) -> Iterator[str]:
    for said in comparison.known:
        section, finding = said.best
        where = section_words(document, section) + (", in standard deviations" if said.beside else "")
        told = f"{conclusion(document, section, finding)} {finding_words(document, section, finding)}"
        yield f"**{plain(where)}.** {plain(told)}"


def _told(document: Document, comparison: Compared) -> Iterator[str]:
    """Trials of the pair of which only a direction is known."""
    for row in rows_of(document, comparison.first, comparison.second):
        yield f"{KNOWN_ONLY}: {plain(f'{told_words(document, row)} {address(row)}')}"


def _section(document: Document, section: Section) -> Iterator[str]:
    yield f"## {plain(section_words(document, section))}"
    yield plain(f"{sentence(facts_words(section))} Measure: {measure_words(section.question.measure)}.")
    yield plain(summary_words(document, section))
    if section.analysis is None or not section.against_reference:
        return
    level = level_words(section.analysis.options.level)
    effect = f"{contrast_word(section.question.measure)} ({level} interval)"
    head = [f"Against {reference_words(document, section)}", effect, "Prediction interval"]
    head += ["Better / worse by what matters"] if section.mic is not None else []
    yield table(
        [*head, "Certainty", "Head to head", "Marks"],
        (_row(document, section, f) for f in best_first(document, section)),
    )
    yield _marks(section.against_reference)
    yield plain(_agreement(section))


def _row(document: Document, section: Section, finding: Finding) -> Sequence[str]:
    e = finding.estimate
    assert e is not None
    decimals = table_decimals(e.measure, (e.ci[1] - e.ci[0]) / 2.0)
    known = chances(finding, better(document, section.question.outcome))
    matters = [f"{chance(known[0])} / {chance(known[2])}" if known else ""] if section.mic is not None else []
    return [
        treatment_words(document, finding.first),
        f"{shown(e.mean, e.measure, decimals)} ({span(e.ci, e.measure, decimals)})",
        span(e.pi, e.measure, decimals) if e.pi else "none",
        *matters,
        finding.certainty.level if finding.certainty else "",
        f"{count(len(e.studies), 'trial')}, {people(e.people)}" if e.studies else "no usable numbers",
        flag_marks(e.flags),
    ]


def _marks(findings: Iterable[Finding]) -> str:
    used = dict.fromkeys(flag for f in findings if f.estimate for flag in f.estimate.flags)
    return bullets(f"{flag_marks([flag])}: {plain(flag_words(flag))}" for flag in used)


def _agreement(section: Section) -> str:
    analysis = section.analysis
    assert analysis is not None
    fit = analysis.main
    tau = f"tau² {fit.tau2:.4g}" + (f" ({fit.tau2_ci[0]:.3g} to {fit.tau2_ci[1]:.3g})" if fit.tau2_ci else "")
    tau += ", given" if fit.options.tau is not None else ""
    parts = [tau, f"I² {100 * fit.i2:.0f} %" if fit.i2 is not None else "I² has no value"]
    named = (("total", fit.q.total), ("within designs", fit.q.within), ("between designs", fit.q.between))
    parts += [f"Q {name} {q.q:.2f} on {q.df} df" + (f", P = {q.p:.3f}" if q.p is not None else "") for name, q in named]
    if fit.options.model != "common":
        parts[-1] += " (Q around one common effect)"
    adding = analysis.additive.q_additivity if analysis.additive else None
    if adding is not None and adding.p is not None:
        told = (
            "effects of parts do not add up: distrust what is extrapolated" if adding.p < ADDING_UP else "a weak test"
        )
        parts.append(f"Q of additivity {adding.q:.2f} on {adding.df} df, {p_value(adding.p)} ({told})")
    if analysis.unconnected:
        parts.append(f"{count(len(analysis.unconnected), 'treatment')} joined to the reference by no chain of trials")
    return sentence("; ".join(parts))


def _standardised(document: Document) -> Iterator[str]:
    for section in document.standardised.values():
        yield f"## {plain(section_words(document, section))}, in standard deviations"
        yield plain(f"{sentence(facts_words(section))} {summary_words(document, section)}")


def _answer(answer: Answer) -> Iterator[str]:
    yield f"## {plain(answer.title)}"
    yield plain(" ".join(answer.lead))
    for grid in answer.grids:
        yield table([head.heading.replace("- ", "") for head in grid.heads], grid.texts(MOST_ON_PAGE))
        yield plain(grid.more(MOST_ON_PAGE))
    yield bullets(map(plain, answer.notes))


def _reviews(document: Document) -> Iterator[str]:
    if document.reviews:
        yield "## What published reviews say"
        yield "Beside our results, never pooled with them."
        rows = ((r.get("label", ""), pair(document, r), outcome_words(document, r.get("outcome", "")), effect_words(r))
                for r in document.reviews)  # fmt: skip
        yield table(("Review", "Comparison", "Outcome", "Pooled effect"), rows)


def _narrative(document: Document) -> Iterator[str]:
    if document.narrative:
        yield "## Trials told in words only"
        rows = ((r.get("label", ""), pair(document, r), outcome_words(document, r.get("outcome", "")),
                 DIRECTIONS.get(r.get("direction", ""), ""), r.get("p", "")) for r in document.narrative)  # fmt: skip
        yield table(("Source", "Comparison", "Outcome", "Direction", "P"), rows)


def _left_out(document: Document) -> Iterator[str]:
    groups = reasons(Anchors(document))
    if groups:
        yield "## What was left out, and why"
        yield bullets(f"{count(len(places), 'row')}: {plain(inside(reason))}" for reason, places in groups.items())


def _limits(document: Document) -> Iterator[str]:
    if document.limits:
        yield f"## {limits_words(document)}"
        yield bullets(plain(sentence(limit)) for limit in document.limits)


def _methods(document: Document) -> Iterator[str]:
    told = list(steps(document))
    yield "## How it was done"
    yield plain(" ".join(words for words, _ in told))
    keys = dict.fromkeys(key for _, keys in told for key in keys)
    yield "\n".join(f"{i}. {plain(CITATIONS[key][0])}.{_address(CITATIONS[key][1])}" for i, key in enumerate(keys, 1))


def _address(doi: str) -> str:
    return f" <{doi_url(doi)}>" if doi else ""


def provenance_lines(document: Document) -> Iterator[str]:
    """What is needed to make the document again."""
    p = document.provenance
    yield "## To make this again"
    yield "\n".join(f"    {line}" for line in p.command.splitlines() or [""])
    options = "; ".join(f"{name}: {value}" for name, value in p.options.items())
    yield plain(f"Dorsal {p.version}; data {p.data_name}, SHA-256 {p.data_hash}; seed {p.seed}; {options}.")
