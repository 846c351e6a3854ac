"""Claims that one treatment does better than, differs from, or does as well as another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dorsal.synthesis.claim import wording
from dorsal.synthesis.claim.ask import Ask, Beside, OutcomeWords
from dorsal.synthesis.claim.found import Found, find, sources
from dorsal.synthesis.claim.judgement import Part
from dorsal.synthesis.claim.numbers import count, percent, sentence, size_words
from dorsal.synthesis.claim.structure import ANY, Claim
from dorsal.synthesis.claim.verdict import (
    LEANING,
    PLACES,
    Place,
    Seen,
    Verdict,
    at_most_probable,
    opposite,
    seen,
    verdict_of,
)
from dorsal.synthesis.estimate import Estimate, interval
from dorsal.trials.treatment import JOIN, canonical, components

NO_MIC = ", or no such amount is known"
ENOUGH = 400
"""People head to head that GRADE's rule of thumb asks for."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One comparison that a claim makes."""

    claim: Claim
    first: str
    second: str
    outcome: OutcomeWords


def compared(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    """A part for each outcome and each two treatments that the claim compares."""
    return tuple(
        part(Asked(claim=claim, first=first, second=second, outcome=ask.outcome(outcome)), ask)
        for outcome in claim.outcomes
        for first, second in _pairs(claim, ask, outcome)
    )


def _pairs(claim: Claim, ask: Ask, outcome: str) -> tuple[tuple[str, str], ...]:
    """The pairs with "any" filled in: whatever the trials can speak of; as it stands where that is nothing."""
    found: list[tuple[str, str]] = []
    for first, second in claim.pairs:
        filled = list(_filled(first, second, ask))
        known = [pair for pair in filled if find(claim, ask, *pair, outcome) is not None]
        found += known or ([(first, second)] if len(filled) != 1 else filled)
    return tuple(dict.fromkeys(found))


def _filled(first: str, second: str, ask: Ask) -> Iterator[tuple[str, str]]:
    if ANY in first.split(JOIN):
        base = set(first.split(JOIN)) - {ANY}
        wholes = [whole for whole, _ in ask.combinations if base < set(components(whole))]
        yield from ((whole, second) for whole in wholes if whole != second)
    elif second == ANY:
        yield from ((first, other) for other in ask.comparators if canonical(other) != canonical(first))
    else:
        yield first, second


def part(asked: Asked, ask: Ask) -> Part:
    """The verdict on one comparison."""
    claim, outcome = asked.claim, asked.outcome
    words = wording.Words.of(asked.first, asked.second, outcome, claim, ask)
    found = find(claim, ask, asked.first, asked.second, outcome.code)
    if found is None:
        return Part(
            what=words.what,
            verdict="uncertain",
            reasons=(_nothing(words, outcome, claim, ask), *_told(words.beside)),
            wording=wording.unknown(words),
            settle=_trial_wanted(words),
            beside=tuple(words.beside),
        )
    place, verdict, caps = _judged(claim, outcome, found)
    level = found.finding.certainty.level if found.finding.certainty else "very low"
    return Part(
        what=words.what,
        verdict=verdict,
        reasons=(*_reasons(found, outcome, place, level), *caps, *_told(words.beside)),
        wording=wording.compared(words, verdict, place, found, level),
        settle="" if verdict in ("supported", "contradicted") else _more_wanted(words, found),
        size=size_words(found.estimate, outcome),
        certainty=level,
        leaning=_leaning(claim, place),
        people=found.estimate.people,
        finding=found.finding,
        sources=sources(found, ask),
        beside=tuple(words.beside),
    )


def _judged(claim: Claim, outcome: OutcomeWords, found: Found) -> tuple[Place, Verdict, tuple[str, ...]]:
    """Where the interval lies, the verdict, and what held the verdict back beside certainty."""
    view = seen(found.estimate, found.finding.mic, outcome.better)
    place = place_of(claim.expectation, view)
    level = found.finding.certainty.level if found.finding.certainty else "very low"
    verdict = verdict_of(place, level)
    if claim.expectation == "same":
        verdict = opposite(verdict)
    if found.extrapolated:
        return place, "uncertain", ("It holds only if effects of parts add up: no verdict can rest on that.",)
    if not found.estimate.studies:
        return (
            place,
            at_most_probable(verdict),
            ("No trial compared the two head to head: it can be probable at most.",),
        )
    return place, verdict, ()


def place_of(expectation: str, view: Seen) -> Place:
    """Where an interval lies for what is expected. "same" is judged as the opposite of "different"."""
    return view.apart if expectation in ("different", "same", "varies") else view.place


def _leaning(claim: Claim, place: Place) -> str:
    way = LEANING.get(place, "")
    return {"for": "against", "against": "for"}.get(way, "") if claim.expectation == "same" else way


def _reasons(found: Found, outcome: OutcomeWords, place: Place, level: str) -> Iterator[str]:
    estimate, mic = found.estimate, found.finding.mic
    yield sentence(f"{size_words(estimate, outcome)}; {_direct(estimate)}")
    bar = f" (an amount that matters: {mic:g} points)" if mic is not None else ""
    lies = PLACES[place].removesuffix(NO_MIC) if mic is not None else PLACES[place]
    yield sentence(f"Where the interval lies: {lies}{bar}")
    if mic is not None:
        gain, loss = estimate.chance_below(-mic), estimate.chance_above(mic)
        better, worse = (gain, loss) if outcome.better == "lower" else (loss, gain)
        yield sentence(
            f"Chance of a difference that matters, at face value: {percent(better)} better, {percent(worse)} worse"
        )
    doubts = "; ".join(found.finding.certainty.reasons) if found.finding.certainty else ""
    yield sentence(f"Certainty {level}{': ' + doubts if doubts else ''}")


def _direct(estimate: Estimate) -> str:
    if not estimate.studies:
        return "no trial with usable numbers head to head"
    people = f", {estimate.people:,} people" if estimate.people is not None else ""
    return f"{count(len(estimate.studies), 'trial')} head to head{people}"


def _nothing(words: wording.Words, outcome: OutcomeWords, claim: Claim, ask: Ask) -> str:
    if not outcome.measured:
        return sentence(f"No trial that could be read measured {outcome.label}")
    if ask.population(claim.population).studies == ():
        return sentence(f"No trial that could be read was in {words.people or claim.population}")
    return sentence(f"No trial with usable numbers joins {words.first} and {words.second}{words.where}")


def _told(beside: Sequence[Beside]) -> tuple[str, ...]:
    if not beside:
        return ()
    one = len(beside) == 1
    known = f"{count(len(beside), 'source')} known only by direction or as a pooled effect"
    return (sentence(f"{known} {'stands' if one else 'stand'} beside, and {'is' if one else 'are'} in no number"),)


def _trial_wanted(words: wording.Words) -> str:
    return sentence(f"a trial of {words.first} against {words.second} that measures {words.outcome.label}{words.where}")


def _more_wanted(words: wording.Words, found: Found) -> str:
    if not found.estimate.studies:
        return _trial_wanted(words)
    size = f"{ENOUGH} people or more" if (found.estimate.people or 0) < ENOUGH else "more people"
    return sentence(
        f"another trial of {words.first} against {words.second}{words.where} with {size}, at low risk of bias, that "
        f"prints its numbers with their spread"
    )


def varies(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    """Whether it depends on the comparator: do any two of them differ, each against the treatment of the claim?

    Only comparators that trials join to the treatment count. With k pairs each interval has level 1 - 0.05 / k
    (Bonferroni), so that looking often finds nothing by chance.
    """
    return tuple(_varies(claim, ask, ask.outcome(outcome)) for outcome in claim.outcomes)


def _varies(claim: Claim, ask: Ask, outcome: OutcomeWords) -> Part:
    first = claim.firsts[0]
    joined = [(p, found) for p in _pairs(claim, ask, outcome.code) if (found := find(claim, ask, *p, outcome.code))]
    joined = [(pair, found) for pair, found in joined if not found.extrapolated]
    others = [second for (_, second), _ in joined]
    what = f"{outcome.label}: {ask.label(first)} against different treatments"
    if len(others) < 2:
        return Part(
            what=what,
            verdict="uncertain",
            reasons=(sentence(f"Trials join {ask.label(first)} to {count(len(others), 'other treatment')} only"),),
            wording=wording.varies_unknown(ask.label(first)),
            settle=sentence(f"trials of {ask.label(first)} against several treatments"),
            sources=tuple(source for _, found in joined for source in sources(found, ask)),
        )
    return _spread(claim, ask, outcome, what, others, tuple(found for _, found in joined))


def _spread(
    claim: Claim, ask: Ask, outcome: OutcomeWords, what: str, others: list[str], joined: tuple[Found, ...]
) -> Part:
    pairs = [found for a, b in combinations(others, 2) if (found := find(claim, ask, a, b, outcome.code))]
    level = 1.0 - 0.05 / max(1, len(pairs))
    placed = [(_adjusted(found, outcome, level).apart, found) for found in pairs]
    order: tuple[Place, ...] = ("matters", "better", "slight", "likely", "open", "none")
    place, found = min(placed, key=lambda one: order.index(one[0]))
    certainty = found.finding.certainty.level if found.finding.certainty else "very low"
    verdict = verdict_of(place, certainty)
    pair = f"{ask.label(found.finding.first)} against {ask.label(found.finding.second)}"
    return Part(
        what=what,
        verdict=verdict if found.estimate.studies else at_most_probable(verdict),
        reasons=(
            sentence(f"Trials join {ask.label(claim.firsts[0])} to {count(len(others), 'other treatment')}"),
            sentence(f"Furthest apart of these: {pair}, {size_words(found.estimate, outcome)}"),
            sentence(f"Held against chance among {count(len(pairs), 'pair')}: {PLACES[place]}"),
            sentence(f"Certainty {certainty}"),
        ),
        wording=wording.varies(verdict, ask.label(claim.firsts[0]), len(others)),
        settle=sentence(f"trials of {ask.label(claim.firsts[0])} against several treatments in the same people"),
        size=size_words(found.estimate, outcome),
        certainty=certainty,
        leaning=LEANING.get(place, ""),
        finding=found.finding,
        sources=tuple(source for one in joined for source in sources(one, ask)),
    )


def _adjusted(found: Found, outcome: OutcomeWords, level: float) -> Seen:
    view = seen(found.estimate, found.finding.mic, outcome.better)
    low, high = interval(view.mean, found.estimate.se, level, found.estimate.df)
    return Seen(mean=view.mean, low=low, high=high, mic=view.mic, chance=None)
