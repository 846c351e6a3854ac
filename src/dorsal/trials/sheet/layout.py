"""What one row of a table is: an arm, a study, a contrast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from dorsal.errors import Fault, OptionError
from dorsal.trials.sheet.column import Columns
from dorsal.trials.sheet.table import Table
from dorsal.trials.sheet.vocabulary import folded

LAYOUTS: Mapping[str, str] = MappingProxyType(
    {
        "arms": "one row per arm",
        "wide": "one row per study, its arms side by side",
        "contrasts": "one row per contrast of two treatments",
        "relative": "one row per arm, with its effect against the study's base arm",
        "dorsal": "Dorsal's own, one row per number set",
    }
)
OWN = ("row_id", "study_id", "outcome", "measure", "value", "treatment1")
"""Columns by which Dorsal's own layout is known, and without which it cannot be."""
ARM_NUMBERS = ("events", "mean", "median")
OF_RESULTS = (*ARM_NUMBERS, "effect", "person_time")
TELLS_NOTHING = frozenset({"id", "sid"})
"""Names of columns that may number studies, or rows."""


def layout_of(columns: Columns, asked: str | None) -> str:
    """The layout of a table by its columns. Raises OptionError if one is asked that there is not."""
    if asked is not None:
        if asked not in LAYOUTS:
            known = "; ".join(f"{name} ({words})" for name, words in LAYOUTS.items())
            raise OptionError(f"there is no layout {asked!r}; there are {known}")
        return asked
    if {folded(name) for name in columns.header} >= {folded(name) for name in OWN}:
        return "dorsal"
    if len(columns.numbers("treatment")) > 1:
        arms = any(columns.numbers(role) for role in ARM_NUMBERS)
        return "wide" if arms and "effect" not in columns else "contrasts"
    if "effect" in columns and "treatment" in columns and not any(role in columns for role in ARM_NUMBERS):
        return "contrasts" if "comparator" in columns else "relative"
    return "arms"


def fitted(layout: str, columns: Columns, cells: Sequence[Sequence[str]]) -> Columns:
    """The columns with the roles that they have in this layout."""
    if layout == "contrasts" and "treatment1" not in columns and "comparator" in columns:
        columns = columns.renamed({"treatment": "treatment1", "comparator": "treatment2"})
    if layout in ("arms", "relative"):
        columns = _with_study_that_repeats(columns, cells)
    return _without_plain_time(columns)


def _with_study_that_repeats(columns: Columns, cells: Sequence[Sequence[str]]) -> Columns:
    """A study has several rows, so a column "id" that never repeats numbers the rows: another one names the study."""
    if columns.called.get("study") not in TELLS_NOTHING:
        return columns
    ids = cells[columns.index["study"]]
    free = [place for place in columns.others.get("study", ()) if place not in columns.index.values()]
    repeating = [place for place in free if len(set(cells[place])) < len(cells[place])]
    return columns.instead("study", repeating[0]) if repeating and len(set(ids)) == len(ids) else columns


def _without_plain_time(columns: Columns) -> Columns:
    """Beside numbers of people, a column "time" is when, not person-time."""
    roles = [
        role for role, name in columns.called.items() if role.startswith("person_time") and name.startswith("time")
    ]
    with_people = "n" in columns or columns.numbers("n")
    return columns.without(*roles) if with_people else columns


def without_spare(asked: str | None, columns: Columns, names: Sequence[str]) -> tuple[Columns, list[str]]:
    """The columns without roles of results that those of `names` would play and the layout can do without; and notes.

    A column that is asked for by its name, as a covariate or a correlation between arms, may have a name of events
    ("r").
    """
    notes = []
    wanted = {folded(name) for name in names}
    for role in [role for role in OF_RESULTS if role in columns and folded(columns.name(role)) in wanted]:
        others = columns.others.get(role, ())
        spared = columns.instead(role, others[0]) if others else columns.without(role)
        layout = layout_of(spared, asked)
        if layout == layout_of(columns, asked) and not missing(layout, spared):
            notes.append(
                f"Column {columns.name(role)!r}: read as what it was asked for, not as {role.replace('_', ' ')}."
            )
            columns = spared
    return columns, notes


