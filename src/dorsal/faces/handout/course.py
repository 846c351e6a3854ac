"""How the score may go on: the option's expected course beside the reference's, how people differ, and the goal."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.aim import Aim
from dorsal.care.shown import Expectation, ShownOption
from dorsal.faces.charts.expected_course import Course, ExpectedCourse, Point, draw_expected_course
from dorsal.faces.handout.telling import Telling
from dorsal.faces.markup import Markup, element


def course(told: Telling, aim: Aim) -> Markup | None:
    """The figure for one goal; nothing where no course is known from the person's own first score."""
    chart = course_chart(told, aim)
    if chart is None:
        return None
    words = told.language.words
    lines = [words("Whole line: {option}.", option=told.inside(told.plan.option))]
    if len(chart.courses) > 1:
        lines.append(words("Broken line: {option}.", option=told.inside(told.plan.shown.reference)))
    lines.append(words("Upright lines: how sure we are. Grey: 8 of 10 people."))
    return element(
        "figure",
        draw_expected_course(chart, f"course-{aim.measure}", narrow=True, legend_below=False),
        element("figcaption", " ".join(lines)),
    )


def course_chart(told: Telling, aim: Aim) -> ExpectedCourse | None:
    """What is drawn, on the person's own scale."""
    plan = told.plan
    mine = _line(told, plan.chosen, aim.measure)
    if mine is None:
        return None
    usual = None if plan.usual is None or plan.usual.option == plan.option else _line(told, plan.usual, aim.measure)
    low, top = told.ends(aim.measure)
    words = told.language.words
    last = mine.points[-1]
    return ExpectedCourse(
        courses=(mine, usual) if usual else (mine,),
        low=low,
        high=top,
        title=words("How it may go on with {option}", option=told.inside(plan.option)),
        summary=words(
            "{mine} may go from {now} to {later} in {weeks}.",
            mine=told.mine(aim.measure),
            now=told.language.number(mine.points[0].score, 1),
            later=told.language.number(last.score, 1),
            weeks=told.weeks(last.week),
        ),
        axes=(words("weeks from the start"), told.outcome(aim.measure)),
        goal=aim.target,
        goal_words=words("your goal"),
    )


def _line(told: Telling, option: ShownOption, outcome: str) -> Course | None:
    known = sorted(_known(option, outcome), key=lambda one: one.weeks)
    if not known or known[0].start is None:
        return None
    start = _score(told, known[0].start, outcome)
    points = [Point(week=0.0, score=start, spread=(start, start))]
    points += [_point(told, one) for one in known]
    return Course(label=told.option(option.option), points=tuple(points))


def _known(option: ShownOption, outcome: str) -> Iterator[Expectation]:
    return (one for one in option.expectations if one.outcome == outcome and one.known and one.individual)


def _point(told: Telling, one: Expectation) -> Point:
    assert one.expected is not None
    expected = _score(told, one.expected, one.outcome)
    spans = [
        None if span is None else (_score(told, span[0], one.outcome), _score(told, span[1], one.outcome))
        for span in (one.interval, one.spread)
    ]
    held = [None if span is None else (min(span[0], expected), max(span[1], expected)) for span in spans]
    return Point(week=one.weeks, score=expected, interval=held[0], spread=held[1])


def _score(told: Telling, points: float, outcome: str) -> float:
    low, top = told.ends(outcome)
    return low + points * (top - low) / 100.0
