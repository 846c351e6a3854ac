"""The basis of forecasts out of a topic: natural courses of control arms, and joint effects of the options."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dorsal.care import basis as care
from dorsal.care.basis import DURATIONS, Basis, Comparison, Measured
from dorsal.care.control_arm import ControlArm, Start, control_arms
from dorsal.care.course_certainty import course_certainty
from dorsal.care.joint_effects import JointEffects, joint_effects
from dorsal.care.natural_course import DRAWS, Course, course
from dorsal.care.slope import Slope, pooled_slope
from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.answer import Finding, Section, section
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.options import FitOptions
from dorsal.topics import courses
from dorsal.topics.loader import Topic
from dorsal.topics.settings import Outcome
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut
from dorsal.trials.question import Question, Window
from dorsal.trials.reference_sd import reference_sd
from dorsal.trials.treatment import canonical, components

IN_POINTS = "MD100"
SHAM, REFERENCE, EDUCATION = "sham", "reference", "education"
"""Classes of treatments.csv."""
ENOUGH_ARMS: Mapping[str, int] = {"acute": 1, "subacute": 5, "chronic": 5, "unknown": 5}
"""Fewer control arms of one kind of people are joined by those of the next wider kind: with less than five, how
settings differ can hardly be told. Acute complaints run so different a course that one of their own will do."""
ENOUGH_STUDIES, ENOUGH_EACH = 10, 3
"""Trials that a test of an effect modifier needs (Cochrane Handbook 10.11.5.1), and of each kind."""
NAMED_SHARE = 0.01
"""A trial that adds less to an estimate is not named beside a forecast."""
TAU_MEDIAN = math.exp(-3.02 / 2.0)
"""Median heterogeneity in standard deviations: pain and other reports of health, treatments that are no medicines
(Rhodes 2015, doi:10.1016/j.jclinepi.2014.08.012, Table 3)."""
HALF_NORMAL_MEDIAN = 0.6744897501960817

UNKNOWN = "unknown"
WIDER: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "acute": (("acute",), ("acute", "mixed")),
    "subacute": (("subacute",), ("subacute", "mixed"), ("subacute", "mixed", "chronic")),
    "chronic": (("chronic",), ("chronic", "mixed")),
    "unknown": (("chronic", "mixed", "subacute"),),
}
"""Whose trials tell the course of people with a complaint of this duration, each step wider."""
SAME_POINTS = (
    "An effect is taken to be the same number of points whatever the first score; the trials do not print it by "
    "first score."
)
APART = "What is not known of the natural course and of the effect is taken as independent."


def basis_of(topic: Topic, release: str, seed: int = 1, draws: int = DRAWS) -> Basis:
    """Compute it; the same topic, seed and number of draws give the same basis. Raises NotSettled as fits do."""
    rng = np.random.default_rng(seed)
    outcomes = {outcome.code: outcome for outcome in topic.headlines if outcome.mic is not None}
    measured = {code: _measured(outcome) for code, outcome in outcomes.items()}
    parts = [part for outcome in outcomes.values() for part in _parts(topic, outcome, rng, draws)]
    return Basis(
        topic=topic.name,
        release=release,
        reference=topic.reference,
        options=_options(topic),
        labels={option: _within(topic.treatments.label(option)) for option in _options(topic)},
        outcomes=measured,
        windows={w.name: care.Window(name=w.name, label=w.label, weeks=w.target) for w in _windows(topic)},
        names={**courses.labels(topic), **{study.id: study.name for study in topic.studies}},
        courses={key: value for part in parts for key, value in part.courses.items()},
        course_certainty={
            key: course_certainty(found, measured[key[0]].mic) for part in parts for key, found in part.courses.items()
        },
        no_course={key: value for part in parts for key, value in part.no_course.items()},
        effects={part.key: part.effects for part in parts if part.effects is not None},
        comparisons={key: value for part in parts for key, value in part.comparisons.items()},
        modifiers={part.key: part.modifiers for part in parts},
        assumptions=(SAME_POINTS, APART),
    )


def _windows(topic: Topic) -> tuple[Window, ...]:
    return tuple(topic.settings.windows)


def _options(topic: Topic) -> tuple[str, ...]:
    """The reference, the focus, its comparators and combinations; nothing pretended is offered."""
    said = topic.settings
    named = [said.reference, said.focus, *said.comparators, *(c.whole for c in said.combinations)]
    real = [t for t in map(canonical, named) if all(topic.treatments.group(p) != SHAM for p in components(t))]
    return tuple(dict.fromkeys(real))


def _within(label: str) -> str:
    """A label as it stands within a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _measured(outcome: Outcome) -> Measured:
    assert outcome.mic is not None
    return Measured(
        code=outcome.code,
        label=outcome.label,
        mic=outcome.mic,
        mic_source=outcome.mic_source,
        mic_note=outcome.mic_note,
    )


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One outcome in one window."""

    key: tuple[str, str]
    courses: Mapping[tuple[str, str, str], Course]
    no_course: Mapping[tuple[str, str, str], str]
    effects: JointEffects | None
    comparisons: Mapping[tuple[str, str, str], Comparison]
    modifiers: str


def _parts(topic: Topic, outcome: Outcome, rng: np.random.Generator, draws: int) -> list[_Part]:
    """Every window of one outcome; the spread between people is that of all windows together."""
    starts = courses.starts(topic, outcome.code)
    slope = pooled_slope(courses.slopes(topic, outcome.code))
    arms = {window.name: _control_arms(topic, outcome.code, window, starts) for window in _windows(topic)}
    chosen = {
        (window, duration): _for_whom(topic, found, duration)
        for window, (found, _) in arms.items()
        for duration in DURATIONS
    }
    told = _Told(topic=topic, outcome=outcome, slope=slope, chosen=chosen, rng=rng, draws=draws)
    return [told.part(window, arms[window.name][1]) for window in _windows(topic)]


Chosen = tuple[tuple[ControlArm, ...], list[str]]
"""Arms, and what must be said of the choice."""


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What is known of one outcome."""

    topic: Topic
    outcome: Outcome
    slope: Slope
    chosen: Mapping[tuple[str, str], Chosen]
    """By window and duration."""
    rng: np.random.Generator
    draws: int

    def part(self, window: Window, left_out: Sequence[LeftOut]) -> _Part:
        found: dict[tuple[str, str, str], Course] = {}
        missing: dict[tuple[str, str, str], str] = {}
        for duration in DURATIONS:
            key = self.outcome.code, window.name, duration
            if self.chosen[window.name, duration][0]:
                found[key] = self._course(window, duration, left_out)
            else:
                missing[key] = _no_course(self.topic, duration, window, left_out)
        made = _section(self.topic, self.outcome, window)
        comparisons = {
            (self.outcome.code, window.name, option): _comparison(self.topic, made, option)
            for option in _options(self.topic)
            if option != self.topic.reference
        }
        return _Part(
            key=(self.outcome.code, window.name),
            courses=found,
            no_course=missing,
            effects=self._effects(made, comparisons),
            comparisons=comparisons,
            modifiers=_modifiers(self.topic, made),
        )

    def _course(self, window: Window, duration: str, left_out: Sequence[LeftOut]) -> Course:
        arms, notes = self.chosen[window.name, duration]
        spread_of = [arm for (_, who), (others, _) in self.chosen.items() if who == duration for arm in others]
        return course(
            arms,
            self.slope,
            self.rng,
            outcome=self.outcome.code,
            window=window.name,
            population=duration,
            spread_of=spread_of,
            notes=(*notes, *_of_slope(self.slope)),
            stand_ins=bool(notes),
            left_out=left_out,
            draws=self.draws,
        )

    def _effects(self, made: Section, comparisons: Mapping[tuple[str, str, str], Comparison]) -> JointEffects | None:
        given = tuple(dict.fromkeys(c.given for c in comparisons.values() if c.finding.estimate is not None))
        if made.analysis is None or not given:
            return None
        return joint_effects(made.analysis, given, _prior(self.topic, self.outcome.code), self.rng, self.draws)


