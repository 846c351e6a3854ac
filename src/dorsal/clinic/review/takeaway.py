"""Files to take away from an analysis: those that `dorsal fit` writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from django.utils.translation import gettext_lazy

from dorsal.clinic.review.analysis import Found
from dorsal.clinic.review.hourglass import OutOfTime, within
from dorsal.faces.archive import archive
from dorsal.faces.bundle import OF_DOCUMENT, SCRIPT, table_files
from dorsal.faces.charts.image import encoded
from dorsal.faces.cli.asking import request, sources
from dorsal.faces.plot_folder import plots
from dorsal.faces.script_file import script_text

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LATE = "The time for one table was over. All plots: dorsal fit FILE --plots FOLDER, on your own machine.\n"


@dataclass(frozen=True, kw_only=True)
class File:
    """A file by its name, and how it is made of an analysis."""

    name: str
    kind: str
    words: Any
    make: Callable[[Found], bytes]


def _of_document(name: str) -> Callable[[Found], bytes]:
    """As `dorsal fit --zip` makes the file of this name."""
    return lambda found: OF_DOCUMENT[name](found.document)


def _tables(found: Found) -> bytes:
    return archive(table_files(found.document))


def _plots(found: Found) -> bytes:
    return archive(_drawn(found))


def _drawn(found: Found) -> dict[str, bytes]:
    """Every plot; of a large network those that could be drawn in time, and a note."""
    made: dict[str, bytes] = {}
    try:
        with within(found.until - monotonic()):
            for name, svg in plots(found.document):
                made[f"{name}.svg"] = encoded(svg, ".svg")  # each is kept, should the next take too long
    except OutOfTime:
        made["not-all-plots.txt"] = LATE.encode()
    return made


def _script(found: Found) -> bytes:
    made = script_text(found.document, request(found.options), found.inquiry, sources(found.options), Path(SCRIPT))
    return made.encode()


def _everything(found: Found) -> bytes:
    return archive(dict(_each(found)))


def _each(found: Found) -> Iterator[tuple[str, bytes]]:
    for table in (found.file, *found.beside):
        yield table.name, table.content
    for name, file in FILES.items():
        if name != "everything.zip":
            yield name, file.make(found)


FILES: Mapping[str, File] = {
    each.name: each
    for each in (
        File(name="everything.zip", kind="application/zip", make=_everything,
             words=gettext_lazy("Everything below in one archive, with your table")),
        File(name="report.html", kind="text/html; charset=utf-8", make=_of_document("report.html"),
             words=gettext_lazy("This report as one page to read, print or send")),
        File(name="tables.xlsx", kind=BOOK, make=_of_document("tables.xlsx"),
             words=gettext_lazy("Every table of the analysis as an Excel workbook")),
        File(name="tables.zip", kind="application/zip", make=_tables,
             words=gettext_lazy("The same tables as CSV files")),
        File(name="plots.zip", kind="application/zip", make=_plots,
             words=gettext_lazy("Every plot as a drawing (SVG), for a paper or slides")),
        File(name="fit.json", kind="application/json", make=_of_document("fit.json"),
             words=gettext_lazy("Every number, for programs")),
        File(name=SCRIPT, kind="text/x-python; charset=utf-8", make=_script,
             words=gettext_lazy("A Python script that makes this analysis again from your table, number for number")),
        File(name="cinema.csv", kind="text/csv; charset=utf-8", make=_of_document("cinema.csv"),
             words=gettext_lazy("Your trials as the CINeMA application reads them")),
        File(name="prisma-nma.md", kind="text/markdown; charset=utf-8", make=_of_document("prisma-nma.md"),
             words=gettext_lazy("The PRISMA checklist for networks, filled in as far as the analysis knows")),
    )
}  # fmt: skip
"""By name, in the order shown."""
