"""Reviews of RevMan 5 (.rm5): comparisons, their outcomes, and in each the numbers of the studies.

Elements and attributes as RevMan 5 writes them, and as meta's reader for R knows them (DICH, CONT, IV and IPD
outcomes; GROUP_LABEL_1 and _2 name the groups).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from dorsal.trials.sheet.imports.entries import Entry, Side, number_sets
from dorsal.trials.sheet.imports.xml_tree import Node, tree
from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table

ROOT = "COCHRANE_REVIEW"
KINDS = ("DICH", "CONT", "IV", "IPD")
GENERIC = {"", "experimental", "control", "treatment", "intervention", "comparator", "group 1", "group 2"}
"""Labels of groups that RevMan fills in, or that tell nothing."""
VERSUS = re.compile(r"\s+(?:versus|vs\.?|compared (?:with|to))\s+", re.IGNORECASE)
RATIOS = ("ratio", "or", "rr", "hr")


def is_review(begins: bytes) -> bool:
    """Whether a file that begins like this is a review of RevMan 5."""
    return f"<{ROOT}".encode() in begins


def from_review(name: str, content: bytes) -> Table:
    """The number sets of a review, in Dorsal's own layout. Raises SheetError where there are none."""
    root = tree(name, content)
    studies = {node.get("ID"): node for node in root.all() if node.tag == "STUDY" and node.get("ID")}
    names = _names(studies)
    passed: Counter[str] = Counter()
    entries = [entry for analysis in _analyses(root) for entry in analysis.entries(names, passed)]
    if root.tag != ROOT or not entries:
        problem = "it is a review of RevMan without numbers of studies" if root.tag == ROOT else "it is no review"
        raise refusal(name, problem, "give a review with dichotomous, continuous or inverse-variance outcomes")
    rows, notes, faults = number_sets(entries, "line")
    said = [
        "Read as a review of RevMan 5: the treatments are the labels of the groups, or the sides of the comparison's "
        "name where a label tells nothing; outcomes of one name are one."
    ]
    swapped = dict.fromkeys(a.outcome.child("NAME") for a in _analyses(root) if a.outcome.get("SWAP_EVENTS") == "YES")
    said += (
        [f"Events are as entered, though RevMan swaps them with non-events: {', '.join(swapped)}."] if swapped else []
    )
    said += [f"Not read: {', '.join(f'{what} ({count})' for what, count in passed.items())}."] if passed else []
    about = {names[key]: _about(node) for key, node in studies.items()}
    return rows.table(name, unit="line", notes=[*said, *notes], faults=faults, about=about)


def _names(studies: Mapping[str, Node]) -> dict[str, str]:
    """What each study is called; with its id where two have one name."""
    plain = {key: " ".join(node.get("NAME").split()) or key for key, node in studies.items()}
    counts = Counter(plain.values())
    return {key: name if counts[name] == 1 else f"{name} ({key})" for key, name in plain.items()}


def _about(node: Node) -> dict[str, Any]:
    year = node.get("YEAR")
    return {"year": int(year)} if year.isdecimal() else {}


def _analyses(root: Node) -> Iterator[_Analysis]:
    for comparison in (node for node in root.all() if node.tag == "COMPARISON"):
        for outcome in comparison.children:
            if outcome.tag.endswith("_OUTCOME"):
                yield _Analysis(comparison=comparison, outcome=outcome)


