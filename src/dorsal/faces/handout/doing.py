"""What is done: visits, goals with their day, and the limits at which to go on, change or stop."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from math import floor

from dorsal.care.aim import Aim
from dorsal.care.continuation import Continuation, Rule
from dorsal.care.dose import Amount, Dose
from dorsal.faces.handout.course import course
from dorsal.faces.handout.telling import Telling
from dorsal.faces.markup import Child, Markup, element, fragment, lines


def doing(told: Telling) -> Markup:
    """The part of the page."""
    words, plan = told.language.words, told.plan
    pairs = [(aim, rules) for aim, rules in zip(plan.aims, plan.rules, strict=True) if rules.rules]
    first = [*_goals(told), *(_rules(told, *pair) for pair in pairs[:1]), _without_rules(told)]
    drawn = course(told, pairs[0][0]) if pairs else None
    return element(
        "section",
        element("h2", words("What you do")),
        element("p", dose_words(told)),
        element("div", element("div", *first), drawn, class_="beside"),
        *(_rules(told, *pair) for pair in pairs[1:]),
        class_="doing",
    )


def _goals(told: Telling) -> Iterator[Markup]:
    words = told.language.words
    yield element("h3", words("Your goals"))
    if told.plan.aims:
        yield element("ul", lines(element("li", goal_words(told, aim)) for aim in told.plan.aims))
    else:
        yield element("p", words("Write your goal here:"), " ", _blank())


def _blank() -> Markup:
    return element("span", "\N{NO-BREAK SPACE}", class_="blank")


def dose_words(told: Telling) -> str:
    """What is given and from when on, in sentences."""
    words, dose = told.language.words, told.plan.dose
    if dose.without_visits:
        said = [words("No extra visits belong to it.")]
    else:
        said = [*_amounts(told, dose)] or [words("How many visits you need is not set yet. Ask your therapist.")]
    if dose.progression:
        said.append(dose.progression)
    if told.plan.start is not None:
        said.append(words("It starts on {day}.", day=told.language.date(told.plan.start)))
    return " ".join(said)


def _amounts(told: Telling, dose: Dose) -> Iterator[str]:
    words = told.language.words
    if dose.visits.low == dose.visits.high == 1.0:
        yield words("You come once.")
    elif dose.visits.known:
        yield words("You come for {n} visits.", n=amount_words(told, dose.visits))
    if dose.minutes.known:
        yield words("One visit takes {n} minutes.", n=amount_words(told, dose.minutes))
    if dose.per_week.low == dose.per_week.high == 1.0:
        yield words("You come once a week.")
    elif dose.per_week.known:
        yield words("You come {n} times a week.", n=amount_words(told, dose.per_week))
    if dose.weeks.known:
        yield words("It takes {n} weeks.", n=amount_words(told, dose.weeks))


def amount_words(told: Telling, amount: Amount) -> str:
    """ "6", "3 to 6", "up to 15", "10 or more" """
    words = told.language.words
    low, high = (None if end is None else _number(told, end) for end in (amount.low, amount.high))
    if low is None or high is None:
        return words("up to {n}", n=high) if high is not None else words("{n} or more", n=low)
    return low if low == high else words("{low} to {high}", low=low, high=high)


def _number(told: Telling, value: float) -> str:
    """Whole where it is large enough that nobody minds."""
    whole = value == round(value) or value >= 3.0
    return told.language.number(value, 0 if whole else 1)


def goal_words(told: Telling, aim: Aim) -> Child:
    """A goal: the person's words, the score to reach, and by when."""
    words = told.language.words
    parts = [f"“{aim.words}”"] if aim.words else []
    if aim.target is not None and aim.top is not None and aim.measure in told.topic.outcomes:
        score = words(
            "{mine} at {target} or less, on the scale from {low} to {top}",
            mine=told.mine(aim.measure),
            target=_number(told, aim.target),
            low=_number(told, aim.low),
            top=_number(told, aim.top),
        )
        parts.append(score)
    said = ": ".join(parts) + "."
    when = _by(told, aim.weeks, aim.day)
    mark = words("We suggest this score. Change it if you like.") if aim.proposed else ""
    return " ".join(part for part in (said, when, mark) if part)


