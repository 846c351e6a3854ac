"""What an interval and its certainty allow to be said, in one sentence for anybody.

The words never claim more than the interval. How firmly they are said follows the certainty (Santesso 2020,
doi:10.1016/j.jclinepi.2019.10.014: "does", "probably", "may", "very uncertain").
"""

from __future__ import annotations

from collections.abc import Mapping

from dorsal.faces.document import Document
from dorsal.faces.language import Language, marked
from dorsal.faces.words import better, first_words, inside, second_words, sentence
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate

_DOES: Mapping[str, str] = {
    "high": marked("does"),
    "moderate": marked("probably does"),
    "low": marked("may do"),
    "very low": marked("might do"),
}
_SURE: Mapping[tuple[str, bool], str] = {
    ("better", True): marked("{name} {does} better than {second} by an amount that matters"),
    ("better", False): marked("{name} {does} better than {second}"),
    ("worse", True): marked("{name} {does} worse than {second} by an amount that matters"),
    ("worse", False): marked("{name} {does} worse than {second}"),
}
"""By the way and whether a smallest difference that matters is known."""
_SMALL: Mapping[str, str] = {
    "better": marked("{name} {does} better than {second}, but perhaps by too little to matter"),
    "worse": marked("{name} {does} worse than {second}, but perhaps by too little to matter"),
}
_PERHAPS: Mapping[tuple[str, bool], str] = {
    ("better", True): marked("{name} {does} about the same as {second}, or better by an amount that matters"),
    ("better", False): marked("{name} {does} about the same as {second}, or better"),
    ("worse", True): marked("{name} {does} about the same as {second}, or worse by an amount that matters"),
    ("worse", False): marked("{name} {does} about the same as {second}, or worse"),
}
_SAME = marked("{name} {does} about the same as {second}; the interval holds no difference that matters")


def conclusion(document: Document, section: Section, finding: Finding) -> str:
    """The sentence on one treatment against another."""
    first = first_words(document, finding.first, finding.second)
    second = second_words(document, finding.first, finding.second)
    language = document.language
    if finding.estimate is None:
        return sentence(
            language.words(
                "The trials cannot say how {first} compares with {second}", first=inside(first), second=second
            )
        )
    good = better(document, section.question.outcome)
    if not good:
        return sentence(
            language.words(
                "For this outcome neither direction is better; see the numbers for {first}", first=inside(first)
            )
        )
    level = finding.certainty.level if finding.certainty else "very low"
    reach = _reach(finding.estimate, finding.mic, good)
    return sentence(_firm(document.language, first, second, reach, level, finding))


def _reach(estimate: Estimate, mic: float | None, good: str) -> str:
    """Where the interval reaches: B better, N no difference that matters, W worse; without MIC N is one point."""
    low, high = estimate.ci if good == "higher" else (-estimate.ci[1], -estimate.ci[0])
    border = mic or 0.0
    regions = ("W" if low < -border else "") + ("B" if high > border else "")
    if low <= border and high >= -border:
        regions += "N"
    return "".join(sorted(regions))


def _firm(language: Language, first: str, second: str, reach: str, level: str, finding: Finding) -> str:
    assert finding.estimate is not None
    if reach in ("BNW", "BW"):
        return language.words(
            "We cannot tell: {first} could do better, about the same, or worse than {second}",
            first=inside(first),
            second=second,
        )
    additive, doubtful = "extrapolated" in finding.estimate.flags, level == "very low"
    name = inside(first) if additive or doubtful else first
    said = language.words(_message(reach, finding), name=name, does=language.words(_DOES[level]), second=second)
    if additive:
        said = language.words("if effects of parts add up, {said}", said=said)
    return language.words("This is very uncertain: {said}", said=said) if doubtful else said


def _message(reach: str, finding: Finding) -> str:
    """The sentence that fits where the interval reaches."""
    assert finding.estimate is not None
    if reach == "N" and finding.mic:
        return _SAME
    way = "better" if "B" in reach else "worse"
    if "N" not in reach:
        return _SURE[way, bool(finding.mic)]
    if not finding.estimate.ci[0] <= 0.0 <= finding.estimate.ci[1]:
        return _SMALL[way]
    return _PERHAPS[way, bool(finding.mic)]