def _control_arms(
    topic: Topic, outcome: str, window: Window, starts: Sequence[Start]
) -> tuple[tuple[ControlArm, ...], tuple[LeftOut, ...]]:
    """Arms of the reference's class, and those that added no more than education to the reference."""
    alone = [code for code, treatment in topic.treatments.items() if treatment.group == REFERENCE]
    taught = [code for code, treatment in topic.treatments.items() if treatment.group == EDUCATION]
    treatments = {topic.reference, *alone, *(canonical(f"{topic.reference}+{code}") for code in taught)}
    arms, left_out = control_arms(
        topic.studies, topic.scales, outcome=outcome, window=window, treatments=treatments, starts=starts
    )
    known = {arm.study for arm in arms}
    return (*arms, *courses.own_arms(topic, outcome, window, starts, known)), left_out


def _for_whom(topic: Topic, arms: Sequence[ControlArm], duration: str) -> tuple[tuple[ControlArm, ...], list[str]]:
    """The control arms that tell the course of people with this duration, and what must be said of the choice.

    Usual care alone; where not even two groups got that, also those that were taught something on top; where there
    are none of these either, whoever waited or got nothing.
    """
    usual = [arm for arm in arms if arm.treatment == topic.reference]
    near = [arm for arm in arms if topic.reference in components(arm.treatment)]
    steps = []
    for populations in WIDER[duration]:
        alone = tuple(arm for arm in usual if arm.population in populations)
        steps.append(alone if len(alone) > 1 else tuple(arm for arm in near if arm.population in populations))
    steps.append(() if any(steps) else tuple(arm for arm in arms if arm.population in WIDER[duration][-1]))
    enough = next((found for found in steps if len(found) >= ENOUGH_ARMS[duration]), None)
    chosen = enough if enough is not None else max(steps, key=len)
    return chosen, [*_of_people(chosen, duration), *_of_treatments(topic, chosen), *_of_starts(topic, chosen)]


