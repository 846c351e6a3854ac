"""The safety screen in words, once for every face: urgency, verdicts, where a row comes from, who has signed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dorsal.faces.words import listed
from dorsal.patient.profile import FIELDS
from dorsal.patient.reason import Reason, TreatmentVerdict
from dorsal.patient.rule import Flag, Rule, Urgency, Verdict
from dorsal.patient.screen import Screen
from dorsal.topics.loader import Topic

URGENCY: Mapping[Urgency, tuple[str, str]] = {
    "emergency": ("EMERGENCY", "a hospital should see this person today, before any other treatment"),
    "urgent": ("URGENT", "a doctor should see this person soon, before any other treatment"),
    "routine": ("ROUTINE", "there is something that a doctor should hear of at an ordinary visit"),
    "none": ("NONE FOUND", "none of the signs of serious disease that were asked about is there"),
}
"""A word, and what it asks for."""
VERDICT: Mapping[Verdict, tuple[str, str]] = {
    "may": ("MAY BE GIVEN", "no rule that is known here speaks against it"),
    "precaution": ("WITH CARE", "it may be given, with the care that is named"),
    "ask_first": ("ASK FIRST", "something that could matter is not known"),
    "may_not": ("NOT FOR THIS PERSON", "a rule speaks against it"),
}
NO_RULE = "NO RULE KNOWN: nothing was read here about when not to give it, which does not mean that it is safe"
NO_FLAG = "NO RULE KNOWN: no sign of serious disease is known to this topic, so none was looked for."
UNKNOWN = "NOT KNOWN YET"
AT_ONCE = "a clinician must judge this at once; the only source is weak"
UNSIGNED = "unsigned"
UNSIGNED_MEANS = "unsigned: not yet signed off by a clinician"
WEAK = "weak source: a clinician decides"
DISCLAIMER = (
    "The screen knows only the rows of its tables. It does not examine and does not diagnose: a licensed clinician "
    "decides. What was not asked is not absent."
)


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """What several red flags point to together."""

    condition: str
    urgency: Urgency
    reasons: tuple[Reason, ...]

    @property
    def weak(self) -> bool:
        """Whether every row has a weak source."""
        return all(one.rule.weak for one in self.reasons)

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs as the rows name them, each once."""
        return tuple(dict.fromkeys(one.rule.flag for one in self.reasons if isinstance(one.rule, Flag)))


def suspicions(reasons: Iterable[Reason]) -> tuple[Suspicion, ...]:
    """Red flags by what they point to and how urgent that is, in their order."""
    found: dict[tuple[str, Urgency], list[Reason]] = {}
    for one in reasons:
        if isinstance(one.rule, Flag):
            found.setdefault((one.rule.condition, one.rule.urgency), []).append(one)
    return tuple(Suspicion(condition=c, urgency=u, reasons=tuple(inside)) for (c, u), inside in found.items())


def urgency_words(made: Screen) -> str:
    """The person's urgency in one sentence, which never clears: what was not asked is said with it."""
    word, meaning = URGENCY[made.urgency]
    if not made.rules.flags:
        return NO_FLAG
    count = len(made.danger_unasked)
    questions = "1 question" if count == 1 else f"{count} questions"
    unasked = f"{questions} about signs of serious disease {'has' if count == 1 else 'have'} no answer"
    if count and made.urgency == "none":
        return f"{UNKNOWN}: {unasked}. None was found among the others."
    return f"{word}: {meaning}." + (f" And {unasked}." if count else "")


def verdict_words(verdict: TreatmentVerdict) -> str:
    """The verdict on a treatment in one line."""
    word, meaning = VERDICT[verdict.verdict]
    if verdict.verdict == "may" and not verdict.known:
        return NO_RULE
    if verdict.verdict == "ask_first":
        count = len(verdict.ask)
        meaning = f"{count} {'question' if count == 1 else 'questions'} first; the answers could change this"
    return f"{word}: {meaning}"


def reason_words(one: Reason, topic: Topic) -> str:
    """A rule that holds: what it is, what follows, how firm, and its row."""
    row = one.rule
    assert isinstance(row, Rule)
    more = [f"read across from {topic.treatments.label(one.across).lower()}"] if one.across else []
    more += [WEAK] if row.weak else []
    return f"{row.condition}: {row.action} ({'; '.join([*more, row_words(row)])})"


def row_words(row: Rule | Flag) -> str:
    """The row's id, the grade of its source, and whether a clinician has agreed."""
    return f"{row.row}, grade {row.grade}, {f'signed off by {row.signed}' if row.signed else UNSIGNED}"


def answered(made: Screen, code: str) -> str:
    """What was said to a question or for a field, as "pregnant: no" or "age: 44"."""
    if FIELDS.get(code) == "number":
        value = made.profile.number(code)
        return f"{code}: {'not known' if value is None else f'{value:g}'}"
    return f"{code}: {made.profile.answer(code)}"


def sources(rows: Iterable[Rule | Flag]) -> Iterator[tuple[str, str, str]]:
    """Each source once, with its address and the ids of its rows."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        ids = found.setdefault((row.source, row.source_url), [])
        ids += [] if row.row in ids else [row.row]
    for (source, url), ids in found.items():
        yield listed(ids), source, url


def shown_treatments(topic: Topic) -> tuple[str, ...]:
    """The treatments to screen where none is named: the topic's focus and what it is compared with, no shams."""
    said = topic.settings
    return tuple(dict.fromkeys(t for t in (said.focus, *said.comparators) if topic.treatments.group(t) != "sham"))
