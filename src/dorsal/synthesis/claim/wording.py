"""Honest sentences on comparisons: filled from the numbers, hedged by certainty, never saying more than the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.synthesis.claim.ask import Ask, Beside, OutcomeWords
from dorsal.synthesis.claim.found import Found
from dorsal.synthesis.claim.numbers import count, listed, sentence, size_words, trials_words
from dorsal.synthesis.claim.structure import ANY, Claim
from dorsal.synthesis.claim.verdict import Place, Verdict
from dorsal.trials.treatment import JOIN

DOUBT = {
    "very low": "but this is very uncertain",
    "low": "but this is uncertain",
    "moderate": "but the true difference could be none",
    "high": "but the true difference could be none",
}
HOLDS = ("supported", "probably")


@dataclass(frozen=True, kw_only=True)
class Words:
    """How a comparison is spoken of."""

    first: str
    """ "dry needling added to exercise therapy" """
    second: str
    """ "exercise therapy alone" """
    outcome: OutcomeWords
    people: str
    """ "people with chronic back pain", "" for everybody"""
    time: str
    """ "within 4 weeks" """
    expectation: str
    beside: Sequence[Beside] = ()
    names: tuple[str, str] = ("", "")
    """The codes of the two."""

    @classmethod
    def of(cls, first: str, second: str, outcome: OutcomeWords, claim: Claim, ask: Ask) -> Words:
        """The words of one comparison of a claim."""
        one, other = pair_words(first, second, ask)
        return cls(
            first=one,
            second=other,
            outcome=outcome,
            people="" if claim.population == ANY else ask.population(claim.population).label,
            time=ask.timing(claim.timing).label,
            expectation=claim.expectation,
            beside=ask.beside_of(first, second, outcome.code, claim.population),
            names=(first, second),
        )

    @property
    def where(self) -> str:
        """ " in people with chronic back pain within 4 weeks" """
        return (f" in {self.people}" if self.people else "") + (f" {self.time}" if self.time else "")

    @property
    def what(self) -> str:
        """ "pain: dry needling against exercise therapy within 4 weeks" """
        return f"{self.outcome.label}: {self.first} against {self.second}{self.where}"

    def more(self, ending: str = "s") -> str:
        """ "lowers pain more than exercise therapy", without the ending "lower pain more than ..." """
        verb = "lower" if self.outcome.better == "lower" else "improve"
        return f"{verb}{ending} {self.outcome.label} more than {self.second}"

    @property
    def directions(self) -> str:
        """The trials of the pair that are known by their direction alone: "2 trials ... favoured dry needling"."""
        trials = [b for b in self.beside if b.kind == "trial"]
        told = [
            f"{sum(b.favours == name for b in trials)} favoured {words}"
            for name, words in zip(self.names, (self.first, self.second), strict=True)
            if any(b.favours == name for b in trials)
        ]
        neither = sum(b.favours == "neither" for b in trials)
        told += [f"{neither} found no clear difference"] if neither else []
        if not told:
            return ""
        known = "is known only by the way it points" if len(trials) == 1 else "are known only by the way they point"
        return sentence(f"{count(len(trials), 'trial')} {known}: {listed(told)}")


def pair_words(first: str, second: str, ask: Ask) -> tuple[str, str]:
    """How two treatments are named beside each other: "dry needling added to exercise therapy", "... alone"."""
    if second == ANY:
        return ask.label(first), "other treatments"
    if ANY in first.split(JOIN):
        rest = JOIN.join(part for part in first.split(JOIN) if part != ANY)
        return f"{ask.label(rest)} beside other treatments", f"{ask.label(second)} alone"
    added = [part for part in first.split(JOIN) if part not in second.split(JOIN)]
    if set(second.split(JOIN)) < set(first.split(JOIN)):
        return f"{ask.label(JOIN.join(added))} added to {ask.label(second)}", f"{ask.label(second)} alone"
    return ask.label(first), ask.label(second)


def unknown(words: Words) -> str:
    """Where no trial can say."""
    lead = (
        f"no trial with numbers that we could read compared {words.first} with {words.second} "
        f"for {words.outcome.label}{words.where}, so we do not know which is better"
    )
    return f"{sentence(lead)} {words.directions}".strip()


def compared(words: Words, verdict: Verdict, place: Place, found: Found, level: str) -> str:
    """The sentences for a verdict on a comparison with an estimate."""
    if verdict == "uncertain":
        return _uncertain(words, found, level)
    probably = "probably " if verdict.startswith("probably") else ""
    said = _alike(words, probably, verdict) if words.expectation in ("different", "same") else None
    said = said or _better(words, place, probably, verdict in HOLDS)
    return f"{sentence(said)} {sentence(_size(words, found))}"


def _alike(words: Words, probably: str, verdict: Verdict) -> str:
    same = (verdict in HOLDS) == (words.expectation == "same")
    return f"{words.first} {probably}{'does about as well as' if same else 'gives other results than'} {words.second}"


def _better(words: Words, place: Place, probably: str, holds: bool) -> str:
    if holds:
        small = ", though by less than most people notice" if place == "slight" else ""
        return f"{words.first} {probably}{words.more()}{words.where}{small}"
    if place == "worse":
        return f"{words.first} {probably}does worse than {words.second} for {words.outcome.label}{words.where}"
    return f"{words.first} {probably}does not {words.more('')} by an amount that people notice{words.where}"


def _size(words: Words, found: Found) -> str:
    estimate = found.estimate
    size = f"{words.outcome.label} was {size_words(estimate, words.outcome)}"
    if estimate.studies:
        return f"in {trials_words(len(estimate.studies), estimate.people)}, {size}"
    return f"worked out through other trials, {size}"


def _uncertain(words: Words, found: Found, level: str) -> str:
    question = {
        "different": f"{words.first} and {words.second} give different results",
        "same": f"{words.first} does as well as {words.second}",
    }.get(words.expectation, f"{words.first} {words.more()}")
    told = [sentence(f"we do not know whether {question}{words.where}")]
    if not found.estimate.studies:
        told.append("No trial with numbers that we could read compared the two head to head.")
        told.append(words.directions)
    if found.extrapolated:
        told.append("There is only a guess from adding up the results of other trials.")
    else:
        told.append(sentence(f"{_size(words, found)}, {DOUBT[level]}"))
    return " ".join(part for part in told if part)


def varies_unknown(treatment: str) -> str:
    """Where too few comparisons are known."""
    return sentence(f"{treatment} has been tested against too few treatments to say how much that matters")


def varies(verdict: Verdict, treatment: str, others: int) -> str:
    """Whether the comparator makes a difference."""
    if verdict in HOLDS:
        hedge = "probably " if verdict == "probably" else ""
        return sentence(f"how {treatment} compares {hedge}depends on what it is compared with")
    if verdict == "uncertain":
        return sentence(
            f"trials join {treatment} to {others} other treatments, but they are too few and too small to say whether "
            "it matters which"
        )
    hedge = "probably " if verdict == "probably_not" else ""
    return sentence(f"how {treatment} compares {hedge}does not depend much on what it is compared with")
