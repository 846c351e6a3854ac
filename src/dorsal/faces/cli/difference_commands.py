"""Commands of a living review: diff compares two fits, watch fits again whenever the table is saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dorsal.errors import DorsalError, OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.asking import ask_sheet
from dorsal.faces.cli.belonging import check_belonging, flag, is_given
from dorsal.faces.cli.delivery import check, report_written, tables_written
from dorsal.faces.cli.difference_view import show_difference
from dorsal.faces.cli.inquiry_options import InquiryOptions, inquiry_of
from dorsal.faces.cli.inquiry_view import show_answers
from dorsal.faces.cli.options import option, takes
from dorsal.faces.cli.patience import patience
from dorsal.faces.cli.screen import Screen
from dorsal.faces.cli.sheet_view import show_fit
from dorsal.faces.difference import difference, read_fit
from dorsal.faces.document import Document
from dorsal.faces.inquiry import Inquiry, asked
from dorsal.faces.inquiry.unfinished import stopped
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.living import changed

WATCH = "How it watches"
ONCE = ("json", "md", "cinema", "script", "prisma", "plots", "plot_format", "zip")
"""What `dorsal fit` writes, and a watch does not."""


def register(app: typer.Typer) -> None:
    """Add the commands, with an example in the help of each."""
    app.command(epilog="Example:  [bold]dorsal diff january.json june.json[/bold]")(diff)
    app.command(epilog="Example:  [bold]dorsal watch trials.csv --measure OR[/bold]")(watch)


def diff(
    first: Annotated[Path, typer.Argument(metavar="A.json", help="What dorsal fit --json printed before")],
    second: Annotated[Path, typer.Argument(metavar="B.json", help="What it prints now")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else (docs/json.md)")] = False,
) -> None:
    """Compare two fits: data, options, studies, every effect and rank."""
    told = difference(read_fit(first), read_fit(second))
    if json:
        typer.echo(json_document.text(told))
    else:
        show_difference(Screen(Console()), told)


@dataclass(frozen=True, kw_only=True)
class WatchOptions(InquiryOptions):
    """Of `dorsal watch`: those of `dorsal fit`, and how it watches."""

    every: Annotated[
        float, option("--every", "Seconds between two looks at the file. Default: 1", WATCH, metavar="SECONDS")
    ] = 1.0
    times: Annotated[
        int, option("--times", "Leave after this many fits. Default: on Ctrl-C", WATCH, metavar="NUMBER")
    ] = 0


@takes(WatchOptions)
def watch(options: WatchOptions) -> None:
    """Fit a table again whenever it is saved, and show what changed. Ctrl-C ends it.

    Takes what dorsal fit takes: further questions are answered each time, and --report and tables are written anew.
    """
    with suppress(KeyboardInterrupt):  # the one way to end it: no fault, so exit 0
        follow(options, Screen(Console()), time.sleep)


def follow(options: WatchOptions, screen: Screen, wait: Callable[[float], None]) -> None:
    """Fit now and after each save, `times` times (0: until interrupted). Raises OptionError for wrong settings."""
    if not options.every > 0 or options.times < 0:
        raise OptionError("--every must be above 0 seconds, and --times 0 or more")
    _only_what_is_watched(options)
    inquiry = inquiry_of(options)
    seen: tuple[int, int] | None = None
    before: Document | None = None
    looked = 0
    first = True
    while True:
        now = _state(options.file)
        if first or now != seen:
            seen, first = now, False
            before = _again(options, inquiry, screen, before)
            looked += 1
            if looked == options.times:
                return
        wait(options.every)


def _state(path: Path) -> tuple[int, int] | None:
    """When the file was saved, and its size in bytes; None while an editor has it away."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


def _only_what_is_watched(options: WatchOptions) -> None:
    """Raises OptionError for what belongs to one fit, and for options that would do nothing."""
    check(options)
    check_belonging(options)
    told = [flag(field.name) for field in fields(options) if field.name in ONCE and is_given(options, field)]
    if told:
        raise OptionError(f"{' and '.join(told)} is written once, by dorsal fit; dorsal watch writes pages and tables")


def _again(options: WatchOptions, inquiry: Inquiry, screen: Screen, before: Document | None) -> Document | None:
    """The fit as it is now, from the last one that worked; where the table is broken, its faults and that one."""
    plain = InquiryOptions(**{field.name: getattr(options, field.name) for field in fields(InquiryOptions)})
    try:
        fitted = ask_sheet("fit", plain, options.file, _analysis(before), inquiry.adjustment, inquiry.survival)
        with patience("Answering further questions") as tell:
            document = asked(fitted, inquiry, tell)
        written = tables_written(options, document)
        written += [report_written(options.report, document, force=options.force)] if options.report else []
    except (DorsalError, OSError) as error:
        screen.line(f"{error}\nStill watching {options.file.name}.")
        return before
    if before is None:
        show_fit(screen, document)
    else:
        show_difference(screen, difference(*map(json_document.fit_json, (before, document))))
        _show_changed(screen, before, document)
    show_answers(screen, document.answers)
    for line in written:
        screen.say(line, style="bold")
    if stopped(document):
        raise KeyboardInterrupt
    screen.say(f"Watching {options.file.name}; Ctrl-C ends.", style="dim")
    return document


def _analysis(document: Document | None) -> Analysis | None:
    return None if document is None else document.sections[0].analysis


def _show_changed(screen: Screen, before: Document, now: Document) -> None:
    """Studies that are in both, with other numbers."""
    old, new = _analysis(before), _analysis(now)
    if old is None or new is None:
        return
    both = set(old.network.studies) & set(new.network.studies)
    studies = [study for study in changed(old.network, new.network).studies if study in both]
    if studies:
        screen.say(f"Other numbers than before: {', '.join(studies)}.")
