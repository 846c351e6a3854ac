"""claims.csv as claims: what a sentence about the topic says, typed; what cannot be read comes back as faults."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from dorsal.errors import EvidenceError, Fault
from dorsal.synthesis.claim import Claim, Quantity
from dorsal.synthesis.claim.ask import WITHIN
from dorsal.synthesis.claim.structure import ANY, EXPECTATIONS, KINDS, Kind
from dorsal.topics.loader import Topic
from dorsal.topics.settings import FILE
from dorsal.topics.table import Row, Table
from dorsal.trials.treatment import canonical

TABLE = "claims"
COLUMNS = (
    "claim_id", "section", "statement", "kind", "outcome", "population", "treatment1", "treatment2", "timing",
    "expectation", "notes",
)  # fmt: skip
APART = ";"
PER = ("per_treatment", "per_patient", "per_session")
"""Units of a rate of harm, in the column of timing."""
VISITS = re.compile(r"(\d{1,3}) visits?")
ONE = r"(?:about )?(\d{1,4}(?:\.\d+)?)"
TOLERANCE = 0.2
"""How far a length in minutes may be from what is claimed: "about 30 minutes" is 24 to 36."""
SEVERAL = 3
"""Sessions from which there are several."""
MOST = 1e9


def claims_of(topic: Topic) -> tuple[Claim, ...]:
    """The claims of the topic that can be read; `claim_faults` tells of the others. Empty where there is no table."""
    read = (_claim(topic, row) for row in topic.tables.get(TABLE, ()))
    return tuple(claim for claim in read if claim is not None)


def claim_faults(topic: Topic, table: Table) -> Iterator[Fault]:
    """Everything that is wrong in claims.csv, all at once."""
    faults = table.missing(COLUMNS)
    yield from faults
    seen: set[str] = set()
    for line, row in () if faults else table.numbered():
        where = table.where(line)
        if row["claim_id"] in seen or not row["claim_id"]:
            problem = "it stands twice" if row["claim_id"] else "it is empty"
            yield Fault(where, "claim_id", row["claim_id"], problem, "give every claim an id of its own")
        seen.add(row["claim_id"])
        yield from (Fault(where, *problem) for problem in problems(topic, row))


def timing_faults(topic: Topic) -> Iterator[Fault]:
    """Names in topic.toml that claims rest on and that stand for nothing."""
    said = topic.settings
    treatments: Collection[str] = topic.treatments
    windows: Collection[str] = topic.windows
    named = [("timings", name, windows, "a window") for timing in said.timings for name in timing.windows]
    named += [("untreated", name, treatments, "a treatment") for name in said.untreated]
    near = [name for first, others in said.kin.items() for name in (first, *others)]
    named += [("kin", name, treatments, "a treatment") for name in near]
    for column, name, known, noun in named:
        if name not in known:
            yield Fault(FILE, column, name, f"it is not {noun} of the topic", f"use one of {', '.join(known)}")


Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def problems(topic: Topic, row: Row) -> Iterator[Problem]:
    """What is wrong in one claim, by column."""
    kind = row["kind"]
    if kind not in KINDS:
        yield "kind", kind, "it is no kind of claim", f"use one of {', '.join(KINDS)}"
        return
    found = [*_names(topic, row), *_expected(row)]
    yield from found
    if not found:
        try:
            built(row)
        except EvidenceError as error:
            yield "", "", str(error), "correct the row"


def _names(topic: Topic, row: Row) -> Iterator[Problem]:
    """Outcomes or events, people and times must be known to the topic; treatments are checked as in other tables."""
    known = {*topic.outcomes, *topic.settings.wider_outcomes}
    if row["kind"] == "harm":
        known = {event.name for event in topic.settings.events} | {
            h.get("event", "") for h in topic.tables.get("harms", ())
        }
    for name in _list(row["outcome"]):
        if name not in known:
            yield "outcome", name, "the topic does not know it", f"use one of {', '.join(sorted(known))}"
    people = {ANY, "", *(p.name for p in topic.settings.populations), *(s.population for s in topic.studies)}
    if row["population"] not in people:
        yield "population", row["population"], "the topic does not know these people", "add them under [[populations]]"
    times = {ANY, "", *(t.name for t in topic.settings.timings), *topic.windows, *PER}
    if row["timing"] not in times and not (VISITS.fullmatch(row["timing"]) or WITHIN.fullmatch(row["timing"])):
        yield "timing", row["timing"], "the topic does not know this time", "add it under [[timings]]"


def _expected(row: Row) -> Iterator[Problem]:
    kind: Kind = row["kind"]  # type: ignore[assignment]
    allowed = EXPECTATIONS[kind]
    if kind == "process" and quantity(row["expectation"]) is None:
        yield (
            "expectation",
            row["expectation"],
            "it is no quantity",
            "write as '30 minutes', 'weekly', '6 sessions', 'several'",
        )
    elif kind != "process" and row["expectation"] not in allowed:
        yield (
            "expectation",
            row["expectation"],
            f"a {kind} claim does not expect it",
            f"use {' or '.join(a or 'nothing' for a in allowed)}",
        )


def _claim(topic: Topic, row: Row) -> Claim | None:
    return None if any(True for _ in problems(topic, row)) else built(row)


def built(row: Row) -> Claim:
    """A row whose columns are known as a claim. Raises EvidenceError for one that says nothing."""
    visits = VISITS.fullmatch(row["timing"])
    kind: Kind = row["kind"]  # type: ignore[assignment]
    return Claim(
        id=row["claim_id"],
        section=row["section"],
        statement=row["statement"],
        kind=kind,
        firsts=tuple(canonical(name) for name in _list(row["treatment1"])),
        seconds=tuple(canonical(name) for name in _list(row["treatment2"])),
        outcomes=_list(row["outcome"]),
        population=row["population"] or ANY,
        timing=(ANY if visits else row["timing"]) or ANY,
        expectation="" if kind == "process" else row["expectation"],
        visits=int(visits[1]) if visits else None,
        quantity=quantity(row["expectation"]) if kind == "process" else None,
        notes=row["notes"],
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(APART) if name.strip())


def quantity(words: str) -> Quantity | None:
    """ "30 minutes", "weekly", "twice a week", "6 sessions", "several" as a quantity; None for anything else."""
    said = " ".join(words.casefold().split())
    if minutes := re.fullmatch(rf"{ONE} min(?:ute)?s?", said):
        length = float(minutes[1])
        return Quantity(item="minutes", low=length * (1 - TOLERANCE), high=length * (1 + TOLERANCE), words=said)
    weekly = {"weekly": 1.0, "once a week": 1.0, "twice a week": 2.0, "daily": 7.0}.get(said)
    if times := re.fullmatch(rf"{ONE} (?:times )?(?:a|per) week", said):
        weekly = float(times[1])
    if weekly is not None:
        return Quantity(item="per_week", low=weekly, high=weekly, words=said)
    if hours := re.fullmatch(rf"{ONE} hours(?: of training)?", said):
        return Quantity(item="training_hours", low=float(hours[1]), high=float(hours[1]), words=said)
    if said in ("several", "several sessions"):
        return Quantity(item="visits", low=SEVERAL, high=MOST, words="several sessions")
    if sessions := re.fullmatch(rf"{ONE}(?:(?: to |-){ONE})? (?:sessions?|visits?)", said):
        low, high = float(sessions[1]), float(sessions[2] or sessions[1])
        return Quantity(item="visits", low=min(low, high), high=max(low, high), words=said)
    return None
