"""What a document amounts to: every comparison in every section, what is known of it, and the counts in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dorsal.faces.document import Document
from dorsal.faces.language import ENGLISH, Language
from dorsal.faces.numbers import count
from dorsal.faces.words import (
    ADDITIVE,
    CHAIN,
    DIRECT,
    better,
    evidence_kind,
    inside,
    listed,
    mic_words,
    outcome_words,
    pair_words,
    section_words,
    sentence,
    standardised,
    tied,
    treatment_words,
    why_section,
    why_words,
    window_words,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import LEVELS
from dorsal.synthesis.network import Network
from dorsal.trials.question import Window
from dorsal.trials.treatment import components

Pair = tuple[str, str]
MOST_NAMED, FEW_NAMED = 60, 10
"""Of more treatments that are better or worse a sentence names the few that differ most and counts the others."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A comparison in a section: the finding, and where points cannot say, the one in standard deviations."""

    section: Section
    finding: Finding
    beside: tuple[Section, Finding] | None

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.finding.estimate is not None or self.beside is not None

    @property
    def estimate(self) -> Estimate:
        """The number to read; only where there is one."""
        estimate = self.best[1].estimate
        assert estimate is not None
        return estimate

    @property
    def best(self) -> tuple[Section, Finding]:
        """The section and the finding to read: in points where they can say."""
        return self.beside if self.finding.estimate is None and self.beside else (self.section, self.finding)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One comparison over all sections."""

    first: str
    second: str
    said: tuple[Said, ...]

    @property
    def known(self) -> tuple[Said, ...]:
        """Where there is a number."""
        return tuple(each for each in self.said if each.known)

    @property
    def silent(self) -> tuple[Said, ...]:
        """Where there is none."""
        return tuple(each for each in self.said if not each.known)


def compared(document: Document) -> tuple[Compared, ...]:
    """Every comparison that is put in words, in the document's order.

    Without any named (a spreadsheet), each treatment against its section's reference.
    """
    if document.comparisons:
        return tuple(_compared(document, pair, {}) for pair in document.comparisons)
    known = {(id(s), f.first, f.second): f for s in document.sections for f in s.against_reference}
    return tuple(_compared(document, pair, known) for pair in dict.fromkeys((a, b) for _, a, b in known))


def _compared(document: Document, pair: Pair, known: Mapping[tuple[int, str, str], Finding]) -> Compared:
    said = []
    for section in document.sections:
        finding = known.get((id(section), *pair)) or section.finding(*pair)
        said.append(Said(section=section, finding=finding, beside=standardised(document, section, finding)))
    return Compared(first=pair[0], second=pair[1], said=tuple(said))


def overall_words(document: Document, comparisons: Sequence[Compared]) -> str:
    """How much of what was asked the trials can answer, and how surely: the first lines of every face."""
    asked = [each for comparison in comparisons for each in comparison.said]
    known = [each for each in asked if each.known]
    if not known:
        return "The trials at hand cannot say anything about the comparisons asked for."
    what = f"{count(len(comparisons), 'comparison')}; {_outcomes_and_times(document)}"
    opening = f"Of the {count(len(asked), 'answer')} sought ({what}) the trials that could be read give {len(known)}."
    different = _different(known)
    parts = [opening, _kinds(known), _repeated(known, different), _sure(known), _clear(different), _bottom_line(known)]
    return " ".join(part for part in parts if part)


def _different(known: Sequence[Said]) -> list[Said]:
    """Each number once: under additivity a part adds the same to whatever it is added to."""
    return list({_number(each): each for each in known}.values())


def _number(said: Said) -> Hashable:
    """What two answers share that are one and the same estimate; else the answer's own place."""
    section, finding = said.best
    estimate = said.estimate
    if evidence_kind(estimate) != ADDITIVE:
        return id(section), finding.first, finding.second
    return id(section), f"{estimate.mean:.8g}", f"{estimate.se:.8g}"


def _repeated(known: Sequence[Said], different: Sequence[Said]) -> str:
    if len(different) == len(known):
        return ""
    return (
        "If they add up, what a part does is one and the same number whatever it is added to: so the "
        f"{len(known)} answers are {count(len(different), 'different number')}."
    )


def _kinds(known: Sequence[Said]) -> str:
    """How many are known head to head, through others, or only under additivity."""
    kinds = Counter(evidence_kind(each.estimate) for each in known)
    words = {
        DIRECT: ("compares", "compare", "the two head to head"),
        CHAIN: ("goes", "go", "through other treatments"),
        ADDITIVE: ("holds", "hold", "only if effects of parts add up"),
    }
    told = listed(
        f"{kinds[kind]} {one if kinds[kind] == 1 else many} {rest}"
        for kind, (one, many, rest) in words.items()
        if kinds[kind]
    )
    return f"Of these, {told}."


