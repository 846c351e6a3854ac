"""Places on the page that others link to: the trials, and the sections. Ids never come from users' text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, fragment
from dorsal.faces.report.chosen import FEW_TRIALS, MOST_TRIALS
from dorsal.synthesis.answer import Section
from dorsal.synthesis.study_shares import weightiest
from dorsal.trials.contrast import Contrast
from dorsal.trials.study import Result, Study

SECURE = re.compile(r"https://[\w.-]+(?::\d+)?(?:/\S*)?", re.ASCII)
DOI = re.compile(r"10\.\d{4,9}/\S+", re.ASCII)
PMID = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True)
class Anchors:
    """The document with the ids of its trials and sections."""

    document: Document

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """All sections, also those in standard deviations."""
        return (*self.document.sections, *self.document.standardised.values())

    @cached_property
    def contrasts(self) -> Mapping[str, tuple[tuple[Section, Contrast], ...]]:
        """By study, every contrast that entered a section."""
        found: dict[str, list[tuple[Section, Contrast]]] = {}
        for section in self.sections:
            for contrast in section.evidence.contrasts:
                found.setdefault(contrast.study, []).append((section, contrast))
        return {study: tuple(entered) for study, entered in found.items()}

    @cached_property
    def used(self) -> tuple[str, ...]:
        """Ids of the studies with a contrast in a section, in the document's order."""
        strangers = [study for study in self.contrasts if study not in self.document.studies]
        return (*(study for study in self.document.studies if study in self.contrasts), *strangers)

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Those in the trial table: all, or of more than 1,000 the 200 that weigh most in any estimate."""
        if len(self.used) <= MOST_TRIALS:
            return self.used
        estimates = (f.estimate.shares for s in self.sections for f in s.against_reference if f.estimate is not None)
        heavy = weightiest(estimates, FEW_TRIALS)
        return tuple(study for study in self.used if study in heavy)

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {study: f"trial-{i}" for i, study in enumerate(self.listed, 1)}

    @cached_property
    def results(self) -> Mapping[tuple[str, str], Result]:
        """Every result by study and row."""
        return {(study.id, r.row): r for study in self.document.studies.values() for r in study.results}

    def study_id(self, study: str) -> str:
        """The id of a trial's row in the trial table."""
        return self._ids[study]

    def study(self, study: str) -> Study:
        """A study by id; a bare one where the document has no more than its name."""
        return self.document.studies.get(study) or Study(id=study)

    def study_link(self, study: str) -> Markup:
        """The name of a trial, leading to its row in the trial table where it has one."""
        name = self.study(study).name
        return element("a", name, href=f"#{self._ids[study]}") if study in self._ids else fragment(name)

    def study_links(self, studies: Iterable[str]) -> Markup:
        """The names of trials, each leading to its row in the trial table."""
        return joined(self.study_link(study) for study in studies)

    def section_id(self, section: Section) -> str:
        """The id of a section's heading."""
        place = next(i for i, each in enumerate(self.sections, 1) if each is section)
        return f"part-{place}"


def joined(children: Iterable[Child], by: str = ", ") -> Markup:
    """Children with a text between them."""
    parts: list[Child] = []
    for child in children:
        parts += [by, child] if parts else [child]
    return fragment(*parts)


def outside(words: str, url: str) -> Markup:
    """A link to another site, which learns nothing of this page; plain text where the address is not https."""
    if not SECURE.fullmatch(url):
        return fragment(f"{words} ({url})" if url and url != words else words)
    return element("a", words, href=url, rel="noopener noreferrer")


def doi_url(doi: str) -> str:
    """The address of a DOI; some old ones hold angle brackets."""
    return f"https://doi.org/{doi.replace('<', '%3C').replace('>', '%3E')}"


def doi_link(doi: str) -> Markup:
    """A DOI as a link to its paper; plain text where it is none."""
    return outside(f"doi:{doi}", doi_url(doi)) if DOI.fullmatch(doi) else fragment(doi)


def pmid_link(pmid: str) -> Markup:
    """A PubMed id as a link; plain text where it is none."""
    if not PMID.fullmatch(pmid):
        return fragment(pmid)
    return outside(f"PMID {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
