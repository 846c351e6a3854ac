"""What was chosen: the option in plain words, by whom, why, and what else was on the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import marked
from dorsal.faces.markup import Markup, element, lines
from dorsal.trials.treatment import components

CHOSEN: Mapping[str, str] = {
    "together": marked("You and your therapist chose this together."),
    "patient": marked("You chose this."),
    "therapist": marked("Your therapist chose this for you."),
}


def choice(told: Telling) -> Markup:
    """The part of the page."""
    words, plan = told.language.words, told.plan
    first = [element("strong", told.option(plan.option)), *_plain(told), " ", words(CHOSEN[plan.chosen_by])]
    parts = [element("h2", words("What you chose")), element("p", *first)]
    if plan.why:
        parts.append(element("p", words("Why:"), f" “{plan.why}”"))
    parts += [element("p", text) for text in _others(told)]
    parts += [element("p", text, class_="note") for text in _safety(told)]
    return element("section", lines(parts), class_="choice")


def _plain(told: Telling) -> Iterator[str]:
    """What it is, in a few words."""
    codes = components(told.plan.option)
    known = [(told.part(code), told.plain(code)) for code in codes if told.plain(code)]
    if not known:
        yield "."
    elif len(codes) == 1:
        yield f": {known[0][1]}."
    else:
        yield f". {' '.join(f'{name}: {text}.' for name, text in known)}"


def _others(told: Telling) -> Iterator[str]:
    words, plan = told.language.words, told.plan
    others = [told.inside(one.option) for one in plan.shown.options if one.option != plan.option]
    if others:
        yield words("You also looked at: {options}.", options=told.language.listed(others))
    refused = [told.inside(one.option) for one in plan.shown.refused]
    if refused:
        yield words("Not safe for you now: {options}. Your therapist can tell you why.",
                  options=told.language.listed(refused))  # fmt: skip


def _safety(told: Telling) -> Iterator[str]:
    """What the therapist must mind, and what is not answered yet."""
    words, plan = told.language.words, told.plan
    if "referral" in plan.overridden:
        yield words("Your answers show signs that a doctor should look at first. Your therapist has talked about "
                  "this with you.")  # fmt: skip
    if plan.screened.signs_open:
        yield open_signs(told)
    if "questions" in plan.overridden:
        yield words("Some questions about your health are still open. Your therapist knows this.")
    minded = sum(not row.unknown for row in plan.precautions)
    if minded:
        yield told.language.counted(
            "Your therapist takes special care with {n} thing in your answers.",
            "Your therapist takes special care with {n} things in your answers.",
            minded,
        )
    if not plan.chosen.rules_known and plan.option != plan.shown.reference:
        yield words("We know of no rules on when not to do this. Ask your therapist if it is safe for you.")


def open_signs(told: Telling) -> str:
    """That signs of serious disease were not asked about: a plan clears nobody by silence."""
    return told.language.counted(
        "{n} question about signs of a serious illness is still open. Answer it with your therapist before you start.",
        "{n} questions about signs of a serious illness are still open. Answer them with your therapist before you "
        "start.",
        len(told.plan.screened.signs_open),
    )
