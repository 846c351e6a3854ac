"""What one option would do for this person: the expected score and its interval, and the chance to improve.

    score later = natural course (intercept + slope x start) + effect of the option + difference between people

Course and effect come as draws that hold what is not known about them (care.basis); people around the mean follow
a normal distribution cut off at the ends of the scale (care.bounded). Nothing here is drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from dorsal.care.applicability import Applicability, applicability
from dorsal.care.basis import Basis, Comparison, Measured
from dorsal.care.natural_course import Course
from dorsal.care.prospect import Chance, Extra, Interval, Outlook, Prospect
from dorsal.errors import NetworkError, OptionError
from dorsal.patient.profile import Profile
from dorsal.synthesis.answer import Finding
from dorsal.synthesis.grading.certainty import Certainty
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One option, outcome and window for one person."""

    option: str
    given: str
    """What the trials compared: the option, or the option added to the reference."""
    outcome: str
    window: str
    baseline: float | None
    """The start that was taken, in points of 0-100; None without a forecast."""
    individual: bool
    """False: the person's own start is not known, and the numbers are of the trials' average person."""
    prospect: Prospect | None
    natural: Prospect | None
    """The same for usual care alone; there also where the option has no forecast."""
    extra: Extra | None
    mic: float
    certainty: Certainty | None
    """Of the effect; of the natural course where the option is the reference."""
    course_certainty: Certainty | None
    applicability: Applicability
    effect: Finding | None
    """None for the reference itself."""
    modifiers: str
    course: Course | None
    rows: tuple[str, ...]
    studies: tuple[str, ...]
    statements: tuple[str, ...]
    """What a reader must know: what was assumed, what stands in for what."""
    why_not: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Rows of the tables and ids of the trials."""
        return (*self.rows, *self.studies)

    @property
    def expected(self) -> float:
        """Raises NetworkError where there is no forecast, as the other numbers do."""
        return self._numbers.expected

    @property
    def interval(self) -> Interval:
        return self._numbers.interval

    @property
    def spread(self) -> Interval:
        return self._numbers.spread

    @property
    def change(self) -> float:
        return self._numbers.change

    @property
    def chance_mic(self) -> Chance:
        return self._numbers.chance_mic

    @property
    def chance_30(self) -> Chance:
        return self._numbers.chance_30

    @property
    def _numbers(self) -> Prospect:
        if self.prospect is None:
            raise NetworkError(self.why_not)
        return self.prospect


def forecast(profile: Profile, basis: Basis, option: str, outcome: str, window: str) -> Forecast:
    """The forecast, or one that says why there is none. Raises OptionError for unknown names."""
    return forecasts(profile, basis, (option,), outcome, window)[option]


def forecasts(
    profile: Profile, basis: Basis, options: tuple[str, ...], outcome: str, window: str
) -> Mapping[str, Forecast]:
    """Several options at once, which share the natural course. Raises OptionError for unknown names."""
    unknown = [option for option in options if option not in basis.options]
    if unknown:
        raise OptionError(f"{', '.join(unknown)}: no option of this topic; there are {', '.join(basis.options)}")
    measured = basis.measured(outcome)
    basis.window(window)
    person = _Asked(profile=profile, basis=basis, measured=measured, window=window)
    told = person.told(options)
    usual, _ = told.get(basis.reference, (None, None))
    return {option: _one(person, option, told.get(option, (None, None)), usual) for option in options}


def expected_draws(profile: Profile, basis: Basis, options: tuple[str, ...], outcome: str, window: str) -> Array | None:
    """Joint draws (draws, options) of the expected scores, for rankings; NaN where an option has no forecast.

    None where there is no natural course.
    """
    person = _Asked(profile=profile, basis=basis, measured=basis.measured(outcome), window=window)
    if person.course is None:
        return None
    effects = [basis.effect(option, outcome, window) for option in options]
    nothing = np.full(len(person.course.slopes), np.nan)
    rows = np.array([nothing if effect is None else effect for effect in effects])
    return person.outlook(rows).means.T


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A person, an outcome and a window."""

    profile: Profile
    basis: Basis
    measured: Measured
    window: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.measured.code, self.window, self.profile.duration

    @property
    def course(self) -> Course | None:
        return self.basis.courses.get(self.key)

    @property
    def own_start(self) -> float | None:
        return self.profile.baseline(self.measured.code)

    @property
    def start(self) -> float | None:
        """Where the person starts, else the trials' people; None without a course."""
        if self.course is None:
            return None
        return self.course.start_mean if self.own_start is None else self.own_start

    def outlook(self, effects: Array) -> Outlook:
        """Under these effects (options, draws)."""
        assert self.course is not None
        assert self.start is not None
        return Outlook.of(self.course, self.start, self.measured.mic, effects)

    def told(self, options: tuple[str, ...]) -> Mapping[str, tuple[Prospect, Extra | None]]:
        """Prospect, and what is added to the reference, of the options that have them; the reference always has."""
        reference = self.basis.reference
        if self.course is None:
            return {}
        found = {option: self.basis.effect(option, self.measured.code, self.window) for option in options}
        known = {option: effect for option, effect in found.items() if effect is not None and option != reference}
        outlook = self.outlook(np.array([np.zeros(len(self.course.slopes)), *known.values()]))
        usual, *others = outlook.prospects()
        told: dict[str, tuple[Prospect, Extra | None]] = {reference: (usual, None)}
        return told | dict(zip(known, zip(others, outlook.extras(), strict=True), strict=True))


