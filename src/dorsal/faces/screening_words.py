"""The safety screen in words, once for every face: urgency, verdicts, where a row comes from, who has signed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dorsal.faces.language import Language, language, marked
from dorsal.faces.words import listed, sentence
from dorsal.patient.profile import FIELDS
from dorsal.patient.question import Section
from dorsal.patient.reason import Reason, TreatmentVerdict
from dorsal.patient.rule import Flag, Rule, Urgency, Verdict
from dorsal.patient.screen import Screen
from dorsal.topics.loader import Topic

URGENCY: Mapping[Urgency, tuple[str, str]] = {
    "emergency": (marked("EMERGENCY"), marked("a hospital should see this person today, before any other treatment")),
    "urgent": (marked("URGENT"), marked("a doctor should see this person soon, before any other treatment")),
    "routine": (marked("ROUTINE"), marked("there is something that a doctor should hear of at an ordinary visit")),
    "none": (marked("NONE FOUND"), marked("none of the signs of serious disease that were asked about is there")),
}
"""A word, and what it asks for."""
VERDICT: Mapping[Verdict, tuple[str, str]] = {
    "may": (marked("MAY BE GIVEN"), marked("no rule that is known here speaks against it")),
    "precaution": (marked("WITH CARE"), marked("it may be given, with the care that is named")),
    "ask_first": (marked("ASK FIRST"), marked("something that could matter is not known")),
    "may_not": (marked("NOT FOR THIS PERSON"), marked("a rule speaks against it")),
}
SECTION: Mapping[Section, str] = {
    "danger": marked("Signs that call for a doctor"),
    "health": marked("Illnesses"),
    "medicine": marked("Medicines and allergies"),
    "body": marked("The body"),
    "needle": marked("Needles, and where they would go"),
    "other": marked("Other things"),
}
"""The heading of a section of questions."""
NO_RULE = marked("NO RULE KNOWN: nothing was read here about when not to give it, which does not mean that it is safe")
NO_FLAG = marked("NO RULE KNOWN: no sign of serious disease is known to this topic, so none was looked for.")
UNKNOWN = marked("NOT KNOWN YET")
SO_FAR: Mapping[Urgency, str] = {
    "none": marked("None was found among the others."),
    "routine": marked("What was found so far is for an ordinary visit."),
}
"""What stands behind "not known yet"."""
AT_ONCE = marked("a clinician must judge this at once; the only source is weak")
UNSIGNED = marked("unsigned")
UNSIGNED_MEANS = marked("unsigned: not yet signed off by a clinician")
WEAK = marked("weak source: a clinician decides")
DISCLAIMER = marked(
    "The screen knows only the rows of its tables. It does not examine and does not diagnose: a licensed clinician "
    "decides. What was not asked is not absent."
)
ENGLISH = language()


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


def urgency_words(made: Screen, speak: Language = ENGLISH) -> str:
    """The person's urgency in one sentence, which never clears: what was not asked is said with it."""
    word, meaning = URGENCY[made.urgency]
    if not made.rules.flags:
        return speak.words(NO_FLAG)
    unasked = speak.counted(
        "{n} question about signs of serious disease has no answer.",
        "{n} questions about signs of serious disease have no answer.",
        len(made.danger_unasked),
    )
    if made.danger_unasked and made.urgency in SO_FAR:
        return f"{speak.words(UNKNOWN)}: {unasked} {speak.words(SO_FAR[made.urgency])}"
    said = f"{speak.words(word)}: {speak.words(meaning)}."
    return f"{said} {unasked}" if made.danger_unasked else said


def verdict_words(verdict: TreatmentVerdict, speak: Language = ENGLISH) -> str:
    """The verdict on a treatment in one line."""
    word, meaning = VERDICT[verdict.verdict]
    if verdict.verdict == "may" and not verdict.known:
        return speak.words(NO_RULE)
    if verdict.verdict != "ask_first":
        return f"{speak.words(word)}: {speak.words(meaning)}"
    first = speak.counted(
        "{n} question first; the answer could change this",
        "{n} questions first; the answers could change this",
        len(verdict.ask),
    )
    return f"{speak.words(word)}: {first}"


def reason_words(one: Reason, topic: Topic, speak: Language = ENGLISH) -> str:
    """A rule: what it is, what follows, how firm, its row, and for a refusal what the table notes beside it."""
    row = one.rule
    assert isinstance(row, Rule)
    said = f"{speak.name_of(row.condition)}: {speak.name_of(row.action)}"
    more = [speak.words("read across from {other}", other=_label(one.across, topic, speak))] if one.across else []
    more += [speak.words(WEAK)] if row.weak else []
    more += [row_words(row, speak)]
    note = f". {sentence(speak.name_of(row.note))}" if row.note and row.verdict == "may_not" else ""
    return f"{said} ({'; '.join(more)}){note}"


def _label(treatment: str, topic: Topic, speak: Language) -> str:
    label = speak.name_of(topic.treatments.label(treatment))
    return label[:1].lower() + label[1:]


def flag_words(flag: Flag, speak: Language = ENGLISH) -> str:
    """A red flag: the sign, how much it tells by its source, and its row."""
    told = accuracy_words(flag, speak)
    return f"{speak.name_of(flag.flag)} ({row_words(flag, speak)})" + (f": {told}" if told else "")


def accuracy_words(flag: Flag, speak: Language = ENGLISH) -> str:
    """How much the sign tells, as far as its source prints it; "" where it does not."""
    value, kind = flag.accuracy, flag.accuracy_kind
    if kind == "sens_spec" and {"lr_pos", "lr_neg"} <= value.keys():
        return speak.words(
            "likelihood ratio {there} when it is there, {absent} when it is not",
            there=speak.number(value["lr_pos"], 1),
            absent=speak.number(value["lr_neg"], 1),
        )
    if kind == "post_test_probability" and kind in value:
        found = speak.words("{n} of 100 people with it had the disease", n=_per_100(value[kind], speak))
        return f"{found} ({speak.name_of(flag.accuracy_note)})" if flag.accuracy_note else found
    if kind == "share_of_cases" and "sensitivity" in value:
        return speak.words("{n} of 100 people with the disease have it", n=_per_100(value["sensitivity"], speak))
    return ""


def _per_100(share: float, speak: Language) -> str:
    return speak.number(100 * share)


def row_words(row: Rule | Flag, speak: Language = ENGLISH) -> str:
    """The row's id, the grade of its source, and whether a clinician has agreed."""
    signed = speak.words("signed off by {who}", who=row.signed) if row.signed else speak.words(UNSIGNED)
    grade = speak.words("grade {grade}", grade=row.grade)
    return f"{row.row}, {grade}, {signed}"


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
