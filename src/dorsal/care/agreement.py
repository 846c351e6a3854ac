"""From the options to a plan: who chose which, why, how much of it, with which goals; safety has the first word."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dorsal.care.aim import Aim, aims
from dorsal.care.basis import Basis
from dorsal.care.continuation import Continuation, Thresholds, continuation, progress_of, window_for
from dorsal.care.dose import Dose, dose
from dorsal.care.forecast import forecast
from dorsal.care.option import Option
from dorsal.care.options import Options
from dorsal.care.plan import Asked, CarePlan, ChosenBy, Override, Review, Screened, Shown, gates, restored
from dorsal.care.shown import ShownOption, row_said, shown_harm, shown_option
from dorsal.care.sure import Sure
from dorsal.care.watch import WatchSign, watch_for
from dorsal.errors import NotPermitted, OptionError
from dorsal.patient.screen import Screen
from dorsal.trials.treatment import canonical

REVIEW_VISITS = (2, 3, 4)
"""Visits after which one looks again."""
APART = 6.0 / 7.0
"""Weeks between two reviews at least: scores of neighbouring days tell the same."""
HALF_WAY = 0.5
"""Of the way to the first goal one looks again too."""
WEEKS_WITHOUT_VISITS = (2.0, 4.0)
"""When one looks again where no visits belong to the option."""
STATED = (
    "How scores of visits in between hang together is printed by no trial; it is assumed that a lead fades evenly, so "
    "that of a difference at the start as much is left at the end as the control arms show.",
    "The expected score is taken to change evenly from the start to the goal's week.",
)


@dataclass(frozen=True, kw_only=True)
class PlanKnowledge:
    """What a topic knows for plans: the signs to watch for, and how exactly its outcomes are measured."""

    signs: tuple[WatchSign, ...] = ()
    errors: Mapping[str, float] = field(default_factory=dict)
    """By outcome: the standard error of one measurement, in points of 0-100."""
    error_sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the two agreed on, beside the option itself."""

    chosen_by: ChosenBy = "together"
    why: str = ""
    agreed_on: datetime.date | None = None
    start: datetime.date | None = None
    """The day of the first visit."""
    dose: Mapping[str, float] = field(default_factory=dict)
    """Visits, minutes, per_week, weeks: where the two differ from the defaults."""
    progression: str = ""
    thresholds: Thresholds = field(default_factory=Thresholds)
    review_visits: tuple[int, ...] = REVIEW_VISITS
    contact: str = ""
    sure: Sure = field(default_factory=Sure)
    override: Override | None = None


def agree(
    options: Options, option: str, basis: Basis, knowledge: PlanKnowledge, terms: Terms | None = None
) -> CarePlan:
    """The plan. Raises NotPermitted for what safety does not allow, OptionError for an option that was not shown."""
    said, screen = terms or Terms(), options.screen
    chosen = _chosen(options, canonical(option))
    shown = tuple(shown_option(one, basis) for one in options.options)
    closed = gates(screen.urgency, shown, chosen.treatment)
    if closed and said.override is None:
        raise NotPermitted(_closed(screen, chosen, closed))
    given = dose(chosen.burden, said.dose, said.progression)
    wanted = aims(screen.profile, basis, weeks=basis.window(options.window).weeks, start=said.start)
    when = tuple(_reviews(given, said, wanted))
    return restored(
        {
            "option": chosen.treatment,
            "chosen_by": said.chosen_by,
            "why": said.why,
            "profile": screen.profile,
            "screened": _screened(screen, options),
            "shown": _shown(options, basis, shown),
            "override": said.override if closed else None,
            "overridden": closed,
            "agreed_on": said.agreed_on,
            "start": said.start,
            "dose": given,
            "aims": wanted,
            "reviews": when,
            "rules": tuple(_rules(screen, basis, chosen, aim, when, knowledge, said.thresholds) for aim in wanted),
            "harms": tuple(shown_harm(harm) for harm in chosen.harms.all),
            "precautions": tuple(row_said(r) for r in (*chosen.verdict.reasons, *chosen.verdict.how)),
            "watch_for": watch_for(knowledge.signs, chosen.treatment),
            "contact": said.contact,
            "sure": said.sure,
        }
    )


def _chosen(options: Options, option: str) -> Option:
    """The option of that name, which must have been on the table and not refused."""
    found = options.of(option)
    if found in options.refused:
        reasons = "; ".join(f"{reason.words()} [{reason.rule.row}]" for reason in found.verdict.certain)
        raise NotPermitted(f"{option} may not be given to this person: {reasons}. Choose another option")
    if found not in options.options:
        raise OptionError(f"{option} was not among the options shown; show it first, then choose")
    return found


