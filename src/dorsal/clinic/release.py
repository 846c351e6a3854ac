"""The evidence as one release: tables read, synthesis computed, once in a process and before it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString

from dorsal.clinic.average_person import AveragePerson
from dorsal.faces.article.article_view import ArticleView, article_view
from dorsal.faces.care_evidence import CareEvidence, care_evidence
from dorsal.faces.document import Document
from dorsal.faces.language import NAMES, Language, language
from dorsal.faces.overview import Compared, Said, compared
from dorsal.faces.release import release_id
from dorsal.faces.report.anchors import DOI, PMID, SECURE, Anchors, doi_url
from dorsal.faces.request import Request
from dorsal.faces.tally import bottom_line, tally_words
from dorsal.faces.topic_answer import answer_topic
from dorsal.faces.words import DIRECT, evidence_kind
from dorsal.synthesis.answer import Section
from dorsal.topics.judged import judged
from dorsal.topics.loader import DEFAULT, Topic, bundled, place_of, read, refused
from dorsal.topics.table import Row, Table
from dorsal.trials.contrast import Contrast

COMMAND = "dorsal answer"
ALL = "all"
ARTICLE = "article.md"
"""The text of a topic's article, beside its tables."""
TIMELESS = "any"
"""Stands for the window in an address where time plays no part."""


@dataclass(frozen=True, kw_only=True)
class TracedRow:
    """A row of a table as it was read."""

    table: str
    id: str
    line: int
    row: Row

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Words and addresses of where it was read."""
        read_at, doi, pmid = (self.row.get(column, "") for column in ("source_url", "doi", "pmid"))
        found = [(self.row.get("source") or read_at, read_at)] if SECURE.fullmatch(read_at) else []
        found += [(f"doi:{doi}", doi_url(doi))] if DOI.fullmatch(doi) else []
        found += [(f"PMID {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")] if PMID.fullmatch(pmid) else []
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Release:
    """One topic with everything that its pages ask of it."""

    name: str
    """Under which it is served: the folder's name."""
    topic: Topic
    tables: Mapping[str, Table]
    answer: Document
    """What `dorsal answer` shows: the headline outcomes."""
    whole: Document
    """The same with every outcome."""

    @cached_property
    def id(self) -> str:
        """The id that `dorsal answer` prints too."""
        return release_id(self.answer.provenance)

    @cached_property
    def care(self) -> CareEvidence:
        """What the options of any person need; computed once for all languages."""
        return _care(self.name)

    @cached_property
    def average(self) -> AveragePerson:
        """What the options do for the trials' average person."""
        return AveragePerson(evidence=self.care)

    @cached_property
    def article(self) -> ArticleView | None:
        """The topic's own article, held against its evidence; None where it has none."""
        return _article(self.name)

    @cached_property
    def sections(self) -> Mapping[tuple[str, str], Section]:
        """By outcome and window name (see TIMELESS)."""
        return {place_in(section): section for section in self.whole.sections}

    @cached_property
    def comparisons(self) -> tuple[Compared, ...]:
        """The comparisons that the topic puts in words."""
        return compared(self.answer)

    @cached_property
    def head_to_head(self) -> tuple[Said, ...]:
        """What trials compared as it was asked: the surest kind of evidence."""
        known = (said for each in self.comparisons for said in each.known)
        return tuple(said for said in known if evidence_kind(said.estimate) == DIRECT)

    @cached_property
    def parts_of_pages(self) -> dict[tuple[str, ...], SafeString]:
        """Parts of pages that are of no one person, filled as they are first asked for."""
        return {}

    @property
    def language(self) -> Language:
        """What its words are in."""
        return self.whole.language

    @property
    def title(self) -> str:
        return self.language.name_of(self.topic.title)

    @property
    def question(self) -> str:
        return self.language.name_of(self.topic.question)

    @cached_property
    def bottom_line(self) -> str:
        """The answer in a sentence, "" where it takes more."""
        return bottom_line(self.comparisons, self.language)

    @cached_property
    def tally(self) -> str:
        """How much of what is asked the trials can answer."""
        return tally_words(self.comparisons, self.language)

    @property
    def limits(self) -> tuple[str, ...]:
        return tuple(self.language.name_of(limit) for limit in self.whole.limits)

    @cached_property
    def best_known_partner(self) -> str:
        """What the focus was compared with head to head most often; else the topic's reference."""
        focus = self.topic.settings.focus
        partners = Counter(said.finding.second for said in self.head_to_head if said.finding.first == focus)
        return max(partners, key=lambda code: partners[code], default=self.topic.reference)

    @cached_property
    def anchors(self) -> Anchors:
        """Which contrasts and rows entered where."""
        return Anchors(self.whole)

    @cached_property
    def rows(self) -> Mapping[str, TracedRow]:
        """Every row of every table by its id: the first column."""
        return {
            row[table.columns[0]]: TracedRow(table=table.name, id=row[table.columns[0]], line=line, row=row)
            for table in self.tables.values()
            for line, row in table.numbered()
        }

    @cached_property
    def used(self) -> Mapping[str, tuple[tuple[Section, Contrast], ...]]:
        """By row id, where it entered."""
        found: dict[str, list[tuple[Section, Contrast]]] = {}
        for entered in self.anchors.contrasts.values():
            for section, contrast in entered:
                for row in contrast.rows:
                    found.setdefault(row, []).append((section, contrast))
        return {row: tuple(where) for row, where in found.items()}

    @cached_property
    def treatments(self) -> tuple[str, ...]:
        """Codes of everything that can be put side by side: what the topic asks about first, then what trials gave."""
        said = self.topic.settings
        asked = [said.focus, *(c.whole for c in said.combinations), *said.comparators, said.reference]
        given = sorted(
            {t for section in self.sections.values() for c in section.evidence.contrasts for t in c.treatments},
            key=lambda code: (code.count("+"), self.topic.treatments.label(code)),
        )
        return tuple(dict.fromkeys([*asked, *given]))


