"""Claims about harm, held against counted rates: rare, common and mild, occurs, lower than with another treatment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dorsal.synthesis.claim import harm_wording
from dorsal.synthesis.claim.ask import Ask, HarmRate
from dorsal.synthesis.claim.judgement import Part, Source
from dorsal.synthesis.claim.numbers import count, listed, sentence
from dorsal.synthesis.claim.structure import ANY, Claim
from dorsal.synthesis.claim.verdict import HARM_PLACES, HarmPlace, Verdict, at_most_probable, harm_verdict
from dorsal.synthesis.grading.certainty import LEVELS

RARE = 1e-3
"""Under 1 in 1,000 (CIOMS: rare)."""
COMMON = 1e-2
"""1 in 100 or more (CIOMS: common)."""
MILD, NOT_IN_PEOPLE = "mild", "not_in_people"
LEANING: dict[HarmPlace, str] = {"below": "for", "under": "for", "above": "against"}


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The counts of one harm after one treatment: those that are shares of the unit asked for, and the others."""

    usable: tuple[HarmRate, ...]
    others: tuple[HarmRate, ...]
    """Cases without a denominator, ranges, other units, weak sources: they show that it happens."""

    @property
    def low(self) -> float:
        """The lowest lower bound."""
        return min(rate.low or 0.0 for rate in self.usable)

    @property
    def high(self) -> float:
        """The highest upper bound."""
        return max(_high(rate) for rate in self.usable)

    @property
    def grave(self) -> tuple[str, ...]:
        """How bad, where it was not mild."""
        return tuple(sorted({rate.severity for rate in self.usable if rate.severity != MILD}))

    @property
    def certainty(self) -> tuple[str, tuple[str, ...]]:
        """Of a counted rate: it starts at moderate, since who treated also counted, and falls by stated reasons."""
        doubts = ["counted by those who treated, without a group to compare with"]
        if len({rate.source for rate in self.usable}) < 2:
            doubts.append("one source only")
        if max(rate.low or 0.0 for rate in self.usable) > min(_high(rate) for rate in self.usable):
            doubts.append("sources disagree: their intervals do not meet")
        if all(rate.grade != "A" for rate in self.usable):
            doubts.append("read through a summary only")
        return LEVELS[min(len(doubts), 3)], tuple(doubts)


def _high(rate: HarmRate) -> float:
    """Its upper bound; a share printed without an interval bounds nothing from above."""
    return 1.0 if rate.high is None else rate.high


def rates_of(ask: Ask, treatment: str, event: str, per: str) -> Rates:
    """The counts of an event after a treatment, by the names that the topic gives it."""
    events = {event, *ask.event(event).events}
    rows = [h for h in ask.harms if h.treatment == treatment and h.event in events and h.severity != NOT_IN_PEOPLE]
    usable = [h for h in rows if h.rate is not None and h.grade != "C" and per in (ANY, h.per) and h.high is not None]
    return Rates(usable=tuple(usable), others=tuple(h for h in rows if h not in usable))


