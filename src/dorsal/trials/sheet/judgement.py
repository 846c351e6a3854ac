"""Words and letters for a risk of bias."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

JUDGED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("low", "l", "+", "low risk", "low risk of bias", "green"), "low"),
        **dict.fromkeys(("some", "s", "sc", "some concerns", "moderate", "moderate risk", "yellow"), "some"),
        **dict.fromkeys(("unclear", "u", "?", "unclear risk", "unclear risk of bias"), "unclear"),
        **dict.fromkeys(("high", "h", "high risk", "high risk of bias", "red", "serious", "critical"), "high"),
        **dict.fromkeys(("not_assessed", "not assessed", "unknown", ""), "not_assessed"),
    }
)
"""In lower case -> the judgement (`trials.bias`)."""
NUMBERED: Mapping[str, str] = MappingProxyType({"1": "low", "2": "unclear", "3": "high"})
"""As MetaInsight and CINeMA write it."""
WORST_FIRST = ("high", "some", "unclear", "low")
"""What is known and worst decides where rows of a study differ."""


def judged(text: str) -> str | None:
    """The judgement that a text tells of; None for an unknown word."""
    return JUDGED.get(text.casefold()) or NUMBERED.get(text)


def indirectness(text: str) -> str | None:
    """The level of indirectness that a text tells of; None for an unknown word. Its middle has one name: some."""
    found = judged({"m": "some", "no": "low"}.get(text.casefold(), text))
    return "some" if found == "unclear" else found


def worst(judgements: set[str]) -> str:
    """One judgement for a study whose rows have several; not assessed only if none is."""
    return next((judgement for judgement in WORST_FIRST if judgement in judgements), "not_assessed")
