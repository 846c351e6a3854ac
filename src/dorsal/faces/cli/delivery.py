"""Where an answer goes: JSON or Markdown alone on the standard output, or the screen; tables and a page beside."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer
from rich.console import Console

from dorsal.errors import OptionError
from dorsal.faces import json_document
from dorsal.faces.cli.options import OutputOptions
from dorsal.faces.cli.screen import Screen
from dorsal.faces.csv_folder import write_tables
from dorsal.faces.document import Document
from dorsal.faces.own_file import check_page, write_page
from dorsal.faces.release import release_id
from dorsal.faces.tables import COLUMNS, Table, tables

DEFAULT_REPORT = Path("dorsal-report.html")
SHORT_HASH = 12
READ = ("file", "bias", "override", "people", "survival_times", "survival_curves", "at_risk")
"""Options that name a file to read."""


def check(options: OutputOptions) -> None:
    """Raise OptionError for outputs that exclude each other, or that would replace what is read."""
    if options.json and options.md:
        raise OptionError("--json and --md both print to the standard output; ask for one of them")
    if options.xlsx is not None and options.xlsx.suffix.lower() != ".xlsx":  # told before the work, not after it
        raise OptionError(f"--xlsx {options.xlsx}: a workbook is an Excel file; name it {options.xlsx.stem}.xlsx")
    _spare_what_is_read(options, _outputs(options))


def _spare_what_is_read(options: OutputOptions, written: Iterable[tuple[str, Path]]) -> None:
    given = {path.resolve() for path in (getattr(options, name, None) for name in READ) if path is not None}
    for name, path in written:
        if path.resolve() in given:
            raise OptionError(f"--{name} would replace {path}, which is read; name another place (--force is no way)")


def _outputs(options: OutputOptions) -> Iterator[tuple[str, Path]]:
    """Each file that may be written, with the option that asks for it."""
    for name in ("report", "xlsx", "zip"):
        path = getattr(options, name, None)
        if path is not None:
            yield name, path
    if options.csv is not None:
        yield from (("csv", options.csv / f"{table}.csv") for table in COLUMNS)


def deliver(
    options: OutputOptions,
    document: Document,
    *,
    json: Callable[[], json_document.Json],
    show: Callable[[Screen], None],
    md: Callable[[], str] | None = None,
    report: Path | None = None,
    only: tuple[str, ...] = (),
    hint: str = "",
) -> None:
    """Write what was asked for. A page that may not be written is an error only after the answer has been shown."""
    written = tables_written(options, document, only)
    refused: OptionError | OSError | None = None
    if report is not None:
        try:
            written.append(report_written(report, document, force=options.force))
        except (OptionError, OSError) as error:
            refused = error
    if options.json:
        typer.echo(json_document.text(json(), ascii_only=not speaks_utf8()))
    elif options.md:
        from dorsal.faces.markdown import markdown

        typer.echo(markdown(document) if md is None else md())
    else:
        screen = Screen(Console())
        show(screen)
        _sign(screen, document, [*written, hint] if hint else written)
    if (options.json or options.md) and written:
        typer.echo("\n".join(written), err=True)
    if refused is not None:
        raise refused


def tables_written(options: OutputOptions, document: Document, only: tuple[str, ...] = ()) -> list[str]:
    """Write the tables that were asked for, and say where."""
    written = [_write_csv(options, options.csv, document, only)] if options.csv else []
    if options.parquet:
        written.append(_write_parquet(options.parquet, document, only, force=options.force))
    if options.xlsx:
        written.append(_write_xlsx(options.xlsx, document, only, force=options.force))
    return written


def _write_csv(options: OutputOptions, folder: Path, document: Document, only: tuple[str, ...]) -> str:
    chosen: tuple[Table, ...] = tuple(t for t in tables(document) if not only or t.name in only)
    _spare_what_is_read(options, (("csv", folder / f"{table.name}.csv") for table in chosen))
    paths = write_tables(folder, chosen, force=options.force)
    return f"Tables: {folder}/ ({', '.join(path.name for path in paths)})"


def _write_parquet(folder: Path, document: Document, only: tuple[str, ...], *, force: bool) -> str:
    from dorsal.faces.parquet_folder import write_parquet

    paths = write_parquet(folder, tuple(t for t in tables(document) if not only or t.name in only), force=force)
    return f"Parquet: {folder}/ ({', '.join(path.name for path in paths)})"


def _write_xlsx(path: Path, document: Document, only: tuple[str, ...], *, force: bool) -> str:
    from dorsal.faces.workbook import write_workbook

    write_workbook(path, tuple(t for t in tables(document) if not only or t.name in only), force=force)
    return f"Workbook: {path}"


def report_written(path: Path, document: Document, *, force: bool) -> str:
    """The page; it is made only where it may be written."""
    check_page(path, force=force)
    from dorsal.faces.report import page

    write_page(path, page(document), force=force)
    return f"Report: {path}"


def _sign(screen: Screen, document: Document, written: list[str]) -> None:
    """Where the numbers come from, how to make them again, and what was written."""
    said = document.provenance
    screen.blank()
    data = f"data {said.data_name}, SHA-256 {said.data_hash[:SHORT_HASH]}"
    screen.say(f"Dorsal {said.version}; {data}; release {release_id(said)}; {said.command}", style="dim")
    for line in written:
        screen.say(line, style="bold")


def speaks_utf8() -> bool:
    """Whether the standard output can hold any sign."""
    return (sys.stdout.encoding or "").lower().startswith("utf")
