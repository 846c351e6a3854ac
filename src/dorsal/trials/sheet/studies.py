"""Studies of their results, with what their rows say of the study itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dorsal.trials.bias import RiskOfBias
from dorsal.trials.sheet.covariate import Covariates
from dorsal.trials.sheet.judgement import JUDGED, NUMBERED, indirectness, judged, worst
from dorsal.trials.sheet.page import Page
from dorsal.trials.study import Result, Study

NOT_ASSESSED = RiskOfBias()
TEXTS = ("population", "country", "doi", "pmid", "title", "source_url")


class About:
    """What the rows of a table say of their studies: year, population, risk of bias ..."""

    def __init__(self, page: Page, covariates: Covariates) -> None:
        self._page = page
        self._covariates = covariates if any(covariates.values()) else {}
        self._texts = {role: page.texts(role) for role in TEXTS if page.has(role)}
        self._year = page.numbers("year") if page.has("year") else None
        self._bias = _bias(page) if page.has("bias") else None
        if self._bias is not None:
            self._note_bias(self._bias)
        self._indirectness = _indirectness(page) if page.has("indirectness") else None
        self._any = bool(self._texts or self._year or self._bias or self._indirectness or self._covariates)

    def _note_bias(self, bias: list[str]) -> None:
        page = self._page
        if any(text in NUMBERED for text in page.texts("bias")):
            page.notes.append("Risk of bias: 1, 2, 3 are read as low, unclear, high.")
        if any(len({bias[row] for row in rows} - {"not_assessed"}) > 1 for rows in page.studies.values()):
            page.notes.append("Risk of bias: of a study whose rows differ the worst is taken.")

    def check(self) -> None:
        """A fault where the rows of a study name two years."""
        if self._year is None:
            return
        for rows in self._page.studies.values():
            years = [(row, year) for row in rows if (year := self._year[row]) is not None and year == year]
            for row, year in years:
                if year != years[0][1]:
                    problem = f"the study has the year {years[0][1]:g} in {self._page.table.place(years[0][0])}"
                    self._page.fault(row, "year", problem, "correct one, or give two studies names of their own")

    def fields(self, name: str) -> dict[str, Any]:
        """Arguments of a Study; of texts the first that stands in its rows counts."""
        if not self._any:
            return {"bias": NOT_ASSESSED}
        rows = self._page.studies[name]
        found: dict[str, Any] = {
            role: next((texts[row] for row in rows if texts[row]), "") for role, texts in self._texts.items()
        }
        if self._year is not None:
            year = next((year for row in rows if (year := self._year[row]) is not None), None)
            found["year"] = None if year is None else int(year)
        if self._bias is not None:
            found["bias"] = RiskOfBias(overall=worst({self._bias[row] for row in rows}))
        else:
            found["bias"] = NOT_ASSESSED
        if self._indirectness is not None:
            found["indirectness"] = worst({self._indirectness[row] for row in rows})
        if self._covariates:
            found["covariates"] = self._covariates[name]
        return found


def _bias(page: Page) -> list[str]:
    texts = page.texts("bias")
    known = {text: judged(text) for text in set(texts)}
    for row, text in enumerate(texts) if None in known.values() else ():
        if known[text] is None:
            remedy = f"write {', '.join(dict.fromkeys(JUDGED.values()))}, or a letter for it"
            page.fault(row, "bias", "it is not a judgement of the risk of bias", remedy)
    return [known[text] or "not_assessed" for text in texts]


def _indirectness(page: Page) -> list[str]:
    texts = page.texts("indirectness")
    known = {text: indirectness(text) for text in set(texts)}
    for row, text in enumerate(texts):
        if known[text] is None:
            remedy = (
                "write low, some or high, L, M or H, or 1, 2 or 3; or take no column for it: "
                "columns={'indirectness': ''}, on the command line --map indirectness="
            )
            page.fault(row, "indirectness", "it is not a level of indirectness", remedy)
    if any(text in NUMBERED for text in known):
        page.notes.append("Indirectness: 1, 2, 3 are read as low, some, high.")
    return [known[text] or "not_assessed" for text in texts]


def studies(about: About, found: Iterable[tuple[str, list[Result]]]) -> tuple[Study, ...]:
    """A study for each name, in order of appearance."""
    return tuple(Study(id=name, results=tuple(made), **about.fields(name)) for name, made in found)