def missing(layout: str, columns: Columns, *, counted: bool = False) -> list[Fault]:
    """A fault for each column that the layout cannot do without; `counted`: people by category are its numbers."""
    needs = _needs(layout, columns)[:2] if counted else _needs(layout, columns)
    absent = [(words, role) for words, role, there in needs if not there]
    header = ", ".join(name for name in columns.header if name)
    shown = header if len(header) <= 200 else header[:197] + "..."
    ordered = (
        "; people in ordered categories: categories=['LOWEST', ..., 'HIGHEST'], on the command line "
        "--categories LOWEST,...,HIGHEST"
    )
    return [
        Fault(
            "the header",
            "",
            shown,
            f"no column is recognised as {words}, which {LAYOUTS[layout]} needs",
            f"name it {role}, or say which it is: columns={{{role!r}: 'NAME'}}, on the command line --map {role}=NAME"
            + (ordered if layout == "arms" and role == "events" else ""),
        )
        for words, role in absent
    ]


def second_header(table: Table) -> list[Fault]:
    """A fault where the row below the header has only words, and the one below that numbers: a header of two rows."""
    first, second = ([column[i] for column in table.columns] for i in (0, 1)) if len(table.lines) > 1 else ([], [])
    words = [cell for cell in first if cell.strip()]
    if len(words) < 2 or any(_has_digit(cell) for cell in words) or not any(_has_digit(cell) for cell in second):
        return []
    problem = "it has words alone, like a second row of the header"
    remedy = "write both rows as one, so that every column has a name of its own, as mean1, sd1, n1, mean2, sd2, n2"
    return [Fault(table.place(0), "", ", ".join(words)[:60], problem, remedy)]


def _has_digit(cell: str) -> bool:
    return any(character.isdigit() for character in cell)


def _needs(layout: str, columns: Columns) -> list[tuple[str, str, bool]]:
    """What it is in words, the role, and whether it is there."""
    study = ("the study", "study", "study" in columns)
    treatment = ("the treatment", "treatment", "treatment" in columns)
    numbered = [(f"treatment {k}", f"treatment{k}", f"treatment{k}" in columns) for k in (1, 2)]
    match layout:
        case "dorsal":
            have = {folded(name) for name in columns.header}
            return [(name, name, folded(name) in have) for name in OWN]
        case "contrasts":
            spread = any(role in columns for role in ("se", "variance", "p", "statistic", "lower", "n1"))
            return [study, *numbered, ("the effect", "effect", "effect" in columns),
                    ("the standard error, the interval or P", "se", spread)]  # fmt: skip
        case "wide":
            return [*numbered, *_of_arms(columns, numbered=True)]
        case "relative":
            effect = ("the effect", "effect", "effect" in columns)
            return [study, treatment, effect, ("its standard error", "se", "se" in columns)]
    return [study, treatment, *_of_arms(columns, numbered=False)]


def _of_arms(columns: Columns, *, numbered: bool) -> list[tuple[str, str, bool]]:
    def there(role: str) -> bool:
        return bool(columns.numbers(role)) if numbered else role in columns

    one = "1" if numbered else ""
    if there("events"):
        people = there("n") or there("person_time")
        return [("the number of people or the person-time", f"n{one}", people)]
    medians = there("median") and _has_ends(there)
    if there("mean") and not (medians and not any(map(there, ("sd", "se"))) and "lower" not in columns):
        spread = there("sd") or there("se") or "lower" in columns
        people = there("n") or there("se") or not there("sd")
        return [
            ("the standard deviation or the standard error", f"sd{one}", spread),
            ("the number of people", f"n{one}", people),
        ]
    if there("median"):
        return [
            ("the quartiles (q1, q3) or the range (min, max)", f"first_quartile{one}", _has_ends(there)),
            ("the number of people", f"n{one}", there("n")),
        ]
    return [("the events or the mean", f"events{one}", False)]


def _has_ends(there: Callable[[str], bool]) -> bool:
    """Whether a median's quartiles or range have columns."""
    return any(all(map(there, ends)) for ends in (("first_quartile", "third_quartile"), ("minimum", "maximum")))
