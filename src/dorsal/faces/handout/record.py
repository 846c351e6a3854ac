"""The page for the record: person, screen, options seen, choice, plan and release on one sheet, with the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from dorsal.care.shown import Expectation, RowSaid, ShownOption
from dorsal.care.sure import FULL, QUESTIONS
from dorsal.faces.care_sentences import row_sentence
from dorsal.faces.handout.benefits import SURE
from dorsal.faces.handout.frequency import of_chance
from dorsal.faces.handout.page import document
from dorsal.faces.handout.plan_part import UNSIGNED, plan_part
from dorsal.faces.handout.style import RECORD
from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import marked
from dorsal.faces.markup import Child, Markup, element, lines
from dorsal.faces.order_words import weight_words

URGENCY: Mapping[str, str] = {
    "none": marked("none found"),
    "routine": marked("routine"),
    "urgent": marked("urgent"),
    "emergency": marked("emergency"),
}
NOT_YET = marked("not known yet, as signs of serious disease were not asked about (so far: {found})")
VERDICT: Mapping[str, str] = {
    "may": marked("may"),
    "precaution": marked("with care"),
    "ask_first": marked("ask first"),
    "may_not": marked("refused"),
}
ANSWER: Mapping[str, str] = {"yes": marked("yes"), "no": marked("no"), "unknown": marked("not known")}
CHOSEN_BY: Mapping[str, str] = {
    "together": marked("patient and therapist together"),
    "patient": marked("the patient"),
    "therapist": marked("the therapist"),
}
WENT: Mapping[str, str] = {
    "helped": marked("helped"),
    "no_change": marked("no change"),
    "worse": marked("worse"),
    "unknown": marked("not known"),
}
STANDS_FOR: Mapping[str, str] = {
    "sure": marked("Sure of myself"),
    "understand": marked("Understand information"),
    "ratio": marked("Risk-benefit ratio"),
    "encouragement": marked("Encouragement"),
}
"""What each question of SURE is about."""
GATES: Mapping[str, str] = {"referral": marked("a referral came first"), "questions": marked("questions were open")}


def record(told: Telling) -> str:
    """The whole page."""
    return document(told, record_title(told), record_parts(told), RECORD)


def record_title(told: Telling) -> str:
    """ "For the record: exercise therapy" """
    return told.language.words("For the record: {option}", option=told.inside(told.plan.option))


def record_parts(told: Telling) -> Markup:
    """What stands on the page, for a page of the clinic's own too."""
    words, plan = told.language.words, told.plan
    head = words(
        "{day}; evidence release {release}; topic {topic}; Dorsal {version}; plan version {plan}.",
        day=told.language.date(told.day), release=plan.shown.release, topic=plan.shown.topic, version=told.version,
        plan=plan.version,
    )  # fmt: skip
    return lines(
        [
            element("h1", record_title(told)),
            element("p", head),
            _section(words("Person"), element("p", "; ".join(_person(told)) + ".")),
            _section(words("Safety screen"), *_screen(told)),
            _section(words("Options seen"), _options(told), *_refused(told)),
            _section(words("Choice"), *_choice(told)),
            _section(words("Plan"), *plan_part(told)),
            element("p", words("{mark} not yet signed off by a clinician", mark=UNSIGNED), class_="small"),
            _section(words("Signed"), element("p", *_signatures(told))),
        ]
    )


def _section(title: str, *content: Child) -> Markup:
    return element("section", element("h2", title), lines(content))


def _person(told: Telling) -> Iterator[str]:
    words, who = told.language.words, told.plan.profile
    number = told.language.number
    unknown = words(ANSWER["unknown"])
    yield words("Age: {n}", n=unknown if who.age is None else number(who.age))
    yield words("Site: {site}", site=told.language.name_of(who.site))
    yield words("For {n} weeks", n=unknown if who.weeks is None else number(who.weeks))
    yield words("Pain into a leg: {answer}", answer=words(ANSWER[who.radiating]))
    yield words("Pain now: {n} of 10", n=unknown if who.pain is None else number(who.pain, _places(who.pain)))
    if who.disability is not None:
        score = number(who.disability, _places(who.disability))
        yield words("Disability: {n} ({scale})", n=score, scale=who.disability_scale)
    if who.needle_fear is not None:
        yield words("Fear of needles: {n} of 10", n=who.needle_fear)
    if who.earlier:
        tried = ", ".join(f"{told.inside_name(one.treatment)} ({words(WENT[one.went])})" for one in who.earlier)
        yield words("Tried before: {treatments}", treatments=tried)
    weights = [(f.name, getattr(who.weights, f.name)) for f in fields(who.weights)]
    given = ", ".join(
        f"{weight_words(told.language, name)} {number(value, _places(value))}"
        for name, value in weights
        if value is not None
    )
    if given:
        yield words("What matters (0 to 10): {weights}", weights=given)


def _places(value: float) -> int:
    return 0 if value == round(value) else 1


