"""Findings in plain words, written once for the terminal, the page and Markdown.

The words follow the interval and never claim more than it: what may be better and what may be no different are said
together. How firmly they are said follows the certainty (Santesso 2020, doi:10.1016/j.jclinepi.2019.10.014: "does",
"probably", "may", "very uncertain").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dorsal.faces.document import Document
from dorsal.faces.numbers import chance, count, decimals_for, is_ratio, natural, number, people, percent
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.certainty import Certainty
from dorsal.synthesis.estimate import Estimate
from dorsal.trials.question import Window
from dorsal.trials.treatment import JOIN, components

MEASURES: Mapping[str, str] = {
    "MD": "mean difference",
    "MD100": "mean difference in points of 0-100",
    "SMD": "standardised mean difference (Hedges' g)",
    "SMD-D": "standardised mean difference (Cohen's d)",
    "SMD-GLASS": "standardised mean difference (Glass's delta)",
    "ROM": "ratio of means",
    "OR": "odds ratio",
    "RR": "risk ratio",
    "RD": "risk difference",
    "ASD": "arcsine difference",
    "IRR": "rate ratio",
    "HR": "hazard ratio",
}
_UNITS: Mapping[str, tuple[str, str]] = {
    "MD100": ("point", "points"),
    "SMD": ("standard deviations", "standard deviations"),
    "SMD-D": ("standard deviations", "standard deviations"),
    "SMD-GLASS": ("standard deviations", "standard deviations"),
    "RD": ("percentage points", "percentage points"),
    "ASD": ("on the arcsine scale", "on the arcsine scale"),
}
_RATIO_OF: Mapping[str, str] = {
    "ROM": "the mean", "OR": "the odds", "RR": "as likely", "IRR": "the rate", "HR": "the hazard",
}  # fmt: skip
_STANDARDISED = ("SMD", "SMD-D", "SMD-GLASS")

FLAGS: Mapping[str, tuple[str, str]] = {
    "derived": ("d", "rests on derived numbers: some were computed under an assumption that the source does not print"),
    "sensitivity": ("s", "rests on sensitivity rows, taken only because nothing else joins the treatment"),
    "extrapolated": (
        "†",
        "extrapolated: no chain of usable trials joins the two; it assumes that effects of parts add up",
    ),
    "untested": ("‡", "untested: one of the two was given in no trial of this network"),
}
"""The mark and the words of each flag of an Estimate."""

_SAID_BY_CERTAINTY = ("derived", "sensitivity", "extrapolated")
"""Flags that stand among the reasons for doubt already."""

_DOES: Mapping[str, tuple[str, str]] = {
    "high": ("", "does"),
    "moderate": ("", "probably does"),
    "low": ("", "may do"),
    "very low": ("This is very uncertain: ", "might do"),
}


def sentence(text: str) -> str:
    """With a capital first letter and one full stop."""
    trimmed = text.strip().rstrip(".")
    return trimmed[:1].upper() + trimmed[1:] + "." if trimmed else ""


def listed(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c" """
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def contrast_word(measure: str) -> str:
    """What stands over a column of effects: "Ratio" or "Difference"."""
    return "Ratio" if is_ratio(measure) else "Difference"


def measure_words(measure: str) -> str:
    """The measure in the field's words; an unknown code as it stands."""
    return MEASURES.get(measure, measure)


def better(document: Document, outcome: str) -> str:
    """Which way is better on the analysis scale: "lower", "higher", or "" where neither is."""
    return document.better.get(outcome, "lower")


def outcome_words(document: Document, outcome: str) -> str:
    """The outcome as people call it: "Pain"."""
    label = document.outcome_labels.get(outcome) or outcome.replace("_", " ") or "Outcome"
    return label[:1].upper() + label[1:]


def window_words(window: Window | None) -> str:
    """ "at about 8 weeks", "" where time plays no part."""
    if window is None:
        return ""
    return f"at about {window.target:g} {'week' if window.target == 1 else 'weeks'}"