def _one(person: _Asked, option: str, told: tuple[Prospect | None, Extra | None], usual: Prospect | None) -> Forecast:
    outcome, window = person.measured.code, person.window
    prospect, extra = told
    comparison = person.basis.comparisons.get((outcome, window, option))
    finding = None if comparison is None else comparison.finding
    course = person.course
    sure = person.basis.course_certainty.get(person.key)
    return Forecast(
        option=option,
        given=option if comparison is None else comparison.given,
        outcome=outcome,
        window=window,
        baseline=person.start,
        individual=course is not None and person.own_start is not None,
        prospect=prospect,
        natural=usual,
        extra=extra,
        mic=person.measured.mic,
        certainty=sure if option == person.basis.reference else None if finding is None else finding.certainty,
        course_certainty=sure,
        applicability=applicability(person.profile, person.basis, comparison, course),
        effect=finding,
        modifiers=person.basis.modifiers.get((outcome, window), ""),
        course=course,
        rows=_joined(() if course is None else course.arms, () if comparison is None else comparison.rows),
        studies=_joined(() if course is None else course.studies, () if comparison is None else comparison.studies),
        statements=tuple(_statements(person, option, comparison)),
        why_not="" if prospect is not None else _why_not(person, finding),
    )


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _why_not(person: _Asked, finding: Finding | None) -> str:
    no_course = person.basis.no_course.get(person.key, "")
    if no_course:
        return no_course
    return "no trial compared it" if finding is None else finding.why_not


def _statements(person: _Asked, option: str, comparison: Comparison | None) -> Iterator[str]:
    course, start, mic = person.course, person.start, person.measured.mic
    if start is not None and person.own_start is None:
        yield (
            "The first score is not known, so these numbers are not this person's: they are of people who start where "
            f"the trials' people did on average ({start:.0f} of 100)."
        )
    if start is not None and start < mic:
        yield (
            f"The first score ({start:.0f} of 100) is smaller than the smallest change that matters ({mic:g}), so "
            "nobody can improve by that much; look at the 30 % instead."
        )
    if comparison is not None and comparison.given != option:
        yield "The trials tell what it does when it is added to usual care; that is what is shown."
    yield from () if course is None else course.notes
    yield from person.basis.assumptions
