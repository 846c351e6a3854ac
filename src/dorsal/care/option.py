"""One option for one person: may it be given, what it would do, how it may harm, what it asks, what guidelines say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dorsal.care.burden import Burden
from dorsal.care.forecast import Forecast
from dorsal.care.guidance import Statement
from dorsal.care.harm import HarmProfile
from dorsal.care.standing import Standing
from dorsal.patient.screen import TreatmentVerdict
from dorsal.trials.treatment import components

Time = tuple[str, str]
"""Outcome and window."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """Everything about one treatment or combination that is shown beside the others."""

    treatment: str
    verdict: TreatmentVerdict
    forecasts: Mapping[Time, Forecast] = field(default_factory=dict)
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """By outcome: its class by size of effect and certainty, where the trials can say."""
    harms: HarmProfile
    burden: Burden
    guidance: tuple[Statement, ...] = ()
    dominated_by: str = ""
    """An option that is at least as good on everything, and better on something."""

    @property
    def parts(self) -> tuple[str, ...]:
        return components(self.treatment)

    @property
    def allowed(self) -> bool:
        """Whether it may be given, with precautions or after a question; a refused one is not."""
        return self.verdict.verdict != "may_not"

    @property
    def waits(self) -> bool:
        """Whether a question must be answered first."""
        return self.verdict.verdict == "ask_first"

    @property
    def known(self) -> bool:
        """Whether any forecast of it has numbers."""
        return any(forecast.prospect is not None for forecast in self.forecasts.values())
