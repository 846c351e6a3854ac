"""Every error that Dorsal raises on purpose.

DorsalError                 something a person can put right; shown without a traceback
├── EvidenceError           a number or a table that cannot be used            exit 10
│   └── FaultyTable         all faults of a table at once                      exit 10
│       ├── SheetError      of a file or data frame                            exit 10
│       ├── TopicError      of a topic folder                                  exit 10
│       ├── ProfileError    of what is said about a person                     exit 10
│       ├── PlanError       of a kept care plan                                exit 10
│       └── ArticleError    of the marks in an article                         exit 10
├── NetworkError            the trials cannot answer what was asked            exit 11
├── NotSettled              an optimiser stopped without an answer             exit 12
├── NotPermitted            what safety does not allow for this person         exit 13
├── FetchRefused            a page on paper asked for something from outside   exit 1
├── Overstated              an article says more than the evidence allows      exit 14
└── OptionError             an option outside its limits                       exit 2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class DorsalError(Exception):
    """Something a person can put right. The command line shows its text and exits with `exit_code`."""

    exit_code = 1


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a table: where it stands, what stands there, and the way out."""

    where: str
    """Row as the user sees it, with the study where known: "line 14 (study S07)"."""
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        value = f": {self.value!r}" if self.value else ""
        return f"{self.where}{column}{value}: {self.problem}; {self.remedy}"


class EvidenceError(DorsalError):
    """A number or a table that cannot be used."""

    exit_code = 10


TOLD = 50
"""Faults that a message lists before it only counts."""


class FaultyTable(EvidenceError):
    """A table with faults; `faults` holds them all, the message the first of them."""

    def __init__(self, headline: str, faults: Sequence[Fault] = ()) -> None:
        self.headline = headline
        self.faults = tuple(faults)
        more = [f"  ... and {len(self.faults) - TOLD:,} more"] if len(self.faults) > TOLD else []
        super().__init__("\n".join([headline, *(f"  {fault}" for fault in self.faults[:TOLD]), *more]))


class SheetError(FaultyTable):
    """A file or data frame that cannot be read as trials."""


class TopicError(FaultyTable):
    """A topic folder that cannot be used."""


class ProfileError(FaultyTable):
    """What is said about a person cannot be so. `faults` name each field, what stands there and the way out."""


class PlanError(FaultyTable):
    """A file that is no care plan, or one that does not hold together."""


class ArticleError(FaultyTable):
    """An article with marks, placeholders or links that cannot be read."""


class Overstated(DorsalError):
    """An article says more than the evidence allows, and was asked not to."""

    exit_code = 14


class NetworkError(DorsalError):
    """The trials at hand cannot answer what was asked: nothing to pool, unknown or unconnected treatments."""

    exit_code = 11


class NotSettled(DorsalError):
    """An optimiser stopped without an answer. `diary` tells what it did."""

    exit_code = 12

    def __init__(self, message: str, diary: Any = None) -> None:
        self.diary = diary
        super().__init__(message)


class NotPermitted(DorsalError):
    """What safety does not allow for this person, or not yet."""

    exit_code = 13


class FetchRefused(DorsalError):
    """A page on paper asked for something from outside. It is not printed."""


class OptionError(DorsalError):
    """An option outside its limits."""

    exit_code = 2
