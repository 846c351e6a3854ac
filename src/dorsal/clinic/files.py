"""Files to take away, made once a release from what the pages show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dorsal.clinic.release import Release, release
from dorsal.faces import json_document
from dorsal.faces.archive import archive
from dorsal.faces.csv_folder import csv_text
from dorsal.faces.report import page
from dorsal.faces.tables import tables
from dorsal.faces.workbook import workbook_bytes


@dataclass(frozen=True, kw_only=True)
class File:
    """A file by its name, with how it is made of a release."""

    name: str
    kind: str
    words: str | Promise
    make: Callable[[Release], bytes]

    def content(self, topic: str) -> bytes:
        """Its bytes for a topic."""
        return _made(self, topic)


@cache
def _made(file: File, topic: str) -> bytes:
    return file.make(release(topic))


def _report(made: Release) -> bytes:
    return page(made.answer).encode()


def _workbook(made: Release) -> bytes:
    return workbook_bytes(tables(made.answer))


def _archive(made: Release) -> bytes:
    return archive({f"{table.name}.csv": csv_text(table).encode() for table in tables(made.answer)})


def _json(made: Release) -> bytes:
    return json_document.text(json_document.answer_json(made.answer)).encode()


def _script(made: Release) -> bytes:
    said = made.answer.provenance
    return SCRIPT.format(version=said.version, sha256=said.data_hash, release=made.id, seed=said.seed).encode()


SCRIPT = '''"""Computes the answer again, from the tables that come with Dorsal {version} (release {release})."""

import dorsal
from dorsal.faces.report import page

answer = dorsal.answer(seed={seed})
assert dorsal.__version__ == "{version}", "another version may give another answer"
assert answer.provenance.data_hash == "{sha256}", "the tables have changed"
for section in answer.sections:
    for finding in section.against_reference:
        print(section.question.outcome, section.question.window, finding)
with open("dorsal-report.html", "w", encoding="utf-8") as report:
    report.write(page(answer))
'''

FILES = (
    File(name="report.html", kind="text/html; charset=utf-8", make=_report,
         words=gettext_lazy("The report: one page to read, print or send, with every trial and the methods")),
    File(name="tables.xlsx", kind="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         make=_workbook, words=gettext_lazy("Every table of the analysis as an Excel workbook")),
    File(name="tables.zip", kind="application/zip", make=_archive,
         words=gettext_lazy("The same tables as CSV files")),
    File(name="answer.json", kind="application/json", make=_json,
         words=gettext_lazy("Every number with its interval, certainty and trials, for programs")),
    File(name="answer.py", kind="text/x-python; charset=utf-8", make=_script,
         words=gettext_lazy("A Python script that computes it all again")),
)  # fmt: skip
