"""The analysis of a table as `dorsal fit` makes it: its options are filled in, and its own functions asked."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

from dorsal.clinic.review.hourglass import OutOfTime, within
from dorsal.clinic.review.limits import check_size
from dorsal.errors import DorsalError
from dorsal.faces.cli.asking import command_line, request, sheet_of
from dorsal.faces.cli.belonging import settled
from dorsal.faces.cli.inquiry_options import SAID_BY, InquiryOptions, inquiry_of
from dorsal.faces.document import Document
from dorsal.faces.inquiry import KEYS, Bayes, Inquiry, asked
from dorsal.faces.report.further import further
from dorsal.faces.sheet_answer import answer_sheet
from dorsal.faces.telling import Answer
from dorsal.trials.sheet.source import FileContent

Job = Mapping[str, Any]
FOR_QUESTIONS = 0.6
FOR_FILES = 0.85
"""Shares of the time after which further questions, and plots for a file, must be done."""
OF_POSTERIOR = ("posterior", "risk_regression")
"""Questions that take the settings of the posterior."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The analysis, with the options that make it again on the command line."""

    document: Document
    options: InquiryOptions
    inquiry: Inquiry
    file: FileContent
    beside: tuple[FileContent, ...]
    """The tables beside it."""
    open: Mapping[str, str]
    """Questions without an answer, and why; "" where it took too long."""
    until: float
    """When files must be done, on the clock of `monotonic`."""


def file_of(job: Job) -> FileContent:
    """The table of a piece of work."""
    return FileContent(name=job["name"], content=base64.b64decode(job["content"]))


def beside_of(job: Job) -> dict[str, FileContent]:
    """The tables beside it, by the option that takes them."""
    return {option: file_of(table) for option, table in job.get("beside", {}).items()}


def options_of(job: Job) -> InquiryOptions:
    """Its options, as the command line has them; tables beside it lie in the folder of the work."""
    beside: dict[str, Any] = {option: Path(table.name) for option, table in beside_of(job).items()}
    return InquiryOptions(file=Path(job["name"]), **job["options"], **beside)


def analysed(job: Job) -> Found:
    """The document of the table. Raises SheetError, NetworkError, OptionError as `dorsal fit` does."""
    begun, seconds = monotonic(), float(job["seconds"])
    options, file = options_of(job), file_of(job)
    inquiry, wanted = inquiry_of(options), request(options)
    options = settled(options)
    sheet = sheet_of(options, file, lambda _: None)
    check_size(sheet)
    made_by = command_line("fit", options)
    plain = answer_sheet(sheet, wanted, version=version("dorsal"), command=made_by)
    answers, without = _answers(plain, inquiry, begun + FOR_QUESTIONS * seconds)
    options = settled(_unasked(options, without))
    provenance = replace(plain.provenance, command=command_line("fit", options))
    return Found(
        document=replace(plain, answers=answers, provenance=provenance),
        options=options,
        inquiry=inquiry_of(options),
        file=file,
        beside=tuple(beside_of(job).values()),
        open=without,
        until=begun + FOR_FILES * seconds,
    )


def _answers(plain: Document, inquiry: Inquiry, until: float) -> tuple[tuple[Answer, ...], dict[str, str]]:
    """Question by question, so that one that this table cannot answer, or not in its share of the time, does not take
    the others along.
    """
    found: list[Answer] = []
    without: dict[str, str] = {}
    keys = [key for key in KEYS if key in inquiry.asked]
    for place, key in enumerate(keys):
        bayes = inquiry.bayes if key in OF_POSTERIOR else Bayes()
        try:
            with within((until - monotonic()) / (len(keys) - place)):
                found += _drawn(asked(plain, replace(inquiry, asked=frozenset({key}), bayes=bayes)))
        except DorsalError as error:
            without[key] = str(error)
        except OutOfTime:
            without[key] = ""
    return tuple(found), without


def _drawn(document: Document) -> list[Answer]:
    """The answers with their pictures drawn: that takes time too, and is done once for page and files."""
    kept = [
        replace(answer, pictures=tuple(replace(picture, draw=cache(picture.draw)) for picture in answer.pictures))
        for answer in document.answers
    ]
    further(replace(document, answers=tuple(kept)))
    return kept


def asked_by(keys: Collection[str]) -> set[str]:
    """The options that ask questions, with those that say nothing without them."""
    of_posterior = {"likelihood", "link", "prior_baseline"} if set(OF_POSTERIOR) & set(keys) else set()
    return {SAID_BY.get(key, key) for key in keys} | of_posterior


def _unasked(options: InquiryOptions, without: Collection[str]) -> InquiryOptions:
    """The options without the questions that have no answer."""
    plain = InquiryOptions(file=options.file)
    return replace(options, **{name: getattr(plain, name) for name in asked_by(without)})
