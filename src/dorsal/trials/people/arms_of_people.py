"""People summed up as the arms of their studies, for analyses that know arms only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from dorsal.errors import Fault, SheetError
from dorsal.trials.people.person_table import People
from dorsal.trials.sheet import Sheet
from dorsal.trials.sheet.measure import of_results
from dorsal.trials.sheet.occasion import OUTCOME
from dorsal.trials.study import Arm, Result, Study


def with_people(sheet: Sheet | None, people: People) -> Sheet:
    """The trials of a table with those of the people, as arms; None: those of the people alone.

    Their outcome is that of the table's first result. Raises SheetError for a study that stands in both, a treatment
    that is spelled differently, and people and arms of whom different things are known.
    """
    first = next((r for s in sheet.studies for r in s.results), None) if sheet else None
    like = {} if first is None else {"scale": first.scale, "weeks": first.weeks, "timing": first.timing}
    outcome = OUTCOME if first is None else first.outcome
    studies = tuple(_studies(people, outcome, like))
    told = f"People: {len(people.y):,} of {_few(people.studies)} from {people.name}, summed up by arm."
    if sheet is None:
        measure, note = of_results(result for study in studies for result in study.results)
        return Sheet(
            name=people.name,
            layout="people",
            columns={},
            studies=studies,
            notes=(told, *people.notes, note),
            measure_guess=measure,
            data_hash=people.data_hash,
        )
    faults = list(_faults(sheet, people))
    if faults:
        raise SheetError(f"{people.name} and {sheet.name} do not go together", faults)
    both = hashlib.sha256(f"{sheet.data_hash} {people.data_hash}".encode()).hexdigest()
    return replace(sheet, studies=(*sheet.studies, *studies), notes=(*sheet.notes, told, *people.notes), data_hash=both)


def _few(names: tuple[str, ...]) -> str:
    return f"{len(names)} studies" if len(names) > 5 else ", ".join(names)


def _studies(people: People, outcome: str, like: dict[str, Any]) -> Iterator[Study]:
    study, treatment = np.array(people.study), np.array(people.treatment)
    for name in people.studies:
        results = []
        for given in dict.fromkeys(treatment[study == name].tolist()):
            own = (study == name) & (treatment == given)
            y, size = people.y[own], people.size[own]
            row = f"{people.name}, {given} in {name}"
            arm = Arm(treatment=given, n=int(own.sum()))
            told: dict[str, Any] = {"reported": "events", "value": float(y.sum())}
            if people.kind == "mean":
                sd = float(y.std(ddof=1)) if len(y) > 1 else 0.0
                told = {"reported": "mean_sd", "value": float(y.mean()), "sd": sd or None}
            elif people.kind == "rate":
                told = {"reported": "rate", "value": float(y.sum()), "person_time": float(size.sum())}
            results.append(Result(row=row, study=name, outcome=outcome, arms=(arm,), **{"scale": "", **like}, **told))
        yield Study(id=name, results=tuple(results))


def _faults(sheet: Sheet, people: People) -> Iterator[Fault]:
    for name in sorted({study.id for study in sheet.studies} & set(people.studies)):
        yield Fault("the studies", "", name, "the study stands in both tables", "delete it from one of them")
    known = {t.casefold(): t for s in sheet.studies for r in s.results for t in r.treatments}
    for name in dict.fromkeys(people.treatment):
        other = known.get(name.casefold(), name)
        if other != name:
            yield Fault("the treatments", "", name, f"{sheet.name} writes it {other!r}", "write both alike")
    kinds = {"events": "events", "rate": "rate"}
    there = {kinds.get(r.reported, "mean") for s in sheet.studies for r in s.results if not r.is_contrast}
    if people.kind not in there:
        words = {"events": "events of people", "rate": "events over person-time", "mean": "scores"}
        problem = f"the people have {words[people.kind]}, and no arm of {sheet.name} has"
        way_out = "give the outcome of people as the arms have it; say which column (at the command line: --people-map)"
        yield Fault("the outcome", "", people.kind, problem, way_out)
