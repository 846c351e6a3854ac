"""Findings in plain words, written once for the terminal, the page and Markdown.

The words follow the interval and never claim more than it: what may be better and what may be no different are said
together. How firmly they are said follows the certainty (Santesso 2020, doi:10.1016/j.jclinepi.2019.10.014: "does",
"probably", "may", "very uncertain").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dorsal.faces.document import Document
from dorsal.faces.language import ENGLISH, Language, marked
from dorsal.faces.numbers import HARD_SPACE, efficacy, is_ratio, natural, number, percent
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import Certainty
from dorsal.trials.decimals import decimals_for
from dorsal.trials.effect_options import EFFICACIES, IN_PERCENT_POINTS
from dorsal.trials.question import Window
from dorsal.trials.treatment import JOIN, components

MEASURES: Mapping[str, str] = {
    "MD": marked("mean difference"), "MD100": marked("mean difference in points of 0-100"),
    "SMD": marked("standardised mean difference (Hedges' g)"),
    "SMD-D": marked("standardised mean difference (Cohen's d)"),
    "SMD-GLASS": marked("standardised mean difference (Glass's delta)"),
    "ROM": marked("ratio of means"), "OR": marked("odds ratio"), "RR": marked("risk ratio"),
    "RD": marked("risk difference"), "ASD": marked("arcsine difference"), "VE": marked("vaccine efficacy"),
    "IRR": marked("rate ratio"), "IRD": marked("rate difference"), "VE-IRR": marked("vaccine efficacy"),
    "HR": marked("hazard ratio"), "SPD": marked("difference in the probability of survival"),
    "RMST": marked("difference in restricted mean survival time"),
}  # fmt: skip
_STANDARDISED = ("SMD", "SMD-D", "SMD-GLASS")
_SD = marked("{size} standard deviations")
_UNITS: Mapping[str, tuple[str, str]] = {
    "MD100": (marked("{size} point"), marked("{size} points")),
    **dict.fromkeys(_STANDARDISED, (_SD, _SD)),
    **dict.fromkeys(IN_PERCENT_POINTS, (marked("{size} percentage points"),) * 2),
    "ASD": (marked("{size} on the arcsine scale"),) * 2,
    "IRD": (marked("{size} events in a unit of time"),) * 2,
}
_RATIO_OF: Mapping[str, str] = {
    "ROM": marked("{size} times the mean"), "OR": marked("{size} times the odds"),
    "RR": marked("{size} times as likely"), "IRR": marked("{size} times the rate"),
    "HR": marked("{size} times the hazard"), **dict.fromkeys(EFFICACIES, marked("an efficacy of {size}")),
}  # fmt: skip
_WAYS: Mapping[str, str] = {
    "lower": marked("{size} lower"), "higher": marked("{size} higher"),
    "better": marked("{size} better"), "worse": marked("{size} worse"),
}  # fmt: skip

FLAGS: Mapping[str, tuple[str, str]] = {
    "derived": (
        "d",
        marked("rests on derived numbers: some were computed under an assumption that the source does not print"),
    ),
    "sensitivity": (
        "s",
        marked("rests on sensitivity rows, taken only because nothing else joins the treatment"),
    ),
    "extrapolated": (
        "†",
        marked("extrapolated: no chain of usable trials joins the two; it assumes that effects of parts add up"),
    ),
    "untested": ("‡", marked("untested: one of the two was given in no trial of this network")),
}
"""The mark and the words of each flag of an Estimate."""


def sentence(text: str) -> str:
    """With a capital first letter and one full stop."""
    trimmed = text.strip().rstrip(".")
    return trimmed[:1].upper() + trimmed[1:] + "." if trimmed else ""


def listed(words: Iterable[str], last: str = "and", language: Language = ENGLISH) -> str:
    """ "a, b and c" """
    if last == "and":
        return language.listed(words)
    *most, end = list(words) or [""]
    return language.words("{first} or {last}", first=", ".join(most), last=end) if most else end


def contrast_word(measure: str, language: Language = ENGLISH) -> str:
    """What stands over a column of effects: "Ratio" or "Difference"."""
    if measure in EFFICACIES:
        return language.words("Efficacy")
    return language.words("Ratio") if is_ratio(measure) else language.words("Difference")


def measure_words(measure: str, language: Language = ENGLISH) -> str:
    """The measure in the field's words; an unknown code as it stands."""
    return language.words(MEASURES[measure]) if measure in MEASURES else measure


def better(document: Document, outcome: str) -> str:
    """Which way is better on the analysis scale: "lower", "higher", or "" where neither is."""
    return document.better.get(outcome, "lower")


def outcome_words(document: Document, outcome: str) -> str:
    """The outcome as people call it: "Pain"."""
    known = document.language.name_of(document.outcome_labels.get(outcome, ""))
    label = known or outcome.replace("_", " ") or document.language.words("Outcome")
    return label[:1].upper() + label[1:]


