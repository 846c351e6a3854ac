"""Treatments side by side: a panel an outcome and time, whose words, table and pictures read the same findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dorsal.clinic.address import address
from dorsal.clinic.average_person import OfHundred, of_hundred
from dorsal.clinic.picks import Picks
from dorsal.clinic.release import Release, place_in
from dorsal.faces.charts import Forest, draw_forest
from dorsal.faces.conclusion import conclusion
from dorsal.faces.document import Document
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import shown, span
from dorsal.faces.overview import Said
from dorsal.faces.report.forests import against_title, forest_of, forest_row, sides_against
from dorsal.faces.words import (
    better,
    chance_words,
    contrast_word,
    difference_words,
    evidence_words,
    first_words,
    inside,
    level_name,
    measure_words,
    mic_words,
    outcome_words,
    pair_words,
    section_words,
    sentence,
    standardised,
    treatment_words,
    why_words,
    window_words,
)
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import LEVELS
from dorsal.trials.decimals import table_decimals


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One treatment against the chosen one, for one outcome at one time; everything shown is asked of its finding."""

    release: Release
    said: Said

    @property
    def document(self) -> Document:
        return self.release.whole

    @property
    def section(self) -> Section:
        return self.said.best[0]

    @property
    def finding(self) -> Finding:
        return self.said.best[1]

    @property
    def known(self) -> bool:
        return self.said.known

    @property
    def _estimate(self) -> Estimate:
        return self.said.estimate

    @property
    def code(self) -> str:
        return self.said.finding.first

    @property
    def name(self) -> str:
        return treatment_words(self.document, self.code)

    @property
    def pair(self) -> str:
        """Both treatments, where they stand alone: "Dry needling, against exercise therapy"."""
        return pair_words(self.document, self.code, self.said.finding.second)

    @property
    def when(self) -> str:
        """ "Pain at about 8 weeks" """
        return section_words(self.document, self.said.section)

    @property
    def conclusion(self) -> str:
        """What may be said, in a sentence for anybody."""
        return conclusion(self.document, self.section, self.finding)

    @property
    def difference(self) -> str:
        """The number in words, with its interval."""
        good = better(self.document, self.section.question.outcome)
        return difference_words(self._estimate, good, self.release.language)

    @property
    def chance(self) -> str:
        good = better(self.document, self.section.question.outcome)
        return chance_words(self.finding, good, self.release.language)

    @property
    def _decimals(self) -> int:
        low, high = self._estimate.ci
        return table_decimals(self._estimate.measure, (high - low) / 2.0)

    @property
    def value(self) -> str:
        """The number alone: "−20.9"."""
        text = shown(self._estimate.mean, self._estimate.measure, self._decimals)
        return self.release.language.figures(text)

    @property
    def interval(self) -> str:
        return self.release.language.figures(span(self._estimate.ci, self._estimate.measure, self._decimals))

    @property
    def in_standard_deviations(self) -> bool:
        """Whether only the standardised scale can say."""
        return self.said.finding.estimate is None

    @property
    def level(self) -> str:
        """Certainty in a word."""
        found = self.finding.certainty
        return level_name(found.level, self.release.language) if found else ""

    @property
    def filled(self) -> int:
        """Certainty as filled dots of four."""
        found = self.finding.certainty
        return len(LEVELS) - LEVELS.index(found.level) if found else 0

    @property
    def evidence(self) -> str:
        return sentence(evidence_words(self._estimate, self.release.language))

    @property
    def why_not(self) -> str:
        return sentence(why_words(self.document, self.said.section, self.said.finding))

    @property
    def url(self) -> str:
        """Where its trials, rows and sources are."""
        outcome, window = place_in(self.said.section)
        finding = self.said.finding
        return address(
            "evidence-finding",
            self.release.name,
            outcome=outcome,
            window=window,
            first=finding.first,
            second=finding.second,
        )


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One outcome at one time: the chosen treatments against the one they are compared with."""

    release: Release
    section: Section
    against: str
    options: tuple[Beside, ...]

    @property
    def document(self) -> Document:
        return self.release.whole

    @cached_property
    def key(self) -> str:
        """For ids of the page."""
        return "-".join(part for part in place_in(self.section) if part)

    @property
    def title(self) -> str:
        return section_words(self.document, self.section)

    @property
    def outcome(self) -> str:
        return outcome_words(self.document, self.section.question.outcome)

    @property
    def time(self) -> str:
        return window_words(self.section.question.window, self.release.language)

    @property
    def reference(self) -> str:
        """What the others are compared with, inside a sentence."""
        return inside(treatment_words(self.document, self.against))

    @property
    def contrast(self) -> str:
        return contrast_word(self.section.question.measure, self.release.language)

    @property
    def measure(self) -> str:
        return measure_words(self.section.question.measure, self.release.language)

    @property
    def mic(self) -> str:
        """The smallest difference that matters, "" where none is known."""
        if self.section.mic is None:
            return ""
        return mic_words(self.section.mic, self.section.question.measure, self.release.language)

    @property
    def known(self) -> tuple[Beside, ...]:
        return tuple(option for option in self.options if option.known)

    @property
    def unknown(self) -> tuple[Beside, ...]:
        return tuple(option for option in self.options if not option.known)

    @property
    def drawn(self) -> tuple[Beside, ...]:
        """Those with a number on the section's own measure."""
        return tuple(option for option in self.known if not option.in_standard_deviations)

    @cached_property
    def _forest(self) -> Forest:
        document = self.document
        rows = [
            forest_row(document, self.section, option.finding, first_words(document, option.code, self.against))
            for option in self.drawn
        ]
        return forest_of(
            document,
            self.section,
            rows,
            title=against_title(document, self.section, self.reference),
            heading=document.language.words("Against {reference}", reference=self.reference),
            sides=sides_against(document, self.reference),
        )

    @property
    def picture(self) -> Markup | None:
        """The numbers as a forest, for a wide screen."""
        return draw_forest(self._forest, f"forest-{self.key}") if self.drawn else None

    @property
    def narrow_picture(self) -> Markup | None:
        """The numbers as a forest, for a phone."""
        return draw_forest(self._forest, f"forest-{self.key}-narrow", narrow=True) if self.drawn else None

    @property
    def summary(self) -> str:
        """The picture in a sentence."""
        return self._forest.summary

    @cached_property
    def of_hundred(self) -> OfHundred | None:
        """How many of 100 people like those in the trials get clearly better, with each of the chosen treatments."""
        codes = dict.fromkeys([*(o.code for o in self.options), self.against, self.release.topic.reference])
        names = {code: treatment_words(self.document, code) for code in codes}
        return of_hundred(self.release.average, self.release.language, names, *place_in(self.section))

    @property
    def url(self) -> str:
        """Where the whole network of this outcome and time is."""
        outcome, window = place_in(self.section)
        return address("evidence-section", self.release.name, outcome=outcome, window=window)


def panels(release: Release, picks: Picks) -> tuple[Panel, ...]:
    """A panel for each outcome and time that was picked."""
    return tuple(_panels(release, picks))


def _panels(release: Release, picks: Picks) -> Iterator[Panel]:
    for outcome in picks.outcomes:
        for window in picks.windows:
            section = release.sections[outcome, window]
            options = (
                Beside(release=release, said=said_of(release, section, treatment, picks.against))
                for treatment in picks.treatments
                if treatment != picks.against
            )
            yield Panel(release=release, section=section, against=picks.against, options=tuple(options))


def head_to_head(release: Release) -> tuple[Beside, ...]:
    """What trials compared as it was asked."""
    return tuple(Beside(release=release, said=said) for said in release.head_to_head)


def said_of(release: Release, section: Section, first: str, second: str) -> Said:
    """One treatment against another in a section, with the standardised finding where points cannot say."""
    finding = section.finding(first, second)
    return Said(section=section, finding=finding, beside=standardised(release.whole, section, finding))
