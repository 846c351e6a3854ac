"""One plan told in one language: the names of options, outcomes and scales as the person reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dorsal.care.aim import POINTS, scale
from dorsal.care.plan import CarePlan
from dorsal.care.shown import Expectation
from dorsal.faces.care_sentences import care_sentence, knows_sentence
from dorsal.faces.care_words import better_words
from dorsal.faces.language import Language, marked
from dorsal.faces.markup import Child, element
from dorsal.faces.words import inside
from dorsal.topics.loader import Topic
from dorsal.trials.treatment import components

Span = tuple[float, float]

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "pain": (marked("pain"), marked("Your pain")),
    "disability": (marked("trouble in daily life"), marked("Your trouble in daily life")),
}
"""Plain words for an outcome: itself, and the person's own."""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What a page of a plan needs to speak."""

    plan: CarePlan
    topic: Topic
    language: Language
    day: datetime.date
    """When the page is made."""
    version: str
    """Of Dorsal."""

    def option(self, code: str) -> str:
        """ "Dry needling and exercise therapy" """
        return self.language.listed(
            part if n == 0 else inside(part) for n, part in enumerate(map(self.part, components(code)))
        )

    def foreign(self, english: str) -> str | None:
        """For `lang`, where a text of the topic has no words in this language and stays English."""
        return None if self.language.knows(english) else "en"

    def sentence(self, english: str) -> Child:
        """What a stage says; marked as English where it stays so."""
        said = care_sentence(self.language, english, {code: t.label for code, t in self.topic.treatments.items()})
        return said if knows_sentence(self.language, english) else element("span", said, lang="en")

    def part(self, code: str) -> str:
        """The name of a single treatment."""
        return self.language.name_of(self.topic.treatments.label(code))

    def inside(self, code: str) -> str:
        """An option within a sentence."""
        return inside(self.option(code))

    def inside_name(self, code: str) -> str:
        """A treatment that may be none of the topic's, within a sentence."""
        return inside(self.part(code))

    def plain(self, code: str) -> str:
        """What a single treatment is, in a few words; "" where the topic does not say."""
        known = self.topic.treatments.get(code)
        return self.language.name_of(known.plain_words) if known and known.plain_words else ""

    def outcome(self, code: str) -> str:
        """ "pain" """
        if code in OUTCOMES:
            return self.language.words(OUTCOMES[code][0])
        return inside(self.language.name_of(self._label(code)))

    def better(self, code: str) -> str:
        """ "clearly less pain" """
        return better_words(self.language, code, self._label(code))

    def mine(self, code: str) -> str:
        """ "Your pain" """
        if code in OUTCOMES:
            return self.language.words(OUTCOMES[code][1])
        return self.language.words("Your score: {outcome}", outcome=self.outcome(code))

    def _label(self, code: str) -> str:
        return self.topic.outcomes[code].label

    def ends(self, outcome: str) -> Span:
        """The ends of the scale on which this person is told of an outcome."""
        return scale(self.plan.profile, outcome) or POINTS

    def size(self, points: float, outcome: str) -> str:
        """A difference in points of 0-100 on the person's scale: "2"."""
        low, top = self.ends(outcome)
        return self._number(points * (top - low) / 100.0, top - low)

    def score(self, points: float, outcome: str) -> str:
        """Points of 0-100 as a score of the person's scale: "4.1"."""
        low, top = self.ends(outcome)
        return self._number(low + points * (top - low) / 100.0, top - low)

    def _number(self, value: float, width: float) -> str:
        shown = round(value, 1 if width < 100.0 else 0)
        return self.language.number(shown, 0 if shown == round(shown) else 1)

    def scores(self, span: Span, outcome: str) -> str:
        """ "3.4 to 4.8" """
        low, high = (self.score(points, outcome) for points in span)
        return self.language.words("{low} to {high}", low=low, high=high)

    def weeks(self, weeks: float) -> str:
        """ "8 weeks" """
        return self.language.counted("{n} week", "{n} weeks", round(weeks))

    def first(self) -> Expectation | None:
        """What the hand-out opens with: the outcome of the first goal, at the time that was looked at first."""
        wanted = [aim.measure for aim in self.plan.aims if aim.points is not None]
        told = [one for one in self.plan.chosen.expectations if one.window == self.plan.shown.window]
        return next((one for name in wanted for one in told if one.outcome == name), told[0] if told else None)

    def same_of_usual(self, one: Expectation) -> Expectation | None:
        """The same outcome and time under the reference."""
        usual = self.plan.usual
        found = () if usual is None else usual.expectations
        return next((e for e in found if (e.outcome, e.window) == (one.outcome, one.window)), None)

    def told_of(self, one: Expectation) -> tuple[Expectation, ...]:
        """Of one outcome and time, the chosen option and the reference, each once and as far as it is of such people.

        A number that cannot be carried over to this person is told on no page that the person takes home.
        """
        usual = self.same_of_usual(one)
        both = (one,) if usual is None or usual.option == one.option else (one, usual)
        return tuple(each for each in both if each.known and not each.unfit)
