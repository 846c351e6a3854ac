"""harms.csv: how often, or whether, a treatment harms. Names and events that mean the same are joined by topic.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.care.harm_report import FAMILIES, GRADES, LEVELS, HarmReport, Per
from dorsal.errors import EvidenceError
from dorsal.topics.loader import Topic
from dorsal.topics.rows import number
from dorsal.topics.table import Row

COLUMNS = (
    "row_id", "treatment", "event", "severity", "numerator", "denominator", "unit", "measure", "rate",
    "ci_low", "ci_high", "ci_source", "source", "source_url", "locator", "evidence_grade", "note",
)  # fmt: skip
UNITS: Mapping[str, Per] = {
    "per treatment": "treatment",
    "per patient": "person",
    "per person": "person",
    "per patient-year": "person_year",
    "per person-year": "person_year",
    "per cadaver needle placement": "unstated",
    "patients per extra event": "person",
    "case report": "unstated",
    "case reports": "unstated",
    "case series": "unstated",
    "case reports and series": "unstated",
    "mixed": "unstated",
}
RELATIVE = "relative to "
COMPUTED = ("computed_exact", "computed_from_rate_x_denominator", "computed_zero_events_one_sided_95")
INTERVAL_SOURCES = (*COMPUTED, "reported", "none")
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def harm_reports(topic: Topic) -> tuple[HarmReport, ...]:
    """The rows of harms.csv, empty where the topic has none. The table is taken to be free of faults (topics check)."""
    return tuple(report(topic, row) for row in topic.tables.get("harms", ()))


def report(topic: Topic, row: Row) -> HarmReport:
    """One row. Raises EvidenceError for what is no number or no known word."""
    said = topic.settings
    named = row["treatment"]
    low, high = number(row, "ci_low"), number(row, "ci_high")
    event = said.harm_events.get(row["event"], row["event"])
    per, against = _unit(row["unit"])
    return HarmReport(
        row=row["row_id"],
        treatment=_code(topic, named),
        named=named,
        label=said.wider_names.get(named) or topic.treatments.label(named),
        event=event,
        words=said.harm_words.get(event, event.replace("_", " ")),
        level=row["severity"],
        measure=row["measure"],
        per=per,
        against=against,
        events=number(row, "numerator"),
        n=number(row, "denominator"),
        value=number(row, "rate"),
        printed=None if low is None or high is None else (low, high),
        source=row["source"],
        source_url=row["source_url"],
        locator=row["locator"],
        grade=row["evidence_grade"],
        note=row["note"],
        background=named in said.harm_background,
    )


def _code(topic: Topic, named: str) -> str:
    said = topic.settings
    mapped = said.harm_names.get(named) or said.harm_background.get(named)
    return mapped or (named if named in topic.treatments else "")


def _unit(text: str) -> tuple[Per, str]:
    if text.startswith(RELATIVE):
        return "person", text.removeprefix(RELATIVE)
    if text not in UNITS:
        raise EvidenceError(f"unit is {text!r}; write one of {', '.join(UNITS)}, or 'relative to ...'")
    return UNITS[text], ""


def harm_problems(topic: Topic, row: Row) -> Iterator[Problem]:
    """What is wrong in one row: words that are not known, numbers that do not fit, an interval that is another one."""
    known = {"severity": tuple(LEVELS), "measure": tuple(FAMILIES), "ci_source": INTERVAL_SOURCES}
    unknown = [(column, words) for column, words in known.items() if row[column] not in words]
    for column, words in unknown:
        yield column, row[column], "it is not known here", f"use one of {', '.join(words)}"
    if unknown or row["evidence_grade"] not in GRADES:
        return
    try:
        read = report(topic, row)
    except EvidenceError as error:
        yield "", "", str(error), "correct the row"
        return
    yield from _recomputed(row, read)


def _recomputed(row: Row, read: HarmReport) -> Iterator[Problem]:
    """An interval that says it was computed must be the one of the counts, to the digits printed."""
    if row["ci_source"] not in COMPUTED or read.interval is None:
        return
    for column, value in zip(("ci_low", "ci_high"), read.interval, strict=True):
        if not row[column] or abs(value - float(row[column])) > _last_digit(row[column]):
            problem = f"the exact limit is {value:.3g}"
            yield column, row[column], problem, "write that, or say in ci_source where the other comes from"


def _last_digit(printed: str) -> float:
    """One unit of the last digit that is printed: 0.001 for 0.201, 1e-07 for 7.06e-05."""
    mantissa, _, exponent = printed.partition("e")
    return float(10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))


def settings_problems(topic: Topic) -> Iterator[Problem]:
    """Names of topic.toml that stand for no treatment, or that no row uses."""
    said = topic.settings
    for column, table in (("harm_names", said.harm_names), ("harm_background", said.harm_background)):
        for name, code in table.items():
            if code not in topic.treatments:
                yield column, code, "it is not in treatments.csv", "add it there, or correct the code"
            if name not in said.wider_names:
                yield column, name, "it is not among the wider names", "add it to wider_names, with its words"
