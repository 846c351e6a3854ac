"""A claim written in a sentence's mark: `[[claim: dry needling vs exercise on pain within 4 weeks: better]]`.

| written | meant |
|---|---|
| `A vs B on OUTCOME [in PEOPLE] [TIME]: better` | A does better than B; also worse, different, same, varies |
| `HARM after A: rare` | under 1 in 1,000; also common (1 in 100 or more, mild) and occurs |
| `HARM after A vs B: lower` | less common with A than with B |
| `OUTCOME after A: falls` | it is lower at the end than at the start |
| `OUTCOME after N visits of A: most better` | more than half are better by an amount that matters |
| `A: 30 minutes` | how it is done; also weekly, twice a week, 6 sessions, several sessions |
| `A: how it works` | an idea about the body |
| `A: our patients` | what happened in the clinic |

Several treatments, outcomes or harms are parted by commas, parts of a combination joined by `+`. Treatments are named
by code, label or synonym, outcomes and harms by code or label, people and times as the topic names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dorsal.errors import EvidenceError
from dorsal.synthesis.claim import Claim
from dorsal.synthesis.claim.structure import ANY, Kind
from dorsal.topics.claims import quantity
from dorsal.topics.judged import JudgedTopic
from dorsal.trials.treatment import JOIN, canonical

EXAMPLE = "[[claim: dry needling vs exercise on pain within 4 weeks: better]]"
COMPARED: Mapping[str, str] = {
    "better": "treatment1_better",
    "worse": "treatment2_better",
    "different": "different",
    "same": "same",
    "no difference": "same",
    "no different": "same",
    "varies": "varies",
}
HARM: Mapping[str, str] = {
    "rare": "rare", "common": "common_and_mild", "common and mild": "common_and_mild", "occurs": "occurs",
    "possible": "occurs", "lower": "treatment1_lower", "rarer": "treatment1_lower",
}  # fmt: skip
FALLS = ("falls", "improves", "gets better")
MOST_BETTER = ("most better", "most are better")
IDEA, OWN = ("how it works", "mechanism"), ("our patients", "own patients")
VERSUS = re.compile(r" (?:vs\.?|versus|against) ", re.IGNORECASE)
AFTER_VISITS = re.compile(r"(?P<outcome>.+) after (?P<visits>\d{1,3}) visits? of (?P<first>.+)", re.IGNORECASE)
WITHIN = re.compile(r"within (\d{1,3}) weeks?$", re.IGNORECASE)


class Unreadable(Exception):
    """A claim that cannot be read: the part that is wrong, and the way out."""

    def __init__(self, value: str, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.value, self.problem, self.remedy = value, problem, remedy


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names that a topic knows, and how each may be spelled."""

    judged: JudgedTopic

    def treatments(self, text: str) -> tuple[str, ...]:
        """Treatments and combinations parted by commas."""
        return tuple(self._treatment(name) for name in _listed(text))

    def _treatment(self, name: str) -> str:
        parts = [part.strip() for part in name.split("+")]
        known = [part for part in parts if part.casefold() != ANY]
        try:
            codes = [self.judged.topic.treatments.resolve(part) for part in known]
            return canonical(JOIN.join([*codes, *([ANY] if len(known) < len(parts) else [])]))
        except EvidenceError as error:
            raise Unreadable(name, str(error), f"name treatments as the topic does, as in {EXAMPLE}") from None

    def outcomes(self, text: str) -> tuple[str, ...]:
        """Outcomes parted by commas or "and"."""
        known = {code: (code, words.label) for code, words in self.judged.ask.outcomes.items()}
        return tuple(_one(name, known, "an outcome") for name in _listed(text.replace(" and ", ",")))

    def events(self, text: str) -> tuple[str, ...]:
        """Harms parted by commas or "and"."""
        known: dict[str, tuple[str, ...]] = {c: (c, words.label) for c, words in self.judged.ask.events.items()}
        known |= {rate.event: (rate.event,) for rate in self.judged.ask.harms if rate.event not in known}
        return tuple(_one(name, known, "a harm") for name in _listed(text.replace(" and ", ",")))

    def is_outcome(self, text: str) -> bool:
        """Whether the words name an outcome."""
        try:
            return bool(self.outcomes(text))
        except Unreadable:
            return False


def read_claim(text: str, key: str, statement: str, judged: JudgedTopic) -> Claim:
    """The claim in a mark, without `claim:`. `key` becomes its id, `statement` the sentence that makes it.

    Raises Unreadable.
    """
    head, colon, expects = text.rpartition(":")
    if not colon or not head.strip() or not expects.strip():
        raise Unreadable(text, "a claim says what is expected behind a colon", f"write as {EXAMPLE}")
    said = _Said(names=Names(judged=judged), head=" ".join(head.split()), expects=" ".join(expects.casefold().split()))
    try:
        return Claim(id=key, statement=statement, **_fields(said))  # type: ignore[arg-type]
    except EvidenceError as error:
        raise Unreadable(text, str(error).partition(": ")[2], f"write as {EXAMPLE}") from None


@dataclass(frozen=True, kw_only=True)
class _Said:
    names: Names
    head: str
    expects: str


