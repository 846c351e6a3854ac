"""The answer in short: how much the trials can say, head-to-head findings as sentences, every comparison on a line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dorsal.faces.cli.both_scales import Found, answers
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.cli.section_view import brief
from dorsal.faces.conclusion import conclusion
from dorsal.faces.direction import KNOWN_ONLY, rows_of, told_words
from dorsal.faces.document import Document
from dorsal.faces.main_window import in_main_window, main_window, window_name
from dorsal.faces.overview import Compared, compared, overall_words
from dorsal.faces.topic_answer import STANDARDISED
from dorsal.faces.words import (
    FLAGS,
    better,
    difference_words,
    evidence_words,
    first_words,
    flag_marks,
    inside,
    listed,
    outcome_words,
    second_words,
    sentence,
    window_words,
)
from dorsal.synthesis.answer import Finding

HEDGE = {"high": "", "moderate": "probably ", "low": "may be ", "very low": "might be "}
"""How firmly a verdict is said, by its certainty; as the sentences of `faces.words`."""
LEGEND = "might be: certainty very low; may be: low; probably: moderate; clearly: the whole interval matters"
OUTCOME, VERDICT, SIZE, MARKS, PEOPLE = 12, 31, 22, 4, 6


def show_short(screen: Screen, document: Document) -> None:
    """Each comparison asked for, for the main window, then what is known of it at other times."""
    if not document.comparisons or not document.sections:
        return
    main = in_main_window(document)
    when = window_words(main.sections[0].question.window)
    screen.heading(f"In short, {when}" if when else "In short")
    found = compared(main)
    screen.say(overall_words(main, found))
    sentences = [text for comparison in found for text in _direct(main, comparison)]
    if sentences:
        screen.blank()
        screen.line("Where trials compared the two head to head", "bold")
        screen.items(sentences)
    _show_all(screen, main, found)
    _show_elsewhere(screen, document)


def _direct(document: Document, comparison: Compared) -> Iterator[str]:
    for section, finding in (found for said in comparison.said for found in answers(document, said)):
        if finding.estimate is not None and finding.estimate.studies:
            size = difference_words(finding.estimate, better(document, section.question.outcome))
            outcome = outcome_words(document, section.question.outcome)
            numbers = sentence(f"{size}; {evidence_words(finding.estimate)}")
            yield f"{outcome}: {conclusion(document, section, finding)} {numbers}"


def _show_all(screen: Screen, document: Document, found: Sequence[Compared]) -> None:
    known = [comparison for comparison in found if comparison.known]
    if known:
        screen.blank()
        screen.line("All comparisons", "bold")
        screen.table(_columns(screen), [])
        for comparison in known:
            _show_comparison(screen, document, comparison)
        screen.blank()
        _show_legend(screen, known)
    _show_silent(screen, document, found)


def _columns(screen: Screen) -> list[Column]:
    spare = min(20, screen.width - 80)
    return [
        Column("", OUTCOME),
        Column("what the interval allows", VERDICT + spare),
        Column("difference", SIZE, right=True),
        Column("", MARKS),
        Column("people", PEOPLE, right=True),
    ]


def _show_comparison(screen: Screen, document: Document, comparison: Compared) -> None:
    screen.say(heading(document, comparison.first, comparison.second), indent=2)
    screen.rows(_columns(screen), (_row(document, found) for s in comparison.said for found in answers(document, s)))
    _show_told(screen, document, comparison)


def _show_told(screen: Screen, document: Document, comparison: Compared, lead: str = "") -> None:
    """Trials of the pair of which only a direction is known."""
    told = [told_words(document, row) for row in rows_of(document, comparison.first, comparison.second)]
    if told:
        screen.say(f"{lead or KNOWN_ONLY}: {'; '.join(told)}.", first="  ", indent=4)


def _row(document: Document, found: Found) -> list[str]:
    section, finding = found
    assert finding.estimate is not None
    outcome = outcome_words(document, section.question.outcome)
    good = better(document, section.question.outcome)
    people = "none" if not finding.estimate.studies else f"{finding.estimate.people or '?'}"
    marks = flag_marks(finding.estimate.flags).replace(" ", "")
    unit = " (in SDs)" if section.question.measure == STANDARDISED else ""
    return [f"  {outcome}", f"{verdict(finding, good)}{unit}", brief(finding.estimate), marks, people]


def verdict(finding: Finding, good: str) -> str:
    """What the interval allows, in a few words: "might be better, maybe slightly"."""
    assert finding.estimate is not None
    if not good:
        return ""
    low, high = finding.estimate.ci if good == "higher" else (-finding.estimate.ci[1], -finding.estimate.ci[0])
    border = finding.mic or 0.0
    hedge = HEDGE[finding.certainty.level if finding.certainty else "very low"]
    if low < -border and high > border:
        return "cannot tell"
    if finding.mic and -border <= low and high <= border:
        return f"{hedge}about the same"
    way = "better" if high > border else "worse"
    if low > 0.0 or high < 0.0:
        sure = finding.mic is None or low >= border or high <= -border
        return f"{hedge}{'clearly ' if sure and finding.mic else ''}{way}{'' if sure else ', maybe slightly'}"
    return f"{hedge}the same or {way}"


def heading(document: Document, first: str, second: str) -> str:
    """ "Dry needling against exercise therapy" """
    return f"{first_words(document, first, second)} against {second_words(document, first, second)}"


def _show_legend(screen: Screen, known: Sequence[Compared]) -> None:
    findings = [said.best[1] for comparison in known for said in comparison.known]
    met = {flag for finding in findings if finding.estimate for flag in finding.estimate.flags}
    marks = [
        f"{mark}: {words.partition(':')[0].partition(',')[0]}" for flag, (mark, words) in FLAGS.items() if flag in met
    ]
    screen.say("; ".join([LEGEND, "people: compared head to head, with usable numbers", *marks]) + ".", style="dim")


def _show_silent(screen: Screen, document: Document, found: Sequence[Compared]) -> None:
    """What the trials cannot say, gathered by outcome and by the first of the pair."""
    by_outcomes: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for comparison in found:
        outcomes = tuple(inside(outcome_words(document, s.section.question.outcome)) for s in comparison.silent)
        first, second = comparison.first, comparison.second
        if outcomes:
            by_outcomes[outcomes][first_words(document, first, second)].append(second_words(document, first, second))
    for outcomes, pairs in by_outcomes.items():
        told = "; ".join(f"{inside(first)} against {listed(seconds, 'or')}" for first, seconds in pairs.items())
        screen.say(f"The trials cannot say, for {listed(outcomes)}: {told}.", indent=2)
    for comparison in found:
        if not comparison.known:
            pair = heading(document, comparison.first, comparison.second)
            _show_told(screen, document, comparison, f"{KNOWN_ONLY}, {inside(pair)}")


def _show_elsewhere(screen: Screen, document: Document) -> None:
    """Comparisons with a number at other times."""
    main = main_window(document)
    others = tuple(section for section in document.sections if window_name(section) != main)
    if not others:
        return
    known = [comparison for comparison in compared(replace(document, sections=others)) if comparison.known]
    screen.blank()
    if not known:
        screen.say("At other times the trials say nothing about these comparisons.")
        return
    screen.line("At other times", "bold")
    for comparison in known:
        screen.say(heading(document, comparison.first, comparison.second), indent=2)
        screen.rows(_columns(screen), (_timed(document, f) for s in comparison.known for f in answers(document, s)))


def _timed(document: Document, found: Found) -> list[str]:
    outcome, words, *rest = _row(document, found)
    return [outcome, f"{window_words(found[0].question.window).removeprefix('at about ')}: {words}", *rest]