def _screen(told: Telling) -> Iterator[Markup]:
    words, made = told.language.words, told.plan.screened
    said_yes = [told.language.name_of(asked.words) for asked in made.asked if asked.answer == "yes"]
    counts = told.language.counted("{n} question answered", "{n} questions answered", len(made.asked))
    yes = words("yes to: {questions}", questions="; ".join(said_yes)) if said_yes else words("yes to none")
    open_ = made.urgency in ("none", "routine") and made.signs_open
    word = words(NOT_YET, found=words(URGENCY[made.urgency])) if open_ else words(URGENCY[made.urgency])
    yield element("p", words("Urgency: {word}.", word=word), " ", f"{counts}; {yes}.")
    if made.flags or made.noted:
        yield element("p", words("Signs found: {rows}.", rows=rows_words(told, (*made.flags, *made.noted))))
    if made.unanswered:
        asked = "; ".join(told.language.name_of(one.words) for one in made.unanswered[:MOST_OPEN])
        more = len(made.unanswered) - MOST_OPEN
        yield element("p", words("Not answered, and could matter: {questions}", questions=asked),
                      f" (+{more})" if more > 0 else None)  # fmt: skip
    override = told.plan.override
    if override is not None:
        past = told.language.listed(words(GATES[gate]) for gate in told.plan.overridden)
        yield element(
            "p", element("strong", words("Gone on all the same ({gates}) by {who}:", gates=past, who=override.by)), " ",
            f"“{override.reason}”", class_="note",
        )  # fmt: skip
    if told.plan.precautions:
        yield element("p", words("To mind: {rows}.", rows=rows_words(told, told.plan.precautions)))


MOST_OPEN = 6
"""Open questions that are written out; the rest is counted."""


def rows_words(told: Telling, rows: Sequence[RowSaid]) -> str:
    """Rows with their ids; those that no clinician has agreed with have their mark."""
    said = ((row_sentence(told.language, row.words), row) for row in rows)
    return "; ".join(f"{words} [{row.row}{'' if row.signed else UNSIGNED}]" for words, row in said)


def _options(told: Telling) -> Markup:
    words, plan = told.language.words, told.plan
    outcomes = list(dict.fromkeys(e.outcome for one in plan.shown.options for e in one.expectations))
    heads = [words("Option"), words("Verdict")]
    for outcome in outcomes:
        heads.append(words("{better}, of 100", better=told.better(outcome)))
        heads.append(words("{outcome} then", outcome=told.outcome(outcome)))
    heads.append(words("Certainty"))
    rows = [element("tr", *_option(told, one, outcomes)) for one in plan.shown.options]
    when = next((e.weeks for e in plan.chosen.expectations if e.window == plan.shown.window), None)
    caption = "" if when is None else words("After {weeks}.", weeks=told.weeks(when))
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *(element("th", text, scope="col") for text in heads))),
        element("tbody", lines(rows)),
    )


def _option(told: Telling, one: ShownOption, outcomes: Sequence[str]) -> Iterator[Markup]:
    words, chosen = told.language.words, one.option == told.plan.option
    name = f"{told.option(one.option)}{' ✓' if chosen else ''}"
    yield element("th", name, scope="row")
    rows = f" [{', '.join(row.row for row in one.reasons)}]" if one.reasons else ""
    unknown = "" if one.rules_known else words("no rule is known")
    yield element("td", words(VERDICT[one.verdict]) + rows, f" ({unknown})" if unknown else None)
    shown = {e.outcome: e for e in one.expectations if e.window == told.plan.shown.window}
    for outcome in outcomes:
        yield from (element("td", text) for text in _numbers(told, shown.get(outcome)))
    levels = list(dict.fromkeys(e.certainty for e in shown.values() if e.certainty))
    yield element("td", ", ".join(words(SURE[level][0]) for level in levels) or "–")


def _numbers(told: Telling, one: Expectation | None) -> tuple[str, str]:
    if one is None or one.chance_mic is None or one.expected is None or one.interval is None:
        return told.language.words("not known"), "–"
    count = of_chance(one.chance_mic)
    people = f"{count.count} ({told.language.words('{low} to {high}', low=count.low, high=count.high)})"
    mark = " *" if one.unfit else ""
    return people + mark, f"{told.score(one.expected, one.outcome)} ({told.scores(one.interval, one.outcome)})"


def _refused(told: Telling) -> Iterator[Markup]:
    words, shown = told.language.words, told.plan.shown
    if any(e.unfit for one in shown.options for e in one.expectations if e.window == shown.window):
        yield element("p", words("* The trials’ people were not like this person."), class_="small")
    if shown.refused:
        refused = [f"{told.option(one.option)} [{', '.join(row.row for row in one.reasons if not row.unknown)}]"
                   for one in shown.refused]  # fmt: skip
        yield element("p", words("Refused: {options}.", options="; ".join(refused)))


def _choice(told: Telling) -> Iterator[Markup]:
    words, plan = told.language.words, told.plan
    why = f" {words('Why:')} “{plan.why}”" if plan.why else ""
    yield element("p", element("strong", told.option(plan.option)), ". ",
                  words("Chosen by {who}.", who=words(CHOSEN_BY[plan.chosen_by])), why)  # fmt: skip
    sure = plan.sure
    if not sure.asked:
        yield element("p", words("SURE was not asked."))
        return
    answers = "; ".join(f"{words(STANDS_FOR[q.code])}: {words(ANSWER[sure.answer(q.code)])}" for q in QUESTIONS)
    score = words("no score, as not all were answered") if sure.score is None else f"{sure.score}/{FULL}"
    flag = words("Talk about the decision again.") if sure.conflict else ""
    yield element("p", words("SURE: {score}.", score=score), f" {answers}. {flag}".rstrip())


def _signatures(told: Telling) -> Iterator[Child]:
    words = told.language.words
    for who in (words("Therapist:"), words("Patient:")):
        yield f"{who} "
        yield element("span", "\N{NO-BREAK SPACE}", class_="blank")
        yield "  "
