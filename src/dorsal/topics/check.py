"""Is a topic fit for use: codes, scales, ranges, sources, duplicates, windows. Every fault at once, else the counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from dorsal.errors import Fault
from dorsal.topics.beside_rules import beside_faults
from dorsal.topics.claims import TABLE as CLAIMS
from dorsal.topics.claims import claim_faults, timing_faults
from dorsal.topics.dosing import kind_problems
from dorsal.topics.harms import settings_problems
from dorsal.topics.knowledge import offer_problems
from dorsal.topics.loader import NEEDED, Topic, read, refused
from dorsal.topics.screening import screening_faults
from dorsal.topics.settings import FILE
from dorsal.topics.translations import TABLE as SAID
from dorsal.topics.translations import translation_faults
from dorsal.topics.trial_rules import result_faults, study_faults, uses
from dorsal.trials.effect_options import MEASURES


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a topic holds."""

    name: str
    title: str
    tables: Mapping[str, int]
    """Rows by table."""
    uses: Mapping[str, int]
    """Results by use: main, sensitivity, record."""
    outcomes: Mapping[str, int]
    """Results that may be pooled, by outcome."""
    without_weeks: int
    """Of these, how many print no time in weeks, and so answer no window."""
    without_results: tuple[str, ...]
    """Studies that have no result yet."""


def check(folder: Path | None = None) -> Counts:
    """Verify the topic in `folder`, or the bundled one, and count it. Raises TopicError with every fault."""
    reading = read(folder)
    faults = list(reading.faults)
    if reading.topic is not None:
        faults += _settings_faults(reading.topic)
        faults += study_faults(reading.topic, reading.tables["studies"])
        faults += result_faults(reading.topic, reading.tables["results"])
        faults += _code_faults(reading.topic)
        for name in sorted(set(reading.tables) - set(NEEDED)):
            faults += beside_faults(reading.topic, reading.tables[name])
        faults += screening_faults(reading.topic, reading.tables, {fault.where for fault in faults})
        faults += timing_faults(reading.topic)
        faults += claim_faults(reading.topic, reading.tables[CLAIMS]) if CLAIMS in reading.tables else ()
        faults += translation_faults(reading.topic, reading.tables[SAID]) if SAID in reading.tables else ()
    if reading.topic is None or faults:
        raise refused(folder, faults)
    rows = {name: len(found.rows) for name, found in reading.tables.items()}
    return _counts(reading.topic, rows)


def _counts(topic: Topic, rows: Mapping[str, int]) -> Counts:
    pooled = [result for study in topic.studies for result in study.results if result.use != "record"]
    return Counts(
        name=topic.name,
        title=topic.title,
        tables=rows,
        uses=uses(topic),
        outcomes={code: sum(result.outcome == code for result in pooled) for code in topic.outcomes},
        without_weeks=sum(result.weeks is None for result in pooled),
        without_results=tuple(study.id for study in topic.studies if not study.results),
    )


def _settings_faults(topic: Topic) -> Iterator[Fault]:
    said = topic.settings
    named = [("focus", said.focus), ("reference", said.reference)]
    named += [("inactive", t) for t in said.inactive] + [("comparators", t) for t in said.comparators]
    named += [("combinations", t) for c in said.combinations for t in (c.whole, *c.parts)]
    named += [("synonyms", t) for t in said.synonyms]
    for column, treatment in named:
        for part in treatment.split("+"):
            if part not in topic.treatments:
                yield Fault(FILE, column, part, "it is not in treatments.csv", "add it there, or correct the code")
    for column, measure in [("measure", said.measure), *(("measure", o.measure) for o in said.outcomes if o.measure)]:
        if measure not in MEASURES:
            yield Fault(FILE, column, measure, "it is not a measure", f"use one of {', '.join(MEASURES)}")
    for column, codes in (("outcomes", [o.code for o in said.outcomes]), ("windows", [w.name for w in said.windows])):
        if not codes:
            yield Fault(FILE, column, "", "there is none", f"write one under [[{column}]]")
        for code in {code for code in codes if codes.count(code) > 1}:
            yield Fault(FILE, column, code, "it stands twice", "give each its own name")
    for column, value, problem, remedy in _care_problems(topic):
        yield Fault(FILE, column, value, problem, remedy)
    for first, second in combinations(said.windows, 2):
        if first.overlaps(second):
            problem = f"{first.name} and {second.name} share weeks"
            yield Fault(FILE, "windows", second.name, problem, "let one end where the next begins")


def _care_problems(topic: Topic) -> Iterator[tuple[str, str, str, str]]:
    """Names for what stands beside the trials: column, value, problem, remedy."""
    yield from settings_problems(topic)
    yield from kind_problems(topic)
    yield from offer_problems(topic)


def _code_faults(topic: Topic) -> Iterator[Fault]:
    """Codes inside treatments.csv and scales.csv."""
    for treatment in topic.treatments.values():
        for code in treatment.sham_for:
            if code not in topic.treatments:
                where = f"treatments.csv ({treatment.code})"
                yield Fault(where, "sham_for", code, "it is not in treatments.csv", "add it, or correct the code")
    for scale in topic.scales.values():
        if scale.outcome not in (*topic.outcomes, "any"):
            remedy = f"write one of {', '.join(topic.outcomes)}, or any"
            yield Fault(f"scales.csv ({scale.code})", "outcome", scale.outcome, "it is no outcome of the topic", remedy)
        if scale.mic is not None and not scale.mic_source:
            yield Fault(f"scales.csv ({scale.code})", "mic_source", "", "a MIC without its source", "say whose it is")
