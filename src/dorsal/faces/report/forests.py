"""Findings as a forest plot: the same numbers as in the words, ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.charts import Forest, ForestRow, draw_forest
from dorsal.faces.document import Document
from dorsal.faces.language import Language, marked
from dorsal.faces.markup import Markup, element
from dorsal.faces.numbers import is_ratio, short_chance, span
from dorsal.faces.numbers import shown as said
from dorsal.faces.overview import best_first
from dorsal.faces.report.chosen import Chosen, drawn
from dorsal.faces.words import (
    FLAGS,
    better,
    chances,
    contrast_word,
    flag_marks,
    inside,
    level_words,
    measure_words,
    mic_words,
    section_words,
    treatment_words,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.trials.decimals import table_decimals

MATTERS = marked("Better / worse\nby what matters")


def forest_row(document: Document, section: Section, finding: Finding, label: str) -> ForestRow:
    """A finding with an estimate as a row of the plot."""
    estimate = finding.estimate
    assert estimate is not None
    decimals = table_decimals(estimate.measure, (estimate.ci[1] - estimate.ci[0]) / 2.0)
    told = document.language.figures(
        f"{said(estimate.mean, estimate.measure, decimals)} [{span(estimate.ci, estimate.measure, decimals)}]"
    )
    known = chances(finding, better(document, section.question.outcome))
    matters = f"{short_chance(known[0])} / {short_chance(known[2])}" if known else ""
    return ForestRow(
        label=label,
        mean=estimate.mean,
        se=estimate.se,
        ci=estimate.ci,
        pi=estimate.pi,
        columns=(told,) if section.mic is None else (told, matters),
        marks=flag_marks(estimate.flags),
        hollow="extrapolated" in estimate.flags,
    )


def forest_of(
    document: Document,
    section: Section,
    rows: Sequence[ForestRow],
    *,
    title: str,
    heading: str,
    sides: tuple[str, str],
) -> Forest:
    """The plot of these rows on the section's measure. `sides`: whom the better and the other side favour."""
    measure, level, language = section.question.measure, _level(section), document.language
    lower = better(document, section.question.outcome)
    what = measure_words(measure, language).capitalize()
    interval = language.words("{level} interval", level=level)
    return Forest(
        rows=tuple(rows),
        measure=measure,
        title=title,
        summary=_summary(rows, section, title, language),
        heading=heading,
        columns=(
            f"{contrast_word(measure, language)}\n[{interval}]",
            *([] if section.mic is None else [language.words(MATTERS)]),
        ),
        axis_title=language.words("{measure}, logarithmic axis", measure=what) if is_ratio(measure) else what,
        favours=sides if lower == "lower" else (sides[1], sides[0]) if lower else ("", ""),
        mic=section.mic,
        legend=_legend(section, rows, level, language),
        marks=language.words("Marks"),
    )


def _level(section: Section) -> str:
    return level_words(section.analysis.options.level) if section.analysis else "95 %"


def _summary(rows: Sequence[ForestRow], section: Section, title: str, language: Language) -> str:
    """One sentence on what the plot shows."""
    clear = sum(not row.ci[0] <= 0.0 <= row.ci[1] for row in rows)
    wide = language.words("{clear} of {rows} intervals leave out no difference", clear=clear, rows=len(rows))
    if section.mic is None:
        return f"{title}; {wide}."
    beyond = sum(row.ci[1] < -section.mic or row.ci[0] > section.mic for row in rows)
    return language.words(
        "{title}; {wide}, {beyond} lie wholly beyond the smallest difference that matters.",
        title=title,
        wide=wide,
        beyond=beyond,
    )


def _legend(section: Section, rows: Sequence[ForestRow], level: str, language: Language) -> tuple[str, ...]:
    entries = [
        language.words("Square: estimate, larger where it is more precise. Thick line: {level} interval.", level=level)
    ]
    if any(row.pi for row in rows):
        entries.append(
            language.words("Thin line: where a new trial's result may lie (prediction interval). Arrow: goes on.")
        )
    if section.mic is not None:
        size = mic_words(section.mic, section.question.measure, language)
        entries.append(language.words("Grey band: differences under {size}, too small to matter.", size=size))
        entries.append(
            language.words(
                "Better / worse by what matters: chances of {size} or more either way, taken at face value.", size=size
            )
        )
    used = {mark for row in rows for mark in row.marks.split()}
    entries += [f"{mark}: {language.words(words)}." for mark, words in FLAGS.values() if mark in used]
    if any(row.hollow for row in rows):
        entries.append(language.words("Open square: extrapolated."))
    return tuple(entries)


def against_title(document: Document, section: Section, reference: str) -> str:
    """What a plot of treatments against one is called."""
    return document.language.words(
        "{title}: each treatment against {reference}", title=section_words(document, section), reference=reference
    )


def sides_against(document: Document, reference: str) -> tuple[str, str]:
    """Whom the better and the other side favour."""
    language = document.language
    return language.words("favours the treatment"), language.words("favours {treatment}", treatment=reference)


def against_reference(document: Document, section: Section, key: str) -> Markup | None:
    """The forest plot of one section: every option against its reference, wide and narrow."""
    if section.analysis is None or not section.against_reference:
        return None
    reference = inside(treatment_words(document, section.analysis.reference))
    part = drawn(document, section)
    shown = [f for f in best_first(document, section) if part is None or f.first in part.treatments]
    rows = [forest_row(document, section, f, treatment_words(document, f.first)) for f in shown]
    plot = forest_of(
        document,
        section,
        rows,
        title=against_title(document, section, reference),
        heading=document.language.words("Against {reference}", reference=reference),
        sides=sides_against(document, reference),
    )
    return element(
        "figure",
        None if part is None else element("p", _cut(section, part)),
        element("div", draw_forest(plot, key), class_="wide"),
        element("div", draw_forest(plot, f"{key}-narrow", narrow=True), class_="narrow"),
    )


def _cut(section: Section, part: Chosen) -> str:
    there = len(section.against_reference)
    return f"Of {there} treatments {part.words} are drawn; the table below has the numbers of all."
