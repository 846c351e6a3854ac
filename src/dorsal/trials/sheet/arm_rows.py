"""One row per arm: study, treatment, and events with n or person-time, or a mean with its spread."""

from __future__ import annotations

from dorsal.trials.sheet.arms import OF_MEDIANS, Arms
from dorsal.trials.sheet.occasion import Occasions
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.spelling import check_combinations


def arms_of(page: Page) -> Arms:
    """The arms of a table with one row for each."""
    known = check_combinations(page, ["treatment"])
    treatment = page.texts("treatment")
    medians = page.has("median") and not page.has("events")
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
        events=page.numbers("events"),
        mean=page.numbers("mean"),
        sd=page.numbers("sd"),
        se=page.numbers("se"),
        low=page.numbers("lower"),
        high=page.numbers("upper"),
        person_time=page.numbers("person_time"),
        **{role: page.numbers(role) if medians else [None] * len(page) for role in OF_MEDIANS},
    )
