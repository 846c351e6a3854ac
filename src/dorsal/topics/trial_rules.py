"""What must hold in the tables of trials: studies.csv and results.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.errors import Fault
from dorsal.topics.loader import Topic
from dorsal.topics.table import Table
from dorsal.trials.scale import Scale
from dorsal.trials.study import Result, Study

DESIGNS = ("parallel", "crossover", "cluster", "factorial")
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def study_faults(topic: Topic, table: Table) -> Iterator[Fault]:
    """Design, population, source and results of every study."""
    lines = {row["study_id"]: line for line, row in table.numbered()}
    for study in topic.studies:
        for column, value, problem, remedy in _of_study(study):
            yield Fault(f"{table.where(lines[study.id])} (study {study.id})", column, value, problem, remedy)


def _of_study(study: Study) -> Iterator[Problem]:
    if study.design not in DESIGNS:
        yield "design", study.design, "it is not a known design", f"use one of {', '.join(DESIGNS)}"
    if not study.population:
        yield "population", "", "it is empty", "write who was treated: acute, chronic, mixed ..."
    if not study.source_url:
        yield "source_url", "", "the source is missing", "give the address where the trial was read"
    if study.n_randomised is not None and study.n_randomised < 2:
        yield "n_randomised", str(study.n_randomised), "a trial needs two people or more", "correct it"


def result_faults(topic: Topic, table: Table) -> Iterator[Fault]:
    """Codes, scale, range, time, interval, source and uniqueness of every number set."""
    lines = {row["row_id"]: line for line, row in table.numbered()}
    seen: dict[object, str] = {}
    for study in topic.studies:
        for result in study.results:
            where = f"{table.where(lines[result.row])}, row {result.row} (study {study.id})"
            for column, value, problem, remedy in _of_result(topic, study, result, seen):
                yield Fault(where, column, value, problem, remedy)


def _of_result(topic: Topic, study: Study, result: Result, seen: dict[object, str]) -> Iterator[Problem]:
    yield from _codes(topic, result)
    yield from _time(topic, result)
    yield from _people(study, result)
    scale = topic.scales.get(result.scale)
    if scale is not None:
        yield from _range(result, scale)
    if not result.source_url:
        yield "source_url", "", "the source is missing", "give the address where the numbers were read"
    if result.use != "main" and not result.use_reason:
        yield "use_reason", "", f"use is {result.use}, without a reason", "say why the row is not main"
    yield from _twice(result, seen)


def _codes(topic: Topic, result: Result) -> Iterator[Problem]:
    if result.outcome not in topic.outcomes:
        remedy = f"use one of {', '.join(topic.outcomes)}, or add it to topic.toml"
        yield "outcome", result.outcome, "it is not an outcome of the topic", remedy
    if result.scale not in topic.scales:
        yield "instrument", result.scale, "it is not in scales.csv", "add it there, or correct the code"
    for number, treatment in enumerate(result.treatments, 1):
        for part in treatment.split("+"):
            if part not in topic.treatments:
                yield f"treatment{number}", part, "it is not in treatments.csv", "add it there, or correct the code"


def _time(topic: Topic, result: Result) -> Iterator[Problem]:
    if result.weeks is None:
        return
    if result.weeks < 0:
        yield "weeks", f"{result.weeks:g}", "it lies before randomisation", "count weeks from randomisation"
    elif not any(window.holds(result.weeks) for window in topic.settings.windows):
        yield "weeks", f"{result.weeks:g}", "it lies in no window of topic.toml", "widen a window, or add one"


def _people(study: Study, result: Result) -> Iterator[Problem]:
    for number, arm in enumerate(result.arms, 1):
        if study.n_randomised is not None and arm.n is not None and arm.n > study.n_randomised:
            problem = f"more people than the {study.n_randomised} randomised"
            yield f"n{number}", str(arm.n), problem, "correct it, or n_randomised in studies.csv"


def _range(result: Result, scale: Scale) -> Iterator[Problem]:
    if scale.low is None or scale.high is None or result.value is None:
        return
    width = scale.high - scale.low
    score, change = result.reported.startswith(("mean_", "median_")), result.reported.startswith(("change_", "md_"))
    ends = f"{scale.low:g} to {scale.high:g}"
    if score and not scale.contains(result.value):
        yield "value", f"{result.value:g}", f"it lies outside {scale.code} ({ends})", "correct it, or the instrument"
    if change and abs(result.value) > width:
        yield "value", f"{result.value:g}", f"{scale.code} ({ends}) cannot differ by that much", "correct it"
    if result.baseline is not None and not scale.contains(result.baseline):
        yield "baseline", f"{result.baseline:g}", f"it lies outside {scale.code} ({ends})", "correct it"
    if result.sd is not None and result.reported.endswith("_sd") and result.sd > width:
        yield "sd", f"{result.sd:g}", f"{scale.code} ({ends}) cannot spread that widely", "correct it"


def _twice(result: Result, seen: dict[object, str]) -> Iterator[Problem]:
    if result.use == "record":
        return
    arms = tuple((arm.name, arm.treatment) for arm in result.arms)
    key = (result.study, result.outcome, result.scale, result.event, result.weeks, arms, result.reported)
    first = seen.setdefault(key, result.row)
    if first != result.row:
        yield "row_id", result.row, f"the same arms, outcome, time and measure stand in {first}", "keep one of them"


def uses(topic: Topic) -> Mapping[str, int]:
    """How many results there are of each use."""
    found = {"main": 0, "sensitivity": 0, "record": 0}
    for study in topic.studies:
        for result in study.results:
            found[result.use] += 1
    return found