def _sure(known: Sequence[Said]) -> str:
    levels = [each.best[1].certainty.level for each in known if each.best[1].certainty]
    if len(set(levels)) == 1:
        return f"{'All are' if len(levels) > 1 else 'It is'} of {levels[0]} certainty."
    return f"Certainty: {_certainties(levels)}."


def _bottom_line(known: Sequence[Said]) -> str:
    """Nothing can be called better where certainty is very low throughout."""
    levels = {each.best[1].certainty.level for each in known if each.best[1].certainty}
    return "So, on these trials, nobody can say yet which is better." if levels == {LEVELS[-1]} else ""


def _outcomes_and_times(document: Document) -> str:
    outcomes = dict.fromkeys(section.question.outcome for section in document.sections)
    named = listed(inside(outcome_words(document, outcome)) for outcome in outcomes)
    times = list(dict.fromkeys(section.question.window for section in document.sections if section.question.window))
    return f"{named} {_at(times)}".strip()


def _at(times: Sequence[Window]) -> str:
    """ "at about 2, 8 and 26 weeks"; "" where time plays no part."""
    if len(times) < 2:
        return window_words(times[0] if times else None)
    return f"at about {listed(f'{window.target:g}' for window in times)} weeks"


def _certainties(levels: Iterable[str]) -> str:
    found = Counter(levels)
    return listed(f"{found[level]} {level}" for level in LEVELS if found[level])


def _clear(known: Sequence[Said]) -> str:
    """How many intervals leave out no difference, and how many lie wholly beyond the MIC."""
    clear = [each for each in known if not _holds(each.best[1], 0.0)]
    if not clear:
        return "Every interval includes no difference."
    beyond = [each for each in clear if _beyond(each.best[1])]
    among = f" of the {len(known)} numbers" if len(known) > 1 else ""
    side = f"In {len(clear)}{among} the whole interval lies on one side of no difference"
    if not any(each.best[1].mic for each in clear):
        return f"{side}."
    if len(clear) == 1:
        return f"{side}; there the difference is {'' if beyond else 'not '}sure to matter."
    sure = f"in {len(beyond)} of these" if beyond else "in none of these"
    return f"{side}; {sure} is the difference sure to matter."


def _holds(finding: Finding, value: float) -> bool:
    assert finding.estimate is not None
    low, high = finding.estimate.ci
    return low <= value <= high


def _beyond(finding: Finding) -> bool:
    assert finding.estimate is not None
    low, high = finding.estimate.ci
    return finding.mic is not None and (low > finding.mic or high < -finding.mic)


def facts_words(section: Section, language: Language = ENGLISH) -> str:
    """ "24 trials, 2,345 people (number not printed in 3 trials), 34 treatments" """
    if section.analysis is None:
        return language.words("no trial can be pooled")
    network = section.analysis.network
    hidden = len(network.people_unknown)
    trials, treatments = len(network.studies), len(network.treatments)
    people = tied(language.counted("{n} person", "{n} people", network.people))
    if hidden and not network.people:
        people = language.words("number of people not printed")
    elif hidden:
        where = tied(language.counted("{n} trial", "{n} trials", hidden))
        people = language.words("{people} (number not printed in {trials})", people=people, trials=where)
    return ", ".join(
        [
            tied(language.counted("{n} trial", "{n} trials", trials)),
            people,
            tied(language.counted("{n} treatment", "{n} treatments", treatments)),
        ]
    )


def summary_words(document: Document, section: Section) -> str:
    """The options of one section against the reference, in a few sentences."""
    if section.analysis is None:
        return sentence(f"nothing can be pooled: {why_section(document, section)}")
    reference = inside(treatment_words(document, section.analysis.reference))
    findings = section.against_reference
    if not findings:
        return f"No treatment can be compared with {reference}."
    good = better(document, section.question.outcome)
    better_ones = [f for f in findings if _wholly(f, good, gain=True)]
    worse_ones = [f for f in findings if _wholly(f, good, gain=False)]
    rest = len(findings) - len(better_ones) - len(worse_ones)
    words = ("better", "worse") if good else ("lower", "higher")
    parts = [
        f"{count(len(findings), 'option')} can be compared with {reference}.",
        _told(document, better_ones, words[0], reference),
        _told(document, worse_ones, words[1], reference),
        f"For {rest} the interval includes no difference." if rest else "",
        _mattering(section, findings),
    ]
    return " ".join(part for part in parts if part)