def _fields(said: _Said) -> dict[str, object]:
    if said.expects in COMPARED:
        return _compared(said)
    if said.expects in HARM:
        return _harm(said)
    if said.expects in FALLS:
        return _after(said)
    if said.expects in MOST_BETTER:
        return _by_visit(said)
    for words, kind in ((IDEA, "mechanism"), (OWN, "routine_care")):
        if said.expects in words:
            return _alone(said, kind)
    found = quantity(said.expects)
    if found is None:
        known = [*COMPARED, *HARM, FALLS[0], MOST_BETTER[0], IDEA[0], OWN[0]]
        raise Unreadable(
            said.expects,
            "it is nothing that can be expected",
            f"use {', '.join(known)}, or 30 minutes, weekly, 6 sessions",
        )
    return {"kind": "process", "firsts": said.names.treatments(said.head), "quantity": found}


def _compared(said: _Said) -> dict[str, object]:
    pair, on, rest = said.head.partition(" on ")
    sides = VERSUS.split(pair)
    if not on or len(sides) != 2:
        raise Unreadable(said.head, "a comparison names two treatments and an outcome", f"write as {EXAMPLE}")
    outcome, population, timing = _where(rest, said.names.judged)
    kind: Kind = "heterogeneity" if said.expects == "varies" else "comparative"
    return {
        "kind": kind,
        "firsts": said.names.treatments(sides[0]),
        "seconds": said.names.treatments(sides[1]),
        "outcomes": said.names.outcomes(outcome),
        "population": population,
        "timing": timing,
        "expectation": COMPARED[said.expects],
    }


def _where(rest: str, judged: JudgedTopic) -> tuple[str, str, str]:
    """Outcome, people and time of "pain in chronic within 4 weeks"."""
    timing, population = ANY, ANY
    if within := WITHIN.search(rest):
        timing, rest = f"within_{within[1]}_weeks", rest[: within.start()].strip()
    else:
        times = {name: (name, f"at {name}") for name in judged.ask.timings}
        timing, rest = _ending(rest, times, "", timing)
    people = {name: (name, words.label) for name, words in judged.ask.populations.items()}
    population, rest = _ending(rest, people, "in ", population)
    if " in " in rest:
        known = f"use in {', '.join(people)}; or {', '.join(judged.ask.timings)}"
        raise Unreadable(rest.split(" in ", 1)[1], "the topic knows neither such people nor such a time", known)
    return rest, population, timing


def _ending(rest: str, known: Mapping[str, Iterable[str]], before: str, otherwise: str) -> tuple[str, str]:
    """The known name that the words end with, and the words before it."""
    spelled = [(before + _folded(name), code) for code, names in known.items() for name in names if name]
    for ending, code in sorted(spelled, key=lambda one: -len(one[0])):
        if _folded(rest).endswith(" " + ending):
            return code, rest[: -len(ending)].strip()
    return otherwise, rest


def _harm(said: _Said) -> dict[str, object]:
    event, after, rest = said.head.partition(" after ")
    sides = VERSUS.split(rest)
    expectation = HARM[said.expects]
    lower = expectation == "treatment1_lower"
    if not after or len(sides) != (2 if lower else 1):
        example = (
            "[[claim: serious harm after dry needling vs surgery: lower]]"
            if lower
            else "[[claim: bruising after dry needling: common]]"
        )
        raise Unreadable(said.head, "a harm says what follows which treatment", f"write as {example}")
    return {
        "kind": "harm",
        "firsts": said.names.treatments(sides[0]),
        "seconds": said.names.treatments(sides[1]) if lower else (),
        "outcomes": said.names.events(event),
        "timing": "per_patient" if lower else ANY,
        "expectation": expectation,
    }


def _after(said: _Said) -> dict[str, object]:
    outcome, after, first = said.head.partition(" after ")
    if not after:
        raise Unreadable(
            said.head, "it says what falls after which treatment", "write as [[claim: pain after dry needling: falls]]"
        )
    return {
        "kind": "change_from_baseline",
        "firsts": said.names.treatments(first),
        "outcomes": said.names.outcomes(outcome),
        "expectation": "improves",
    }


def _by_visit(said: _Said) -> dict[str, object]:
    found = AFTER_VISITS.fullmatch(said.head)
    if not found:
        raise Unreadable(
            said.head,
            "it says after how many visits",
            "write as [[claim: pain after 4 visits of dry needling: most better]]",
        )
    return {
        "kind": "response_by_visit",
        "firsts": said.names.treatments(found["first"]),
        "outcomes": said.names.outcomes(found["outcome"]),
        "visits": int(found["visits"]),
        "expectation": "more_than_half",
    }


def _alone(said: _Said, kind: str) -> dict[str, object]:
    firsts = said.names.treatments(said.head)
    if kind == "mechanism":
        return {"kind": kind, "firsts": firsts}
    return {"kind": kind, "firsts": firsts, "seconds": (ANY,), "outcomes": ("any",), "expectation": "treatment1_better"}


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _one(name: str, known: Mapping[str, Iterable[str]], noun: str) -> str:
    for code, names in known.items():
        if _folded(name) in map(_folded, names):
            return code
    raise Unreadable(name, f"it is not {noun} that the topic knows", f"use one of {', '.join(known)}")


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())
