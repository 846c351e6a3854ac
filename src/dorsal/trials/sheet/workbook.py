"""A table in an Excel workbook: values of cells, formulas by the value that was stored with them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from dorsal.errors import SheetError
from dorsal.trials.sheet.refusal import refusal
from dorsal.trials.sheet.table import Table, table
from dorsal.trials.sheet.written import written

EVERY = 20_000
Progress = Callable[[int], None]


def from_workbook(name: str, content: bytes, sheet_name: str | None, on_progress: Progress) -> Table:
    """The table in one sheet of an .xlsx file: the sheet named, else the first that holds two columns, and says which.

    A formula without a stored value stays as its text, so that whoever needs a number there can say so. Raises
    SheetError where there is no such sheet or the file is damaged.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations, which do not matter here
        try:
            book = _book(content, values=True)
            title, rows, notes = _chosen(name, book, sheet_name, on_progress)
            if any(None in row for row in rows):
                formulas = _restored(_book(content, values=False)[title], rows)
                notes += [f"Formulas without a stored value: {formulas}."] if formulas else []
        except SheetError:
            raise
        except Exception as error:  # a damaged workbook can raise anything
            problem = f"it begins like an Excel workbook but cannot be read as one ({type(error).__name__})"
            raise refusal(name, problem, "open it in Excel or LibreOffice and save it again as .xlsx") from error
    width = max(len(row) for row in rows) if rows else 0
    cells = [[*map(written, row), *[""] * (width - len(row))] for row in rows]
    return table(name, cells, range(1, len(rows) + 1), notes)


def _book(content: bytes, *, values: bool) -> Any:
    import openpyxl  # noqa: PLC0415 -- half a second that only a workbook is worth

    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values)


Row = list[Any]


def _chosen(name: str, book: Any, sheet_name: str | None, on_progress: Progress) -> tuple[str, list[Row], list[str]]:
    titles = [sheet.title for sheet in book.worksheets]
    if sheet_name is not None and sheet_name not in titles:
        alike = [title for title in titles if title.casefold().strip() == sheet_name.casefold().strip()]
        sheet_name = alike[0] if len(alike) == 1 else sheet_name
    if sheet_name is not None and sheet_name not in titles:
        raise refusal(
            name, "there is no such sheet", f"the workbook has {', '.join(titles)}", where="sheet", value=sheet_name
        )
    if not titles:
        raise refusal(name, "the workbook has no sheet of cells", "put the table into one")
    for title in [sheet_name] if sheet_name is not None else titles:
        rows = list(_rows(book[title], on_progress))
        if any(sum(value is not None for value in row) > 1 for row in rows):
            break
    others = [other for other in titles if other != title]
    said = [f"Sheet: {title!r} of {len(titles)}; the others are not read ({', '.join(others)})."] if others else []
    return title, rows, said


def _rows(sheet: Any, on_progress: Progress) -> Iterator[Row]:
    sheet.reset_dimensions()  # some programs write a wrong size
    for count, values in enumerate(sheet.iter_rows(values_only=True), 1):
        yield list(values)
        if count % EVERY == 0:
            on_progress(count)


def _restored(sheet: Any, rows: list[Row]) -> int:
    """Put the text of each formula where it has no value, and count them."""
    sheet.reset_dimensions()
    count = 0
    for row, formulas in zip(rows, sheet.iter_rows(values_only=True), strict=False):
        for place, formula in enumerate(formulas[: len(row)]):
            if row[place] is None and isinstance(formula, str) and formula.startswith("="):
                row[place] = formula
                count += 1
    return count
