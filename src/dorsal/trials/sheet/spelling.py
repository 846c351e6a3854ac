"""Names that differ only by case or blanks, which a program takes for different things and a person does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dorsal.errors import EvidenceError
from dorsal.trials.sheet.cell import NO_TEXT
from dorsal.trials.sheet.page import Page
from dorsal.trials.treatment import JOIN, canonical

BETWEEN = re.compile(r"(?<=\w)[\s_-]+(?=\w)")


def check_names(page: Page, roles: Sequence[str], *, combined: bool) -> set[str]:
    """A fault for each spelling that differs from a more frequent one only by case, blanks, hyphens or underscores.

    `combined`: names may be combinations joined by `+`, whose parts are compared. All columns are taken together.
    Returns the names that have more than one spelling.
    """
    first: dict[str, str] = {}
    unlike: dict[str, list[str]] = {}
    for cell in dict.fromkeys(cell for role in roles for cell in page.raw(role)):
        for part in _parts(cell, combined):
            key = _folded(part)
            kept = first.setdefault(key, part)
            if kept != part and key not in NO_TEXT and part not in unlike.setdefault(key, [kept]):
                unlike[key].append(part)
    if unlike:
        places = _places(page, roles, {part for parts in unlike.values() for part in parts}, combined)
        for parts in unlike.values():
            _fault(page, parts, places)
    return {" ".join(part.split()) for parts in unlike.values() for part in parts}


def _parts(cell: str, combined: bool) -> list[str]:
    """Parts of a combination; blanks around `+` are no matter, those at the ends of the cell are."""
    if not combined or JOIN not in cell:
        return [cell]
    parts = [part.strip() for part in cell.split(JOIN)]
    before, after = cell[: len(cell) - len(cell.lstrip())], cell[len(cell.rstrip()) :]
    return [before + parts[0], *parts[1:-1], parts[-1] + after]


def _folded(name: str) -> str:
    return BETWEEN.sub(" ", name.strip()).casefold()


_Places = dict[str, list[tuple[int, str]]]
"""By spelling, the rows in which it stands, each with the role of the column."""


def _places(page: Page, roles: Sequence[str], wanted: set[str], combined: bool) -> _Places:
    places: _Places = {part: [] for part in wanted}
    for role in roles:
        for row, cell in enumerate(page.raw(role)):
            for part in _parts(cell, combined):
                if part in wanted:
                    places[part].append((row, role))
    return places


def _fault(page: Page, parts: Sequence[str], places: _Places) -> None:
    usual = max(parts, key=lambda part: (len(places[part]), part == part.strip()))
    for part in parts:
        if part == usual:
            continue
        row, role = min(places[part])
        times = f" (in {len(places[part])} rows)" if len(places[part]) > 1 else ""
        problem = f"it differs from {usual!r} only by {_difference(part, usual)}{times}"
        remedy = f"write {usual.strip()!r} everywhere, or names that differ by more"
        page.fault(row, role, problem, remedy, value=part)


def _difference(part: str, usual: str) -> str:
    if part.strip() == usual.strip():
        return "a blank before or after it"
    if "".join(part.split()) == "".join(usual.split()):
        return "blanks"
    return "case" if part.strip().casefold() == usual.strip().casefold() else "case, blanks, hyphens or underscores"


def check_combinations(page: Page, roles: Iterable[str]) -> dict[str, str]:
    """By clean name, the canonical treatment: parts joined by `+` in order. A fault where a part is empty or twice."""
    known: dict[str, str] = {}
    for role in roles:
        texts = page.texts(role)
        for text in dict.fromkeys(texts):
            if not text or text in known:
                continue
            try:
                known[text] = canonical(text)
            except EvidenceError as error:
                known[text] = text
                problem, _, remedy = str(error).partition("; ")
                page.fault(texts.index(text), role, problem, remedy or f"{JOIN!r} joins the parts of a combination")
    return known


def treatments_of(page: Page) -> list[str]:
    """The canonical treatment of each row, with a fault where it or the study is missing or spelled in two ways."""
    treatment = page.texts("treatment")
    for row, (study, name) in enumerate(zip(page.names, treatment, strict=True)):
        if not study or not name:
            role = "treatment" if study else "study"
            page.fault(row, role, f"the {role} is missing", "fill it in, or delete the row")
    check_names(page, ["study"], combined=False)
    check_names(page, ["treatment"], combined=True)
    known = check_combinations(page, ["treatment"])
    return [known.get(text, "") for text in treatment]
