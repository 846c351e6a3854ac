"""Entries of a pairwise review become number sets of a network: what two comparisons share is counted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dorsal.errors import Fault
from dorsal.trials.sheet.imports.number_sets import NumberSets


@dataclass(frozen=True, kw_only=True)
class Side:
    """The numbers of an arm (one treatment), or of a contrast (two)."""

    who: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    """Columns of Dorsal's own layout, with what stands in them."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one study reports in one analysis."""

    line: int
    analysis: str
    """Its number in the review."""
    outcome: str
    subgroup: str
    study: str
    sides: tuple[Side, ...]


def number_sets(entries: Iterable[Entry], unit: str) -> tuple[NumberSets, list[str], list[Fault]]:
    """The number sets of all entries, with notes, and a fault wherever two entries contradict each other.

    A study that stands in one outcome twice with other numbers is taken to report another outcome in each subgroup:
    subgroups may divide people, times or instruments (Cochrane Handbook 5.1, section 4.8), and only one is pooled.
    """
    rows, notes, faults = NumberSets(), [], []
    shared = 0
    by_outcome: dict[str, list[Entry]] = {}
    for entry in entries:
        by_outcome.setdefault(entry.outcome, []).append(entry)
    for outcome, found in by_outcome.items():
        parted = found
        if any(_clashes(found)):
            parted = [replace(e, outcome=f"{outcome}: {e.subgroup}" if e.subgroup else outcome) for e in found]
        if parted != found:
            notes.append(
                f"Outcome {outcome!r}: its subgroups are outcomes of their own, for a study stands in several with "
                "numbers that differ."
            )
        faults += [_fault(clash, unit) for clash in _clashes(parted)]
        shared += _add(rows, parted)
    if shared:
        notes.append(f"Number sets that several analyses share, counted once: {shared}.")
    return rows, notes, faults


_Key = tuple[str, str, tuple[str, ...]]


def _keyed(entries: Sequence[Entry]) -> Iterator[tuple[_Key, Entry, Side]]:
    for entry in entries:
        for side in entry.sides:
            yield (entry.study, entry.outcome, side.who), entry, side


def _clashes(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Side, Entry]]:
    """Sides that an earlier entry gives other numbers, with that entry."""
    first: dict[_Key, tuple[Entry, Side]] = {}
    for key, entry, side in _keyed(entries):
        kept = first.setdefault(key, (entry, side))
        if kept[1].cells != side.cells:
            yield entry, side, kept[0]


def _fault(clash: tuple[Entry, Side, Entry], unit: str) -> Fault:
    entry, side, kept = clash
    cells: Mapping[str, str] = dict(side.cells)
    shown = ", ".join(
        f"{name} {cell}" for name, cell in cells.items() if cell and name not in ("measure", "instrument")
    )
    problem = (
        f"the same treatment ({' against '.join(side.who)}) has other numbers in {unit} {kept.line} "
        f"(analysis {kept.analysis}), as where a control group was divided"
    )
    remedy = "give the arm the same, undivided numbers in both; or give the outcomes names of their own"
    return Fault(
        f"{unit} {entry.line} (study {entry.study})", f"analysis {entry.analysis}", shown[:60], problem, remedy
    )


def _add(rows: NumberSets, entries: Sequence[Entry]) -> int:
    """Add what is new, and count what stood in an earlier entry."""
    seen: set[_Key] = set()
    shared = 0
    for key, entry, side in _keyed(entries):
        if key in seen:
            shared += 1
            continue
        seen.add(key)
        treatments = {f"treatment{k}": name for k, name in enumerate(side.who, 1)}
        cells = {"study_id": entry.study, "outcome": entry.outcome, **treatments, **dict(side.cells)}
        rows.add(entry.line, f"{entry.analysis} {entry.study} {' - '.join(side.who)}", cells)
    return shared
