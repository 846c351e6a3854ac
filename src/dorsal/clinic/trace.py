"""From a number to the rows that it rests on: each trial with its share, its rows, and where each was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dorsal.clinic.address import address
from dorsal.clinic.release import Release, TracedRow
from dorsal.clinic.side_by_side import Beside, said_of
from dorsal.faces.charts.bias import LOOKS
from dorsal.faces.direction import rows_of
from dorsal.faces.document import Row
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import percent
from dorsal.faces.report.anchors import DOI, PMID, SECURE, Anchors, doi_url
from dorsal.faces.report.answer import reasons
from dorsal.faces.words import pair_words, section_words
from dorsal.synthesis.answer import Section
from dorsal.topics.table import Table
from dorsal.trials.contrast import Contrast, Derivation
from dorsal.trials.study import Result, Study

SMALLEST_SHARE = 0.005
"""A trial that adds less is not named (as in the report)."""


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
class UsedRow:
    """A row of a trial that entered an analysis, with its source."""

    traced: TracedRow
    result: Result | None

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
    def grade(self) -> str:
        return self.result.grade if self.result else ""


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
        return reasons(self.beside.finding) if self.beside.known else []

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The trials behind the number, the weightiest first."""
        return tuple(self._parts()) if self.beside.known else ()

    def _parts(self) -> Iterator[Part]:
        by_study: dict[str, list[Contrast]] = {}
        for contrast in self.beside.section.evidence.contrasts:
            by_study.setdefault(contrast.study, []).append(contrast)
        for study, share in self.beside.said.estimate.shares:
            if share >= SMALLEST_SHARE:
                contrasts = by_study.get(study, [])
                yield Part(
                    study=self.release.anchors.study(study),
                    share=percent(share),
                    rows=tuple(used_rows(self.release, study, (row for c in contrasts for row in c.rows))),
                    derived=tuple(dict.fromkeys(d for c in contrasts for d in c.derived)),
                )

    @property
    def told(self) -> Sequence[Row]:
        """Trials of the pair of which only a direction is known."""
        finding = self.beside.said.finding
        return rows_of(self.release.whole, finding.first, finding.second)


def used_rows(release: Release, study: str, rows: Iterator[str]) -> Iterator[UsedRow]:
    """Rows of a study by their ids, each once."""
    for row in dict.fromkeys(rows):
        if row in release.rows:
            yield UsedRow(traced=release.rows[row], result=release.anchors.results.get((study, row)))


@dataclass(frozen=True, kw_only=True)
class TrialPage:
    """One trial with where it was read, how sound it is, and what was used of it."""

    release: Release
    study: Study

    @property
    def bias(self) -> str:
        return LOOKS.get(self.study.bias.overall, (self.study.bias.overall, "", ""))[0]

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Words and addresses of where it can be read."""
        study = self.study
        found = [("where it was read", study.source_url)] if SECURE.fullmatch(study.source_url) else []
        found += [(f"doi:{study.doi}", doi_url(study.doi))] if DOI.fullmatch(study.doi) else []
        pubmed = f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"
        return (*found, *([(f"PMID {study.pmid}", pubmed)] if PMID.fullmatch(study.pmid) else []))

    @cached_property
    def entered(self) -> tuple[Section, ...]:
        """Sections that it entered, each once."""
        found = {id(section): section for section, _ in self.release.anchors.contrasts.get(self.study.id, ())}
        return tuple(found.values())

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(section_words(self.release.whole, section) for section in self.entered))

    @property
    def rows(self) -> tuple[tuple[UsedRow, Result, bool], ...]:
        """Each row, its result, and whether an analysis took it."""
        made = []
        for result in self.study.results:
            traced = self.release.rows.get(result.row)
            if traced is not None:
                made.append((UsedRow(traced=traced, result=result), result, result.row in self.release.used))
        return tuple(made)


def trial_pages(release: Release) -> tuple[TrialPage, ...]:
    """Every trial, those that entered an analysis first."""
    pages = [TrialPage(release=release, study=study) for study in release.topic.studies]
    return tuple(sorted(pages, key=lambda page: (not page.entered, page.study.name.casefold())))


def row_links(table: Table) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each row of a table with its id."""
    return ((row[table.columns[0]], row) for row in table.rows)
