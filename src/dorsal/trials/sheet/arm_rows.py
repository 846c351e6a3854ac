"""One row per arm: study, treatment, and events with n or person-time, or a mean with its spread."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.trials.sheet.arms import OF_MEDIANS, Arms
from dorsal.trials.sheet.categories import people_by_category
from dorsal.trials.sheet.occasion import Occasions
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.spelling import check_combinations


def _numbers(page: Page, role: str) -> Sequence[float | None]:
    """The cells of a role, of which a table of ordered categories has none."""
    return [None] * len(page) if page.categories else page.numbers(role)


def arms_of(page: Page) -> Arms:
    """The arms of a table with one row for each."""
    known = check_combinations(page, ["treatment"])
    treatment = page.texts("treatment")
    medians = page.has("median") and not page.has("events") and not page.categories
    page.needs("treatment", (row for row, text in enumerate(treatment) if not text), "the treatment")
    return Arms(
        page=page,
        occasions=Occasions(page),
        rows=range(len(page)),
        numbers=bytes(len(page)),
        study=page.names,
        studies=page.studies,
        treatment=[known.get(text, "") for text in treatment],
        label=page.texts("arm"),
        n=page.numbers("n"),
        events=_numbers(page, "events"),
        mean=_numbers(page, "mean"),
        sd=_numbers(page, "sd"),
        se=_numbers(page, "se"),
        low=_numbers(page, "lower"),
        high=_numbers(page, "upper"),
        person_time=_numbers(page, "person_time"),
        categories=people_by_category(page),
        **{role: page.numbers(role) if medians else [None] * len(page) for role in OF_MEDIANS},
    )
