"""Risk of bias of a trial. What was not assessed is unknown, and unknown is never low."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dorsal.errors import EvidenceError

JUDGEMENTS = ("low", "some", "unclear", "high", "not_assessed")
"""From RoB 2 (low, some, high) and the first Cochrane tool (low, unclear, high); not_assessed is its own."""

ROB2_DOMAINS = ("randomisation", "deviations", "missing_data", "measurement", "selective_reporting")
"""Sterne 2019, doi:10.1136/bmj.l4898."""
ROB1_DOMAINS = (
    "sequence_generation",
    "allocation_concealment",
    "blinding_people",
    "blinding_outcome",
    "incomplete_data",
    "selective_reporting",
    "other",
)
"""Higgins 2011, doi:10.1136/bmj.d5928."""


@dataclass(frozen=True, kw_only=True)
class RiskOfBias:
    """The judgements on one trial, by domain, and overall."""

    overall: str = "not_assessed"
    domains: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        for name, judgement in {"overall": self.overall, **self.domains}.items():
            if judgement not in JUDGEMENTS:
                raise EvidenceError(
                    f"risk of bias, {name}: {judgement!r} is not a judgement; use {', '.join(JUDGEMENTS)}"
                )
        for domain in self.domains:
            if domain not in ROB2_DOMAINS and domain not in ROB1_DOMAINS:
                raise EvidenceError(f"risk of bias: {domain!r} is a domain of neither RoB 2 nor RoB 1")

    @classmethod
    def rob2(cls, domains: Mapping[str, str], source: str = "") -> RiskOfBias:
        """Overall by the RoB 2 rule (Sterne 2019): the worst domain; not assessed if any domain is missing."""
        judged = [domains.get(domain, "not_assessed") for domain in ROB2_DOMAINS]
        worst = next((j for j in ("high", "not_assessed", "some") if j in judged), "low")
        return cls(overall=worst, domains=dict(domains), source=source)

    @property
    def known(self) -> bool:
        return self.overall != "not_assessed"
