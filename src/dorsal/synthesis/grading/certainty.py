"""How sure one can be of an estimate: a count of stated reasons for doubt.

A first, automatic reading along the domains of GRADE for network meta-analysis (Puhan 2014; CINeMA, Nikolakopoulou
2020): it starts at "high" and goes down a level for each reason, named in words. It is not a panel's rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dorsal.errors import OptionError
from dorsal.synthesis.estimate import Estimate

LEVELS = ("high", "moderate", "low", "very low")
Concern = Literal["no concerns", "some concerns", "major concerns"]
CONCERNS: tuple[Concern, ...] = ("no concerns", "some concerns", "major concerns")
"""CINeMA's words for 0, 1 and 2 levels."""
DOMAINS = ("within-study bias", "reporting bias", "indirectness", "imprecision", "heterogeneity", "incoherence")
"""CINeMA's domains, in its order."""
HALF = 0.5
ADDING_UP = 0.05
"""P of additivity below which the trials speak against effects of parts adding up."""
FEW_PEOPLE = 400
"""Below this many people head to head an estimate is fragile (GRADE's rule of thumb for continuous outcomes)."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One domain, and how many levels it takes."""

    domain: str
    levels: int
    """0, 1 or 2."""
    reason: str
    """"" where it takes none."""
    changed_from: int | None = None
    """What the rule said, where a reviewer changed it."""
    changed_because: str = ""


@dataclass(frozen=True, kw_only=True)
class Certainty:
    """`level` is one of LEVELS; `reasons` say in words why it is not "high"."""

    level: str
    reasons: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()
    """Every domain that was looked at."""

    @classmethod
    def of(cls, doubts: Iterable[Doubt]) -> Certainty:
        """High, less the levels that the doubts take."""
        looked = tuple(doubts)
        down = sum(doubt.levels for doubt in looked)
        reasons = (doubt.reason for doubt in looked if doubt.levels)
        return cls(level=LEVELS[min(down, len(LEVELS) - 1)], reasons=tuple(reasons), doubts=looked)

    def changed(self, domain: str, levels: int, because: str) -> Certainty:
        """The same with one domain changed by a reviewer, who may look at one that no rule looks at.

        Raises OptionError for other levels than 0, 1 and 2, or without a reason.
        """
        if levels not in (0, 1, 2):
            raise OptionError(f"{domain} takes 0, 1 or 2 levels, got {levels}")
        if not because.strip():
            raise OptionError(f"a changed judgement on {domain} needs its reason")
        own = next((d for d in self.doubts if d.domain == domain), Doubt(domain=domain, levels=0, reason=""))
        first = own.levels if own.changed_from is None else own.changed_from
        new = Doubt(
            domain=domain,
            levels=levels,
            reason=f"{domain} (by the reviewers): {because}",
            changed_from=first,
            changed_because=because,
        )
        return Certainty.of([*(d for d in self.doubts if d.domain != domain), new])


def certainty(estimate: Estimate, *, mic: float | None, bias: Mapping[str, str]) -> Certainty:
    """Count the reasons for doubt. `mic`: smallest difference that matters on the analysis scale.

    `bias`: overall risk of bias by study; unknown is not low.
    """
    weighed = {
        "risk of bias": _within_study(estimate, bias),
        "imprecision": _imprecision(estimate, mic),
        "heterogeneity": _heterogeneity(estimate, mic),
        "indirectness": _indirectness(estimate),
        "derived numbers": _assumptions(estimate),
        "few people": _people(estimate),
    }
    return Certainty.of(Doubt(domain=name, levels=levels, reason=why) for name, (levels, why) in weighed.items())


Weighed = tuple[int, str]


def _within_study(estimate: Estimate, bias: Mapping[str, str]) -> Weighed:
    shares = estimate.shares.by(bias, "not_assessed")
    high, unknown = shares.get("high", 0.0), shares.get("not_assessed", 0.0) + shares.get("unclear", 0.0)
    if high >= HALF:
        return 2, f"{_percent(high)} of it comes from trials at high risk of bias"
    if high + unknown + shares.get("some", 0.0) >= HALF:
        return 1, f"risk of bias is not known to be low for most of it (not assessed or unclear: {_percent(unknown)})"
    return 0, ""


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def _imprecision(estimate: Estimate, mic: float | None) -> Weighed:
    low, high = estimate.ci
    if mic is None:
        return (1, "the interval includes no difference") if low < 0 < high else (0, "")
    if low < -mic and high > mic:
        return 2, "the interval reaches from a difference that matters one way to one that matters the other way"
    if low < -mic < high or low < mic < high:
        return 1, "the interval holds both differences that matter and differences that do not"
    return 0, ""


def _heterogeneity(estimate: Estimate, mic: float | None) -> Weighed:
    if estimate.unreplicated:
        return 1, "no comparison was made twice, so the interval cannot hold how trials differ"
    if estimate.pi is None:
        return 0, ""
    if _reach(estimate.pi, mic) > _reach(estimate.ci, mic):
        return 1, "trials differ so much that a new one could point elsewhere (prediction interval)"
    return 0, ""


def _reach(bounds: tuple[float, float], mic: float | None) -> int:
    """How many of the borders -mic, 0 and mic an interval crosses; of 0 alone where no difference is said to matter."""
    borders = (0.0,) if mic is None else (-mic, 0.0, mic)
    return sum(bounds[0] < border < bounds[1] for border in borders)


def _indirectness(estimate: Estimate) -> Weighed:
    if "extrapolated" in estimate.flags and estimate.additivity_p is not None and estimate.additivity_p < ADDING_UP:
        return 2, "it assumes that effects of parts add up, and in these trials they do not (Q of additivity)"
    if "extrapolated" in estimate.flags:
        return 1, "no chain of trials joins the two as given: it assumes that effects of parts add up"
    if not estimate.studies:
        return 1, "no trial with usable numbers compared the two head to head"
    return 0, ""


def _assumptions(estimate: Estimate) -> Weighed:
    if {"derived", "sensitivity"} & set(estimate.flags):
        return 1, "it rests on numbers derived under assumptions"
    return 0, ""


def _people(estimate: Estimate) -> Weighed:
    if estimate.studies and estimate.people is not None and estimate.people < FEW_PEOPLE:
        return 1, f"only {estimate.people} people compared head to head"
    return 0, ""
