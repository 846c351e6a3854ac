"""What the stages say of one person's forecast, certainty and plan in finished English, in the reader's language.

A stage knows no languages. Each of its sentences is recognised here by its form, and what stands in its places is
said too: treatments by the topic's table, kinds of people by their words. A sentence of another form stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from dorsal.faces.doubts import FORMS as DOUBTS
from dorsal.faces.forms import recognised
from dorsal.faces.language import Language, marked
from dorsal.faces.words import inside

PLUS = re.compile(r"\s*\+\s*")
BETWEEN = re.compile(r"(?<=\.) (?=[A-Z])")
NUMBER = re.compile(r"[-+−]?\d[\d.,]*")

FITTING = (
    marked("The trials are of adults; this person is {n}."),
    marked(
        "A start of {start} of 100 lies outside what the trials' people had ({low} to {high} for {share} of them, in "
        "{number})."
    ),
    marked(
        "The complaint has lasted {lasted}; how it goes on by itself is only known here from people whose "
        "complaints had lasted longer, on average ({people})."
    ),
    marked(
        "The complaint has lasted {lasted}; most of what is known about {treatment} comes from other people "
        "({mix}): {trials}."
    ),
    marked(
        "The pain runs into a leg; most of what is known about {treatment} comes from trials that were not of such"
        " people ({mix}): {trials}."
    ),
    marked("Most of what is known about {treatment} comes from people with pain in a leg: {trials}."),
    marked("How long the complaint has lasted is not known; trials of lasting complaints are taken."),
    marked("Whether the pain runs into a leg is not known."),
    marked("The age is not known."),
    marked("The tables do not hold the ages of the trials' people beyond that they were adults."),
)
"""Whether the trials can be carried over to this person (care.applicability)."""
STATED = (
    marked(
        "The first score is not known, so these numbers are not this person's: they are of people who start where "
        "the trials' people did on average ({start} of 100)."
    ),
    marked(
        "The first score ({start} of 100) is smaller than the smallest change that matters ({mic}), so nobody can "
        "improve by that much; look at the {share} instead."
    ),
    marked("The trials tell what it does when it is added to usual care; that is what is shown."),
    marked(
        "An effect is taken to be the same number of points whatever the first score; the trials do not print it "
        "by first score."
    ),
    marked("What is not known of the natural course and of the effect is taken as independent."),
    marked("The natural course is that of trials of {people} complaints."),
    marked("Too few control groups had {kind} complaints; those with {people} ones are taken too."),
    marked("Control groups that got something else than {treatment} alone stand for it: {treatments}."),
    marked(
        "Where people started is not printed by {trials}; it is taken to be where those of other trials did "
        "({start} of 100, give or take {spread})."
    ),
    marked(
        "Of a difference in first scores a share of {share} is taken to be left later (give or take {spread}), "
        "from {how}."
    ),
)
"""What was assumed, and what stands in for what (care.forecast, topics.care_basis)."""
MODIFIED = (
    marked("No trial tells for whom the effects are larger or smaller."),
    marked(
        "The trials cannot tell for whom the effects are larger or smaller: no two treatments were compared both "
        "in chronic complaints and in others ({n} trials are joined to the reference here)."
    ),
    marked(
        "The trials cannot tell for whom the effects are larger or smaller: {n} are joined to the reference here "
        "({chronic} of chronic complaints); it would take {enough}, with {each} of each kind."
    ),
    marked(
        "Effects in trials of chronic complaints were {points} points of those in other trials (95 % {low} to "
        "{high}; {n} trials); this is not used in the numbers."
    ),
)
"""For whom effects differ (topics.care_basis)."""
WHY_NOT = (
    marked(
        "no trial tells how people with {who} fare under {treatment} at this time ({window}). Not usable: {left_out}"
    ),
    marked("no trial tells how people with {who} fare under {treatment} at this time ({window})"),
    marked("no trial compared it"),
    marked("no study with a usable contrast is left; nothing can be pooled"),
    marked("{code} is in no trial of this network"),
    marked("the trials do not say how {code} compares with {other_code}, even if effects of parts add up"),
    marked("no chain of trials joins {code} and {other_code}"),
    marked("the goal has no score that the trials measure"),
    marked("how exactly this score is measured is not known here"),
    marked("the goal is no better than the score at the start"),
    marked("no review stands before week {n}, when the goal should be reached"),
    marked("the score at the start is not known"),
    marked("no trial tells the course without treatment"),
    marked("no trial tells what this option does"),
)
"""Why there is no number, or no rule (care.forecast, care.continuation, care.agreement, synthesis)."""
CERTAIN = (
    *DOUBTS,
    marked("only 1 trial tells how it goes on without the treatment"),
    marked("only {n} trials tell how it goes on without the treatment"),
    marked("only {n} people were followed"),
    marked("settings differ by more than a change that matters"),
    marked("some of it comes from other people or other care, or from starts that are not printed"),
)
"""Why one cannot be surer (synthesis.grading.certainty, care.course_certainty)."""
PLANNED = (
    marked(
        "How scores of visits in between hang together is printed by no trial; it is assumed that a lead fades "
        "evenly, so that of a difference at the start as much is left at the end as the control arms show."
    ),
    marked("The expected score is taken to change evenly from the start to the goal's week."),
    marked("One score is off by {n} points of 100 (SD): {source}."),
)
"""What the rules of a plan suppose (care.agreement)."""
ROWS = (
    marked("not known: {row}"),
    marked("{row} (weak source: a clinician decides)"),
    marked("{sign}: may point to {condition}"),
    "{condition}: {action}",
)
"""A row of the screen as a plan keeps it (patient.reason)."""
PARTS = (
    marked("1 trial"),
    marked("{n} trials"),
    marked("less than 6 weeks"),
    marked("6 to 12 weeks"),
    marked("more than 12 weeks"),
    marked("any complaint"),
    marked("a complaint like this ({kind})"),
    marked("an assumption"),
    marked("trials ({rows}) and an assumption"),
)
"""What stands in places of the others."""
KINDS: Mapping[str, str] = {
    "acute": marked("acute"),
    "subacute": marked("subacute"),
    "chronic": marked("chronic"),
    "mixed": marked("mixed"),
    "radicular": marked("radicular"),
    "not stated": marked("not stated"),
}
"""People of trials, by how long they had had the complaint or by where it goes."""
SENTENCES = (*FITTING, *STATED, *MODIFIED, *WHY_NOT, *CERTAIN, *PLANNED)


def care_sentence(language: Language, text: str, labels: Mapping[str, str] | None = None) -> str:
    """What a stage says, several sentences too. `labels`: of treatments by code, where one may be named by it."""
    return " ".join(_said(language, each, SENTENCES, labels or {}) or each for each in _each(text))


def knows_sentence(language: Language, text: str) -> bool:
    """Whether all of it has words in this language."""
    return language.code == "en" or all(recognised(each, SENTENCES) for each in _each(text))


def _each(text: str) -> Sequence[str]:
    """Its sentences, where each is known by itself; a name within one may hold a full stop too."""
    parts = BETWEEN.split(text)
    return parts if all(recognised(part, SENTENCES) for part in parts) else (text,)


def row_sentence(language: Language, words: str) -> str:
    """A row of the screen as a plan keeps it: "pregnancy: avoid that site"."""
    return language.name_of(words) if language.knows(words) else _said(language, words, ROWS, {}) or words


def _said(language: Language, sentence: str, forms: tuple[str, ...], labels: Mapping[str, str]) -> str:
    found = None if language.code == "en" else recognised(sentence, forms)
    if found is None:
        return ""
    form, places = found
    return language.words(form, **{name: _place(language, name, text, labels) for name, text in places.items()})


def _place(language: Language, name: str, text: str, labels: Mapping[str, str]) -> str:
    if NUMBER.fullmatch(text):
        return language.figures(text)
    if name in ("code", "other_code"):
        return _treatment(language, "+".join(labels.get(code, code) for code in text.split("+")))
    said = PLACES.get(name)
    return said(language, text) if said else _said(language, text, PARTS, labels) or text


def _treatment(language: Language, text: str) -> str:
    """ "dry needling + usual care" by the names of its parts, however they are written within a sentence."""
    parts = PLUS.split(text)
    named = (language.name_of(p if language.knows(p) else p[:1].upper() + p[1:]) for p in parts)
    return " + ".join(map(inside, named))


def _treatments(language: Language, text: str) -> str:
    return ", ".join(_treatment(language, part) for part in text.split(", "))


def _people(language: Language, text: str) -> str:
    kinds = re.split(r", | and ", text)
    return language.listed(language.words(KINDS[kind]) if kind in KINDS else kind for kind in kinds)


def _mix(language: Language, text: str) -> str:
    """ "58 % chronic, 42 % mixed", with hard blanks before the signs."""
    parts = (part.partition(" ") for part in text.split(", "))
    return ", ".join(f"{share} {_people(language, kind)}" for share, _, kind in parts)


PLACES: Mapping[str, Callable[[Language, str], str]] = {
    "treatment": _treatment,
    "treatments": _treatments,
    "people": _people,
    "kind": _people,
    "mix": _mix,
    "window": Language.name_of,
    "sign": Language.name_of,
    "condition": Language.name_of,
    "action": Language.name_of,
    "row": row_sentence,
}
"""How what stands in a place is said; the others are numbers, names of trials, or parts."""
