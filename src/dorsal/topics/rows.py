"""Rows of a topic's tables as the types of a trial. What cannot be built comes back as a fault, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite, nan
from typing import TypeVar

from dorsal.errors import EvidenceError, Fault
from dorsal.topics.table import Row, Table
from dorsal.trials.bias import RiskOfBias
from dorsal.trials.scale import Better, Scale
from dorsal.trials.study import Result, Study
from dorsal.trials.treatment import Treatment, Treatments

Built = TypeVar("Built")

TREATMENT_COLUMNS = ("treatment", "label", "class", "sham_for", "plain_words")
SCALE_COLUMNS = (
    "instrument", "label", "outcome", "low", "high", "better", "to_0_100", "mic", "mic_source", "may_ship_items",
    "note",
)  # fmt: skip
STUDY_COLUMNS = (
    "study_id", "label", "title", "doi", "pmid", "registration", "country", "year", "population", "n_randomised",
    "design", "risk_of_bias", "risk_of_bias_source", "source_url",
)  # fmt: skip


def treatments_of(table: Table, synonyms: Mapping[str, Sequence[str]]) -> tuple[Treatments, list[Fault]]:
    """The treatments of treatments.csv with the synonyms of topic.toml."""
    built, faults = _each(table, TREATMENT_COLUMNS, "treatment", lambda row: _treatment(row, synonyms))
    try:
        return Treatments.of(built), faults
    except EvidenceError as error:
        fault = Fault("treatments.csv, topic.toml", "synonyms", "", str(error), "let every name stand for one code")
        return Treatments.of(()), [*faults, fault]


def _treatment(row: Row, synonyms: Mapping[str, Sequence[str]]) -> Treatment:
    return Treatment(
        code=row["treatment"],
        label=row["label"],
        group=row["class"],
        sham_for=tuple(code for code in row["sham_for"].split(";") if code),
        plain_words=row["plain_words"],
        synonyms=tuple(synonyms.get(row["treatment"], ())),
    )


def scales_of(table: Table) -> tuple[dict[str, Scale], list[Fault]]:
    """The instruments of scales.csv by code, in the order of preference in which they stand there."""
    built, faults = _each(table, SCALE_COLUMNS, "instrument", _scale)
    return {scale.code: scale for scale in built}, faults


def _scale(row: Row) -> Scale:
    return Scale(
        code=row["instrument"],
        label=row["label"],
        outcome=row["outcome"],
        low=number(row, "low"),
        high=number(row, "high"),
        better=_better(row["better"]),
        to_0_100=row["to_0_100"] == "yes",
        mic=number(row, "mic"),
        mic_source=row["mic_source"],
        may_ship_items=row["may_ship_items"] == "yes",
        note=row["note"],
    )


def _better(text: str) -> Better | None:
    match text:
        case "lower":
            return "lower"
        case "higher":
            return "higher"
        case "":
            return None
    raise EvidenceError(f"better is {text!r}; write lower, higher, or nothing")


def studies_of(table: Table, results: Mapping[str, Sequence[Result]]) -> tuple[tuple[Study, ...], list[Fault]]:
    """The trials of studies.csv, each with its results. Results of a study that is not there are a fault."""
    built, faults = _each(table, STUDY_COLUMNS, "study_id", lambda row: _study(row, results))
    listed = {row.get("study_id") for row in table.rows}
    faults += [
        Fault("results.csv", "study_id", study, "this study is not in studies.csv", "add the study, or correct the id")
        for study in results
        if study not in listed
    ]
    return tuple(built), faults


def _study(row: Row, results: Mapping[str, Sequence[Result]]) -> Study:
    return Study(
        id=row["study_id"],
        label=row["label"],
        title=row["title"],
        year=whole(row, "year"),
        country=row["country"],
        population=row["population"],
        n_randomised=whole(row, "n_randomised"),
        design=row["design"],
        bias=RiskOfBias(overall=row["risk_of_bias"] or "not_assessed", source=row["risk_of_bias_source"]),
        doi=row["doi"],
        pmid=row["pmid"],
        registration=row["registration"],
        source_url=row["source_url"],
        results=tuple(results.get(row["study_id"], ())),
    )


def _each(
    table: Table, columns: Sequence[str], key: str, build: Callable[[Row], Built]
) -> tuple[list[Built], list[Fault]]:
    """Build every row; the first of rows with the same key counts, and each other is a fault."""
    faults = table.missing(columns)
    if faults:
        return [], faults
    built: dict[str, Built] = {}
    for line, row in table.numbered():
        where, name = table.where(line), row[key]
        if not name or name in built:
            problem = "it stands twice" if name else "it is empty"
            faults.append(Fault(where, key, name, problem, "give every row a code of its own"))
            continue
        try:
            built[name] = build(row)
        except EvidenceError as error:
            faults.append(Fault(where, "", "", str(error), "correct the row"))
    return list(built.values()), faults


def number(row: Row, column: str) -> float | None:
    """The number in a cell, None where it is empty. Raises EvidenceError for anything else."""
    text = row[column]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not isfinite(value):
        raise EvidenceError(f"{column} is {text!r}, which is not a number")
    return value


def whole(row: Row, column: str) -> int | None:
    """The whole number in a cell, None where it is empty. Raises EvidenceError for anything else."""
    value = number(row, column)
    if value is not None and value != int(value):
        raise EvidenceError(f"{column} is {row[column]!r}, which is not a whole number")
    return None if value is None else int(value)
