"""The text of a cell as a number, or in words why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nr", ".", "-", "\u2013", "\u2014"})
"""What stands for "not known" where a number is wanted, in any case."""
NO_TEXT = frozenset({"", "na", "n/a", "#n/a", "nan", "null"})
"""The same where a name is wanted: there "none" may be a treatment."""
LARGEST = 1e12
"""Nothing that a trial counts or measures is larger."""
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
DASH = re.compile(r"^[\u2010-\u2014\ufe63\uff0d]\s?(?=[\d.,])")
"""Before a number, a minus sign as word processors and PDFs print it."""
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,.\s'\u2019]\d{3})+(?:[.,]\d+)?")
POINT_OF_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")
COMMA = re.compile(r"[+-]?\d*,\d+")
DATE = re.compile(r"\d{4}-\d\d?-\d\d?.*|\d{1,2}[-. ][A-Za-z]{3,9}.*|[A-Za-z]{3,9}[- ]\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4}")
SEVERAL = re.compile(r"[+-]?[\d.,]+\s*(?:\(.*|\[.*|\u00b1.*|\+/?-.*|/.*|\s*(?:to|[-\u2013])\s*[-\d.].*)")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell, and the way out."""

    problem: str
    remedy: str


Limit = Callable[[float], Wrong | None]
"""What is wrong with a number in its role, if anything."""


def number(text: str, limit: Limit, decimal: str = ".") -> float | Wrong | None:
    """The number in a cell, None where it says that there is none, or what is wrong with it."""
    plain = DASH.sub("-", text.strip().replace("\u2212", "-"))
    if plain.casefold() in MISSING:
        return None
    form = plain.replace(",", ".") if decimal == "," and "." not in plain else plain
    if not NUMBER.fullmatch(form) or (decimal == "," and "." in plain):
        return _why_not(plain, limit, decimal)
    value = float(form)
    if abs(value) > LARGEST:
        return Wrong("it is larger than anything that a trial counts or measures", "correct the number")
    wrong = limit(value)
    if wrong is not None and limit in WHOLE and POINT_OF_THOUSANDS.fullmatch(plain):
        return Wrong(wrong.problem, f"{wrong.remedy}; write {plain.replace('.', '')} if the point parts thousands")
    return wrong or value


def _why_not(plain: str, limit: Limit, decimal: str) -> Wrong:
    """Why this is not one plain number."""
    if plain.startswith("="):
        return Wrong(
            "it is a formula without its value", "open and save the file in Excel or LibreOffice, or paste the values"
        )
    if plain.startswith("#"):
        return Wrong("it is an error of the spreadsheet", "mend the formula, or leave the cell empty if it is missing")
    if limit in WHOLE and THOUSANDS.fullmatch(plain):
        return Wrong("it has marks between thousands", f"write {re.sub(r'[^0-9+-]', '', plain)}")
    return _digits_amiss(plain, decimal) or _words(plain)


def _digits_amiss(plain: str, decimal: str) -> Wrong | None:
    if decimal == "," and "." in plain and NUMBER.fullmatch(plain):
        return Wrong("it has a point where decimals stand after a comma", "write all numbers in one way")
    if COMMA.fullmatch(plain):
        joined = plain.replace(",", "")
        or_whole = f" (or {joined}, if the comma parts thousands)" if THOUSANDS.fullmatch(plain) else ""
        return Wrong("it has a comma for a decimal point", f"write {plain.replace(',', '.')}{or_whole}")
    if THOUSANDS.fullmatch(plain):
        return Wrong("it has marks between thousands", "write the digits without them")
    if plain[0] in "<>\u2264\u2265~\u2248":
        return Wrong("it is a bound, not a number", "give the number itself, or leave the cell empty")
    if plain.endswith("%"):
        return Wrong("it is a percentage", "give the number without %; of events the number of people")
    if DATE.fullmatch(plain):
        remedy = "give the number; spreadsheet programs turn entries like 3/20 into dates, unless the cell is text"
        return Wrong("it is a date", remedy)
    if SEVERAL.fullmatch(plain):
        return Wrong("it holds more than one number", "give each a column of its own, as mean and sd, or events and n")
    return None


def _words(plain: str) -> Wrong:
    if any(character.isdigit() for character in plain):
        return Wrong("it holds text beside the number", "leave only the number, and put the text in a column of notes")
    return Wrong("it is text where a number belongs", "give the number, or leave the cell empty if it is not known")


def any_number(value: float) -> Wrong | None:
    """No limit."""
    del value
    return None


def above_zero(words: str) -> Limit:
    """A spread, a time: it must be above 0. `words` name it."""

    def limit(value: float) -> Wrong | None:
        if value > 0:
            return None
        return Wrong(f"{words} must be above 0", "correct it, or leave the study out if it is not known")

    return limit


def people(value: float) -> Wrong | None:
    """A number of people: whole, 1 or more."""
    if value != int(value):
        return Wrong("a number of people must be whole", "give how many were analysed in the arm")
    return None if value >= 1 else Wrong("a number of people must be 1 or more", "correct it, or delete the arm")


def events(value: float) -> Wrong | None:
    """A number of events: whole, 0 or more."""
    if value != int(value):
        return Wrong("a number of events must be whole", "give the count, not a percentage or a mean")
    return None if value >= 0 else Wrong("a number of events cannot be below 0", "correct it")


def probability(value: float) -> Wrong | None:
    """P: above 0, at most 1."""
    return None if 0 < value <= 1 else Wrong("P lies above 0 and is at most 1", "correct it")


def level(value: float) -> Wrong | None:
    """Level of an interval, as 0.95."""
    return None if 0 < value < 1 else Wrong("a level lies between 0 and 1", "write 0.95 for 95 %")


def weeks(value: float) -> Wrong | None:
    """Weeks from randomisation."""
    return None if value >= 0 else Wrong("weeks count from randomisation, from 0 up", "correct it")


def year(value: float) -> Wrong | None:
    """Year of publication."""
    whole = value == int(value) and 1900 <= value <= 2100
    return None if whole else Wrong("it is not a year", "write it with four digits, or leave it empty")


WHOLE = (people, events)
"""Limits of numbers that have no decimals."""
LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "n": people,
        "events": events,
        "sd": above_zero("a standard deviation"),
        "se": above_zero("a standard error"),
        "variance": above_zero("a variance"),
        "person_time": above_zero("person-time"),
        "p": probability,
        "level": level,
        "weeks": weeks,
        "year": year,
    }
)
"""By role; a role that is not named here takes any number."""


def numbers(texts: Collection[str], limit: Limit, decimal: str = ".") -> dict[str, float | Wrong | None]:
    """By text, each different cell of a column read once: a million rows repeat themselves."""
    return {text: number(text, limit, decimal) for text in set(texts)}