def section_words(document: Document, section: Section) -> str:
    """ "Pain at about 8 weeks" """
    return f"{outcome_words(document, section.question.outcome)} {window_words(section.question.window)}".strip()


class AsWritten(str):
    """Words that start with a name as its writer spelt it: `inside` leaves them alone."""

    __slots__ = ()


def treatment_words(document: Document, treatment: str) -> str:
    """ "Dry needling + exercise therapy" """
    words = document.treatments.label(treatment)
    return AsWritten(words) if document.treatments.as_written(treatment) else words


def inside(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation or somebody's own spelling."""
    return label if isinstance(label, AsWritten) or label[:2].isupper() else label[:1].lower() + label[1:]


def pair_words(document: Document, first: str, second: str) -> str:
    """ "Dry needling added to exercise therapy, against exercise therapy alone" """
    return f"{first_words(document, first, second)}, against {second_words(document, first, second)}"


def _added(first: str, second: str) -> tuple[str, ...]:
    """What `first` adds to `second`; empty where it is no addition to it."""
    a, b = components(first), components(second)
    return tuple(part for part in a if part not in b) if set(b) < set(a) else ()


def first_words(document: Document, first: str, second: str) -> str:
    """How `first` is named beside `second`: "Dry needling added to exercise therapy"."""
    added = _added(first, second)
    if not added:
        return treatment_words(document, first)
    part = treatment_words(document, JOIN.join(added))
    return type(part)(f"{part} added to {inside(treatment_words(document, second))}")


def second_words(document: Document, first: str, second: str) -> str:
    """How `second` is named beside `first`: "exercise therapy alone"."""
    words = inside(treatment_words(document, second))
    return type(words)(f"{words} alone") if _added(first, second) else words


def unit_words(measure: str, text: str) -> str:
    """A size with its unit: "9 points", "0.42 standard deviations"."""
    one, many = _UNITS.get(measure, ("", ""))
    return f"{text} {one if text == '1' else many}".strip()


def _direction(value: float, measure: str, good: str) -> str:
    if measure in _STANDARDISED and good:
        return "better" if (value < 0) == (good == "lower") else "worse"
    return "lower" if value < 0 else "higher"


def size_words(value: float, measure: str, decimals: int, good: str = "lower", *, unit: bool = True) -> str:
    """A difference in words: "9 points lower", "0.40 standard deviations better", "0.80 times as likely"."""
    if is_ratio(measure):
        text = number(natural(value, measure), decimals)
        return f"{text} times {_RATIO_OF[measure]}" if unit else text
    scaled, places = (100.0 * value, max(0, decimals - 2)) if measure == "RD" else (value, decimals)
    text = number(abs(scaled), places)
    named = unit_words(measure, text) if unit else text
    return named if not float(text.replace(",", "")) else f"{named} {_direction(value, measure, good)}"


def difference_words(estimate: Estimate, good: str = "lower") -> str:
    """ "9 points lower on 0-100 (95 % interval 20 lower to 2 higher)" """
    decimals = decimals_for(estimate.measure, (estimate.ci[1] - estimate.ci[0]) / 2.0)
    low, high = (size_words(bound, estimate.measure, decimals, good, unit=False) for bound in estimate.ci)
    scale = " on 0-100" if estimate.measure == "MD100" else ""
    size = size_words(estimate.mean, estimate.measure, decimals, good)
    if not is_ratio(estimate.measure) and not size.endswith(("lower", "higher", "better", "worse")):
        size = f"no difference ({size})"
    return f"{size}{scale} ({level_words(estimate.level)} interval {low} to {high})"


def level_words(level: float) -> str:
    """ "95 %" """
    return percent(level, 0 if abs(100 * level - round(100 * level)) < 1e-9 else 1)


def mic_words(mic: float, measure: str) -> str:
    """The smallest difference that matters, with its unit: "20 points", "a ratio of 1.25"."""
    if is_ratio(measure):
        return f"a ratio of {number(natural(mic, measure), 2)}"
    if measure == "RD":
        return unit_words(measure, f"{100 * mic:g}")
    return unit_words(measure, f"{mic:g}")


def chances(finding: Finding, good: str = "lower") -> tuple[float, float, float] | None:
    """Chances that `first` is better by the MIC, that neither is, and that it is worse by the MIC."""
    below, above = finding.chance_first, finding.chance_second
    if below is None or above is None or not good:
        return None
    gain, loss = (below, above) if good == "lower" else (above, below)
    return gain, max(0.0, 1.0 - gain - loss), loss


def chance_words(finding: Finding, good: str = "lower") -> str:
    """The chance of a difference that matters, both ways, and of none; "" where no MIC is known."""
    known = chances(finding, good)
    if known is None or finding.estimate is None or finding.mic is None:
        return ""
    gain, none, loss = (chance(p) for p in known)
    size = mic_words(finding.mic, finding.estimate.measure)
    return (
        f"Chance of a difference that matters ({size} or more), taken at face value: {gain} better, {loss} worse, "
        f"{none} neither."
    )


def _reach(estimate: Estimate, mic: float | None, good: str) -> str:
    """Where the interval reaches: B better, N no difference that matters, W worse; without MIC N is one point."""
    low, high = estimate.ci if good == "higher" else (-estimate.ci[1], -estimate.ci[0])
    border = mic or 0.0
    regions = ("W" if low < -border else "") + ("B" if high > border else "")
    if low <= border and high >= -border:
        regions += "N"
    return "".join(sorted(regions))


def conclusion(document: Document, section: Section, finding: Finding) -> str:
    """What the interval and its certainty allow to be said, in one sentence for anybody."""
    first = first_words(document, finding.first, finding.second)
    second = second_words(document, finding.first, finding.second)
    if finding.estimate is None:
        return sentence(f"The trials cannot say how {inside(first)} compares with {second}")
    good = better(document, section.question.outcome)
    if not good:
        return sentence(f"For this outcome neither direction is better; see the numbers for {inside(first)}")
    level = finding.certainty.level if finding.certainty else "very low"
    return sentence(_firm(first, second, _reach(finding.estimate, finding.mic, good), level, finding))


def _firm(first: str, second: str, reach: str, level: str, finding: Finding) -> str:
    assert finding.estimate is not None
    lead, does = _DOES[level]
    lead += "if effects of parts add up, " if "extrapolated" in finding.estimate.flags else ""
    name = inside(first) if lead else first
    by = " by an amount that matters" if finding.mic else ""
    if reach in ("BNW", "BW"):
        return f"We cannot tell: {inside(first)} could do better, about the same, or worse than {second}"
    if reach == "N" and finding.mic:
        return f"{lead}{name} {does} about the same as {second}; the interval holds no difference that matters"
    way = "better" if "B" in reach else "worse"
    if "N" not in reach:
        return f"{lead}{name} {does} {way} than {second}{by}"
    if not finding.estimate.ci[0] <= 0.0 <= finding.estimate.ci[1]:
        return f"{lead}{name} {does} {way} than {second}, but perhaps by too little to matter"
    return f"{lead}{name} {does} about the same as {second}, or {way}{by}"


def flag_words(flag: str) -> str:
    """What a flag of an estimate means; an unknown one as it stands."""
    return FLAGS.get(flag, ("", flag))[1]


def flag_marks(flags: Iterable[str]) -> str:
    """The marks of flags, for a cell with a legend below: "d †"."""
    return " ".join(mark for mark in (FLAGS.get(flag, ("", ""))[0] for flag in flags) if mark)


def certainty_words(certainty: Certainty | None) -> str:
    """ "Certainty very low: ...; ..." """
    if certainty is None:
        return "Certainty not rated"
    reasons = "; ".join(certainty.reasons)
    return f"Certainty {certainty.level}{': ' + reasons if reasons else ''}"


NO_TRIAL = "no trial with usable numbers"
"""Said of a pair; a trial of which only a direction is known may still have compared it."""

DIRECT, CHAIN, ADDITIVE = "direct", "chain", "additive"
"""How an estimate is known: head to head, through other treatments, or only if effects of parts add up."""


def evidence_kind(estimate: Estimate) -> str:
    """DIRECT, CHAIN or ADDITIVE."""
    if estimate.studies:
        return DIRECT
    return ADDITIVE if "extrapolated" in estimate.flags else CHAIN


def evidence_words(estimate: Estimate) -> str:
    """How much stands behind an estimate: trials and people head to head, or how many trials it goes through."""
    if estimate.studies:
        return f"{count(len(estimate.studies), 'trial')} head to head, {people(estimate.people)}"
    through = sum(share >= 0.005 for _, share in estimate.shares)
    return f"{NO_TRIAL} head to head; worked out through {count(through, 'other trial')}"


def finding_words(document: Document, section: Section, finding: Finding) -> str:
    """The numbers of a finding without its heading: size, interval, chance, certainty, trials, flags."""
    if finding.estimate is None:
        return sentence(f"the trials cannot say: {why_words(document, section, finding)}")
    good = better(document, section.question.outcome)
    parts = [
        sentence(difference_words(finding.estimate, good)),
        chance_words(finding, good),
        sentence(certainty_words(finding.certainty)),
        sentence(evidence_words(finding.estimate)),
        *(sentence(flag_words(flag)) for flag in finding.estimate.flags if flag not in _SAID_BY_CERTAINTY),
    ]
    return " ".join(part for part in parts if part)


def finding_sentence(document: Document, section: Section, finding: Finding) -> str:
    """One finding as a line that stands by itself: what, when, how much, how sure, from how many."""
    pair = pair_words(document, finding.first, finding.second)
    when = section_words(document, section)
    said = f"{pair}. {when}: {finding_words(document, section, finding)}"
    beside = standardised_words(document, section, finding)
    return f"{said} {beside}".strip()


def standardised(document: Document, section: Section, finding: Finding) -> tuple[Section, Finding] | None:
    """The same pair on the standardised scale, where points cannot say and that scale can."""
    window = section.question.window
    other = document.standardised.get((section.question.outcome, window.name if window else ""))
    if finding.estimate is not None or other is None or other is section:
        return None
    found = other.finding(finding.first, finding.second)
    return (other, found) if found.estimate is not None else None


def standardised_words(document: Document, section: Section, finding: Finding) -> str:
    """The standardised finding in words, "" where there is none or where points can say."""
    known = standardised(document, section, finding)
    if known is None:
        return ""
    return f"In standard deviations, which take in trials on other scales: {finding_words(document, *known)}"


def why_section(document: Document, section: Section) -> str:
    """Why a section has no analysis, with the treatments by their names."""
    if not section.evidence.contrasts:
        return "no trial has usable numbers for it"
    return named(document, section.why_not) or "its trials cannot be joined"


def why_words(document: Document, section: Section, finding: Finding) -> str:
    """Why there is no estimate, in words."""
    if section.analysis is None:
        return why_section(document, section)
    given = {part for treatment in section.analysis.network.treatments for part in components(treatment)}
    missing = sorted({*components(finding.first), *components(finding.second)} - given)
    if missing:
        return f"no usable trial of {listed((inside(treatment_words(document, t)) for t in missing), 'or')}"
    network = section.analysis.network
    if finding.first in network.index and finding.second in network.island_of(finding.first):
        return finding.why_not
    apart = "no chain of usable trials joins the two"
    return apart if section.analysis.additive is None else f"{apart}, not even if the effects of parts add up"


def named(document: Document, text: str) -> str:
    """A message of the analysis with treatments by their names and not by their codes.

    Only words that are whole codes of combinations, or hold an underscore, are changed: "exercise" stays.
    """
    codes = {
        treatment for section in document.sections for c in section.evidence.contrasts for treatment in c.treatments
    }
    words = (word.rstrip(",;:.)") for word in text.split())
    found = {word for word in words if word in codes or ("_" in word and word in document.treatments)}
    for word in sorted(found, key=len, reverse=True):
        text = text.replace(word, inside(treatment_words(document, word)))
    return text
