"""Which analysis answers a comparison of a claim, and the trials behind it."""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.claim.ask import Ask
from dorsal.synthesis.claim.judgement import Source
from dorsal.synthesis.claim.structure import ANY, Claim
from dorsal.synthesis.estimate import Estimate
from dorsal.trials.question import Window
from dorsal.trials.treatment import JOIN

SMALLEST_SHARE = 0.01
"""A trial below this share of an indirect estimate is not listed as its source."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer that was taken: the first window and scale in which trials join the two, else a sum of parts."""

    section: Section
    finding: Finding
    window: Window | None

    @property
    def estimate(self) -> Estimate:
        assert self.finding.estimate is not None
        return self.finding.estimate

    @property
    def extrapolated(self) -> bool:
        return "extrapolated" in self.estimate.flags


def find(claim: Claim, ask: Ask, first: str, second: str, outcome: str) -> Found | None:
    """What the trials say of the two in the people and at the time of the claim, None where nothing."""
    people = ask.population(claim.population).studies
    if people == () or not ask.outcome(outcome).measured or ANY in (*first.split(JOIN), second):
        return None
    by_sum: Found | None = None
    for window in ask.timing(claim.timing).windows:
        for section in ask.sections(outcome, window, people or ()):
            finding = section.finding(first, second)
            if finding.estimate is None:
                continue
            found = Found(section=section, finding=finding, window=window)
            if not found.extrapolated:
                return found
            by_sum = by_sum or found
    return by_sum


def sources(found: Found, ask: Ask) -> tuple[Source, ...]:
    """The trials head to head; where there is none, those that the estimate goes through."""
    estimate = found.estimate
    named = estimate.studies or tuple(study for study, _ in estimate.shares.at_least(SMALLEST_SHARE))
    rows: dict[str, dict[str, None]] = {study: {} for study in named}
    for contrast in found.section.evidence.contrasts:
        if contrast.study in rows:
            rows[contrast.study] |= dict.fromkeys(contrast.rows)
    return tuple(_source(study, tuple(found_rows), ask) for study, found_rows in rows.items())


def _source(study: str, rows: tuple[str, ...], ask: Ask) -> Source:
    known = ask.studies.get(study)
    if known is None:
        return Source(kind="trial", label=study, rows=rows, url="")
    url = f"https://doi.org/{known.doi}" if known.doi else known.source_url
    return Source(kind="trial", label=known.name, rows=rows, url=url)
