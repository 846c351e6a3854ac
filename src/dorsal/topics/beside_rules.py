"""What must hold in the tables that stand beside the trials: reviews, narrative, harms, contraindications ..."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dorsal.errors import EvidenceError, Fault
from dorsal.topics import courses, dosing, experience, guidance, harms, translations, watch_signs
from dorsal.topics.loader import Topic
from dorsal.topics.rows import number
from dorsal.topics.table import Row, Table

GRADES = ("A", "B", "C")
KINDS = ("absolute", "relative", "precaution")
URGENCIES = ("emergency", "urgent", "routine")
DIRECTIONS = ("favours_1", "favours_2", "no_difference", "not_stated")
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""
Check = Callable[[Row], Iterator[Problem]]


def beside_faults(topic: Topic, table: Table) -> Iterator[Fault]:
    """Sources and grades of any table, and what holds for this one by name."""
    faults = table.missing(COLUMNS.get(table.name, ()))
    yield from faults
    for line, row in () if faults else table.numbered():
        for column, value, problem, remedy in _of_row(topic, table.name, row):
            yield Fault(table.where(line), column, value, problem, remedy)


def _of_row(topic: Topic, name: str, row: Row) -> Iterator[Problem]:
    if name in WITH_TREATMENTS:
        yield from _treatments(topic, row)
    for check in (_source, _grade, *RULES.get(name, ())):
        yield from _tried(check, row)
    if name in READ:
        yield from _tried(lambda row: READ[name](topic, row), row)


def _tried(check: Check, row: Row) -> Iterator[Problem]:
    """A cell that cannot be read at all is one problem more."""
    try:
        yield from check(row)
    except EvidenceError as error:
        yield "", "", str(error), "correct the cell"


def _treatments(topic: Topic, row: Row) -> Iterator[Problem]:
    for column in ("treatment", "treatment1", "treatment2"):
        for part in row.get(column, "").replace(";", "+").split("+"):
            if part and part not in topic.treatments and part not in topic.settings.wider_names:
                remedy = "add it to treatments.csv, or to wider_names in topic.toml"
                yield column, part, "it is neither a treatment nor a wider name", remedy


def _source(row: Row) -> Iterator[Problem]:
    if row.get("source_url", "given") == "":
        yield "source_url", "", "the source is missing", "give the address where it was read"


def _grade(row: Row) -> Iterator[Problem]:
    grade = row.get("evidence_grade", "A")
    if grade not in GRADES:
        yield "evidence_grade", grade, "it is not a grade", f"use one of {', '.join(GRADES)}"


def _one_of(column: str, allowed: tuple[str, ...]) -> Check:
    def check(row: Row) -> Iterator[Problem]:
        if row[column] not in allowed:
            yield column, row[column], "it is not known here", f"use one of {', '.join(allowed)}"

    return check


def _interval(column: str) -> Check:
    def check(row: Row) -> Iterator[Problem]:
        value, low, high = number(row, column), number(row, "ci_low"), number(row, "ci_high")
        if low is not None and high is not None and value is not None and not low <= value <= high:
            yield column, row[column], f"its interval {low:g} to {high:g} does not hold it", "correct one of them"

    return check


def _proportion(row: Row) -> Iterator[Problem]:
    if row["measure"] != "proportion":
        return
    events, people, rate = number(row, "numerator"), number(row, "denominator"), number(row, "rate")
    if rate is not None and not 0 <= rate <= 1:
        yield "rate", row["rate"], "a proportion lies between 0 and 1", "divide a percentage by 100"
    if events is None or people is None:
        return
    if not 0 <= events <= people:
        yield "numerator", row["numerator"], f"it is not within 0 and the {people:g} below it", "correct one of them"
    elif rate is not None and people and abs(rate - events / people) > 2 * _last_digit(row["rate"]):
        yield "rate", row["rate"], f"{events:g} of {people:g} is {events / people:.4g}", "correct one of them"


def _last_digit(printed: str) -> float:
    """One unit of the last decimal that is printed. Sources round, cut, and sometimes slip by one: two are let pass."""
    return 10.0 ** -len(printed.partition(".")[2])


def _lived(row: Row) -> Iterator[Problem]:
    experience.experience_of(row)
    yield from ()


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "reviews": ("treatment1", "treatment2", "effect", "ci_low", "ci_high"),
    "narrative": ("treatment1", "treatment2", "direction"),
    "harms": harms.COLUMNS,
    "dosing": dosing.COLUMNS,
    "guidelines": guidance.COLUMNS,
    courses.TABLE: courses.COLUMNS,
    "contraindications": ("treatment", "kind"),
    "red_flags": ("urgency",),
    "watch_for": watch_signs.COLUMNS,
    translations.TABLE: translations.COLUMNS,
    experience.TABLE: experience.COLUMNS,
}
"""What a table of this name must have; more columns are welcome."""
WITH_TREATMENTS = (
    "reviews", "narrative", "harms", "contraindications", "claims", "courses", "dosing", "watch_for", "experience",
)  # fmt: skip
RULES: Mapping[str, tuple[Check, ...]] = {
    "reviews": (_interval("effect"),),
    "narrative": (_one_of("direction", DIRECTIONS),),
    "harms": (_interval("rate"), _proportion),
    "contraindications": (_one_of("kind", KINDS),),
    "red_flags": (_one_of("urgency", URGENCIES),),
    experience.TABLE: (_lived,),
}
"""What holds for a table by its name; a table that is not named here has its sources and grades checked."""
READ: Mapping[str, Callable[[Topic, Row], Iterator[Problem]]] = {
    courses.TABLE: courses.problems,
    "harms": harms.harm_problems,
    "dosing": dosing.dose_problems,
    "guidelines": guidance.statement_problems,
    "watch_for": watch_signs.watch_problems,
}
"""Tables whose rows become a type: what the making of one says."""
