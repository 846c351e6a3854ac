"""From a number to the rows that it rests on: each trial with its share, its rows, and where each was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from dorsal.clinic.address import address
from dorsal.clinic.release import Release, TracedRow, place_in
from dorsal.clinic.side_by_side import Beside, said_of
from dorsal.faces.charts.bias import LOOKS
from dorsal.faces.direction import rows_of, told_words
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import percent
from dorsal.faces.overview import facts_words
from dorsal.faces.report.anchors import DOI, PMID, SECURE, Anchors, doi_url
from dorsal.faces.report.answer import reasons
from dorsal.faces.words import pair_words, section_words, sentence
from dorsal.synthesis.answer import Section
from dorsal.topics.table import Table
from dorsal.trials.contrast import Contrast, Derivation
from dorsal.trials.study import Result, Study

SMALLEST_SHARE = 0.005
"""A trial that adds less is not named (as in the report)."""
MOST_CELLS = 5
"""Cells by which a row is told in the list of a table."""


@dataclass(frozen=True, kw_only=True)
class PageAnchors(Anchors):
    """Links of the report's parts, on pages where each trial has a page of its own."""

    topic: str

    def study_link(self, study: str) -> Markup:
        """The name of a trial, leading to its page."""
        name = self.study(study).name
        if study not in self.document.studies:
            return fragment(name)
        return element("a", name, href=address("evidence-trial", self.topic, study=study))


