"""Dorsal's own layout: one row per number set, an arm or a contrast, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan, nan
from typing import Any

from dorsal.errors import EvidenceError, Fault
from dorsal.trials.sheet.cell import LIMITS, Wrong, any_number, number
from dorsal.trials.study import ARM_REPORTS, CONTRAST_REPORTS, RATIO_REPORTS, Arm, Result

COLUMNS = (
    "row_id", "study_id", "outcome", "instrument", "weeks", "timing", "level", "arm1", "treatment1", "n1", "arm2",
    "treatment2", "n2", "measure", "value", "sd", "se", "ci_low", "ci_high", "p", "baseline", "baseline_sd", "adjusted",
    "use", "use_reason", "instrument_as_printed", "second_check", "locator", "source_url", "note",
)  # fmt: skip
MORE = (
    "evidence_grade",
    "ci_level",
    "statistic",
    "person_time",
    "cluster_size",
    "icc",
    "q1",
    "q3",
    "minimum",
    "maximum",
)
"""Columns that a table of this layout may have besides."""
LIMIT_OF = {"n1": "n", "n2": "n", "baseline_sd": "sd", "ci_level": "level"}
SPREADS = {"sd": ("sd",), "se": ("se",), "ci": ("ci_low", "ci_high"), "p": ("p",), "t": ("statistic",),
           "f": ("statistic",), "n": ("n1", "n2"), "iqr": ("q1", "q3"), "range": ("minimum", "maximum"),
           "iqr_range": ("q1", "q3", "minimum", "maximum")}  # fmt: skip
"""By the end of the measure's name, the columns that it cannot do without; of an interval one limit may do."""
WORDS = {
    "adjusted": {"": "no", "no": "no", "yes": "yes", "unclear": "unclear"},
    "use": {"": "main", "main": "main", "sensitivity": "sensitivity", "record": "record"},
    "evidence_grade": {"": "A", "A": "A", "B": "B", "C": "C"},
    "level": {"": "", "arm": "arm", "contrast": "contrast"},
}
Row = Mapping[str, str]


def results(rows: Iterable[Row], places: Sequence[str] = ()) -> tuple[list[Result], list[Fault]]:
    """The number sets of rows in Dorsal's columns, and every fault of the others, in the order of the rows.

    Columns that a row has not count as empty. `places` says where rows stand ("line 2"); without it the row_id does.
    Raises nothing.
    """
    found: list[Result] = []
    faults: list[Fault] = []
    for result, wrong in readings(rows, places):
        found += [] if result is None else [result]
        faults += wrong
    return found, faults


def readings(
    rows: Iterable[Row], places: Sequence[str] = (), decimal: str = "."
) -> Iterator[tuple[Result | None, list[Fault]]]:
    """Row by row: the number set, None where it cannot be made, and what is wrong."""
    seen: dict[str, str] = {}
    for i, row in enumerate(rows):
        reading = _Reading(row, places[i] if places else "", decimal)
        result = reading.result()
        name = reading.text("row_id")
        if name in seen:
            reading.fault("row_id", f"it stands in {seen[name]} too", "give each row an id of its own")
        elif name:
            seen[name] = reading.place if places else "an earlier row"
        yield result, reading.faults


