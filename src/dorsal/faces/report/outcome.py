"""One outcome at one time: its numbers, its network, its options, and how far the trials agree."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.combinations import combinations_grid, combined
from dorsal.faces.document import Document
from dorsal.faces.league_words import EFFICACY_BETTER, favoured_side
from dorsal.faces.markup import Child, Markup, element, fragment
from dorsal.faces.numbers import chance, number, people, percent, shown, span
from dorsal.faces.overview import best_first, facts_words, reference_words, summary_words
from dorsal.faces.report.agreement import agreement_part, islands_part
from dorsal.faces.report.anchors import Anchors
from dorsal.faces.report.chosen import left_words
from dorsal.faces.report.forests import against_reference
from dorsal.faces.report.league import league_part
from dorsal.faces.report.pictures import network_part, ranks_part
from dorsal.faces.report.table import bullets, folded, paragraph, table
from dorsal.faces.telling import MOST_ON_PAGE
from dorsal.faces.words import (
    better,
    chances,
    contrast_word,
    flag_words,
    level_words,
    measure_words,
    mic_words,
    section_words,
    sentence,
    treatment_words,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.trials.decimals import table_decimals
from dorsal.trials.effect_options import EFFICACIES

COMBINED = (
    "By the additive model: a combination does what its parts do, added up. What rests on that alone is an "
    "extrapolation, and its interval does not hold the doubt whether effects add up."
)


def outcome(anchors: Anchors, section: Section, *, standardised: bool = False) -> Markup:
    """A section of the document as a part of the page."""
    document, key = anchors.document, anchors.section_id(section)
    title = section_words(document, section) + (", in standard deviations" if standardised else "")
    return element(
        "section",
        element("h2", title, id=key),
        paragraph(element("b", sentence(facts_words(section))), " ", _scale(document, section)),
        paragraph(summary_words(document, section)),
        *(_parts(anchors, section, key) if section.analysis else ()),
        _notes(section),
        aria_labelledby=key,
    )


def _scale(document: Document, section: Section) -> str:
    window = section.question.window
    measure = section.question.measure
    side = favoured_side(better(document, section.question.outcome), measure)
    good = {"Below": "lower is better", "Above": "higher is better"}.get(side, "neither direction is better")
    good = EFFICACY_BETTER if measure in EFFICACIES and side == "Above" else good
    told = f"Measure: {measure_words(measure)}; {good}."
    if window is not None and window.label:
        told += f" Time: {window.label} from randomisation; of each trial the result closest to week {window.target:g}."
    if section.mic is not None:
        told += f" Smallest difference that matters: {mic_words(section.mic, measure)}."
    return told


def _parts(anchors: Anchors, section: Section, key: str) -> Sequence[Child]:
    document = anchors.document
    assert section.analysis is not None
    parts: list[tuple[str, Markup | None]] = [
        ("What was compared with what", network_part(document, section, f"{key}-network")),
        (f"Each treatment against {reference_words(document, section)}", _options(anchors, section, key)),
        ("Ranks, beside their uncertainty", ranks_part(document, section, f"{key}-ranks", document.provenance.seed)),
        ("Every treatment against every other", league_part(document, section, section.analysis.main)),
        ("What each combination would do", _combinations(document, section)),
        ("Do the trials agree?", agreement_part(document, section)),
        ("Treatments that no trial joins", islands_part(anchors, section)),
    ]
    return [fragment(element("h3", title), made) for title, made in parts if made]


def _combinations(document: Document, section: Section) -> Markup | None:
    """Of a table of one's own; a topic asks its own combinations in words."""
    if document.target or section.analysis is None or section.analysis.additive is None:
        return None
    grid = combinations_grid(section.analysis, combined(section.analysis))
    heads = [head.heading for head in grid.heads]
    made = table(grid.caption, heads, grid.texts(MOST_ON_PAGE), name=grid.caption)
    return fragment(paragraph(COMBINED), made, paragraph(grid.more(MOST_ON_PAGE)))


def _options(anchors: Anchors, section: Section, key: str) -> Markup | None:
    picture = against_reference(anchors.document, section, f"{key}-forest")
    if picture is None:
        return paragraph("No treatment can be compared with it.")
    return fragment(
        picture, folded("The same numbers as a table, with certainty and trials", _numbers(anchors, section))
    )


def _numbers(anchors: Anchors, section: Section) -> Markup:
    document = anchors.document
    assert section.analysis is not None
    level = level_words(section.analysis.options.level)
    head = ["Treatment", f"{contrast_word(section.question.measure)} ({level} interval)", "Prediction interval"]
    head += ["Chance better / worse by what matters"] if section.mic is not None else []
    head += ["Certainty", "Head to head", "Rests on", "Remarks"]
    rows = [_row(anchors, section, finding) for finding in best_first(document, section)]
    caption = f"{section_words(document, section)}: treatments against {reference_words(document, section)}"
    return table(caption, head, rows, name=caption)


def _row(anchors: Anchors, section: Section, finding: Finding) -> Sequence[Child]:
    document, e = anchors.document, finding.estimate
    assert e is not None
    decimals = table_decimals(e.measure, (e.ci[1] - e.ci[0]) / 2.0)
    known = chances(finding, better(document, section.question.outcome))
    cells: list[Child] = [
        treatment_words(document, finding.first),
        f"{shown(e.mean, e.measure, decimals)} ({span(e.ci, e.measure, decimals)})",
        span(e.pi, e.measure, decimals) if e.pi else "none",
    ]
    if section.mic is not None:
        cells.append(f"{chance(known[0])} / {chance(known[2])}" if known else "")
    shares = e.shares.at_least(0.05)
    return [
        *cells,
        finding.certainty.level if finding.certainty else "",
        f"{number(len(e.studies), 0)} trials, {people(e.people)}" if e.studies else "no usable numbers",
        fragment(*(fragment(anchors.study_link(s), f" {percent(share)}; ") for s, share in shares)),
        "; ".join(flag_words(flag).split(":")[0].split(",")[0] for flag in e.flags),
    ]


def _notes(section: Section) -> Markup | None:
    notes = [sentence(note) for note in section.evidence.notes]
    cut = left_words("note", MOST_ON_PAGE, len(notes), fragment("in the JSON (", element("code", "--json"), ")"))
    return folded("Choices made in taking the numbers", bullets(notes[:MOST_ON_PAGE]), cut) if notes else None