def page_anchors(release: Release) -> PageAnchors:
    """For parts of the report that stand on a page of their own."""
    return PageAnchors(document=release.whole, topic=release.name)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An outcome at a time, with its page."""

    title: str
    url: str
    facts: str = ""


def place_of(release: Release, section: Section) -> Place:
    """Where a section is shown."""
    outcome, window = place_in(section)
    return Place(
        title=section_words(release.whole, section),
        url=address("evidence-section", release.name, outcome=outcome, window=window),
        facts=sentence(facts_words(section, release.language)),
    )


def places_of(release: Release, sections: Iterable[Section]) -> tuple[Place, ...]:
    """Where sections are shown, each place once: the standardised one stands beside that in points."""
    return tuple(dict.fromkeys(place_of(release, release.sections[place_in(section)]) for section in sections))


@dataclass(frozen=True, kw_only=True)
class UsedRow:
    """A row of a trial, with its source and whether an analysis took it."""

    traced: TracedRow
    result: Result | None
    taken: bool

    @property
    def id(self) -> str:
        return self.traced.id

    @property
    def locator(self) -> str:
        return self.traced.row.get("locator", "")

    @property
    def source(self) -> str:
        """The address where it was read; "" where it is not https."""
        url = self.traced.row.get("source_url", "")
        return url if SECURE.fullmatch(url) else ""

    @property
    def what(self) -> str:
        """Outcome, time and arms in a few words."""
        row = self.traced.row
        weeks = f"{row['weeks']} weeks" if row.get("weeks") else row.get("timing", "")
        arms = " / ".join(row[name] for name in ("treatment1", "treatment2") if row.get(name))
        return ", ".join(part for part in (row.get("outcome", ""), weeks, arms, row.get("measure", "")) if part)

    @property
    def why(self) -> str:
        """Why a row that no analysis took is kept apart."""
        return self.traced.row.get("use_reason", "")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one trial adds to a number."""

    study: Study
    share: str
    rows: tuple[UsedRow, ...]
    derived: tuple[Derivation, ...]


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One number with everything that it rests on."""

    release: Release
    beside: Beside

    @classmethod
    def of(cls, release: Release, section: Section, first: str, second: str) -> Trace:
        """The trace of one treatment against another in a section."""
        return cls(release=release, beside=Beside(release=release, said=said_of(release, section, first, second)))

    @property
    def pair(self) -> str:
        finding = self.beside.said.finding
        return pair_words(self.release.whole, finding.first, finding.second)

    @property
    def title(self) -> str:
        return section_words(self.release.whole, self.beside.said.section)

    @property
    def reasons(self) -> list[str]:
        """The reasons for doubt."""
        if not self.beside.known:
            return []
        return [sentence(reason) for reason in reasons(self.beside.finding, self.release.language)]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The trials behind the number, the weightiest first."""
        return tuple(self._parts()) if self.beside.known else ()

    def _parts(self) -> Iterator[Part]:
        by_study: dict[str, list[Contrast]] = {}
        for contrast in self.beside.section.evidence.contrasts:
            by_study.setdefault(contrast.study, []).append(contrast)
        for study, share in self.beside.said.estimate.shares.at_least(SMALLEST_SHARE):
            contrasts = by_study.get(study, [])
            yield Part(
                study=self.release.anchors.study(study),
                share=percent(share),
                rows=tuple(used_rows(self.release, study, (row for c in contrasts for row in c.rows))),
                derived=tuple(dict.fromkeys(d for c in contrasts for d in c.derived)),
            )

    @property
    def section_url(self) -> str:
        return place_of(self.release, self.beside.said.section).url

    @property
    def told(self) -> tuple[Told, ...]:
        """Trials of the pair of which only a direction is known."""
        finding, document = self.beside.said.finding, self.release.whole
        rows = rows_of(document, finding.first, finding.second)
        return tuple(Told(id=row["id"], words=told_words(document, row)) for row in rows)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A trial or review of which only a direction is known."""

    id: str
    words: str


def used_rows(release: Release, study: str, rows: Iterable[str]) -> Iterator[UsedRow]:
    """Rows of a study by their ids, each once."""
    for row in dict.fromkeys(rows):
        if row in release.rows:
            result = release.anchors.results.get((study, row))
            yield UsedRow(traced=release.rows[row], result=result, taken=row in release.used)


@dataclass(frozen=True, kw_only=True)
class TrialPage:
    """One trial with where it was read, how sound it is, and what was used of it."""

    release: Release
    study: Study

    @property
    def bias(self) -> str:
        overall = self.study.bias.overall
        return self.release.language.words(LOOKS[overall][0]) if overall in LOOKS else overall

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Words and addresses of where it can be read."""
        study = self.study
        found = [("where it was read", study.source_url)] if SECURE.fullmatch(study.source_url) else []
        found += [(f"doi:{study.doi}", doi_url(study.doi))] if DOI.fullmatch(study.doi) else []
        pubmed = f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"
        return (*found, *([(f"PMID {study.pmid}", pubmed)] if PMID.fullmatch(study.pmid) else []))

    @property
    def who(self) -> str:
        """Population, country and year."""
        study = self.study
        return "; ".join(word for word in (study.population, study.country, str(study.year or "")) if word)

    @cached_property
    def entered(self) -> tuple[Section, ...]:
        """Sections that it entered, each once."""
        found = {id(section): section for section, _ in self.release.anchors.contrasts.get(self.study.id, ())}
        return tuple(found.values())

    @property
    def parts(self) -> tuple[Place, ...]:
        """The pages of these sections."""
        return places_of(self.release, self.entered)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(part.title for part in self.parts)

    @property
    def rows(self) -> tuple[UsedRow, ...]:
        """Each row of its numbers."""
        return tuple(used_rows(self.release, self.study.id, (result.row for result in self.study.results)))


def trial_pages(release: Release) -> tuple[TrialPage, ...]:
    """Every trial, those that entered an analysis first."""
    pages = [TrialPage(release=release, study=study) for study in release.topic.studies]
    return tuple(sorted(pages, key=lambda page: (not page.entered, page.study.name.casefold())))


def row_links(table: Table) -> Iterator[tuple[str, str]]:
    """Each row of a table with its id, and its next cells as words to tell it by."""
    first, *others = table.columns
    for row in table.rows:
        cells = (row[column] for column in others if not column.endswith(("_url", "_id")))
        words = " · ".join(list(filter(None, cells))[:MOST_CELLS])
        yield row[first], words
