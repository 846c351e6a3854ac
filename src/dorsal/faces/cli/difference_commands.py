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
from dorsal.faces.cli.difference_view import show_difference
from dorsal.faces.cli.options import AnalysisOptions, FitOptions, SheetOptions, option, takes
from dorsal.faces.cli.screen import Screen
from dorsal.faces.cli.sheet_view import show_fit
from dorsal.faces.difference import difference, read_fit
from dorsal.faces.document import Document
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.living import changed

WATCH = "How it watches"


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
class WatchOptions(SheetOptions, AnalysisOptions):
    """Of `dorsal watch`."""

    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table of trials: CSV, TSV, Excel or Parquet", show_default=False)
    ]
    every: Annotated[
        float, option("--every", "Seconds between two looks at the file. Default: 1", WATCH, metavar="SECONDS")
    ] = 1.0
    times: Annotated[
        int, option("--times", "Leave after this many fits. Default: on Ctrl-C", WATCH, metavar="NUMBER")
    ] = 0


@takes(WatchOptions)
def watch(options: WatchOptions) -> None:
    """Fit a table again whenever it is saved, and show what changed. Ctrl-C ends it."""
    with suppress(KeyboardInterrupt):  # the one way to end it: no fault, so exit 0
        follow(options, Screen(Console()), time.sleep)


def follow(options: WatchOptions, screen: Screen, wait: Callable[[float], None]) -> None:
    """Fit now and after each save, `times` times (0: until interrupted). Raises OptionError for wrong settings."""
    if not options.every > 0 or options.times < 0:
        raise OptionError("--every must be above 0 seconds, and --times 0 or more")
    seen: tuple[int, int] | None = None
    before: Document | None = None
    looked = 0
    first = True
    while True:
        now = _state(options.file)
        if first or now != seen:
            seen, first = now, False
            before = _again(options, screen, before)
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


def _again(options: WatchOptions, screen: Screen, before: Document | None) -> Document | None:
    """The fit as it is now, from the last one that worked; where the table is broken, its faults and that one."""
    asked = FitOptions(**{f.name: getattr(options, f.name) for f in fields(FitOptions) if hasattr(options, f.name)})
    try:
        document = ask_sheet("fit", asked, options.file, _analysis(before))
    except (DorsalError, OSError) as error:
        screen.line(f"{error}\nStill watching {options.file.name}.")
        return before
    if before is None:
        show_fit(screen, document)
    else:
        show_difference(screen, difference(*map(json_document.fit_json, (before, document))))
        _show_changed(screen, before, document)
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
