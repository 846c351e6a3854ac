"""The plan on the page for the record: dose with its sources, goals, rules with how often they err, signs, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.care.aim import Aim
from dorsal.care.continuation import Continuation
from dorsal.care.dose import Amount
from dorsal.faces.handout.doing import amount_words, cells, goal_words, when_words
from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import marked
from dorsal.faces.markup import Markup, element, lines

SAID_BY: Mapping[str, str] = {
    "agreed": marked("agreed"),
    "clinic": marked("the clinic’s own"),
    "sources": marked("from sources"),
    "nobody": marked("nobody has said"),
}
AMOUNTS: Mapping[str, str] = {
    "visits": marked("visits"),
    "minutes": marked("minutes a visit"),
    "per_week": marked("visits a week"),
    "weeks": marked("weeks"),
}
UNSIGNED = " †"
"""Behind a row that no clinician has agreed with yet."""


def plan_part(told: Telling) -> Iterator[Markup]:
    """Its paragraphs and tables."""
    words, plan = told.language.words, told.plan
    start = "" if plan.start is None else words("It starts on {day}.", day=told.language.date(plan.start))
    amounts = [_amount(told, name, getattr(plan.dose, name)) for name in AMOUNTS]
    yield element("p", f"{'; '.join(amounts)}. {plan.dose.progression} {start}".strip())
    if not plan.dose.spacing_known and not plan.dose.without_visits:
        yield element("p", words("How often visits are is not known; dates suppose one a week."))
    for aim, rules in zip(plan.aims, plan.rules, strict=True):
        yield element("p", words("Goal:"), " ", goal_words(told, aim))
        yield _rules(told, aim, rules)
    yield element("p", _watch(told))
    yield element("p", _rows(told), class_="small")


def _amount(told: Telling, name: str, amount: Amount) -> str:
    words = told.language.words
    rows = f" [{', '.join(amount.rows)}]" if amount.rows else ""
    value = amount_words(told, amount) if amount.known else words("not known")
    return f"{words(AMOUNTS[name])}: {value} ({words(SAID_BY[amount.said_by])}{rows})"


def _rules(told: Telling, aim: Aim, rules: Continuation) -> Markup:
    words = told.language.words
    if not rules.rules:
        return element("p", words("No rules:"), " ", told.sentence(rules.why_not))
    head = (
        words("When"), words("Expected"), words("Go on"), words("Change something"), words("Stop, choose anew"),
        words("Stopped here, of 100"), words("of these would have reached the goal"),
    )  # fmt: skip
    rows = [
        element(
            "tr",
            element("th", when_words(told, rule), scope="row"),
            element("td", told.score(rule.expected, aim.measure)),
            *(element("td", text) for text in cells(told, aim, rule)),
            element("td", _share(rule.stopped)),
            element("td", _share(rule.stopped_wrongly) if rule.stopped else "–"),
        )
        for rule in rules.rules
    ]
    limits = rules.thresholds
    keep, leave = limits.limits(rules.chance or 0.0)
    why = words(
        "Chance to reach the goal at the start: {chance} of 100. Go on from {keep}, stop below {leave}, worked out "
        "again from all scores so far.",
        chance=_share(rules.chance or 0.0), keep=_share(keep), leave=_share(leave),
    )  # fmt: skip
    return element(
        "div",
        element(
            "table",
            element("thead", element("tr", *(element("th", text, scope="col") for text in head))),
            element("tbody", lines(rows)),
        ),
        element("p", why, *(each for text in rules.assumptions for each in (" ", told.sentence(text))), class_="small"),
    )


def _share(share: float) -> str:
    return f"{100.0 * share:.0f}" if share >= 0.01 or share == 0.0 else "<1"


def _watch(told: Telling) -> str:
    words, plan = told.language.words, told.plan
    signs = "; ".join(
        f"{told.language.name_of(sign.words).rstrip('.')} "
        f"[{sign.row}{'' if sign.signed else UNSIGNED}: {', '.join(sign.rows)}]"
        for sign in plan.watch_for
    )
    contact = plan.contact or words("not said")
    return words(
        "To watch for: {signs}. Whom to call: {contact}.", signs=signs or words("nothing known"), contact=contact
    )


def _rows(told: Telling) -> str:
    """Where the numbers come from, down to the rows."""
    words, plan = told.language.words, told.plan
    harms = ", ".join(dict.fromkeys(row for harm in plan.harms for row in harm.rows))
    known = [e for e in plan.chosen.expectations if e.window == plan.shown.window]
    studies = ", ".join(dict.fromkeys(study for e in known for study in e.studies))
    return words("Rows on harm: {rows}. Trials: {studies}.", rows=harms or "–", studies=studies or "–")
