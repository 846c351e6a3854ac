"""A table of judgements, one row for each study, as robvis and the RoB 2 Excel tool have it: Study, D1 ... Overall."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dorsal.errors import Fault, SheetError
from dorsal.trials.bias import ROB1_DOMAINS, ROB2_DOMAINS, RiskOfBias
from dorsal.trials.sheet import Sheet
from dorsal.trials.sheet.judgement import NUMBERED, judged
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.vocabulary import FIXED, folded

OVERALL = ("overall", *FIXED["bias"])
DOMAIN_WORDS = (
    ("sequence_generation", "sequencegen"),
    ("allocation_concealment", "concealment"),
    ("blinding_people", "blindingofparticipants"),
    ("blinding_outcome", "blindingofoutcome"),
    ("incomplete_data", "incomplete"),
    ("randomisation", "randomi[sz]ationprocess|arisingfromtherandomi"),
    ("deviations", "deviation"),
    ("missing_data", "missing"),
    ("measurement", "measurement"),
    ("selective_reporting", "selecti"),
    ("other", "^other(bias|sources)"),
)
"""Domains of both tools, each with what its column's folded name holds."""
OBSERVATIONAL = {"serious", "critical", "moderate"}
"""Words of ROBINS-I, whose domains are none of those that are kept."""
NOT_KNOWN = {"no information", "ni", "na", "n/a"}
MINUS = {"-", "\u2013", "\u2212"}
"""High beside a plus, as in Cochrane's figures; else a mark of what is missing."""
WAY_OUT = "name them Study, D1 to D5 (RoB 2) or D1 to D7 (the first Cochrane tool), and Overall"


@dataclass(frozen=True, kw_only=True)
class BiasTable:
    """The judgements of one table."""

    name: str
    by_study: Mapping[str, RiskOfBias]
    notes: tuple[str, ...]
    """What was decided in reading it, in sentences."""
    data_hash: str
    """SHA-256 of the file's bytes, or of the frame's cells."""


def read_bias(source: str | Path | Any, *, sheet_name: str | None = None) -> BiasTable:
    """The judgements in a file (CSV, Excel, Parquet) or a data frame.

    Five domains are RoB 2's, seven the first Cochrane tool's; without a column Overall that of RoB 2 follows from its
    rule (`RiskOfBias.rob2`), and no other is made up. Raises SheetError with every fault.
    """
    table, digest = table_of(source, sheet_name, _unheard)
    columns = _Columns(table)
    faults = [*table.faults, *columns.faults]
    found: dict[str, RiskOfBias] = {}
    lines: dict[str, str] = {}
    for row in range(len(table.lines)) if columns.known else ():
        study, bias, wrong = columns.judgements(row)
        if study and study in found and found[study] != bias:
            problem = f"the study has other judgements in {lines[study]}"
            wrong.append(Fault(table.place(row), columns.study, study, problem, "keep those of one outcome"))
        faults += wrong
        lines.setdefault(study, table.place(row))
        found.setdefault(study, bias)
    if faults:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        raise SheetError(f"{table.name}: {count}, no risk of bias was read", faults)
    return BiasTable(name=table.name, by_study=found, notes=(*table.notes, *columns.notes), data_hash=digest)


def _unheard(rows: int) -> None:
    del rows


def with_bias(sheet: Sheet, table: BiasTable) -> Sheet:
    """The same trials with the judgements of a table; names are matched without case, blanks and punctuation.

    Raises SheetError where no study of the table is one of the trials.
    """
    by_name = {folded(name): name for name in table.by_study}
    used = {study.id: by_name[key] for study in sheet.studies if (key := folded(study.id)) in by_name}
    if not used:
        problem = f"none of its studies is among the trials, as {_few(study.id for study in sheet.studies)}"
        remedy = "give the studies the same names in both tables"
        raise SheetError(
            f"{table.name}: no risk of bias was read", [Fault("the table", "", _few(table.by_study), problem, remedy)]
        )
    bare = [study.id for study in sheet.studies if study.id not in used and not study.bias.known]
    spare = [name for name in table.by_study if name not in used.values()]
    said = [f"Risk of bias: of {len(used)} of {len(sheet.studies)} studies from {table.name}.", *table.notes]
    said += [f"Not assessed in {table.name}: {_few(bare)}."] if bare else []
    said += [f"In {table.name} and not among the trials: {_few(spare)}."] if spare else []
    studies = tuple(
        replace(study, bias=table.by_study[used[study.id]]) if study.id in used else study for study in sheet.studies
    )
    return replace(sheet, studies=studies, notes=(*sheet.notes, *said))