def harms(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    """A part for each treatment and event, or for each pair where it is compared."""
    if claim.expectation == "treatment1_lower":
        return tuple(_lower(a, b, event, claim, ask) for event in claim.outcomes for a, b in claim.pairs)
    return tuple(_alone(first, event, claim, ask) for event in claim.outcomes for first in claim.firsts)


def per_of(claim: Claim) -> str:
    """ "per treatment" of "per_treatment"; any unit where none is said."""
    return claim.timing.replace("_", " ") if claim.timing.startswith("per_") else ANY


def _rare(rates: Rates) -> HarmPlace:
    return _against(rates, lambda rate: _high(rate) < RARE, lambda rate: (rate.rate or 0.0) < RARE,
                    lambda rate: (rate.low or 0.0) >= RARE)  # fmt: skip


def _common(rates: Rates) -> HarmPlace:
    return _against(rates, lambda rate: (rate.low or 0.0) >= COMMON, lambda rate: (rate.rate or 0.0) >= COMMON,
                    lambda rate: _high(rate) < COMMON)  # fmt: skip


def _occurs(rates: Rates) -> HarmPlace:
    return "below" if any((rate.low or 0.0) > 0 for rate in rates.usable) else "open"


Test = Callable[[HarmRate], bool]


def _against(rates: Rates, surely: Test, at_best: Test, surely_not: Test) -> HarmPlace:
    """Where all sources lie against a bar."""
    if all(map(surely, rates.usable)):
        return "below"
    if all(map(at_best, rates.usable)):
        return "under"
    return "above" if all(map(surely_not, rates.usable)) else "open"


PLACED = {"rare": _rare, "common_and_mild": _common, "occurs": _occurs}


def _alone(treatment: str, event: str, claim: Claim, ask: Ask) -> Part:
    per, label, name = per_of(claim), ask.event(event).label, ask.label(treatment)
    rates = rates_of(ask, treatment, event, per)
    if not rates.usable:
        return _unknown(label, name, rates)
    place = PLACED[claim.expectation](rates)
    level, doubts = rates.certainty
    grave = rates.grave if claim.expectation == "common_and_mild" else ()
    verdict: Verdict = "uncertain" if grave else harm_verdict(place, level)
    bar = harm_wording.BARS[claim.expectation]
    return Part(
        what=f"{label} after {name}",
        verdict=verdict,
        reasons=(
            *(sentence(f"{harm_wording.rate_words(rate)} ({rate.source})") for rate in rates.usable),
            sentence(f"Against the bar ({bar}): {HARM_PLACES[place]}"),
            *([sentence(f"Not all of it was mild: {listed(grave)}")] if grave else []),
            sentence(f"Certainty {level}: {'; '.join(doubts)}"),
            *_seen_beside(rates),
        ),
        wording=harm_wording.alone(label, name, claim.expectation, verdict, rates.usable),
        settle="" if verdict in ("supported", "contradicted") else harm_wording.count_wanted(label, name),
        size=harm_wording.span_words(rates.low, rates.high, rates.usable),
        counts=harm_wording.listed_counts(rates.usable),
        certainty=level,
        leaning=LEANING.get(place, ""),
        sources=_sources((*rates.usable, *rates.others)),
    )


def _unknown(label: str, treatment: str, rates: Rates) -> Part:
    none = sentence(f"no source that could be read counts {label} among all who had {treatment}")
    return Part(
        what=f"{label} after {treatment}",
        verdict="uncertain",
        reasons=(none, *_seen_beside(rates)),
        wording=harm_wording.unknown(label, treatment, bool(rates.others)),
        settle=harm_wording.count_wanted(label, treatment),
        sources=_sources(rates.others),
    )


def _seen_beside(rates: Rates) -> tuple[str, ...]:
    if not rates.others:
        return ()
    stand = "stands" if len(rates.others) == 1 else "stand"
    return (sentence(f"{count(len(rates.others), 'further row')} without a share of this unit {stand} beside"),)


def _sources(rates: Sequence[HarmRate]) -> tuple[Source, ...]:
    return tuple(
        Source(kind="harm", label=r.source, rows=(r.row,), url=r.source_url, words=harm_wording.rate_words(r))
        for r in rates
    )


def _lower(first: str, second: str, event: str, claim: Claim, ask: Ask) -> Part:
    """Whether the highest bound of the first lies below the lowest of the second, each counted in its own people."""
    per, label = per_of(claim), ask.event(event).label
    one, times = _of_a_person(ask, first, event, per)
    other = rates_of(ask, second, event, per)
    missing = [ask.label(name) for name, rates in ((first, one), (second, other)) if not rates.usable]
    if missing:
        same = f"counts of {label} in the same unit with {ask.label(first)} and with {ask.label(second)}"
        return Part(
            what=f"{label}: {ask.label(first)} against {ask.label(second)}",
            verdict="uncertain",
            reasons=(sentence(f"no source that could be read counts {label} for {listed(missing)} in the same unit"),),
            wording=harm_wording.lower_unknown(label, ask.label(first), ask.label(second)),
            settle=sentence(same),
            sources=_sources((*one.usable, *one.others, *other.usable, *other.others)),
        )
    return _weighed(label, (ask.label(first), one), (ask.label(second), other), times)


def _of_a_person(ask: Ask, treatment: str, event: str, per: str) -> tuple[Rates, float]:
    """The rates in the unit asked for; where they are known per treatment only, with the treatments of a course.

    The chance of one event or more in k treatments is at most k times that of one (Boole's inequality).
    """
    own = rates_of(ask, treatment, event, per)
    if own.usable or per != "per patient":
        return own, 1.0
    facts = [f for f in ask.facts if f.treatment == treatment and f.quantity == "visits" and f.grade != "C"]
    by_treatment = rates_of(ask, treatment, event, "per treatment")
    return (by_treatment, max(f.high for f in facts)) if facts else (own, 1.0)


def _weighed(label: str, first: tuple[str, Rates], second: tuple[str, Rates], times: float) -> Part:
    (name, one), (rival, other) = first, second
    high = min(1.0, times * one.high)
    place: HarmPlace = "below" if high < other.low else "above" if one.low > other.high else "open"
    verdict: Verdict = at_most_probable(harm_verdict(place, "low"))
    course = f" over a course of up to {times:.0f} treatments" if times > 1 else ""
    bounds = (
        f"{harm_wording.upper_words(high)} with {name}{course}",
        f"{harm_wording.lower_words(other.low)} with {rival}",
    )
    return Part(
        what=f"{label}: {name} against {rival}",
        verdict=verdict,
        reasons=(
            *(sentence(bound) for bound in bounds),
            "The two were counted in different people and by different rules: it can be probable at most.",
        ),
        wording=harm_wording.lower(label, name, rival, verdict, ", and ".join(bounds)),
        settle=sentence(f"counts of {label} by one rule with {name} and with {rival}"),
        size=", ".join(bounds),
        certainty="low",
        leaning=LEANING.get(place, ""),
        sources=_sources((*one.usable, *other.usable)),
    )
