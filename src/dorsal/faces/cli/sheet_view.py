"""A table of one's own in a terminal: what was read from it, the result, the ranking, and what did not count."""

from __future__ import annotations

from dataclasses import asdict, replace

from dorsal.faces.cli.answer_view import show_limits
from dorsal.faces.cli.compare_view import derivations
from dorsal.faces.cli.inquiry_view import show_grid
from dorsal.faces.cli.left_out_view import show_left_out
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.cli.section_view import NUMBERS, numbers, show_section
from dorsal.faces.combinations import combinations_grid, combined
from dorsal.faces.document import Document
from dorsal.faces.numbers import number, p_value
from dorsal.faces.overview import limits_words
from dorsal.faces.ranking import RANKS_WORDS, ranked, ranks_grid
from dorsal.faces.words import better, level_words, treatment_words
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.components import ComponentFit

MOST_DERIVED = 12


def show_fit(screen: Screen, document: Document) -> None:
    """The one section of a table."""
    section = document.sections[0]
    screen.say(document.title, style="bold")
    for words in document.cautions:
        screen.say(words, style="bold yellow")
    show_section(screen, document, section)
    if section.analysis is None:
        return
    higher = better(document, section.question.outcome) == "higher"
    _show_consistency(screen, section.analysis)
    _show_ranking(screen, document, section.analysis, higher=higher)
    if section.analysis.additive is not None:
        _show_components(screen, section.analysis.additive)
        show_grid(screen, combinations_grid(section.analysis, combined(section.analysis)), named=True)
    _show_derived(screen, document)
    show_left_out(screen, document)
    show_limits(screen, document, limits_words(document))
    diary = asdict(section.analysis.main.diary)
    screen.blank()
    screen.say("Fit: " + ", ".join(f"{key} {_short(value)}" for key, value in diary.items() if value is not None) + ".",
               style="dim")  # fmt: skip


def _short(value: object) -> str:
    return f"{round(value, 12) + 0.0:.6g}" if isinstance(value, float) else str(value)


def _show_consistency(screen: Screen, analysis: Analysis) -> None:
    q = analysis.main.q
    parts = [f"{name} {number(one.q, 2)} on {one.df} df ({p_value(one.p)})"
             for name, one in (("within designs", q.within), ("between designs", q.between)) if one.df]  # fmt: skip
    if parts:
        around = "" if analysis.options.model == "common" else ", around one common effect"
        screen.say(f"Q {', '.join(parts)}{around}.", style="dim")


def _show_ranking(screen: Screen, document: Document, analysis: Analysis, *, higher: bool) -> None:
    rows = ranked(analysis.main, better="higher" if higher else "lower", seed=document.provenance.seed)
    if not rows:
        return
    named = [replace(row, treatment=treatment_words(document, row.treatment)) for row in rows]
    screen.heading("Ranks")
    screen.say(RANKS_WORDS)
    show_grid(screen, ranks_grid("ranking", named, level_words(analysis.options.level)))


def _show_components(screen: Screen, additive: ComponentFit) -> None:
    screen.heading("Additive model: what adding each part does")
    columns = [Column("Component", screen.width - NUMBERS - 1), Column("effect", NUMBERS, right=True)]
    screen.table(columns, ([name, _added(additive, name)] for name in additive.names))
    q = additive.q_additivity
    screen.say(f"Do the parts add up? Q = {number(q.q, 2)} on {q.df} df, {p_value(q.p)}.", style="dim")


def _added(additive: ComponentFit, name: str) -> str:
    estimate = additive.added(name)
    return "not told apart" if estimate is None else numbers(estimate)


def _show_derived(screen: Screen, document: Document) -> None:
    found = list(derivations(d for c in document.sections[0].evidence.contrasts for d in c.derived))
    if found:
        screen.heading("Derived numbers")
        screen.items(found[:MOST_DERIVED])
        if len(found) > MOST_DERIVED:
            screen.line(f"    and {len(found) - MOST_DERIVED} more kinds with --csv or --json")
