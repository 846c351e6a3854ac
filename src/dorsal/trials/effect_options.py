"""How results become effects: the measure, and every convention that has more than one name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import inf
from types import MappingProxyType

from dorsal.errors import OptionError
from dorsal.trials.binary import DOUBLE_ZERO, RISK_RATIO_TOTALS, ZERO_CELLS

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "MD": "mean difference",
        "MD100": "mean difference on 0-100",
        "SMD": "standardised mean difference (Hedges' g, exact correction)",
        "SMD-D": "standardised mean difference (Cohen's d)",
        "SMD-GLASS": "standardised mean difference (Glass's delta)",
        "ROM": "ratio of means",
        "OR": "odds ratio",
        "RR": "risk ratio",
        "RD": "risk difference",
        "ASD": "arcsine difference",
        "VE": "vaccine efficacy (1 - risk ratio)",
        "IRR": "rate ratio",
        "IRD": "rate difference",
        "VE-IRR": "vaccine efficacy (1 - rate ratio)",
        "HR": "hazard ratio",
        "RMST": "difference in restricted mean survival time",
        "SPD": "difference in the probability of survival",
    }
)
"""Code and words of every measure."""
EFFICACIES: Mapping[str, str] = MappingProxyType({"VE": "RR", "VE-IRR": "IRR"})
"""Measures that are pooled as the logarithm of another one, and shown as 1 - it, in per cent (as meta's "VE")."""
RATIO_MEASURES = frozenset({"ROM", "OR", "RR", "IRR", "HR", *EFFICACIES})
"""Analysed as logarithms."""
STANDARDISED = frozenset({"SMD", "SMD-D", "SMD-GLASS"})
SCORE_MEASURES = frozenset({"MD", "MD100", "ROM"}) | STANDARDISED
"""Measures of means."""
RISK_MEASURES = frozenset({"OR", "RR", "RD", "ASD", "VE"})
"""Measures of people with an event."""
RATE_MEASURES = frozenset({"IRR", "IRD", "VE-IRR"})
"""Measures of events over person-time."""
FROM_RATES = RATE_MEASURES | {"HR"}
"""Measures that events over person-time of arms give; a hazard ratio where hazards are constant."""
SURVIVAL_MEASURES = frozenset({"HR", "RMST", "SPD"})
"""Measures of times to an event."""
LIVING_MEASURES = SURVIVAL_MEASURES - {"HR"}
"""Measures of people who have not had the event: more of them is better where the event is bad."""
IN_PERCENT_POINTS = frozenset({"RD", "SPD"})
"""Differences of probabilities, shown in percentage points."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "measure": tuple(MEASURES),
        "zero_cells": ZERO_CELLS,
        "double_zero": DOUBLE_ZERO,
        "risk_ratio_total": RISK_RATIO_TOTALS,
        "ci": ("normal", "t"),
        "scores": ("change", "as_printed"),
    }
)
LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"correlation": (-1.0, 1.0), "reference_sd": (0.0, inf), "increment": (0.0, inf), "arm_correlation": (-1.0, 1.0)}
)
"""Open at both ends."""


@dataclass(frozen=True, kw_only=True)
class EffectOptions:
    """Raises OptionError naming the option and its limits if a value lies outside them."""

    measure: str = "MD"
    zero_cells: str = "if_any"
    """Rule for zero cells, see `binary.ZERO_CELLS`. The default is that of meta, netmeta and RevMan."""
    increment: float = 0.5
    """What the rule for zero cells adds to a cell (on average, in proportion to the arms)."""
    double_zero: str = "leave_out"
    """Studies without any event, for ratios: see `binary.DOUBLE_ZERO`."""
    risk_ratio_total: str = "hartung_knapp"
    """What is added to an arm's total beside its events: see `binary.RISK_RATIO_TOTALS`."""
    correlation: float = 0.5
    """Between baseline and follow-up, and between the periods of a cross-over trial."""
    reference_sd: float | None = None
    """In points of 0-100: what one standardised unit is worth when an SMD is re-expressed as MD100."""
    ci: str = "normal"
    """What printed intervals of means were made with. With t a standard error is smaller, so normal is cautious."""
    scores: str = "change"
    """"change": final scores of arms that all print their baseline become changes from it; "as_printed": never."""
    arm_correlation: float = 0.0
    """Between the arms of one study, where the same people are in all of them (split mouth, two eyes, cross-over)."""
    arm_correlation_column: str = ""
    """The covariate of a study that holds its own `arm_correlation`; where it is empty, the arms are independent."""
    control: str = ""
    """Treatment whose standard deviation Glass's delta divides by; empty for a study's first arm."""

    def told(self) -> str:
        """What differs from the defaults, but for the measure, as text."""
        chosen = [f for f in fields(self) if f.name != "measure" and getattr(self, f.name) != f.default]
        return ", ".join(f"{f.name} {getattr(self, f.name)}" for f in chosen)

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise OptionError(f"{name} must be one of {', '.join(allowed)}, got {getattr(self, name)!r}")
        for name, (low, high) in LIMITS.items():
            number = getattr(self, name)
            if number is not None and not low < number < high:
                raise OptionError(f"{name} must lie between {low:g} and {high:g}, got {number:g}")
