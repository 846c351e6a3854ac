"""Rates of harm in words: as people count, zero never shown as no risk, sources that disagree as a range."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dorsal.synthesis.claim.ask import HarmRate
from dorsal.synthesis.claim.numbers import at_most, frequency, listed, sentence
from dorsal.synthesis.claim.verdict import Verdict

BARS: Mapping[str, str] = {
    "rare": "under 1 in 1,000",
    "common_and_mild": "1 in 100 or more, all of it mild",
    "occurs": "more often than never",
}
UNITS = {"per treatment": "treatments", "per patient": "people"}
BASES = (100, 1_000, 10_000, 100_000, 1_000_000)
MOST_NAMED = 3
"""Counts named in a sentence; the others are listed as sources."""
ADJECTIVE = {"rare": "rare", "common_and_mild": "common, and mild"}
COUNTS = {1: "One count", 2: "Two counts", 3: "Three counts"}
IS = {"supported": "is", "probably": "is probably", "probably_not": "is probably not", "contradicted": "is not"}


def unit(rate: HarmRate) -> str:
    """ "treatments", "people" """
    return UNITS.get(rate.per, rate.per)


def rate_words(rate: HarmRate) -> str:
    """ "any major event: 20 in 20,494 treatments, about 1 in 1,000 (at most 2 in 1,000)" """
    event = rate.event.replace("_", " ")
    if rate.rate is None:
        cases = "case" if rate.events == 1 else "cases"
        return f"{event}: {f'{rate.events:,} {cases}' if rate.events is not None else 'cases'} told, not of how many"
    bound = f"at most {at_most(rate.high)}" if rate.high is not None else "no interval printed"
    return f"{event}: {counted(rate)} ({bound})"


def counted(rate: HarmRate) -> str:
    """ "none in 7,629 treatments", "20 in 20,494 treatments, about 1 in 1,000", "about 8 in 100 treatments" """
    share = f"about {frequency(rate.rate or 0.0)}"
    if rate.people is None or (rate.events is None and rate.rate is not None):
        return f"{share} {unit(rate)}"
    if rate.events == 0:
        return f"none in {rate.people:,} {unit(rate)}"
    return f"{rate.events:,} in {rate.people:,} {unit(rate)}, {share}"


def with_room(rate: HarmRate) -> str:
    """A count for a sentence: none seen is told with what could still be true."""
    if rate.rate == 0 and rate.high is not None:
        return f"{counted(rate)}, which leaves room for up to {at_most(rate.high)}"
    return counted(rate)


def span_words(low: float, high: float, rates: Sequence[HarmRate]) -> str:
    """ "0 to 2 in 1,000 treatments (2 counts)": the outer 95 % bounds, each rounded outwards."""
    base = next((base for base in BASES if high * base >= 1), BASES[-1])
    units = listed(dict.fromkeys(unit(rate) for rate in rates), "or")
    counts = f"{len(rates)} {'count' if len(rates) == 1 else 'counts'}"
    return f"{math.floor(low * base)} to {math.ceil(high * base - 1e-9):,} in {base:,} {units} ({counts})"


def upper_words(share: float) -> str:
    """ "at most 9 in 1,000 people" """
    return f"at most {at_most(share)} people"


def lower_words(share: float) -> str:
    """ "at least 3 in 100 people": rounded down."""
    base = next((base for base in BASES if share * base >= 1), BASES[-1])
    return f"at least {math.floor(share * base)} in {base:,} people"


def listed_counts(rates: Sequence[HarmRate]) -> str:
    """ "none in 7,629 treatments, which leaves room for up to 4 in 10,000; and 20 in 20,494 treatments, ..." """
    return "; and ".join(list(dict.fromkeys(with_room(rate) for rate in rates))[:MOST_NAMED])


def counts_words(rates: Sequence[HarmRate]) -> str:
    """ "Two counts gave none in 7,629 treatments, ...; and 20 in 20,494 treatments, about 1 in 1,000." """
    return sentence(f"{COUNTS.get(len(rates), f'{len(rates)} counts')} gave {listed_counts(rates)}")


def alone(label: str, treatment: str, expectation: str, verdict: Verdict, rates: Sequence[HarmRate]) -> str:
    """One harm after one treatment."""
    if verdict == "uncertain":
        lead = f"how often {label} follows {treatment} is not well known"
    elif expectation == "occurs":
        lead = f"{label} can follow {treatment}, though that may be chance"
    else:
        lead = f"{label} after {treatment} {IS[verdict]} {ADJECTIVE[expectation]}"
    return f"{sentence(lead)} {counts_words(rates)}"


def unknown(label: str, treatment: str, seen: bool) -> str:
    """Where nobody counted it with a denominator."""
    cases = ", though cases have been reported" if seen else ""
    return sentence(f"nobody that we could read has counted how often {label} follows {treatment}{cases}")


def lower_unknown(label: str, first: str, second: str) -> str:
    """Where one of the two was not counted."""
    return sentence(f"nobody that we could read has counted {label} in the same way with {first} and with {second}")


def lower(label: str, first: str, second: str, verdict: Verdict, numbers: str) -> str:
    """One harm with two treatments, never counted in the same people."""
    less = f"less common with {first} than with {second}"
    lead = {
        "probably": f"{label} is probably {less}",
        "probably_not": f"{label} is probably not {less}",
    }.get(verdict, f"we do not know whether {label} is {less}")
    return f"{sentence(lead)} {sentence(f'by the counts that we could read it is {numbers}')}"


def count_wanted(label: str, treatment: str) -> str:
    """What would settle it. 3,000 without one event bound a rate by 1 in 1,000 (rule of three)."""
    return sentence(
        f"a count of {label} in 3,000 or more treatments with {treatment}, by somebody who did not treat the people"
    )
