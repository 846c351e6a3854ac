"""One option as the page shows it: words, numbers, pictures and sources, all asked of the same `Option`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dorsal.care.forecast import Forecast
from dorsal.care.harm import Harm
from dorsal.care.harm_report import Severity
from dorsal.care.option import Option
from dorsal.care.options import NO_TRIAL, Options
from dorsal.care.prospect import Chance
from dorsal.faces import care_words, harm_words
from dorsal.faces.burden_words import burden_lines, quantity_words
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.charts.icon_array import IconArray, draw_icon_array
from dorsal.faces.handout.benefits import KINDS
from dorsal.faces.language import Language
from dorsal.faces.markup import Markup
from dorsal.faces.order_words import dominated_words
from dorsal.faces.screening_words import reason_words, verdict_words
from dorsal.faces.words import sentence
from dorsal.patient.reason import Reason
from dorsal.topics.experience import Experience, experiences


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence with the rows of the tables behind it."""

    words: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lived:
    """What it is like to live through a treatment."""

    name: str
    """Of the part, where there are several."""
    body: str
    feelings: str
    days: str
    rows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Shower:
    """What all options of a page share."""

    evidence: CareEvidence
    found: Options
    speech: Language
    kept: dict[tuple[str, ...], SafeString] = field(default_factory=dict, repr=False, compare=False)
    """Parts of pages that are of no one person, as they were made before."""

    @cached_property
    def lived(self) -> Mapping[str, Experience]:
        return experiences(self.evidence.topic)

    def name(self, code: str) -> str:
        return care_words.option_words(self.speech, self.found.knowledge, code)

    @cached_property
    def options(self) -> tuple[Offered, ...]:
        return tuple(Offered(shower=self, option=option) for option in self.found.options)

    @cached_property
    def refused(self) -> tuple[Offered, ...]:
        return tuple(Offered(shower=self, option=option) for option in self.found.refused)

    @cached_property
    def more(self) -> tuple[str, ...]:
        return tuple(self.name(option.treatment) for option in self.found.more)

    @cached_property
    def measured(self) -> tuple[Said, ...]:
        """What "clearly better" means for each outcome, and whose it is."""
        return tuple(Said(words=words) for words in self._clearly())

    def _clearly(self) -> Iterator[str]:
        for code in self.found.outcomes:
            outcome = self.evidence.basis.outcomes[code]
            low, top = care_words.scale_ends(self.found.profile, code)
            yield self.speech.words(
                "{better}: by {points} or more on a scale from {low} to {top} ({source}).",
                better=sentence(self.better(code))[:-1],
                points=care_words.size_words(self.speech, self.found.profile, code, outcome.mic),
                low=self.speech.number(low),
                top=self.speech.number(top),
                source=outcome.mic_source,
            )

    def better(self, outcome: str) -> str:
        return care_words.better_words(self.speech, outcome, self.evidence.basis.outcomes[outcome].label)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        return tuple(sentence(self.better(code))[:-1] for code in self.found.outcomes)

    @property
    def weeks(self) -> str:
        return self.speech.number(self.evidence.basis.window(self.found.window).weeks)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an option would do for one outcome at one time."""

    offered: Offered
    forecast: Forecast

    @property
    def _speech(self) -> Language:
        return self.offered.shower.speech

    @property
    def label(self) -> str:
        shower = self.offered.shower
        return shower.speech.name_of(shower.evidence.basis.outcomes[self.forecast.outcome].label)

    @property
    def head(self) -> str:
        """Of its column."""
        return sentence(self.offered.shower.better(self.forecast.outcome))[:-1]

    @property
    def known(self) -> bool:
        """Whether there is a number for this person."""
        return self.forecast.prospect is not None and self.forecast.applicability.fits

    @property
    def why_not(self) -> str:
        """Why there is no number for this person."""
        if self.forecast.prospect is None:
            return self._speech.words("Not known: {why}.", why=care_words.reason_words(self._speech, NO_TRIAL))
        return self._speech.words("The numbers of the trials cannot be carried over to you.")

    @property
    def chance(self) -> Chance:
        """To get clearly better."""
        return self.forecast.chance_mic

    @property
    def do(self) -> str:
        """Of 100 people like this one, so many get clearly better."""
        return self._speech.number(self.chance.per_100)

    @property
    def do_not(self) -> str:
        return self._speech.number(self.chance.others)

    @property
    def span(self) -> str:
        low, high = (self._speech.number(end) for end in self.chance.interval_per_100)
        return care_words.span_words(self._speech, low, high)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Both ways round, and the score."""
        if self.forecast.prospect is None:
            return ()
        better = self.offered.shower.better(self.forecast.outcome)
        profile = self.offered.shower.found.profile
        said = (
            care_words.chance_words(self._speech, self.forecast.prospect.chance_mic, better),
            care_words.expected_words(self._speech, profile, self.forecast),
        )
        return tuple(words for words in said if words)

    @property
    def certainty(self) -> str:
        certain = self.forecast.certainty
        return "" if certain is None else care_words.certainty_words(self._speech, certain)

    @property
    def level(self) -> str:
        certain = self.forecast.certainty
        return "" if certain is None else care_words.level_words(self._speech, certain.level)

    @property
    def notes(self) -> tuple[str, ...]:
        """Whom the trials were of, and what was assumed."""
        modifiers = (self.forecast.modifiers,) if self.forecast.modifiers else ()
        why = (self.forecast.why_not,) if self.forecast.why_not else ()
        return (*why, *self.forecast.applicability.reasons, *modifiers, *self.forecast.statements)

    @property
    def picture(self) -> Markup:
        """The icon array, with its title and the same numbers in words."""
        count, (low, high) = self.chance.per_100, self.chance.interval_per_100
        at_least, guess, perhaps, rest = (self._speech.words(kind) for kind in KINDS)
        array = IconArray(
            of=100,
            count=count,
            low=min(low, count),
            high=max(high, count),
            title=f"{self.offered.name}: {self.label}",
            summary=self.sentences[0],
            words=(at_least, guess, perhaps, rest),
        )
        key = f"{self.forecast.outcome}-{self.offered.code}".replace("+", "-")
        return draw_icon_array(array, key, narrow=True)

    @property
    def studies(self) -> tuple[tuple[str, str], ...]:
        """Ids and names of the trials behind it."""
        names = self.offered.shower.evidence.basis.names
        return tuple((study, names.get(study, study)) for study in self.forecast.studies)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One option on the page."""

    shower: Shower
    option: Option

    @property
    def code(self) -> str:
        return self.option.treatment

    @property
    def name(self) -> str:
        return self.shower.name(self.code)

    @property
    def what(self) -> str:
        return care_words.plain_words(self.shower.speech, self.shower.found.knowledge, self.code)

    @property
    def mark(self) -> str:
        return care_words.verdict_mark(self.shower.speech, self.option)

    @property
    def verdict(self) -> str:
        return verdict_words(self.option.verdict, self.shower.speech)

    @property
    def reasons(self) -> tuple[Said, ...]:
        """Rules that hold, and how it is to be done."""
        held = (*self.option.verdict.certain, *self.option.verdict.how)
        return tuple(self._reason(one) for one in dict.fromkeys(held))

    def _reason(self, one: Reason) -> Said:
        return Said(words=reason_words(one, self.shower.evidence.topic, self.shower.speech), rows=(one.rule.row,))

    @property
    def ask(self) -> tuple[str, ...]:
        return tuple(self.shower.speech.name_of(question.words) for question in self.option.verdict.ask)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """For the time that is weighed."""
        found, window = self.option.forecasts, self.shower.found.window
        return tuple(
            Outcome(offered=self, forecast=found[code, window])
            for code in self.shower.found.outcomes
            if (code, window) in found
        )

    @property
    def experience(self) -> tuple[Lived, ...]:
        """Of each part that the topic tells of."""
        parts, lived, said = self.option.parts, self.shower.lived, self.shower.speech.name_of
        return tuple(
            Lived(
                name=self.shower.name(part) if len(parts) > 1 else "",
                body=said(lived[part].body),
                feelings=said(lived[part].feelings),
                days=said(lived[part].days),
                rows=(lived[part].row, *lived[part].rows),
            )
            for part in parts
            if part in lived
        )

    @property
    def known_part(self) -> SafeString:
        """What is the same for everybody: what it is like, harms, burden, guidelines. Made once in a release."""
        shower = self.shower
        key = (shower.speech.code, self.code, shower.found.profile.duration)
        if key not in shower.kept:
            named = {"each": self, "topic_name": shower.evidence.topic.name}
            shower.kept[key] = render_to_string("clinic/walk/known.html", named)
        return shower.kept[key]

    @property
    def mild_cell(self) -> str:
        return harm_words.harm_cell(self.shower.speech, self.shower.found.knowledge, self.option.harms, "mild")

    @property
    def serious_cell(self) -> str:
        return harm_words.harm_cell(self.shower.speech, self.shower.found.knowledge, self.option.harms, "serious")

    @property
    def visits(self) -> str:
        return quantity_words(self.shower.speech, self.option.burden.visits)

    @property
    def mild(self) -> tuple[Said, ...]:
        return self._harms("mild")

    @property
    def serious(self) -> tuple[Said, ...]:
        return self._harms("serious")

    def _harms(self, severity: Severity) -> tuple[Said, ...]:
        return tuple(self._harm(harm) for harm in harm_words.notable(self.option.harms, severity))

    def _harm(self, harm: Harm) -> Said:
        speech, alone = self.shower.speech, len(self.option.parts) == 1
        course = harm_words.course_words(speech, harm, self.option.burden.visits) if alone else ""
        said = " ".join(part for part in (harm_words.harm_words(speech, harm), course) if part)
        return Said(words=said, rows=harm.rows)

    @property
    def harms_unknown(self) -> str:
        return harm_words.unknown_words(self.shower.speech, self.shower.found.knowledge, self.option.harms)

    @property
    def burden(self) -> tuple[tuple[str, Said], ...]:
        lines = burden_lines(self.shower.speech, self.option.burden)
        return tuple((name, Said(words=said, rows=rows)) for name, said, rows in lines)

    @property
    def guidance(self) -> tuple[Said, ...]:
        return tuple(
            Said(words=care_words.statement_words(self.shower.speech, one), rows=(one.row,))
            for one in self.option.guidance
        )

    @property
    def dominated(self) -> str:
        return dominated_words(self.shower.speech, self.shower.found, self.code)