def place_in(section: Section) -> tuple[str, str]:
    """Outcome and window name of a section, as they stand in addresses."""
    window = section.question.window
    return section.question.outcome, window.name if window else TIMELESS


def places() -> Mapping[str, Path | None]:
    """The folder of each topic that is served, the default one first (None: it comes with Dorsal)."""
    more = {Path(folder).name: Path(folder) for folder in settings.DEPLOYMENT.topics}
    return {DEFAULT: None, **{name: place_of(name) for name in bundled() if name != DEFAULT}, **more}


@cache
def release(name: str = DEFAULT, code: str = "en") -> Release:
    """The release of a served topic, speaking a language. The synthesis is computed once for all languages.

    Raises KeyError for a name that is not served, TopicError for a folder with faults.
    """
    if code != "en":
        said = release(name)
        spoken = language(code).extended(said.topic.tables.get("translations", ()))
        return replace(said, answer=replace(said.answer, language=spoken), whole=replace(said.whole, language=spoken))
    folder = places()[name]
    reading = read(folder)
    if reading.topic is None or reading.faults:
        raise refused(folder, reading.faults)
    made = {"version": version("dorsal"), "command": COMMAND}
    return Release(
        name=name,
        topic=reading.topic,
        tables=reading.tables,
        answer=answer_topic(reading.topic, Request(), **made),
        whole=answer_topic(reading.topic, Request(outcomes=(ALL,)), **made),
    )


@cache
def _article(name: str) -> ArticleView | None:
    place: Traversable = places()[name] or files("dorsal.topics") / DEFAULT
    text = place / ARTICLE
    if not text.is_file():
        return None
    known = judged(release(name).topic)
    return article_view(text.read_text(encoding="utf-8"), known, version=version("dorsal"))


@cache
def _care(name: str) -> CareEvidence:
    return care_evidence(release(name).topic, version("dorsal"))


def warm() -> None:
    """Compute every release that is served, so that no reader waits and all processes share it."""
    for name, code in product(places(), NAMES):
        made = release(name, code)
        _ = made.rows, made.treatments, made.comparisons, made.used, made.id, made.care, made.article
