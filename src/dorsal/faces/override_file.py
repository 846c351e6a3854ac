"""A table of a reviewer's own judgements: which estimate, which domain, what concern, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dorsal.errors import Fault, SheetError
from dorsal.faces.document import Document
from dorsal.synthesis.grading.certainty import Concern
from dorsal.synthesis.grading.override import Override
from dorsal.trials.sheet.source import table_of
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.vocabulary import folded
from dorsal.trials.treatment import canonical

DOMAINS: Mapping[str, str] = {
    "withinstudybias": "within-study bias", "riskofbias": "within-study bias", "studylimitations": "within-study bias",
    "reportingbias": "reporting bias", "publicationbias": "reporting bias",
    "indirectness": "indirectness", "intransitivity": "indirectness",
    "imprecision": "imprecision",
    "heterogeneity": "heterogeneity", "inconsistency": "heterogeneity",
    "incoherence": "incoherence",
}  # fmt: skip
"""CINeMA's and GRADE's names of a domain -> CINeMA's."""
WORDS: Mapping[str, Concern] = {
    "no": "no concerns", "none": "no concerns", "noconcerns": "no concerns", "0": "no concerns",
    "some": "some concerns", "someconcerns": "some concerns", "serious": "some concerns", "1": "some concerns",
    "major": "major concerns", "majorconcerns": "major concerns", "veryserious": "major concerns",
    "2": "major concerns",
}  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "treat1": ("treat1", "treatment1", "treatment", "first", "t1"),
    "treat2": ("treat2", "treatment2", "versus", "reference", "comparator", "against", "second", "t2"),
    "domain": ("domain",),
    "concern": ("concern", "concerns", "level", "levels", "judgement", "judgment"),
    "reason": ("reason", "because", "why", "justification"),
}
SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """The judgements of one table."""

    name: str
    judgements: tuple[Override, ...]
    data_hash: str
    """SHA-256 of the file's bytes."""


NO_OVERRIDES = Overrides(name="", judgements=(), data_hash="")


def with_overrides(document: Document, overrides: Overrides) -> Document:
    """The document of a table with the reviewers' judgements in its certainty, and in what tells one release from
    another. Raises SheetError for judgements on treatments that are none.
    """
    section = document.sections[0]
    if not overrides.judgements or section.analysis is None:
        return document
    check_treatments(overrides, section.analysis.network.treatments)
    judged = replace(section, overrides=overrides.judgements)
    said = document.provenance
    options = {**said.options, "override": f"{overrides.name}, SHA-256 {overrides.data_hash}"}
    provenance = replace(said, options=options)
    return replace(document, sections=(judged, *document.sections[1:]), provenance=provenance)


def read_overrides(source: str | Path) -> Overrides:
    """Read a table of judgements: treat1, treat2, domain, concern, reason (CSV, Excel ...).

    Raises SheetError with every fault: an unknown domain or concern, a judgement without a reason.
    """
    table, digest = table_of(source, None, lambda _: None)
    place, faults = _columns(table)
    faults = [*table.faults, *faults]
    found = []
    for row in range(len(table.lines)) if not faults else ():
        made, wrong = _judgement(table, place, row)
        faults += wrong
        found += [] if made is None else [made]
    if faults:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        raise SheetError(f"{table.name}: {count}, no judgement was read", faults)
    return Overrides(name=table.name, judgements=tuple(found), data_hash=digest)


def check_treatments(overrides: Overrides, treatments: Sequence[str]) -> None:
    """Raise SheetError for judgements on treatments that are none."""
    strange = sorted({t for each in overrides.judgements for t in each.treatments} - set(treatments))
    faults = [
        Fault("the table", "treat1, treat2", t, "it is no treatment of the trials", f"they are {', '.join(treatments)}")
        for t in strange
    ]
    if faults:
        raise SheetError(f"{overrides.name}: judgements on other treatments than those of the trials", faults)


def _columns(table: Table) -> tuple[dict[str, int], list[Fault]]:
    names = [folded(name) for name in table.header]
    place = {role: names.index(name) for role, known in COLUMNS.items() for name in reversed(known) if name in names}
    missing = [role for role in ("domain", "concern", "reason") if role not in place]
    header = ", ".join(table.header)[:200]
    remedy = f"the columns are {', '.join(COLUMNS)}"
    return place, [Fault("the header", "", header, f"no column is recognised as {role}", remedy) for role in missing]


def _judgement(table: Table, place: Mapping[str, int], row: int) -> tuple[Override | None, list[Fault]]:
    cells = {role: " ".join(table.columns[column][row].split()) for role, column in place.items()}
    faults = []

    def fault(role: str, problem: str, remedy: str) -> None:
        faults.append(Fault(table.place(row), table.header[place[role]], cells[role][:SHOWN], problem, remedy))

    domain = DOMAINS.get(folded(cells["domain"]))
    concern = WORDS.get(folded(cells["concern"]))
    if domain is None:
        fault("domain", "it is no domain", f"write {', '.join(dict.fromkeys(DOMAINS.values()))}")
    if concern is None:
        fault("concern", "it is no concern", "write no, some or major, or 0, 1 or 2 levels")
    if not cells["reason"]:
        fault("reason", "the reason is missing", "say why, or delete the row")
    names = [cells.get(role, "") for role in ("treat1", "treat2")]
    treatments = frozenset(canonical(name) for name in names if name not in ("", "*", "all"))
    if domain is None or concern is None or faults:
        return None, faults
    return Override(treatments=treatments, domain=domain, concern=concern, reason=cells["reason"]), faults