def _wholly(finding: Finding, good: str, *, gain: bool) -> bool:
    assert finding.estimate is not None
    low, high = finding.estimate.ci
    return high < 0.0 if gain == (good != "higher") else low > 0.0


def _told(document: Document, findings: Sequence[Finding], word: str, reference: str) -> str:
    if not findings:
        return ""
    far = sorted(findings, key=lambda f: -abs(f.estimate.mean) if f.estimate else 0.0)[:FEW_NAMED]
    named = findings if len(findings) <= MOST_NAMED else far
    more = len(findings) - len(named)
    names = [inside(treatment_words(document, f.first)) for f in named] + ([count(more, "other")] if more else [])
    sure = _certainties(f.certainty.level for f in findings if f.certainty)
    return f"{word.capitalize()} than {reference} by their whole interval: {listed(names)} (certainty: {sure})."


def _mattering(section: Section, findings: Sequence[Finding]) -> str:
    if section.mic is None:
        return ""
    sure = sum(_beyond(finding) for finding in findings)
    size = mic_words(section.mic, section.question.measure)
    return f"A difference of {size} or more is sure, by the whole interval, for {sure or 'none'}."


def silent_words(document: Document, comparison: Compared) -> str:
    """Where a comparison has no number: "pain at about 2, 26 and 52 weeks; disability at about 26 weeks"."""
    return _where(document, comparison.silent, "; ")


def silent_reasons(document: Document, comparison: Compared) -> tuple[str, ...]:
    """Where a comparison has no number, a text for each reason."""
    by_reason: dict[str, list[Said]] = {}
    for each in comparison.silent:
        by_reason.setdefault(why_words(document, each.section, each.finding), []).append(each)
    return tuple(f"{_where(document, group)}: {reason}" for reason, group in by_reason.items())


def joining_words(document: Document, comparison: Compared) -> tuple[str, ...]:
    """What would let the trials compare the two where they cannot: a trial, or parts that both sides share."""
    told = (_joining(document, each) for each in comparison.silent if each.section.evidence.contrasts)
    return tuple(dict.fromkeys(words for words in told if words))


def _joining(document: Document, said: Said) -> str:
    network = Network.of(said.section.evidence.contrasts)
    pair = (said.finding.first, said.finding.second)
    given = {part for treatment in network.treatments for part in components(treatment)}
    missing = [_inside(document, t) for t in pair if not set(components(t)) <= given]
    if len(missing) == 1:
        return f"a trial of {missing[0]} against any treatment that other trials gave"
    if not set(pair) <= set(network.index):
        return f"a trial of {_inside(document, pair[0])} against {_inside(document, pair[1])}"
    here, there = (network.island_of(treatment) for treatment in pair)
    if here == there:
        return ""
    sides = (listed([_inside(document, t) for t in island], "or") for island in (here, there))
    return "a trial of one of these against one of those: " + "; against ".join(sides)


def _inside(document: Document, treatment: str) -> str:
    return inside(treatment_words(document, treatment))


def _where(document: Document, group: Sequence[Said], by: str = ", ") -> str:
    """ "pain at about 2, 26 and 52 weeks, disability at about 8 weeks" """
    by_outcome: dict[str, list[Section]] = {}
    for each in group:
        by_outcome.setdefault(each.section.question.outcome, []).append(each.section)
    return by.join(_times(document, outcome, sections) for outcome, sections in by_outcome.items())


def _times(document: Document, outcome: str, sections: Sequence[Section]) -> str:
    name = inside(outcome_words(document, outcome))
    windows = [s.question.window for s in sections if s.question.window]
    if len(windows) < 2:
        return inside(section_words(document, sections[0]))
    return f"{name} {_at(windows)}"


def heading_words(document: Document, comparison: Compared) -> str:
    """The comparison as a heading."""
    return pair_words(document, comparison.first, comparison.second)


def reference_words(document: Document, section: Section) -> str:
    """The reference inside a sentence: "usual care"."""
    assert section.analysis is not None
    return inside(treatment_words(document, section.analysis.reference))


def limits_words(document: Document) -> str:
    """What stands over `Document.limits`: of a table they are the notes on its reading."""
    return "Limits" if document.target else "How the table was read"


def best_first(document: Document, section: Section) -> tuple[Finding, ...]:
    """The treatments against the reference, the most favourable first, whichever way is better."""
    found = section.against_reference
    return found[::-1] if better(document, section.question.outcome) == "higher" else found