def _of_people(arms: Sequence[ControlArm], duration: str) -> list[str]:
    others = sorted({arm.population for arm in arms} - {duration})
    if not arms or not others:
        return []
    if duration == UNKNOWN:
        return [f"The natural course is that of trials of {' and '.join(others)} complaints."]
    return [f"Too few control groups had {duration} complaints; those with {' and '.join(others)} ones are taken too."]


def _of_treatments(topic: Topic, arms: Sequence[ControlArm]) -> list[str]:
    others = sorted({arm.treatment for arm in arms} - {topic.reference})
    if not others:
        return []
    words = ", ".join(_within(topic.treatments.label(t)) for t in others)
    usual = _within(topic.treatments.label(topic.reference))
    return [f"Control groups that got something else than {usual} alone stand for it: {words}."]


def _of_starts(topic: Topic, arms: Sequence[ControlArm]) -> list[str]:
    guessed = [arm for arm in arms if arm.start.between is not None]
    if not guessed:
        return []
    names = {study.id: study.name for study in topic.studies}
    start = guessed[0].start
    return [
        f"Where people started is not printed by {', '.join(names[arm.study] for arm in guessed)}; it is taken to be "
        f"where those of other trials did ({start.mean:.0f} of 100, give or take {start.between:.0f})."
    ]


def _of_slope(slope: Slope) -> list[str]:
    how = f"trials ({', '.join(slope.sources)}) and an assumption" if slope.sources else "an assumption"
    return [
        f"Of a difference in first scores a share of {slope.mean:.2f} is taken to be left later (give or take "
        f"{slope.sd:.2f}), from {how}."
    ]