def window_words(window: Window | None, language: Language = ENGLISH) -> str:
    """ "at about 8 weeks", "" where time plays no part."""
    if window is None:
        return ""
    weeks = f"{window.target:g}"
    if window.target == 1:
        return language.words("at about {weeks} week", weeks=weeks)
    return language.words("at about {weeks} weeks", weeks=weeks)


def section_words(document: Document, section: Section) -> str:
    """ "Pain at about 8 weeks" """
    when = window_words(section.question.window, document.language)
    return f"{outcome_words(document, section.question.outcome)} {when}".strip()


class AsWritten(str):
    """Words that start with a name as its writer spelt it: `inside` leaves them alone."""

    __slots__ = ()


def treatment_words(document: Document, treatment: str) -> str:
    """ "Dry needling + exercise therapy" """
    known, language = document.treatments, document.language
    if language.code == "en":
        words = known.label(treatment)
    else:
        first, *others = (AsWritten(part) if known.as_written(part) else language.name_of(known.label(part))
                          for part in treatment.split(JOIN))  # fmt: skip
        words = " + ".join([first, *map(inside, others)])
    return AsWritten(words) if known.as_written(treatment) else words


def inside(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation or somebody's own spelling."""
    return label if isinstance(label, AsWritten) or label[:2].isupper() else label[:1].lower() + label[1:]


def pair_words(document: Document, first: str, second: str) -> str:
    """ "Dry needling added to exercise therapy, against exercise therapy alone" """
    return document.language.words(
        "{first}, against {second}",
        first=first_words(document, first, second),
        second=second_words(document, first, second),
    )


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
    rest = inside(treatment_words(document, second))
    return type(part)(document.language.words("{part} added to {treatment}", part=part, treatment=rest))


def second_words(document: Document, first: str, second: str) -> str:
    """How `second` is named beside `first`: "exercise therapy alone"."""
    words = inside(treatment_words(document, second))
    return (
        type(words)(document.language.words("{treatment} alone", treatment=words)) if _added(first, second) else words
    )


def unit_words(measure: str, text: str, language: Language = ENGLISH) -> str:
    """A size with its unit: "9 points", "0.42 standard deviations"."""
    one, many = _UNITS.get(measure, ("", ""))
    message = one if text == "1" else many
    return language.words(message, size=text) if message else text


def _direction(value: float, measure: str, good: str) -> str:
    if measure in _STANDARDISED and good:
        return "better" if (value < 0) == (good == "lower") else "worse"
    return "lower" if value < 0 else "higher"


def size_words(
    value: float,
    measure: str,
    decimals: int,
    good: str = "lower",
    *,
    unit: bool = True,
    language: Language = ENGLISH,
) -> str:
    """A difference in words: "9 points lower", "0.40 standard deviations better", "0.80 times as likely"."""
    if is_ratio(measure):
        text = language.number(natural(value, measure), decimals)
        if measure in EFFICACIES:
            text = f"{language.number(efficacy(value), max(0, decimals - 2))}{HARD_SPACE}%"
        return language.words(_RATIO_OF[measure], size=text) if unit else text
    scaled, places = (100.0 * value, max(0, decimals - 2)) if measure in IN_PERCENT_POINTS else (value, decimals)
    text = language.number(abs(scaled), places)
    named = unit_words(measure, text, language) if unit else text
    return language.words(_WAYS[_direction(value, measure, good)], size=named) if _differs(scaled, places) else named


def _differs(value: float, decimals: int) -> bool:
    """Whether it is not 0 as it is printed."""
    return bool(float(number(abs(value), decimals).replace(",", "")))


def difference_words(estimate: Estimate, good: str = "lower", language: Language = ENGLISH) -> str:
    """ "9 points lower on 0-100 (95 % interval 20 lower to 2 higher)" """
    measure = estimate.measure
    decimals = decimals_for(measure, (estimate.ci[1] - estimate.ci[0]) / 2.0)
    ends = estimate.ci[::-1] if measure in EFFICACIES else estimate.ci
    low, high = (size_words(b, measure, decimals, good, unit=False, language=language) for b in ends)
    size = size_words(estimate.mean, measure, decimals, good, language=language)
    scaled, places = (
        (100.0 * estimate.mean, max(0, decimals - 2)) if measure in IN_PERCENT_POINTS else (estimate.mean, decimals)
    )
    if not is_ratio(measure) and not _differs(scaled, places):
        size = language.words("no difference ({size})", size=size)
    if measure == "MD100":
        size = language.words("{size} on 0-100", size=size)
    level = level_words(estimate.level)
    return language.words("{size} ({level} interval {low} to {high})", size=size, level=level, low=low, high=high)


def level_words(level: float) -> str:
    """ "95 %" """
    return percent(level, 0 if abs(100 * level - round(100 * level)) < 1e-9 else 1)


def mic_words(mic: float, measure: str, language: Language = ENGLISH) -> str:
    """The smallest difference that matters, with its unit: "20 points", "a ratio of 1.25"."""
    if is_ratio(measure):
        return language.words("a ratio of {ratio}", ratio=language.number(natural(mic, measure), 2))
    return unit_words(measure, f"{100 * mic if measure in IN_PERCENT_POINTS else mic:g}", language)


def chances(finding: Finding, good: str = "lower") -> tuple[float, float, float] | None:
    """Chances that `first` is better by the MIC, that neither is, and that it is worse by the MIC."""
    below, above = finding.chance_first, finding.chance_second
    if below is None or above is None or not good:
        return None
    gain, loss = (below, above) if good == "lower" else (above, below)
    return gain, max(0.0, 1.0 - gain - loss), loss


def _chance(probability: float, language: Language) -> str:
    """A chance whose ends never claim certainty, in any language."""
    if probability < 0.01:
        return language.words("under {share}", share=percent(0.01)).replace(" ", HARD_SPACE)
    if probability > 0.99:
        return language.words("over {share}", share=percent(0.99)).replace(" ", HARD_SPACE)
    return percent(probability)


def chance_words(finding: Finding, good: str = "lower", language: Language = ENGLISH) -> str:
    """The chance of a difference that matters, both ways, and of none; "" where no MIC is known."""
    known = chances(finding, good)
    if known is None or finding.estimate is None or finding.mic is None:
        return ""
    gain, none, loss = (_chance(p, language) for p in known)
    return language.words(
        "Chance of a difference that matters ({size} or more), taken at face value: {gain} better, {loss} worse, "
        "{none} neither.",
        size=mic_words(finding.mic, finding.estimate.measure, language),
        gain=gain,
        loss=loss,
        none=none,
    )


_LEVELS: Mapping[str, str] = {
    "high": marked("high"), "moderate": marked("moderate"), "low": marked("low"), "very low": marked("very low"),
}  # fmt: skip


def level_name(level: str, language: Language = ENGLISH) -> str:
    """A level of certainty: "very low"."""
    return language.words(_LEVELS[level]) if level in _LEVELS else level


def flag_words(flag: str, language: Language = ENGLISH) -> str:
    """What a flag of an estimate means; an unknown one as it stands."""
    return language.words(FLAGS[flag][1]) if flag in FLAGS else flag


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


def evidence_words(estimate: Estimate, language: Language = ENGLISH) -> str:
    """How much stands behind an estimate: trials and people head to head, or how many trials it goes through."""
    n = len(estimate.studies)
    if estimate.studies:
        trials = tied(language.counted("{n} trial", "{n} trials", n))
        return language.words(
            "{trials} head to head, {people}", trials=trials, people=_people_words(estimate.people, language)
        )
    through = estimate.shares.how_many(0.005)
    trials = tied(language.counted("{n} other trial", "{n} other trials", through))
    return language.words(
        "no trial with usable numbers head to head; worked out through {trials}",
        trials=trials,
    )


def _people_words(n: int | None, language: Language) -> str:
    if n is None:
        return language.words("number of people not printed")
    return tied(language.counted("{n} person", "{n} people", n))


def tied(counted: str) -> str:
    """A count that no line break parts from what is counted."""
    return counted.replace(" ", HARD_SPACE, 1)


def standardised(document: Document, section: Section, finding: Finding) -> tuple[Section, Finding] | None:
    """The same pair on the standardised scale, where points cannot say and that scale can."""
    window = section.question.window
    other = document.standardised.get((section.question.outcome, window.name if window else ""))
    if finding.estimate is not None or other is None or other is section:
        return None
    found = other.finding(finding.first, finding.second)
    return (other, found) if found.estimate is not None else None


def why_section(document: Document, section: Section) -> str:
    """Why a section has no analysis, with the treatments by their names."""
    if not section.evidence.contrasts:
        return document.language.words("no trial has usable numbers for it")
    return named(document, section.why_not) or document.language.words("its trials cannot be joined")


def why_words(document: Document, section: Section, finding: Finding) -> str:
    """Why there is no estimate, in words."""
    if section.analysis is None:
        return why_section(document, section)
    given = {part for treatment in section.analysis.network.treatments for part in components(treatment)}
    missing = sorted({*components(finding.first), *components(finding.second)} - given)
    if missing:
        names = listed((inside(treatment_words(document, t)) for t in missing), "or", document.language)
        return document.language.words("no usable trial of {names}", names=names)
    network = section.analysis.network
    if finding.first in network.index and finding.second in network.island_of(finding.first):
        return finding.why_not
    if section.analysis.additive is None:
        return document.language.words("no chain of usable trials joins the two")
    return document.language.words("no chain of usable trials joins the two, not even if the effects of parts add up")


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
