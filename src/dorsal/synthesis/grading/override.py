"""A reviewer's own judgement on a domain of an estimate, with its reason, over what the rule says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.errors import OptionError
from dorsal.synthesis.grading.certainty import CONCERNS, DOMAINS, Certainty, Concern

if TYPE_CHECKING:
    from dorsal.synthesis.grading.cinema import Confidence

AUTOMATIC: Mapping[str, str] = {"within-study bias": "risk of bias"}
"""CINeMA's name of a domain -> that of the automatic reading, where they differ."""


@dataclass(frozen=True, kw_only=True)
class Override:
    """One judgement. Without treatments it is of every estimate; with one, of all that it is in."""

    treatments: frozenset[str] = frozenset()
    domain: str
    """Among cinema.DOMAINS."""
    concern: Concern
    reason: str

    def __post_init__(self) -> None:
        if self.domain not in DOMAINS:
            raise OptionError(f"domain must be one of {', '.join(DOMAINS)}, got {self.domain!r}")
        if self.concern not in CONCERNS:
            raise OptionError(f"concern must be one of {', '.join(CONCERNS)}, got {self.concern!r}")
        if not self.reason.strip():
            raise OptionError(f"a changed judgement on {self.domain} needs its reason")
        if len(self.treatments) > 2:
            raise OptionError("a judgement is on one estimate, which has two treatments")


def chosen(overrides: Iterable[Override], first: str, second: str) -> Mapping[str, Override]:
    """By domain, the judgement on an estimate in either direction: the one that names most of its treatments counts."""
    found = [each for each in overrides if each.treatments <= {first, second}]
    return {each.domain: each for each in sorted(found, key=lambda each: len(each.treatments))}


def judged_certainty(certainty: Certainty, overrides: Iterable[Override], first: str, second: str) -> Certainty:
    """The automatic reading with the reviewers' judgements: some concerns take one level, major ones two."""
    for domain, each in chosen(overrides, first, second).items():
        levels = CONCERNS.index(each.concern)
        certainty = certainty.changed(AUTOMATIC.get(domain, domain), levels, each.reason)
    return certainty


def judged_confidence(confidence: Confidence, overrides: Iterable[Override]) -> Confidence:
    """CINeMA's six domains with the reviewers' judgements; what the rule said is kept beside."""
    for domain, each in chosen(overrides, confidence.first, confidence.second).items():
        confidence = confidence.changed(domain, each.concern, each.reason)
    return confidence