def _few(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:5]) + (f" and {len(every) - 5} more" if len(every) > 5 else "")


class _Columns:
    """Which column is the study, which a domain, which the overall judgement."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        names = [folded(name) for name in table.header]
        study = next((names.index(name) for name in FIXED["study"] if name in names), None)
        overall = next((names.index(name) for name in OVERALL if name in names), None)
        self._domains = _domains(names)
        self.known = study is not None and (overall is not None or bool(self._domains))
        self._study, self._overall = study or 0, overall
        self.study = table.header[self._study]
        if not self.known:
            header = ", ".join(table.header)[:200]
            what = "the study" if study is None else "a judgement"
            self.faults.append(Fault("the header", "", header, f"no column is recognised as {what}", WAY_OUT))
        self._note()

    def _note(self) -> None:
        cells = {cell.strip().casefold() for place in self._domains for cell in self.table.columns[place]}
        if any(word.split()[0] in OBSERVATIONAL for word in cells if word):
            self._domains = {}
            self.notes.append("Risk of bias: by ROBINS-I; only the overall judgement is kept.")
            if self._overall is None and self.known:
                self.known = False
                problem = "no column is recognised as the overall judgement, which ROBINS-I needs"
                self.faults.append(Fault("the header", "", "", problem, "name it Overall"))
        if self._overall is None and self.known:
            rule = "by its rule" if self._is_rob2 else "not assessed, for it has no column"
            self.notes.append(f"Risk of bias: the overall judgement is {rule}.")
        self._minus = "high" if "+" in cells else "not_assessed"
        places = [*self._domains, *([] if self._overall is None else [self._overall])]
        if any(cell.strip() in NUMBERED for place in places for cell in self.table.columns[place]):
            self.notes.append("Risk of bias: 1, 2, 3 are read as low, unclear, high.")

    @property
    def _is_rob2(self) -> bool:
        return bool(self._domains) and set(self._domains.values()) <= set(ROB2_DOMAINS)

    def judgements(self, row: int) -> tuple[str, RiskOfBias, list[Fault]]:
        """The study of a row and what is judged of it, with what is wrong."""
        faults: list[Fault] = []
        study = " ".join(self.table.columns[self._study][row].split())
        if not study:
            problem, remedy = "the study is missing", "fill it in, or delete the row"
            faults.append(Fault(self.table.place(row), self.study, "", problem, remedy))
        domains = {domain: self._judged(row, place, study, faults) for place, domain in self._domains.items()}
        source = self.table.name
        if self._overall is not None:
            overall = self._judged(row, self._overall, study, faults)
            return study, RiskOfBias(overall=overall, domains=domains, source=source), faults
        bias = RiskOfBias.rob2(domains, source) if self._is_rob2 else RiskOfBias(domains=domains, source=source)
        return study, bias, faults

    def _judged(self, row: int, place: int, study: str, faults: list[Fault]) -> str:
        text = " ".join(self.table.columns[place][row].split())
        if text in MINUS:
            return self._minus
        if text.casefold() in NOT_KNOWN:
            return "not_assessed"
        found = judged(text) or judged(re.sub(r"\s+(?:risk|concerns?)(?: of bias)?$", "", text.casefold()))
        if found is None:
            where = f"{self.table.place(row)} (study {study})"
            remedy = "write Low, Some concerns, High or Unclear, or leave it empty where it is not assessed"
            column = self.table.header[place]
            faults.append(Fault(where, column, text[:60], "it is not a judgement of the risk of bias", remedy))
        return found or "not_assessed"


def _domains(names: Sequence[str]) -> dict[int, str]:
    """Place of a column -> its domain: by number where they are numbered, else by their words."""
    numbered = {
        int(m.group(1)): place for place, name in enumerate(names) if (m := re.fullmatch(r"(?:d|domain)([1-7])", name))
    }
    if numbered:
        tool = ROB2_DOMAINS if max(numbered) <= len(ROB2_DOMAINS) else ROB1_DOMAINS
        return {place: tool[number - 1] for number, place in numbered.items()}
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        domain = next((d for d, words in DOMAIN_WORDS if re.search(words, name)), None)
        if domain is not None and domain not in found.values():
            found[place] = domain
    return found
