"""Posted results of ClinicalTrials.gov (JSON of its interface, version 2): each outcome measure is an outcome."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dorsal.trials.sheet.imports.number_sets import NumberSets
from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table

MARKS = (b'"protocolSection"', b'"resultsSection"')
COUNTS = {"COUNTOFPARTICIPANTS", "NUMBER"}
MEANS = {"MEAN", "LEASTSQUARESMEAN"}
PEOPLE = ("participant", "subject", "patient", "people")
CHANGE = re.compile(r"\bchange\b.*\b(?:from|since|over|at|to)\b", re.IGNORECASE)
UNIT = "number set"
ADVICE = "download the study's JSON from clinicaltrials.gov/api/v2/studies/NCT..., of a study with posted results"
Json = Mapping[str, Any]


def is_register(content: bytes) -> bool:
    """Whether JSON holds studies as ClinicalTrials.gov writes them."""
    return any(mark in content for mark in MARKS)


def from_register(name: str, content: bytes) -> Table:
    """The number sets of one study or of several, in Dorsal's own layout. Raises SheetError where there are none.

    Means with a standard deviation, a standard error or a confidence interval; medians with quartiles or a range; and
    counts of people. What else is posted, as rates and times to an event, is counted in a note.
    """
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f"line {line}" if line else ""
        raise refusal(name, "it is not whole JSON", "download it again", where=where) from error
    rows, about = NumberSets(), {}
    passed: Counter[str] = Counter()
    for study in _studies(whole):
        trial = _Trial(study)
        about[trial.id] = trial.about()
        for row_id, cells in trial.number_sets(passed):
            rows.add(len(rows) + 1, row_id, {"study_id": trial.id, **cells})
    if not len(rows):
        what = f" ({', '.join(passed)})" if passed else ""
        raise refusal(name, f"it holds no posted results that can be read{what}", ADVICE)
    notes = [
        "Read as results posted on ClinicalTrials.gov: each outcome measure is an outcome, each group a treatment by "
        "its title; rows are numbered in the order of the file."
    ]
    notes += [f"Not read: {', '.join(f'{what} ({n})' for what, n in passed.items())}."] if passed else []
    return rows.table(name, unit=UNIT, notes=notes, about=about)


def _studies(whole: Any) -> list[Json]:
    """One study, a list of studies, or the answer to a search."""
    found = whole.get("studies", [whole]) if isinstance(whole, dict) else whole
    return [study for study in _items(found) if "resultsSection" in study or "protocolSection" in study]


def _items(value: Any) -> list[Json]:
    """The objects in a list; none where there is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _within(value: Any, *path: str) -> Any:
    """What stands at a path of keys; None where there is nothing."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _folded(value: Any) -> str:
    """ "Standard Deviation" and STANDARD_DEVIATION alike."""
    return re.sub(r"[^A-Z0-9.]", "", _text(value).upper())


class _Trial:
    """One study of the register."""

    def __init__(self, study: Json) -> None:
        self._of = study
        identity = _within(study, "protocolSection", "identificationModule")
        self.id = _text(_within(identity, "nctId")) or "a study without a number"
        self._title = _text(_within(identity, "briefTitle"))

    def about(self) -> dict[str, Any]:
        """Arguments of a Study."""
        known = self.id.startswith("NCT")
        url = f"https://clinicaltrials.gov/study/{self.id}" if known else ""
        return {"title": self._title, "registration": self.id if known else "", "source_url": url}

    def number_sets(self, passed: Counter[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """Row id and cells of each number set; what cannot be read is counted in `passed`."""
        measures = _items(_within(self._of, "resultsSection", "outcomeMeasuresModule", "outcomeMeasures"))
        titles = Counter(_text(measure.get("title")) for measure in measures)
        for k, measure in enumerate(measures, 1):
            title = _text(measure.get("title"))
            when = _text(measure.get("timeFrame"))
            outcome = f"{title} ({when})" if titles[title] > 1 and when else title
            yield from _Measure(measure, f"{self.id} measure {k}", outcome).number_sets(passed)


@dataclass(frozen=True)
class _Measure:
    """One outcome measure."""

    of: Json
    row: str
    outcome: str

    def number_sets(self, passed: Counter[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """Of each class and category one outcome, with a number set for each group."""
        titles = {_text(group.get("id")): _text(group.get("title")) for group in _items(self.of.get("groups"))}
        classes = _items(self.of.get("classes"))
        parts = [(c, part) for c in classes for part in _items(c.get("categories"))]
        for one, part in parts:
            named = [title for item in (one, part) if (title := _text(item.get("title")))]
            outcome = f"{self.outcome}: {', '.join(named)}" if len(parts) > 1 and named else self.outcome
            people = self._people(one)
            for measured in _items(part.get("measurements")):
                group = _text(measured.get("groupId"))
                cells = self._cells(measured, people.get(group, ""), passed)
                if cells:
                    place = {"treatment1": titles.get(group) or group, "outcome": outcome, "instrument": self._unit}
                    yield f"{self.row} {group}", {**place, "note": _text(self.of.get("timeFrame")), **cells}

    @property
    def _unit(self) -> str:
        return _text(self.of.get("unitOfMeasure")) or self.outcome

    def _people(self, one: Json) -> dict[str, str]:
        """Group -> people analysed, of the class or else of the measure."""
        found: dict[str, str] = {}
        for denominator in (*_items(self.of.get("denoms")), *_items(one.get("denoms"))):
            if any(word in _text(denominator.get("units")).casefold() for word in PEOPLE) or not denominator.get(
                "units"
            ):
                found |= {_text(c.get("groupId")): _text(c.get("value")) for c in _items(denominator.get("counts"))}
        return found

    def _cells(self, measured: Json, people: str, passed: Counter[str]) -> dict[str, str]:
        """The numbers in Dorsal's columns; none, and a count in `passed`, where they are not of a kind it pools."""
        kind, spread = _folded(self.of.get("paramType")), _folded(self.of.get("dispersionType"))
        value = _text(measured.get("value"))
        if not _is_number(value) or people == "0":
            passed["groups without a number"] += 1
            return {}
        if kind in COUNTS and (kind != "NUMBER" or self._counts_people()) and people:
            return {"measure": "events", "value": value, "n1": people}
        numbers = {}
        if kind in MEANS:
            numbers = _of_mean(measured, spread, "change" if CHANGE.search(self.outcome) else "mean")
        elif kind == "MEDIAN":
            numbers = _of_median(measured, spread)
        if not numbers:
            what = [_text(self.of.get("paramType")), _text(self.of.get("dispersionType"))]
            passed[" with ".join(words.lower().replace("_", " ") for words in what if words) or "unnamed numbers"] += 1
            return {}
        adjusted = "yes" if kind == "LEASTSQUARESMEAN" else "no"
        return {**numbers, "value": value, "n1": people, "adjusted": adjusted}

    def _counts_people(self) -> bool:
        unit = self._unit.casefold()
        return any(word in unit for word in PEOPLE) and "%" not in unit and "percent" not in unit


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def _given(measured: Json, keys: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Columns with the numbers at these keys; none unless all are numbers."""
    found = {column: _text(measured.get(key)) for key, column in zip(keys, columns, strict=True)}
    return found if all(map(_is_number, found.values())) else {}


LIMITS = ("lowerLimit", "upperLimit")


def _of_mean(measured: Json, spread: str, what: str) -> dict[str, str]:
    """Measure and spread of a mean, or of a mean change."""
    if spread == "STANDARDDEVIATION":
        found = _given(measured, ("spread",), ("sd",))
        return {"measure": f"{what}_sd", **found} if found else {}
    if spread in ("STANDARDERROR", "STANDARDERROROFTHEMEAN"):
        found = _given(measured, ("spread",), ("se",))
        return {"measure": f"{what}_se", **found} if found else {}
    level = _level(spread)
    found = _given(measured, LIMITS, ("ci_low", "ci_high")) if level else {}
    return {"measure": f"{what}_ci", "ci_level": level, **found} if found else {}


def _level(spread: str) -> str:
    """ "0.95" of 95%CONFIDENCEINTERVAL and of CONFIDENCE95; "" where it is no interval of a known level."""
    if "CONFIDENCE" not in spread:
        return ""
    digits = re.search(r"\d+(?:\.\d+)?", spread)
    if digits is None:
        return ""
    number = float(digits.group())
    number = number / 10 if number > 100 else number
    return f"{number / 100:g}" if 0 < number < 100 else ""


def _of_median(measured: Json, spread: str) -> dict[str, str]:
    if spread == "INTERQUARTILERANGE":
        found = _given(measured, LIMITS, ("q1", "q3"))
        return {"measure": "median_iqr", **found} if found else {}
    found = _given(measured, LIMITS, ("minimum", "maximum")) if spread == "FULLRANGE" else {}
    return {"measure": "median_range", **found} if found else {}
