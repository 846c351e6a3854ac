"""Claims about the doing (how long, how often, how many), held against what sources say is done."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.synthesis.claim.ask import Ask, Fact
from dorsal.synthesis.claim.judgement import Part, Source
from dorsal.synthesis.claim.numbers import count, listed, sentence
from dorsal.synthesis.claim.structure import Claim, Quantity
from dorsal.synthesis.claim.verdict import SCALE, Verdict

MANY = 2
"""Sources of one mind from which practice counts as known."""
MOST_NAMED = 4
"""Sources named in a sentence; the others are counted, and listed below."""
LABELS = {
    "minutes": "how long a session lasts",
    "per_week": "how often people come",
    "visits": "how many sessions people have",
    "training_hours": "how long therapists are trained in it",
}
NOT_NEED = "What is customary says nothing about what is needed."


def practised(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    """What is claimed of the doing, for each treatment, against the sources on the same quantity."""
    quantity = claim.quantity
    assert quantity is not None
    return tuple(_practised(first, quantity, ask) for first in claim.firsts)


def _practised(treatment: str, quantity: Quantity, ask: Ask) -> Part:
    label = LABELS.get(quantity.item, quantity.item.replace("_", " "))
    own = _facts((treatment,), quantity, ask)
    facts = own or _facts(ask.kin.get(treatment, ()), quantity, ask)
    verdict = _verdict([_agrees(quantity, fact) for fact in own])
    return Part(
        what=f"{label} with {ask.label(treatment)}: {quantity.words}",
        verdict=verdict,
        reasons=(
            *(sentence(f"{_named(fact, treatment, ask)} ({fact.source})") for fact in facts),
            sentence(_counted(own, facts, quantity, ask.label(treatment))),
            NOT_NEED,
        ),
        wording=_wording(label, quantity, verdict, own, facts, treatment, ask),
        settle="" if verdict in (SCALE[0], SCALE[-1]) else sentence(f"more sources that say {label}"),
        size=listed((told(fact) for fact in own), "and"),
        leaning={"supported": "for", "probably": "for", "probably_not": "against", "contradicted": "against"}.get(
            verdict, ""
        ),
        sources=tuple(
            Source(kind="practice", label=f.source, rows=(f.row,), url=f.source_url, words=_named(f, treatment, ask))
            for f in facts
        ),
    )


def _facts(treatments: Sequence[str], quantity: Quantity, ask: Ask) -> list[Fact]:
    """The sources on one quantity; grade C decides nothing."""
    return [f for f in ask.facts if f.treatment in treatments and f.quantity == quantity.item and f.grade != "C"]


def told(fact: Fact) -> str:
    """ "under 15 minutes (67.3% (n=288) of US therapists who needle)" """
    return f"{fact.value} {fact.unit}".strip() + (f" ({fact.people})" if fact.people else "")


def _named(fact: Fact, treatment: str, ask: Ask) -> str:
    """The same with the technique, where it is another one."""
    return told(fact) if fact.treatment == treatment else f"{ask.label(fact.treatment)}: {told(fact)}"


def _agrees(quantity: Quantity, fact: Fact) -> bool:
    """Whether the range of the source meets the range that is claimed."""
    return fact.low <= quantity.high and quantity.low <= fact.high


def _verdict(agreeing: Sequence[bool]) -> Verdict:
    if not agreeing or len(set(agreeing)) > 1:
        return "uncertain"
    if agreeing[0]:
        return "supported" if len(agreeing) >= MANY else "probably"
    return "contradicted" if len(agreeing) >= MANY else "probably_not"


def _counted(own: Sequence[Fact], facts: Sequence[Fact], quantity: Quantity, treatment: str) -> str:
    if not facts:
        return "no source that could be read says it"
    if not own:
        return f"no source says it of {treatment} itself, so it stays open"
    yes = sum(_agrees(quantity, fact) for fact in own)
    if len(own) == 1:
        return f"the one source {'agrees' if yes else 'does not agree'} with '{quantity.words}'"
    return f"{yes} of {count(len(own), 'source')} {'agrees' if yes == 1 else 'agree'} with '{quantity.words}'"


def _wording(
    label: str,
    quantity: Quantity,
    verdict: Verdict,
    own: Sequence[Fact],
    facts: Sequence[Fact],
    treatment: str,
    ask: Ask,
) -> str:
    shown = [_named(fact, treatment, ask) for fact in facts[:MOST_NAMED]]
    more = [f"{len(facts) - MOST_NAMED} more"] if len(facts) > MOST_NAMED else []
    listing = listed([*shown, *more])
    if not facts:
        return sentence(f"we found no source on {label}, so ask your therapist")
    if not own:
        return sentence(f"the sources do not say {label} with {ask.label(treatment)}; the nearest is {listing}")
    many = "the sources that we could read" if len(own) > 1 else "the one source that we could read"
    if verdict == "uncertain":
        return sentence(f"sources differ on {label}: {listing}")
    says = {"supported": "is", "probably": "is probably", "probably_not": "is probably not", "contradicted": "is not"}
    return sentence(f"'{quantity.words}' {says[verdict]} what is usual; {many} gives {listing}")
