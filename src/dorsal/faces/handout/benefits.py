"""What may come of it: people like this one with the option and with the reference, in words and as icon arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.care.shown import Expectation
from dorsal.faces.charts.icon_array import IconArray, draw_icon_array, sign
from dorsal.faces.handout.frequency import Frequency, of_chance
from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import marked
from dorsal.faces.markup import Markup, element, fragment, lines

SURE: Mapping[str, tuple[str, str]] = {
    "high": (marked("High"), marked("More studies will hardly change these numbers.")),
    "moderate": (marked("Moderate"), marked("We are fairly sure, but new studies may change these numbers.")),
    "low": (marked("Low"), marked("We are not sure. The truth may be quite different.")),
    "very low": (marked("Very low"), marked("We are very unsure. The truth may be very different.")),
}
"""Certainty in words: the level, and what it means."""
KINDS = (
    marked("get better in any case"),
    marked("get better by our best guess"),
    marked("may get better too"),
    marked("do not get better so much"),
)
"""What the icons mean."""


def benefits(told: Telling) -> Markup:
    """The part of the page: how sure one is and for whom comes before the numbers."""
    one = told.first()
    cautions = [element("p", text, class_="note") for text in _cautions(told, one)]
    parts: list[Markup] = [element("h2", told.language.words("What may come of it"))]
    if one is None or not one.known:
        parts += [*_unknown(told, one), *cautions]
    else:
        course = () if one.unfit else _course(told, one)
        parts += [_sureness(told, one), *cautions, *_people(told, one), *course]
    return element("section", lines(parts), class_="benefits")


def _people(told: Telling, one: Expectation) -> Iterator[Markup]:
    """The chosen option beside the reference, as far as the studies' people were like this one: icons and sentences."""
    shown = told.told_of(one)
    if not shown:
        return
    words = told.language.words
    first = words(
        "Think of 100 people like you. Here is how many of them get {better} after {weeks}.",
        better=told.better(one.outcome),
        weeks=told.weeks(one.weeks),
    )
    yield fragment(
        element("p", first),
        element("div", lines(_column(told, each, n) for n, each in enumerate(shown)), class_="columns"),
        _legend(told),
        element("p", _mic(told, one), class_="small"),
    )


def _column(told: Telling, one: Expectation, n: int) -> Markup:
    assert one.chance_mic is not None
    count, words = of_chance(one.chance_mic), told.language.words
    heading = words("With {option}", option=told.inside(one.option))
    both = words(
        "{n} of 100 get {better}. {m} of 100 do not.",
        n=count.said(told.language),
        m=count.others(told.language),
        better=told.better(one.outcome),
    )
    unsure = words("It may be as few as {low}, or as many as {high}.", low=count.low, high=count.high)
    array = icon_array(told, count, heading, f"{both} {unsure}")
    return element(
        "div",
        element("h3", heading),
        element("p", element("strong", both), " ", unsure),
        draw_icon_array(array, f"people{n}", narrow=True, legend_below=False),
        class_="column",
    )


def icon_array(told: Telling, count: Frequency, title: str, summary: str) -> IconArray:
    """A frequency of 100 or 1,000 as icons."""
    one, two, three, four = (told.language.words(kind) for kind in KINDS)
    middle = count.low if count.count is None else count.count
    return IconArray(
        of=count.of,
        count=middle,
        low=count.low,
        high=count.high,
        title=f"{title}. {summary}",
        summary=summary,
        words=(one, two, three, four),
    )


def _legend(told: Telling) -> Markup:
    """What the four looks mean, once for all arrays of the page."""
    kinds = map(told.language.words, KINDS)
    return element("ul", lines(element("li", sign(n, one), " ", one) for n, one in enumerate(kinds)), class_="legend")


def _mic(told: Telling, one: Expectation) -> str:
    return told.language.words(
        "“{better}” means {points} or more off a score that goes from {low} to {top}.",
        better=told.better(one.outcome).capitalize(),
        points=told.size(one.mic, one.outcome),
        **_ends(told, one),
    )


def _ends(told: Telling, one: Expectation) -> dict[str, str]:
    low, top = (told.language.number(end) for end in told.ends(one.outcome))
    return {"low": low, "top": top}


def _course(told: Telling, one: Expectation) -> Iterator[Markup]:
    """The score now and later, how well it is known, and how people differ."""
    if one.start is None or one.expected is None or one.interval is None or one.spread is None:
        return
    words = told.language.words
    now = words(
        "{mine} is {now} now, on a scale from {low} to {top}.",
        mine=told.mine(one.outcome),
        now=told.score(one.start, one.outcome),
        **_ends(told, one),
    )
    later = words(
        "After {weeks} it may be about {later} on average. The average may lie from {span}.",
        weeks=told.weeks(one.weeks),
        later=told.score(one.expected, one.outcome),
        span=told.scores(one.interval, one.outcome),
    )
    people = words("But people differ. 8 of 10 people will be at {span}.", span=told.scores(one.spread, one.outcome))
    yield element("p", f"{now} {later} {people}" if one.individual else f"{later} {people}")


def _sureness(told: Telling, one: Expectation) -> Markup:
    level = SURE.get(one.certainty)
    words = told.language.words
    if level is None:
        return element("p", words("These numbers are of people who had no extra treatment in the studies."))
    word, meaning = (words(text) for text in level)
    return element("p", element("strong", words("How sure are we? {word}.", word=word)), " ", meaning, class_="sure")


def _unknown(told: Telling, one: Expectation | None) -> Iterator[Markup]:
    """No study tells; the natural course is shown where it is known."""
    words = told.language.words
    yield element(
        "p",
        element("strong", words("We do not know how many people get better with {option}.",
                              option=told.inside(told.plan.option))),
        " ",
        words("No study that we could use tells us. This does not mean that it does not help."),
    )  # fmt: skip
    usual = None if one is None else told.same_of_usual(one)
    if usual is not None and usual.known:
        yield from _people(told, usual)


def _cautions(told: Telling, one: Expectation | None) -> Iterator[str]:
    words = told.language.words
    if one is None:
        return
    if one.unfit:
        yield words(
            "Most people in the studies of {option} were not like you. So we cannot say how many people like you get "
            "better with it. Your therapist can tell you why.",
            option=told.inside(one.option),
        )
    if one.known and not one.individual and not one.unfit:
        yield words("We do not know your score now. These numbers are for people like those in the studies.")