class _Reading:
    """One row, read cell by cell."""

    def __init__(self, row: Row, place: str, decimal: str) -> None:
        self.row = row
        self.decimal = decimal
        self.faults: list[Fault] = []
        name = row.get("row_id", "").strip()
        self.place = ", ".join(words for words in (place, f"row {name}" if name else "") if words) or "a row"

    def text(self, column: str) -> str:
        return self.row.get(column, "").strip()

    def fault(self, column: str, problem: str, remedy: str) -> None:
        study = self.text("study_id")
        where = f"{self.place} (study {study})" if study else self.place
        value = self.text(column)
        shown = value if len(value) <= 60 else value[:57] + "..."
        self.faults.append(Fault(where, column, shown, problem, remedy))

    def number(self, column: str) -> float | None:
        """None where empty, NaN where wrong."""
        limit = LIMITS.get(LIMIT_OF.get(column, column), any_number)
        found = number(self.row.get(column, ""), limit, self.decimal)
        if isinstance(found, Wrong):
            self.fault(column, found.problem, found.remedy)
            return nan
        return found

    def word(self, column: str) -> str:
        known, text = WORDS[column], self.text(column)
        if text not in known:
            self.fault(column, "this word is not known here", f"write {', '.join(word for word in known if word)}")
        return known.get(text, "")

    def needs(self, *columns: str) -> None:
        for column in columns:
            if not self.text(column):
                self.fault(column, "it is missing", "fill it in, or delete the row")

    def result(self) -> Result | None:
        """The number set, or None and faults."""
        self.needs("row_id", "study_id", "outcome", "instrument", "treatment1")
        reported = self.text("measure")
        if reported not in ARM_REPORTS + CONTRAST_REPORTS:
            known = ", ".join(ARM_REPORTS + CONTRAST_REPORTS)
            self.fault(
                "measure", "it is not a measure that is known" if reported else "it is missing", f"use one of {known}"
            )
            return None
        arms, fields = self._arms(reported), self._fields(reported)
        if self.faults:
            return None
        try:
            return Result(reported=reported, arms=arms, **fields)
        except EvidenceError as error:
            self.fault("", str(error).partition(": ")[2], "correct the row")
            return None

    def _arms(self, reported: str) -> tuple[Arm, ...]:
        contrast = reported in CONTRAST_REPORTS
        if self.word("level") not in ("", "contrast" if contrast else "arm"):
            words = "a contrast" if contrast else "an arm"
            self.fault("level", f"the measure {reported} is of {words}", "correct the level or the measure")
        if contrast:
            self.needs("treatment2")
        elif self.text("treatment2"):
            problem = f"the measure {reported} is of one arm, and there is a second treatment"
            self.fault("treatment2", problem, "give each arm a row, or correct the measure")
        arms = [self._arm(number) for number in ((1, 2) if contrast else (1,))]
        return tuple(arm for arm in arms if arm is not None)

    def _arm(self, number: int) -> Arm | None:
        people, treatment = self.number(f"n{number}"), self.text(f"treatment{number}")
        if not treatment or people != people:
            return None
        try:
            return Arm(treatment=treatment, label=self.text(f"arm{number}"), n=None if people is None else int(people))
        except EvidenceError as error:
            problem, _, remedy = str(error).partition("; ")
            self.fault(f"treatment{number}", problem, remedy or "write a combination as a+b")
            return None

    def _fields(self, reported: str) -> dict[str, Any]:
        numbers = {name: self.number(name) for name in NUMBERS}
        use, level = self.word("use"), self.number("ci_level")
        self._check(reported, numbers, use)
        return {
            **numbers,
            "row": self.text("row_id"),
            "study": self.text("study_id"),
            "outcome": self.text("outcome"),
            "scale": self.text("instrument"),
            "quartiles": self._pair("q1", "q3"),
            "extremes": self._pair("minimum", "maximum"),
            **({} if level is None else {"ci_level": level}),
            "adjusted": self.word("adjusted"),
            "use": use,
            "grade": self.word("evidence_grade"),
            "event": self.text("instrument_as_printed"),
            **{name: self.text(name) for name in ("timing", "use_reason", "locator", "source_url", "note")},
        }

    def _pair(self, low: str, high: str) -> tuple[float, float] | None:
        pair = self.number(low), self.number(high)
        return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])

    def _check(self, reported: str, numbers: Mapping[str, float | None], use: str) -> None:
        """What a measure cannot do without (a record may), and numbers that contradict each other."""
        if use != "record":
            family, _, ending = reported.partition("_")
            self._check_there(family, ending)
        value, low, high = numbers["value"], numbers["ci_low"], numbers["ci_high"]
        if low is not None and high is not None and low >= high:
            self.fault("ci_low", f"the lower limit is not below the upper one, {high:g}", "exchange or correct them")
        elif value is not None and ((low is not None and low > value) or (high is not None and high < value)):
            words = f"{'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'}"
            remedy = "correct the value or the limits; see whether a sign is lost"
            self.fault("value", f"its interval {words} does not contain it", remedy)
        if reported in RATIO_REPORTS and value is not None and value <= 0:
            self.fault("value", "a ratio must be above 0", "correct it; a logarithm is measure effect_ci")
        if reported == "events":
            self._check_events(value)

    def _check_there(self, family: str, ending: str) -> None:
        self.needs("value")
        columns = ("n1",) if family == "events" else ("person_time",) if family == "rate" else SPREADS.get(ending, ())
        if ending == "ci":
            columns = () if any(self.text(column) for column in columns) else ("ci_low",)
        self.needs(*columns)

    def _check_events(self, value: float | None) -> None:
        if value is None or isnan(value):
            return
        wrong = LIMITS["events"](value)
        if wrong is not None:
            self.fault("value", wrong.problem, wrong.remedy)
            return
        people = number(self.row.get("n1", ""), LIMITS["n"], self.decimal)
        if isinstance(people, float) and value > people:
            self.fault("value", f"{value:g} events among {people:g} people", "correct one of them")


NUMBERS = (
    "value", "sd", "se", "ci_low", "ci_high", "p", "baseline", "baseline_sd", "weeks", "statistic", "person_time",
    "cluster_size", "icc",
)  # fmt: skip
"""Columns of numbers that a Result takes under the same name."""