def _by(told: Telling, weeks: float, day: datetime.date | None) -> str:
    words = told.language.words
    if day is None:
        return words("After {weeks}.", weeks=told.weeks(weeks))
    return words("By {day}.", day=told.language.date(day))


def _rules(told: Telling, aim: Aim, rules: Continuation) -> Markup:
    """The limits of one goal as a table: when, and what a score then means."""
    words = told.language.words
    head = (words("When"), words("Go on"), words("Change something"), words("Stop, choose anew"))
    start = words("Give a score at each of these visits. {mine} then tells what to do:", mine=told.mine(aim.measure))
    why = words(
        "The limits follow from your chance to reach the goal. Now it is about {n} of 100.",
        n=round(100 * (rules.chance or 0.0)),
    )
    rows = [element("tr", *_row(told, aim, rule)) for rule in rules.rules]
    return fragment(
        element("h3", words("When to go on, change or stop")),
        element("p", start),
        element(
            "table",
            element("thead", element("tr", *(element("th", text, scope="col") for text in head))),
            element("tbody", lines(rows)),
            class_="rules",
        ),
        element("p", why, class_="small"),
    )


def _row(told: Telling, aim: Aim, rule: Rule) -> Iterator[Markup]:
    yield element("th", when_words(told, rule), scope="row")
    yield from (element("td", text) for text in cells(told, aim, rule))


def when_words(told: Telling, rule: Rule) -> str:
    """ "Visit 3, about 10 December 2026" """
    review = next((r for r in told.plan.reviews if r.week == rule.week), None)
    words = told.language.words
    day = told.language.date(review.day) if review and review.day else words("week {n}", n=round(rule.week) or 1)
    if rule.visit is None:
        return words("about {day}", day=day)
    return words("visit {n}, about {day}", n=rule.visit, day=day)


def cells(told: Telling, aim: Aim, rule: Rule) -> tuple[str, str, str]:
    """Whole scores to go on, to change something, to stop; the three together are the whole scale."""
    words, top = told.language.words, aim.top or 0.0
    keep, stop = limits(rule, aim)
    go_on = words("{n} or less", n=keep) if keep >= aim.low else words("no score")
    leave = words("{n} or more", n=stop) if stop <= top else words("no score")
    if stop - keep <= 1:
        return go_on, words("no score"), leave
    between = str(keep + 1) if stop - keep == 2 else words("{low} to {high}", low=keep + 1, high=stop - 1)
    return go_on, between, leave


def limits(rule: Rule, aim: Aim) -> tuple[int, int]:
    """The highest whole score to go on (below the scale: none) and the lowest to stop (above it: none)."""
    keep = floor(aim.low) - 1 if rule.continue_at_most is None else floor(aim.score(rule.continue_at_most) + 1e-9)
    stop = floor(aim.top or 0.0) + 1 if rule.stop_above is None else floor(aim.score(rule.stop_above) + 1e-9) + 1
    return keep, max(stop, keep + 1)


def _without_rules(told: Telling) -> Markup | None:
    """Where no limits can be worked out: look again all the same."""
    if any(rules.rules for rules in told.plan.rules):
        return None
    words = told.language.words
    last = told.plan.reviews[-1] if told.plan.reviews else None
    if last is None:
        return element("p", words("Talk with your therapist about how it goes."))
    when = told.language.date(last.day) if last.day else words("week {n}", n=round(last.week) or 1)
    return element(
        "p",
        words("There are no fixed limits here, as the studies do not tell us enough."),
        " ",
        words("Look at it together in {when}. If you are not clearly better then, change something.", when=when)
        if last.day is None
        else words("Look at it together on {when}. If you are not clearly better then, change something.", when=when),
    )