def _closed(screen: Screen, chosen: Option, closed: Sequence[str]) -> str:
    """Why there is no plan yet, and the way out; one reason a line."""
    lines = ["no plan yet"]
    if "referral" in closed:
        lines.append(f"A referral comes first ({screen.urgency}):")
        lines += [f"  {reason.words()} [{reason.rule.row}]" for reason in screen.flags]
    if "questions" in closed:
        lines.append(f"{chosen.treatment} waits for answers:")
        lines += [f"  {question.words} [{question.code}]" for question in chosen.verdict.ask]
    lines.append("Otherwise a clinician may go on with a reason, which is kept with the plan.")
    return "\n".join(lines)


def _screened(screen: Screen, options: Options) -> Screened:
    waiting = screen.to_ask([one.treatment for one in options.options])
    return Screened(
        urgency=screen.urgency,
        flags=tuple(row_said(reason) for reason in screen.flags),
        noted=tuple(row_said(reason) for reason in screen.noted),
        asked=tuple(Asked(code=q.code, words=q.words, answer=answer) for q, answer in screen.asked),
        unanswered=tuple(Asked(code=q.code, words=q.words, answer="unknown") for q in waiting),
        signs_open=tuple(Asked(code=q.code, words=q.words, answer="unknown") for q in screen.danger_unasked),
    )


def _shown(options: Options, basis: Basis, shown: tuple[ShownOption, ...]) -> Shown:
    return Shown(
        topic=basis.topic,
        release=options.release,
        reference=options.reference,
        window=options.window,
        options=shown,
        refused=tuple(shown_option(one, basis) for one in options.refused),
    )


def _reviews(given: Dose, said: Terms, wanted: Sequence[Aim]) -> Iterator[Review]:
    """After the visits agreed, the last of them always, as far as they are days apart; and half-way to the goal."""
    visits = [] if given.without_visits else [v for v in said.review_visits if v <= (given.visits.high or v)]
    times = [given.week_of(visit) for visit in visits] or list(WEEKS_WITHOUT_VISITS)
    kept = times[-1:]
    for week in reversed(times[:-1]):
        if week <= kept[0] - APART:
            kept.insert(0, week)
    half = HALF_WAY * min((aim.weeks for aim in wanted), default=0.0)
    for week in [*kept, *([half] if half >= kept[-1] + APART else [])]:
        yield Review(visit=_visit(given, week), week=week, day=_day(said.start, week))


def _visit(given: Dose, week: float) -> int | None:
    """The visit of that week; None where there is none."""
    visit = round(week / given.spacing) + 1
    return None if given.without_visits or visit < 2 or visit > (given.visits.high or visit) else visit


def _day(start: datetime.date | None, week: float) -> datetime.date | None:
    return None if start is None else start + datetime.timedelta(days=round(7.0 * week))


def _rules(
    screen: Screen,
    basis: Basis,
    chosen: Option,
    aim: Aim,
    when: Sequence[Review],
    knowledge: PlanKnowledge,
    thresholds: Thresholds,
) -> Continuation:
    """The rules of one goal, or why there are none."""
    if aim.points is None or aim.measure not in basis.outcomes:
        return Continuation(outcome=aim.measure, why_not="the goal has no score that the trials measure")
    error = knowledge.errors.get(aim.measure)
    if error is None:
        return Continuation(outcome=aim.measure, why_not="how exactly this score is measured is not known here")
    person, window = screen.profile, window_for(basis, aim.weeks)
    progress = progress_of(person, basis, chosen.treatment, aim.measure, aim.weeks, error, aim.step)
    fits = forecast(person, basis, chosen.treatment, aim.measure, window).applicability
    why_not = progress if isinstance(progress, str) else "" if fits.fits else " ".join(fits.reasons)
    if why_not or isinstance(progress, str):
        return Continuation(outcome=aim.measure, goal=aim.points, weeks=aim.weeks, why_not=why_not)
    source = knowledge.error_sources.get(aim.measure, "")
    return continuation(
        progress,
        aim.points,
        [(review.visit, review.week) for review in when],
        outcome=aim.measure,
        thresholds=thresholds,
        assumptions=(*STATED, *([f"One score is off by {error:g} points of 100 (SD): {source}."] if source else [])),
    )