@dataclass(frozen=True, kw_only=True)
class _Analysis:
    comparison: Node
    outcome: Node

    @property
    def number(self) -> str:
        return f"{self.comparison.get('NO')}.{self.outcome.get('NO')}".strip(".") or self.outcome.get("ID")

    @property
    def treatments(self) -> tuple[str, str]:
        """The labels of the groups; where one tells nothing, its side of the comparison's name, or both together.

        "Experimental" of two comparisons must not become one treatment.
        """
        name = self.comparison.child("NAME")
        sides = VERSUS.split(name)
        first, second = (
            label
            if (label := self.outcome.child(f"GROUP_LABEL_{k}")).casefold() not in GENERIC
            else sides[k - 1]
            if len(sides) == 2
            else f"{label or f'Group {k}'} ({name or self.number})"
            for k in (1, 2)
        )
        return first, second

    @property
    def is_ratio(self) -> bool:
        measure = self.outcome.get("EFFECT_MEASURE") or self.outcome.child("EFFECT_MEASURE")
        return any(word in RATIOS for word in re.split(r"[\s_]+", measure.casefold()))

    def entries(self, names: Mapping[str, str], passed: Counter[str]) -> Iterator[Entry]:
        """What studies report; what cannot be read is counted in `passed`."""
        kind = self.outcome.tag.removesuffix("_OUTCOME")
        if kind not in KINDS:
            passed["outcomes of text"] += 1
            return
        for subgroup, node in self._data(f"{kind}_DATA"):
            sides = _SIDES[kind](self, node)
            if not sides:
                passed["entries without people or without an estimate"] += 1
                continue
            key = node.get("STUDY_ID")
            yield Entry(
                line=node.line, analysis=self.number, outcome=self.outcome.child("NAME"), subgroup=subgroup,
                study=names.get(key, key), sides=sides,
            )  # fmt: skip

    def _data(self, tag: str) -> Iterator[tuple[str, Node]]:
        for child in self.outcome.children:
            if child.tag == tag:
                yield "", child
            elif child.tag.endswith("_SUBGROUP"):
                yield from ((child.child("NAME"), node) for node in child.children if node.tag == tag)

    def dichotomous(self, node: Node) -> tuple[Side, ...]:
        """Events among people, in each group."""
        return self._arms(node, {"value": "EVENTS", "n1": "TOTAL"}, "events")

    def continuous(self, node: Node) -> tuple[Side, ...]:
        """Means with standard deviations, in each group."""
        return self._arms(node, {"value": "MEAN", "sd": "SD", "n1": "TOTAL"}, "mean_sd")

    def _arms(self, node: Node, columns: Mapping[str, str], measure: str) -> tuple[Side, ...]:
        if any(node.get(f"TOTAL_{k}") in ("", "0") for k in (1, 2)):
            return ()
        if "SD" in columns.values() and node.get("ESTIMABLE") == "NO":
            return ()
        return tuple(
            Side(
                who=(treatment,),
                cells=(
                    ("measure", measure),
                    ("instrument", self.outcome.child("NAME")),
                    *((column, node.get(f"{attribute}_{k}")) for column, attribute in columns.items()),
                ),
            )
            for k, treatment in enumerate(self.treatments, 1)
        )

    def inverse_variance(self, node: Node) -> tuple[Side, ...]:
        """An effect with its standard error: ESTIMATE is as entered, a ratio as its log; EFFECT_SIZE as displayed."""
        estimate, size = node.get("ESTIMATE"), node.get("EFFECT_SIZE")
        if not estimate and size:
            number = _number(size)
            logged = self.is_ratio and number is not None and number > 0
            estimate = repr(log(number)) if logged and number is not None else size
        if node.get("ESTIMABLE") == "NO" or not estimate or not _number(node.get("SE")):
            return ()
        return self._contrast(node, estimate, node.get("SE"))

    def observed_expected(self, node: Node) -> tuple[Side, ...]:
        """Observed minus expected events and its variance: Peto's log ratio is O-E/V, its standard error 1/sqrt(V)."""
        observed, variance = _number(node.get("O_E")), _number(node.get("VAR"))
        if observed is None or not variance or variance < 0:
            return ()
        return self._contrast(node, repr(observed / variance), repr(variance**-0.5))

    def _contrast(self, node: Node, value: str, se: str) -> tuple[Side, ...]:
        people = tuple((f"n{k}", node.get(f"TOTAL_{k}")) for k in (1, 2) if node.get(f"TOTAL_{k}") not in ("", "0"))
        cells = (("measure", "effect_se"), ("instrument", self.outcome.child("NAME")), ("value", value), ("se", se))
        return (Side(who=self.treatments, cells=(*cells, *people)),)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_SIDES = {
    "DICH": _Analysis.dichotomous,
    "CONT": _Analysis.continuous,
    "IV": _Analysis.inverse_variance,
    "IPD": _Analysis.observed_expected,
}
