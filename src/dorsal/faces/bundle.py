"""Everything that is said about a table of trials in one zip: page, tables, pictures, script, checklists, and the data.

The same data, options and version give the same bytes, so that two zips can be compared by their hashes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.faces.archive import archive
from dorsal.faces.cinema_file import cinema_table
from dorsal.faces.csv_folder import csv_text
from dorsal.faces.document import Document
from dorsal.faces.inquiry import Inquiry
from dorsal.faces.json_document import fit_json, text
from dorsal.faces.markdown import markdown
from dorsal.faces.own_file import replace_bytes
from dorsal.faces.plot_folder import plot_files
from dorsal.faces.prisma import checklist_markdown
from dorsal.faces.release import release_id
from dorsal.faces.report import page
from dorsal.faces.request import Request
from dorsal.faces.script_file import Sources, script_text
from dorsal.faces.tables import tables
from dorsal.faces.workbook import workbook_bytes

SUFFIX = ".zip"
MARK = "dorsal "
"""Begins the comment of every zip that Dorsal wrote."""
SCRIPT = "analysis.py"
ROOT = Path("unpacked")
"""Stands for the folder of the unpacked zip."""
CONTENTS = """Everything from one analysis by Dorsal {version}, release {release}.

{command}

report.html         the report; any browser shows it, without a network
fit.json            every number (docs/json.md)
answer.md           the answer as Markdown
tables.xlsx         every table in one workbook
tables/             the same tables as CSV
plots/              every plot
cinema.csv          the studies for the CINeMA application
prisma-nma.md       the PRISMA-NMA checklist, filled in as far as the analysis knows
analysis.py         a Python script that makes fit.json again from data/
data/               what was read

The same data, options and version of Dorsal give the same zip, byte for byte.
"""
PRIVATE = """
The table of people is about persons and is not in here: put it at data/{name} before you run analysis.py.
"""


OF_DOCUMENT: Mapping[str, Callable[[Document], bytes]] = {
    "report.html": lambda document: page(document).encode(),
    "fit.json": lambda document: (text(fit_json(document)) + "\n").encode(),
    "answer.md": lambda document: (markdown(document) + "\n").encode(),
    "tables.xlsx": lambda document: workbook_bytes(tables(document)),
    "cinema.csv": lambda document: csv_text(cinema_table(document)).encode(),
    "prisma-nma.md": lambda document: checklist_markdown(document).encode(),
}
"""Files that the document alone makes, by name: in the zip, and on the page of one's own trials."""


def table_files(document: Document) -> dict[str, bytes]:
    """Every table as CSV, by name."""
    return {f"{table.name}.csv": csv_text(table).encode() for table in tables(document)}


def bundle_files(
    document: Document, request: Request, inquiry: Inquiry, sources: Sources, *, plot_format: str = "svg"
) -> dict[str, bytes]:
    """Every file by its name in the zip. Raises OptionError for another format of plots, OSError for data gone."""
    moved, data = _data(sources)
    script = script_text(document, request, inquiry, moved, ROOT / SCRIPT)
    said = document.provenance
    contents = CONTENTS.format(version=said.version, release=release_id(said), command=said.command)
    for private in _private(sources):
        contents += PRIVATE.format(name=private.name)
    return {
        "README.txt": contents.encode(),
        **{name: make(document) for name, make in OF_DOCUMENT.items()},
        **{f"tables/{name}": made for name, made in table_files(document).items()},
        **{f"plots/{name}": drawn for name, drawn in plot_files(document, plot_format).items()},
        SCRIPT: script.encode(),
        **data,
    }


def _data(sources: Sources) -> tuple[Sources, dict[str, bytes]]:
    """What was read as it stands in the zip, and the files; two of one name are told apart by their role.

    A table of people is about persons, and does not leave its place by being read.
    """
    found: dict[str, bytes] = {}
    places: dict[str, Path] = {}
    private = {path.resolve() for path in _private(sources)}
    for role in ("people", "times", "curves", "at_risk", "trials", "bias", "overrides"):
        path: Path | None = getattr(sources, role)
        if path is None:
            continue
        plain = ROOT / "data" / path.name
        places[role] = plain if plain not in places.values() else plain.with_name(f"{role}-{path.name}")
        if path.resolve() not in private:
            found[places[role].relative_to(ROOT).as_posix()] = path.read_bytes()
    return replace(sources, **places), found  # type: ignore[arg-type]


def _private(sources: Sources) -> list[Path]:
    """Tables about persons."""
    return [path for path in (sources.people, sources.times) if path is not None]


def write_bundle(path: Path, made: Callable[[], dict[str, bytes]], *, force: bool = False) -> str:
    """Write the zip, replacing only one of Dorsal's own, and say so; the files are made only where it may be written.

    Raises OptionError for a name that is no zip's, or where something else stands.
    """
    if path.suffix.casefold() != SUFFIX or path.is_dir() or not path.parent.is_dir():
        raise OptionError(f"{path} is no place for a zip; name a file in a folder that exists, as in --zip all.zip")
    if path.exists() and not force and not _is_own(path):
        raise OptionError(f"{path} was not written by Dorsal and stays as it is; name another file, or add --force")
    files = made()
    replace_bytes(path, archive(files, comment=f"{MARK}(everything from one analysis)"))
    return f"Everything: {path} ({len(files)} files)"


def _is_own(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as made:
            return made.comment.startswith(MARK.encode())
    except zipfile.BadZipFile:
        return False
