"""From an estimate to a verdict: the rules, each a row of a table.

The verdict on "the first does better" follows from where the 95 % interval lies, seen from the claim, and from how
sure one can be of it. Very low certainty leaves every claim uncertain: nothing can be supported or contradicted by it.
What no trial compared head to head is at most probable; what holds only if effects of parts add up is uncertain.
A claim of several parts is as strong as its weakest part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import LEVELS

Verdict = Literal[
    "supported", "probably", "uncertain", "probably_not", "contradicted", "not_for_trials", "own_data"
]  # fmt: skip
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
WORDS: Mapping[Verdict, str] = {
    "supported": "supported",
    "probably": "probably true",
    "uncertain": "uncertain",
    "probably_not": "probably not",
    "contradicted": "contradicted",
    "not_for_trials": "not a question for trials (cite or drop)",
    "own_data": "needs your own data",
}
SCALE: tuple[Verdict, ...] = ("contradicted", "probably_not", "uncertain", "probably", "supported")
"""The verdicts that evidence gives, from the weakest to the strongest."""
OPPOSITE: Mapping[Verdict, Verdict] = {
    "supported": "contradicted",
    "probably": "probably_not",
    "probably_not": "probably",
    "contradicted": "supported",
}

Place = Literal["matters", "better", "slight", "likely", "open", "none", "worse"]
PLACES: Mapping[Place, str] = {
    "matters": "all of it on the claim's side, by an amount that matters",
    "better": "all of it on the claim's side, some of it by an amount that matters, or no such amount is known",
    "slight": "all of it on the claim's side, none of it by an amount that matters",
    "likely": "it holds no difference, but an amount that matters on the claim's side is likely (75 % or more)",
    "open": "it holds no difference, and an amount that matters on the claim's side",
    "none": "it holds no difference, and no amount that matters on the claim's side",
    "worse": "all of it on the other side",
}
"""Where the 95 % interval lies, seen from the claim."""

TABLE: Mapping[Place, tuple[Verdict, Verdict, Verdict, Verdict]] = {
    #          high            moderate        low            very low
    "matters": ("supported", "supported", "probably", "uncertain"),
    "better": ("supported", "probably", "uncertain", "uncertain"),
    "slight": ("probably", "probably", "uncertain", "uncertain"),
    "likely": ("probably", "uncertain", "uncertain", "uncertain"),
    "open": ("uncertain", "uncertain", "uncertain", "uncertain"),
    "none": ("contradicted", "probably_not", "uncertain", "uncertain"),
    "worse": ("contradicted", "contradicted", "probably_not", "uncertain"),
}
"""The verdict by place (row) and certainty (LEVELS: high, moderate, low, very low)."""

LIKELY = 0.75
"""Chance of a difference that matters from which it counts as likely."""

HarmPlace = Literal["below", "under", "open", "above"]
HARM_TABLE: Mapping[HarmPlace, tuple[Verdict, Verdict, Verdict, Verdict]] = {
    "below": ("supported", "supported", "probably", "uncertain"),
    "under": ("probably", "probably", "probably", "uncertain"),
    "open": ("uncertain", "uncertain", "uncertain", "uncertain"),
    "above": ("contradicted", "contradicted", "probably_not", "uncertain"),
}
HARM_PLACES: Mapping[HarmPlace, str] = {
    "below": "every source's interval on the claim's side of the bar",
    "under": "every source's best number on the claim's side of the bar, an interval reaches over it",
    "open": "sources lie on both sides of the bar, or their numbers cannot be compared",
    "above": "every source's interval on the other side of the bar",
}
"""Where counted rates lie against a bar: under 1 in 1,000 (rare), 1 in 100 or more (common), above none (occurs)."""

LEANING: Mapping[Place, str] = {
    "matters": "for", "better": "for", "slight": "for", "likely": "for", "worse": "against", "none": "against",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An estimate seen from a claim: what the first gains over the second, positive for the claim."""

    mean: float
    low: float
    high: float
    mic: float | None
    chance: float | None
    """Chance of a gain of the MIC or more; None where no MIC is known."""

    @property
    def place(self) -> Place:
        """Where the interval lies for "the first does better"."""
        if self.high < 0:
            return "worse"
        if self.low > 0:
            return "better" if self.mic is None else self._beyond(self.mic)
        if self.mic is not None and self.high < self.mic:
            return "none"
        return "likely" if self.chance is not None and self.chance >= LIKELY else "open"

    def _beyond(self, mic: float) -> Place:
        return "matters" if self.low >= mic else "slight" if self.high < mic else "better"

    @property
    def apart(self) -> Place:
        """Where it lies for "the two differ", whichever is better."""
        if self.low > 0 or self.high < 0:
            gain = self if self.low > 0 else self.turned
            return gain.place
        alike = self.mic is not None and -self.mic < self.low and self.high < self.mic
        return "none" if alike else "open"

    @property
    def turned(self) -> Seen:
        """The same seen from the other side; the chance of the other side is not known here."""
        return Seen(mean=-self.mean, low=-self.high, high=-self.low, mic=self.mic, chance=None)


def seen(estimate: Estimate, mic: float | None, better: str) -> Seen:
    """`better`: "lower" or "higher", which way is good for the first on the analysis scale."""
    lower = better != "higher"
    low, high = (-estimate.ci[1], -estimate.ci[0]) if lower else estimate.ci
    chance = None
    if mic is not None:
        chance = estimate.chance_below(-mic) if lower else estimate.chance_above(mic)
    return Seen(mean=-estimate.mean if lower else estimate.mean, low=low, high=high, mic=mic, chance=chance)


def verdict_of(place: Place, certainty: str) -> Verdict:
    """The cell of TABLE. `certainty`: one of LEVELS."""
    return TABLE[place][LEVELS.index(certainty)]


def harm_verdict(place: HarmPlace, certainty: str) -> Verdict:
    """The cell of HARM_TABLE."""
    return HARM_TABLE[place][LEVELS.index(certainty)]


def opposite(verdict: Verdict) -> Verdict:
    """Of the claim that says the contrary."""
    return OPPOSITE.get(verdict, verdict)


def at_most_probable(verdict: Verdict) -> Verdict:
    """Supported and contradicted each a step back."""
    if verdict not in SCALE:
        return verdict
    return SCALE[min(max(SCALE.index(verdict), 1), 3)]


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    """Of a claim whose parts all would have to be true. Without parts nothing is known."""
    found: Sequence[Verdict] = tuple(verdicts)
    return min(found, key=SCALE.index) if found else "uncertain"