def _no_course(topic: Topic, duration: str, window: Window, left_out: Sequence[LeftOut]) -> str:
    usual = _within(topic.treatments.label(topic.reference))
    who = "any complaint" if duration == UNKNOWN else f"a complaint like this ({duration})"
    reasons = "; ".join(dict.fromkeys(f"{left.row}: {left.reason}" for left in left_out))
    told = f". Not usable: {reasons}" if reasons else ""
    return f"no trial tells how people with {who} fare under {usual} at this time ({window.label}){told}"


def _section(topic: Topic, outcome: Outcome, window: Window) -> Section:
    return section(
        topic.studies,
        topic.scales,
        Question(outcome=outcome.code, window=window, measure=IN_POINTS),
        reference=topic.reference,
        mic=outcome.mic,
        fit_options=FitOptions(),
        effect_options=EffectOptions(measure=IN_POINTS),
        inactive=tuple(topic.settings.inactive),
    )


def _comparison(topic: Topic, made: Section, option: str) -> Comparison:
    """The option against the reference; added to it where only that was tried."""
    given, finding = option, made.finding(option, topic.reference)
    if finding.estimate is None and topic.reference not in components(option):
        added = canonical(f"{option}+{topic.reference}")
        instead = made.finding(added, topic.reference)
        if instead.estimate is not None:
            given, finding = added, instead
    return _with_trials(topic, made, option, given, finding)


def _with_trials(topic: Topic, made: Section, option: str, given: str, finding: Finding) -> Comparison:
    shares = () if finding.estimate is None else finding.estimate.shares
    named = tuple(study for study, share in shares if share >= NAMED_SHARE)
    population = {study.id: study.population or "not stated" for study in topic.studies}
    by_population: dict[str, float] = {}
    for study, share in shares:
        by_population[population[study]] = by_population.get(population[study], 0.0) + share
    rows = [row for contrast in made.evidence.contrasts if contrast.study in named for row in contrast.rows]
    assert made.question.window is not None
    return Comparison(
        outcome=made.question.outcome,
        window=made.question.window.name,
        option=option,
        given=given,
        finding=finding,
        populations=by_population,
        studies=named,
        rows=tuple(dict.fromkeys(rows)),
    )


def _prior(topic: Topic, outcome: str) -> HalfNormal:
    """Half-normal with the median that Rhodes 2015 found, in points by the reference SD of the outcome."""
    spread = reference_sd(topic.studies, topic.scales, outcome)
    return HalfNormal(TAU_MEDIAN / HALF_NORMAL_MEDIAN * (20.0 if spread is None else spread.sd))


def _modifiers(topic: Topic, made: Section) -> str:
    """Whether effects differ between lasting complaints and others, as far as the trials can tell."""
    if made.analysis is None:
        return "No trial tells for whom the effects are larger or smaller."
    lasting = {study.id: float(study.population == "chronic") for study in topic.studies}
    contrasts = [
        replace(contrast, covariates={"chronic": lasting[contrast.study]})
        for contrast in made.analysis.main.network.contrasts
    ]
    chronic = sum(contrast.covariates["chronic"] for contrast in contrasts)
    n = len(contrasts)
    few = (
        f"The trials cannot tell for whom the effects are larger or smaller: {n:g} are joined to the reference here "
        f"({chronic:g} of chronic complaints); it would take {ENOUGH_STUDIES}, with {ENOUGH_EACH} of each kind."
    )
    if n < ENOUGH_STUDIES or min(chronic, n - chronic) < ENOUGH_EACH:
        return few
    try:
        (slope,) = fit_regression(contrasts, ("chronic",), made.analysis.reference).slopes
    except (NetworkError, OptionError):
        return (
            "The trials cannot tell for whom the effects are larger or smaller: no two treatments were compared both "
            f"in chronic complaints and in others ({n:g} trials are joined to the reference here)."
        )
    return (
        f"Effects in trials of chronic complaints were {slope.mean:+.1f} points of those in other trials "
        f"(95 % {slope.ci[0]:.1f} to {slope.ci[1]:.1f}; {n:g} trials); this is not used in the numbers."
    )
