"""What a table holds, as far as it can be told before anything is asked of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from dorsal.clinic.review.limits import check_size
from dorsal.errors import DorsalError, NetworkError, OptionError, SheetError
from dorsal.faces.cli.asking import mapping, sheet_of
from dorsal.faces.cli.inquiry_options import InquiryOptions
from dorsal.faces.document import Document
from dorsal.faces.report.pictures import network_part
from dorsal.faces.request import Request
from dorsal.faces.sheet_answer import answer_sheet
from dorsal.trials.bias import RiskOfBias
from dorsal.trials.bias_table import read_bias, with_bias
from dorsal.trials.sheet import Sheet
from dorsal.trials.sheet.column import recognised
from dorsal.trials.sheet.layout import LAYOUTS
from dorsal.trials.sheet.source import ZIP, FileContent, table_of
from dorsal.trials.treatment import JOIN

MOST_OUTCOMES = 30
"""Outcomes that are looked into; of the others the names are told."""
MOST_COLUMNS = 80
MOST_FAULTS = 100
NOT_ASSESSED = RiskOfBias().overall
WIDEST = 30
"""Characters of a cell."""
TYPED = re.compile(r"[:,]? (?:columns|categories)=[\[{].*?, on the command line --(?:map|categories) [^;]*")
ON_PAGE = " below, where the columns are listed"
"""How a remedy names what is typed, and where a page has it."""
SHOWN = 6
"""Places that are named for one reason before they are only counted."""


def understood(file: FileContent, options: InquiryOptions) -> dict[str, Any]:
    """Layout, columns, outcomes with their networks, what was left out; or every fault. Raises SheetError where nothing
    can be read at all.
    """
    table, _ = table_of(file, options.sheet or None, lambda _: None)
    columns, _ = recognised(table.header, _known_only(table.header, mapping(options.map)))
    played = {place: role for role, place in columns.index.items()}
    plain = {place: role for role, place in recognised(table.header, {})[0].index.items()}
    told = {
        "sheets": _sheets(file),
        "header": [
            [name, played.get(place, ""), _begins(table.columns[place]), plain.get(place, "")]
            for place, name in enumerate(table.header[:MOST_COLUMNS])
            if name
        ],
        "rows": len(table.lines),
    }
    try:
        sheet = sheet_of(replace(options, bias=None), file, lambda _: None)
    except SheetError as error:
        places = {fault.where == "the header" for fault in error.faults}
        places_told = {"of_header": True in places, "of_rows": False in places}
        return {**told, **places_told, "refused": error.headline, "faults": faults(error)}
    except OptionError as error:
        return {**told, "refused": str(error)}
    try:
        check_size(sheet)
    except NetworkError as error:
        return {**told, "refused": str(error), "too_large": True}
    try:
        return told | _content(sheet if options.bias is None else with_bias(sheet, read_bias(options.bias)))
    except SheetError as error:
        return told | _content(sheet) | {"beside": {"refused": error.headline, "faults": faults(error)}}


def faults(error: SheetError) -> dict[str, Any]:
    """The faults of a table, the first of many."""
    told = [[f.where, f.column, f.value, f.problem, TYPED.sub(ON_PAGE, f.remedy)] for f in error.faults[:MOST_FAULTS]]
    return {"all": len(error.faults), "told": told}


def _begins(cells: Sequence[str]) -> str:
    """The first cells of a column, for a person who says what it is."""
    first = dict.fromkeys(cell.strip()[:WIDEST] for cell in cells[:SHOWN] if cell.strip())
    return ", ".join([*first][:3])


def _known_only(header: tuple[str, ...], said: Any) -> dict[str, str]:
    return {role: column for role, column in said.items() if not column or column in header}


def _sheets(file: FileContent) -> list[str]:
    if not file.content.startswith(ZIP):
        return []
    import io  # noqa: PLC0415

    import openpyxl  # noqa: PLC0415

    names: list[str] = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True).sheetnames
    return names


def _content(sheet: Sheet) -> dict[str, Any]:
    names = list(dict.fromkeys(r.outcome for study in sheet.studies for r in study.results))
    given = Counter(t for study in sheet.studies for t in {t for r in study.results for t in r.treatments})
    return {
        "layout": LAYOUTS[sheet.layout],
        "own": sheet.layout == "dorsal",
        "studies": len(sheet.studies),
        "treatments": sorted(given),
        "notes": list(sheet.notes),
        "outcomes": [_outcome(sheet, name, pictured=not i) for i, name in enumerate(names[:MOST_OUTCOMES])],
        "more_outcomes": names[MOST_OUTCOMES:],
        "with_parts": any(JOIN in treatment for treatment in given),
        "biased": sum(study.bias.overall != NOT_ASSESSED for study in sheet.studies),
    }


def _outcome(sheet: Sheet, name: str, *, pictured: bool) -> dict[str, Any]:
    """One outcome as `dorsal fit --outcome` would take it with nothing else said."""
    try:
        document = answer_sheet(sheet, Request(outcomes=(name,)), version=version("dorsal"), command="dorsal fit")
    except DorsalError as error:
        return {"name": name, "why_not": str(error)}
    return {"name": name, **_network(document, pictured=pictured)}


def _network(document: Document, *, pictured: bool) -> dict[str, Any]:
    section = document.sections[0]
    assert section.analysis is not None
    network = section.analysis.network
    return {
        "measure": section.question.measure,
        "reference": section.analysis.reference,
        "studies": len(network.studies),
        "people": network.people,
        "treatments": [[t, _trials(document, t), network.people_given(t)] for t in network.treatments],
        "comparisons": len(network.comparisons),
        "islands": [list(island) for island in network.islands],
        "left_out": list(_left_out(document)),
        "picture": network_part(document, section, "network") if pictured else "",
    }


def _trials(document: Document, treatment: str) -> int:
    return len({c.study for c in document.sections[0].evidence.contrasts if treatment in c.treatments})


def _left_out(document: Document) -> Iterator[list[Any]]:
    """Each reason with how many rows, and the first places."""
    places: dict[str, list[str]] = defaultdict(list)
    for out in document.sections[0].evidence.left_out:
        places[out.reason].append(f"{out.study}: {out.row}" if out.study not in out.row else out.row)
    for reason, where in sorted(places.items(), key=lambda each: -len(each[1])):
        yield [reason, len(where), where[:SHOWN]]
