"""One pair of treatments in a terminal: the estimate with everything that bears on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dorsal.faces.cli.both_scales import answers
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.cli.section_view import CERTAINTY, NUMBERS, numbers, unit_head
from dorsal.faces.cli.text_forest import TextForest
from dorsal.faces.conclusion import conclusion
from dorsal.faces.direction import KNOWN_ONLY, address, rows_of, told_words
from dorsal.faces.document import Document
from dorsal.faces.numbers import count, p_value, people, percent, span
from dorsal.faces.overview import compared, joining_words, silent_reasons
from dorsal.faces.words import (
    NO_TRIAL,
    better,
    chance_words,
    flag_words,
    level_words,
    measure_words,
    pair_words,
    section_words,
    sentence,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate, interval
from dorsal.synthesis.fit import pair_of
from dorsal.synthesis.study_shares import StudyShares
from dorsal.trials.contrast import Contrast, Derivation
from dorsal.trials.decimals import table_decimals

MOST_ROWS = 12
"""Rows named for one way of deriving; the others are only counted."""
SMALLEST_SHARE = 0.005
"""A study below this share of an estimate is only counted."""


def show_comparison(screen: Screen, document: Document, first: str, second: str) -> None:
    """The pair in every section that can speak of it; the others in a line each."""
    screen.say(pair_words(document, first, second), style="bold")
    comparison = compared(replace(document, comparisons=((first, second),)))[0]
    for said in comparison.said:
        for section, finding in answers(document, said):
            if finding.estimate is not None:
                _show(screen, document, section, finding, finding.estimate)
    told = rows_of(document, first, second)
    if told:
        screen.heading(f"{KNOWN_ONLY} of effect, so in no number above")
        screen.items(f"{told_words(document, row)} {address(row)}".strip() for row in told)
    if comparison.silent:
        screen.heading("Where the trials cannot say")
        screen.items(sentence(reason) for reason in silent_reasons(document, comparison))
        joining = joining_words(document, comparison)
        if joining:
            screen.heading("What would join them")
            screen.items(map(sentence, joining))


def _name(document: Document, section: Section) -> str:
    return f"{section_words(document, section)}, {measure_words(section.question.measure)}"


def _show(screen: Screen, document: Document, section: Section, finding: Finding, estimate: Estimate) -> None:
    good = better(document, section.question.outcome)
    screen.heading(_name(document, section))
    screen.say(conclusion(document, section, finding))
    screen.blank()
    for head, text in _facts(estimate):
        screen.say(text, first=f"{head:<24}", indent=24)
    if finding.certainty is not None:
        screen.say(
            finding.certainty.level, first=f"{'Certainty':<24}", indent=24, style=CERTAINTY[finding.certainty.level]
        )
        screen.items(finding.certainty.reasons)
    screen.say(chance_words(finding, good))
    screen.items(sentence(flag_words(flag)) for flag in estimate.flags)
    _show_studies(screen, document, section, finding, estimate)
    if estimate.derived:
        screen.blank()
        screen.line("Derived numbers behind it", "bold")
        screen.items(derivations(estimate.derived))


def _facts(estimate: Estimate) -> Iterator[tuple[str, str]]:
    decimals = table_decimals(estimate.measure, (estimate.ci[1] - estimate.ci[0]) / 2.0)
    yield "Estimate", f"{numbers(estimate)}, {level_words(estimate.level)} interval; {p_value(estimate.p)}"
    if estimate.pi is not None:
        yield "In a new trial", f"{span(estimate.pi, estimate.measure, decimals)} (prediction interval)"
    yield "Direct evidence", f"{percent(estimate.direct_share)} direct, {percent(1.0 - estimate.direct_share)} indirect"
    if estimate.studies:
        yield "Head to head", f"{count(len(estimate.studies), 'trial')}, {people(estimate.people)}"
    else:
        yield "Head to head", NO_TRIAL


def _show_studies(screen: Screen, document: Document, section: Section, finding: Finding, estimate: Estimate) -> None:
    """The trials head to head with their own results, then the others by their share."""
    direct = _direct(section, finding)
    others = [(study, share) for study, share in estimate.shares if study not in estimate.studies]
    if direct:
        screen.blank()
        _show_direct(screen, document, section, estimate, direct, finding)
    shown = [(study, share) for study, share in others if share >= SMALLEST_SHARE]
    if shown:
        screen.blank()
        screen.line("Other trials it is worked out through, with their share", "bold")
        _show_sources(screen, {study: f"{percent(share)} {source(document, study)}" for study, share in shown})
    rest = len(others) - len(shown)
    if rest:
        screen.line(f"  and {count(rest, 'trial')} with less than {percent(SMALLEST_SHARE, 1)} each")


def _direct(section: Section, finding: Finding) -> list[Contrast]:
    pair = {finding.first, finding.second}
    return [c for c in section.evidence.contrasts if pair <= set(c.treatments)]


def _show_direct(
    screen: Screen, document: Document, section: Section, estimate: Estimate, direct: list[Contrast], finding: Finding
) -> None:
    own = {c.study: _own(c, finding, estimate) for c in direct}
    label, n, share = 24, 6, 6
    width = screen.width - label - n - share - NUMBERS - 4
    forest = TextForest.of([*own.values(), estimate], estimate.measure, section.mic, width, screen.glyphs)
    columns = [
        Column("Trials head to head", label),
        Column("", width),
        Column(unit_head(estimate.measure), NUMBERS, right=True),
        Column("people", n, right=True),
        Column("share", share, right=True),
    ]
    shares = dict(estimate.shares)
    rows = [
        [_study_name(document, c.study), forest.bar(own[c.study].mean, own[c.study].ci), numbers(own[c.study]),
         _people(c, finding), percent(shares.get(c.study, 0.0))]
        for c in direct
    ]  # fmt: skip
    rows.append(["All trials together", forest.bar(estimate.mean, estimate.ci), numbers(estimate), "", ""])
    screen.line(" " * (label + 1) + forest.scale(), "dim")
    screen.table(columns, rows)
    addresses = {c.study: source(document, c.study) for c in direct}
    screen.items(text for text in addresses.values() if "://" in text)


def _show_sources(screen: Screen, texts: Mapping[str, str]) -> None:
    """A line each where there are addresses, else all in a paragraph."""
    if any("://" in text for text in texts.values()):
        screen.items(texts.values())
    else:
        screen.say("; ".join(texts.values()), first="  ", indent=2)


def _own(contrast: Contrast, finding: Finding, like: Estimate) -> Estimate:
    """What one study says by itself."""
    mean, variance = pair_of(contrast, finding.first, finding.second)
    se = variance**0.5
    return Estimate(
        first=finding.first, second=finding.second, measure=like.measure, mean=mean, se=se,
        ci=interval(mean, se, like.level, float("inf")), pi=None, level=like.level, df=float("inf"),
        direct_share=1.0, studies=(contrast.study,), people=None, shares=StudyShares.of(),
    )  # fmt: skip


def _people(contrast: Contrast, finding: Finding) -> str:
    groups = dict(zip(contrast.treatments, contrast.n, strict=False))
    a, b = groups.get(finding.first), groups.get(finding.second)
    return "" if a is None or b is None else f"{a + b:,}"


def _study_name(document: Document, study: str) -> str:
    return document.studies[study].name if study in document.studies else study


def derivations(derived: Iterable[Derivation]) -> Iterator[str]:
    """Each way of deriving once, with the rows that it gave."""
    rows: dict[tuple[str, str, bool], dict[str, None]] = defaultdict(dict)
    for one in derived:
        rows[one.what, one.how, one.assumed][one.row] = None
    for (what, how, assumed), found in rows.items():
        shown, rest = list(found)[:MOST_ROWS], len(found) - MOST_ROWS
        more = f" and {count(rest, 'more', 'more')}" if rest > 0 else ""
        yield f"{what}: {how}{' (assumed)' if assumed else ''}: {'; '.join(shown)}{more}"


def source(document: Document, study: str) -> str:
    """A trial with the address where it can be read: "Rajfur 2022 https://doi.org/10.1038/..." """
    known = document.studies.get(study)
    if known is None:
        return study
    address = f"https://doi.org/{known.doi}" if known.doi else known.source_url
    return f"{known.name} {address}".strip()
