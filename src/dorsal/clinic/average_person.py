"""What an option does for the trials' average person: how many of 100 such people get clearly better.

Nobody has been asked for anything: the start is where the trials' people started on average, and nobody is screened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dorsal.care.forecast import Forecast, forecasts
from dorsal.faces import care_words
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.charts.chance_bars import Bar, ChanceBars, draw_chance_bars
from dorsal.faces.charts.icon_array import IconArray, draw_icon_array
from dorsal.faces.handout.benefits import KINDS
from dorsal.faces.language import Language
from dorsal.faces.markup import Markup
from dorsal.faces.words import sentence
from dorsal.patient.profile import Profile

NOBODY = Profile()


@dataclass(frozen=True)
class AveragePerson:
    """Forecasts of every option, once for each outcome and time."""

    evidence: CareEvidence
    _made: dict[tuple[str, str], Mapping[str, Forecast]] = field(default_factory=dict, compare=False, repr=False)

    def forecasts(self, outcome: str, window: str) -> Mapping[str, Forecast]:
        """By option; empty where the natural course of this outcome or time is not known."""
        basis = self.evidence.basis
        if outcome not in basis.outcomes or window not in basis.windows:
            return {}
        if (outcome, window) not in self._made:
            self._made[outcome, window] = forecasts(NOBODY, basis, basis.options, outcome, window)
        return self._made[outcome, window]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One option: of 100 people so many get clearly better."""

    code: str
    name: str
    forecast: Forecast
    language: Language
    better: str

    @property
    def do(self) -> str:
        return self.language.number(self.forecast.chance_mic.per_100)

    @property
    def do_not(self) -> str:
        return self.language.number(self.forecast.chance_mic.others)

    @property
    def span(self) -> str:
        low, high = (self.language.number(end) for end in self.forecast.chance_mic.interval_per_100)
        return care_words.span_words(self.language, low, high)

    @property
    def said(self) -> str:
        """Both ways round, with the interval."""
        return self.language.words(
            "Of 100 people like those in the trials, {n} get {better} and {m} do not (it may be {span}).",
            n=self.do,
            m=self.do_not,
            better=self.better,
            span=self.span,
        )

    @property
    def level(self) -> str:
        found = self.forecast.certainty
        return "" if found is None else care_words.level_words(self.language, found.level)

    @property
    def bar(self) -> Bar:
        chance = self.forecast.chance_mic
        count, (low, high) = float(chance.per_100), chance.interval_per_100
        words = self.language.words("{n} of 100 ({span})", n=self.do, span=self.span)
        return Bar(label=self.name, words=words, count=count, low=min(low, count), high=max(high, count))

    @property
    def picture(self) -> Markup:
        """The icon array of the same number."""
        chance = self.forecast.chance_mic
        count, (low, high) = chance.per_100, chance.interval_per_100
        sure, expected, possible, rest = (self.language.words(kind) for kind in KINDS)
        array = IconArray(
            of=100,
            count=count,
            low=min(low, count),
            high=max(high, count),
            title=self.name,
            summary=self.said,
            words=(sure, expected, possible, rest),
        )
        key = f"icons-{self.forecast.outcome}-{self.forecast.window}-{self.code}".replace("+", "-")
        return draw_icon_array(array, key, narrow=True)


@dataclass(frozen=True, kw_only=True)
class OfHundred:
    """Options side by side, for one outcome at one time."""

    language: Language
    options: tuple[Counted, ...]
    key: str

    @property
    def _first(self) -> Forecast:
        return self.options[0].forecast

    @property
    def better(self) -> str:
        """ "Clearly less pain" """
        return sentence(self.options[0].better)[:-1]

    @property
    def start(self) -> str:
        """Where these people start, in points of 0-100."""
        return self.language.number(self._first.baseline or 0.0)

    @property
    def mic(self) -> str:
        """What clearly better means, in points of 0-100."""
        return self.language.number(self._first.mic)

    @property
    def certainties(self) -> tuple[tuple[str, str], ...]:
        """Each level of certainty, and the options whose number has it."""
        levels = dict.fromkeys(option.level for option in self.options if option.level)
        return tuple((level, ", ".join(o.name for o in self.options if o.level == level)) for level in levels)

    @property
    def statements(self) -> tuple[str, ...]:
        """What was assumed, for all of them."""
        return tuple(dict.fromkeys(one for option in self.options for one in option.forecast.statements))

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the tables that the natural course was read from."""
        return tuple(dict.fromkeys(row for option in self.options for row in option.forecast.rows))

    @property
    def chart(self) -> ChanceBars:
        return ChanceBars(
            rows=tuple(option.bar for option in self.options),
            title=self.better,
            summary=" ".join(f"{option.name}: {option.said}" for option in self.options),
            axis=self.language.words("of 100 people"),
            whisker=self.language.words("Line on a bar: from where to where the number may lie."),
        )

    @property
    def picture(self) -> Markup:
        """The bars, for a wide screen."""
        return draw_chance_bars(self.chart, f"bars-{self.key}")

    @property
    def narrow_picture(self) -> Markup:
        """The bars, for a phone."""
        return draw_chance_bars(self.chart, f"bars-{self.key}-narrow", narrow=True)


def of_hundred(
    person: AveragePerson, language: Language, names: Mapping[str, str], outcome: str, window: str
) -> OfHundred | None:
    """The options of these names that have a forecast; None where there is none."""
    found = person.forecasts(outcome, window)
    basis = person.evidence.basis
    options = [
        Counted(
            code=code,
            name=name,
            forecast=found[code],
            language=language,
            better=care_words.better_words(language, outcome, basis.outcomes[outcome].label),
        )
        for code, name in names.items()
        if code in found and found[code].prospect is not None
    ]
    key = f"{outcome}-{window}"
    return OfHundred(language=language, options=tuple(options), key=key) if options else None
