"""One row per study with its arms side by side, any number of them: treat1, n1, mean1, sd1, treat2 ..."""

from __future__ import annotations

from dorsal.trials.sheet.arms import OF_MEDIANS, Arms
from dorsal.trials.sheet.occasion import Occasions
from dorsal.trials.sheet.page import Page, grouped
from dorsal.trials.sheet.spelling import check_combinations

NUMBERS = ("n", "events", "mean", "sd", "se", "person_time")


def arms_of(page: Page) -> Arms:
    """The arms of a table with one row for each study. An arm that has no treatment is not there."""
    places = page.columns.numbers("treatment")
    known = check_combinations(page, [f"treatment{k}" for k in places])
    medians = bool(page.columns.numbers("median")) and not page.columns.numbers("events")
    taken = (*NUMBERS, *(OF_MEDIANS if medians else ()))
    names: list[str] = []
    treatments: list[str] = []
    labels: list[str] = []
    found: dict[str, list[float | None]] = {role: [] for role in taken}
    rows: list[int] = []
    numbers: list[int] = []
    for k in places:
        treatment, label = page.texts(f"treatment{k}"), page.texts(f"arm{k}")
        columns = {role: page.numbers(f"{role}{k}") for role in taken}
        _check_nameless(page, k, treatment, columns)
        there = [row for row, text in enumerate(treatment) if text]
        rows += there
        numbers += [k] * len(there)
        names += [page.names[row] for row in there]
        treatments += [known[treatment[row]] for row in there]
        labels += [label[row] for row in there]
        for role in taken:
            found[role] += [columns[role][row] for row in there]
    return Arms(
        page=page,
        occasions=Occasions(page),
        rows=rows,
        numbers=numbers,
        study=names,
        studies=grouped(names),
        treatment=treatments,
        label=labels,
        low=[None] * len(rows),
        high=[None] * len(rows),
        categories=(),
        **({} if medians else {role: [None] * len(rows) for role in OF_MEDIANS}),
        **found,
    )


def _check_nameless(page: Page, k: int, treatment: list[str], columns: dict[str, list[float | None]]) -> None:
    """A fault where an arm has numbers and no treatment."""
    for row, text in enumerate(treatment):
        if not text and any(values[row] is not None for values in columns.values()):
            remedy = "name the treatment, or empty the cells of this arm"
            page.fault(row, f"treatment{k}", "the arm has numbers and no treatment", remedy, part=f"arm {k}")


def check_once(page: Page, arms: Arms, repeated: set[int]) -> set[int]:
    """Rows of studies that stand in another row for the same outcome and time: faults; `repeated` rows are already."""
    found = set()
    first: dict[object, int] = {}
    for row, study in enumerate(page.names):
        kept = first.setdefault((study, arms.occasions.key(row)), row)
        if kept != row and study and row not in repeated:
            found.add(row)
            remedy = (
                "put all arms of a study in one row (treat3, treat4 ...); or tell the rows apart in a column outcome, "
                "scale or weeks"
            )
            page.fault(row, "study", f"the study stands in {page.table.place(kept)} too", remedy)
    return found
