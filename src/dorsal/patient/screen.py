"""The safety screen: red flags and contraindications applied to one person. Only `screen` makes a `Screen`.

The deciding table stands in docs/screening.md. Nothing clears a person silently: what was asked, what was not, and
what cannot be evaluated are part of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from dorsal.errors import EvidenceError, Fault, OptionError, ProfileError
from dorsal.patient.expression import Expression
from dorsal.patient.facts import Known, Questions, contradictions
from dorsal.patient.profile import FIELDS, Profile, Tri
from dorsal.patient.question import Question
from dorsal.patient.rule import URGENCIES, Flag, Role, Rule, Urgency, Verdict, worst
from dorsal.trials.treatment import JOIN, components

_MADE_BY_SCREEN = object()


@dataclass(frozen=True, kw_only=True)
class ScreenRules:
    """What a topic knows about safety. Raises EvidenceError, with every fault, where rules and questions do not fit."""

    questions: Questions
    rules: tuple[Rule, ...] = ()
    flags: tuple[Flag, ...] = ()
    treatments: tuple[str, ...] = ()
    """Every single treatment of the topic, with rules or without."""
    read_across: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Treatments whose rows count for another one as well, because it does the same to the body."""

    def __post_init__(self) -> None:
        faults = list(unfit(self))
        if faults:
            raise EvidenceError("; ".join(faults))

    def rules_of(self, treatment: str) -> Iterator[tuple[Rule, str]]:
        """The rows that count for a single treatment; with those of another one comes its name."""
        for origin in (treatment, *self.read_across.get(treatment, ())):
            yield from (
                (rule, "" if origin == treatment else origin) for rule in self.rules if rule.treatment == origin
            )

    def danger(self) -> tuple[str, ...]:
        """The codes on which red flags turn, in the order of the questions."""
        named = {name for flag in self.flags for name in _names(flag.when, flag.prompt)}
        return tuple(code for code in self.questions if code in named)


def unfit(rules: ScreenRules) -> Iterator[str]:
    """What does not fit together: names without a question, numbers used as answers, treatments that are not there."""
    for row, expressions in _expressions(rules):
        for expression in expressions:
            for name, use in expression.names.items():
                kind = FIELDS.get(name) or ("yes_no" if name in rules.questions else "")
                if not kind:
                    yield f"{row}: no question asks for {name}; add it to questions.csv, or correct it"
                elif kind != use:
                    way = "compare it, as in age > 65" if kind == "number" else "leave out the comparison"
                    yield f"{row}: {name} is {'a number' if kind == 'number' else 'answered yes or no'}; {way}"
    for question in rules.questions.values():
        if (question.kind == "number") != (FIELDS.get(question.code) == "number"):
            numbers = ", ".join(name for name, kind in FIELDS.items() if kind == "number")
            yield f"question {question.code}: its kind does not fit; number is for {numbers}, yes_no for all others"
    for treatment in (*rules.read_across, *(t for ts in rules.read_across.values() for t in ts)):
        if treatment not in rules.treatments:
            yield f"read_across: {treatment} is no treatment of the topic"


def _expressions(rules: ScreenRules) -> Iterator[tuple[str, tuple[Expression, ...]]]:
    for rule in rules.rules:
        yield rule.row, _there(rule.when)
    for flag in rules.flags:
        yield flag.row, _there(flag.when, flag.prompt)
    for question in rules.questions.values():
        yield f"question {question.code}", _there(question.impossible)


def _there(*expressions: Expression | None) -> tuple[Expression, ...]:
    return tuple(expression for expression in expressions if expression is not None)


def _names(*expressions: Expression | None) -> Iterator[str]:
    return (name for expression in _there(*expressions) for name in expression.names)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A row that counts for this person, and the answers that make it so."""

    rule: Rule | Flag
    because: tuple[str, ...]
    """Codes of questions and names of fields that made it true, or that are unknown."""
    state: Tri = "yes"
    """Yes: it holds. Unknown: it may."""
    ask: tuple[str, ...] = ()
    """Where unknown: what to ask now, wide questions before the narrow ones in them."""
    across: str = ""
    """The treatment whose row it is, where it is read across from another one."""

    def words(self) -> str:
        """One line: what it is, and what follows."""
        row = self.rule
        if isinstance(row, Flag):
            said = f"{row.flag}: may point to {row.condition}"
        else:
            said = f"{row.condition}: {row.action}"
        if row.weak:
            said = f"{said} (weak source: a clinician decides)"
        return said if self.state == "yes" else f"not known: {said}"


@dataclass(frozen=True, kw_only=True)
class TreatmentVerdict:
    """Whether one treatment, or combination, may be given to this person, and why."""

    treatment: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    """Rows that hold, the worst first; then rows of which it is not known."""
    ask: tuple[Question, ...] = ()
    """Unanswered questions that could change the verdict, the most important first."""
    how: tuple[Reason, ...] = ()
    """Technique: rows that hold or may, where the site matters. An unknown one does not hold the verdict up."""
    left_out: tuple[Reason, ...] = ()
    """The trials left such people out: their numbers say nothing about this person. No verdict."""
    after: tuple[Rule, ...] = ()
    """Signs to watch for afterwards."""
    by_hand: tuple[Rule, ...] = ()
    """Rows that no answer decides; `when_note` says why. A clinician reads them."""
    known: int = 0
    """Rows that bear on it. 0: no rule is known here, which does not mean that it is safe."""

    @property
    def certain(self) -> tuple[Reason, ...]:
        """The reasons that hold."""
        return tuple(reason for reason in self.reasons if reason.state == "yes")

    @property
    def open(self) -> tuple[Reason, ...]:
        """The reasons of which it is not known whether they hold."""
        return tuple(reason for reason in self.reasons if reason.state == "unknown")


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The result for one person. `screen` makes it, nobody else."""

    profile: Profile
    rules: ScreenRules
    urgency: Urgency
    flags: tuple[Reason, ...]
    """Red flags that are there, the most urgent first."""
    noted: tuple[Reason, ...]
    """Signs that are there and that alone are no alarm: a clinician weighs them."""
    open_flags: tuple[Reason, ...]
    """Red flags of which it is not known, the most urgent first. Not asked is not absent."""
    verdicts: Mapping[str, TreatmentVerdict]
    """By single treatment; `of` takes combinations."""
    ask: tuple[Question, ...]
    """Unanswered questions that could change the urgency or any verdict, the most important first."""
    asked: tuple[tuple[Question, Tri], ...]
    """Every question with yes and no that was answered, as it was."""
    implied: tuple[tuple[Question, Question], ...]
    """Questions that were not asked, because the answer to the wider question beside them was "no"."""
    made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.made_by is not _MADE_BY_SCREEN:
            raise TypeError("a Screen is made by dorsal.patient.screen.screen, from a Profile and the rules of a topic")

    @property
    def holds(self) -> bool:
        """Whether a referral comes before any plan."""
        return self.urgency in ("urgent", "emergency")

    @property
    def danger_unasked(self) -> tuple[Question, ...]:
        """Questions about signs of serious disease (urgent or an emergency) that have no answer yet."""
        serious = [flag for flag in self.open_flags if isinstance(flag.rule, Flag) and flag.rule.urgency != "routine"]
        return tuple(
            self.rules.questions[code] for code in dict.fromkeys(code for flag in serious for code in flag.ask)
        )

    def of(self, treatment: str) -> TreatmentVerdict:
        """The verdict on a treatment, or the worst of a combination's parts. OptionError for an unknown one."""
        parts = components(treatment)
        unknown = [part for part in parts if part not in self.verdicts]
        if unknown:
            near = f"; it knows {', '.join(self.verdicts)}" if self.verdicts else ""
            raise OptionError(f"the screen knows no treatment {', '.join(unknown)}{near}")
        return self.verdicts[parts[0]] if len(parts) == 1 else _joined(self, [self.verdicts[part] for part in parts])

    def to_ask(self, treatments: Iterable[str]) -> tuple[Question, ...]:
        """Unanswered questions that could change the urgency, or the verdict on one of these treatments."""
        open_reasons = [reason for treatment in treatments for reason in self.of(treatment).open]
        return _by_importance(self.rules.questions, [*self.open_flags, *open_reasons])


def screen(profile: Profile, rules: ScreenRules) -> Screen:
    """Apply the rules to a person. Raises ProfileError for answers that contradict one another, all at once."""
    faults = list(contradictions(profile, rules.questions))
    if faults:
        raise ProfileError(_headline(faults), faults)
    known = Known(profile, rules.questions)
    reasons = [reason for flag in rules.flags for reason in _reason(flag, flag.when, known)]
    flags = sorted((r for r in reasons if r.state == "yes"), key=_flag_rank)
    open_flags = sorted((r for r in reasons if r.state == "unknown"), key=_flag_rank)
    alarmed = {reason.rule.row for reason in flags}
    noted = [r for flag in rules.flags for r in _reason(flag, flag.prompt, known) if r.state == "yes"]
    noted = [reason for reason in noted if reason.rule.row not in alarmed]
    verdicts = {treatment: _verdict(treatment, rules, known) for treatment in rules.treatments}
    waiting = [*open_flags, *(reason for verdict in verdicts.values() for reason in verdict.open)]
    return Screen(
        profile=profile,
        rules=rules,
        urgency=_urgency(flags, noted),
        flags=tuple(flags),
        noted=tuple(noted),
        open_flags=tuple(open_flags),
        verdicts=MappingProxyType(verdicts),
        ask=_by_importance(rules.questions, waiting),
        asked=tuple(_asked(profile, rules.questions)),
        implied=tuple(_implied(known)),
        made_by=_MADE_BY_SCREEN,
    )


def _headline(faults: Sequence[Fault]) -> str:
    count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
    return f"the answers do not fit together ({count})"


def _reason(row: Rule | Flag, when: Expression | None, known: Known, across: str = "") -> Iterator[Reason]:
    """The reason that a row gives, if it holds or may hold."""
    if when is None:
        return
    state = when.truth(known)
    if state != "no":
        ask = dict.fromkeys(known.first(code) for code in when.next(known))
        yield Reason(rule=row, because=when.because(known), state=state, ask=tuple(ask), across=across)


def _urgency(flags: Sequence[Reason], noted: Sequence[Reason]) -> Urgency:
    """The most urgent of what is there; a sign that alone is no alarm makes it routine at most."""
    found: list[Urgency] = [reason.rule.calls_for for reason in flags if isinstance(reason.rule, Flag)]
    found += ["routine"] if noted else []
    return max(found, key=URGENCIES.index, default="none")


def _verdict(treatment: str, rules: ScreenRules, known: Known) -> TreatmentVerdict:
    rows = list(rules.rules_of(treatment))
    deciding, how, left_out = (_of_role(rows, role, known) for role in ("verdict", "how", "trials"))
    technique = tuple(reason for reason in how if reason.state == "yes")
    return TreatmentVerdict(
        treatment=treatment,
        verdict=_decided((*deciding, *technique)),
        reasons=tuple(sorted(deciding, key=_rule_rank)),
        ask=_by_importance(rules.questions, [reason for reason in deciding if reason.state == "unknown"]),
        how=how,
        left_out=tuple(reason for reason in left_out if reason.state == "yes"),
        after=tuple(rule for rule, _ in rows if rule.role == "after"),
        by_hand=tuple(rule for rule, _ in rows if rule.when is None),
        known=len(rows),
    )


def _of_role(rows: Iterable[tuple[Rule, str]], role: Role, known: Known) -> tuple[Reason, ...]:
    return tuple(
        reason for rule, across in rows if rule.role == role for reason in _reason(rule, rule.when, known, across)
    )


def _decided(reasons: Sequence[Reason]) -> Verdict:
    """The deciding table: what holds and refuses; else what is not known is asked; else the worst that holds."""
    held = worst(tuple(r.rule.verdict for r in reasons if r.state == "yes" and isinstance(r.rule, Rule)))
    if held == "may_not":
        return held
    return "ask_first" if any(reason.state == "unknown" for reason in reasons) else held


def _joined(made: Screen, parts: Sequence[TreatmentVerdict]) -> TreatmentVerdict:
    """A combination: the worst of its parts, their reasons together."""
    reasons = sorted(_once(reason for part in parts for reason in part.reasons), key=_rule_rank)
    return TreatmentVerdict(
        treatment=JOIN.join(part.treatment for part in parts),
        verdict=worst(tuple(part.verdict for part in parts)),
        reasons=tuple(reasons),
        ask=_by_importance(made.rules.questions, [reason for reason in reasons if reason.state == "unknown"]),
        how=_once(reason for part in parts for reason in part.how),
        left_out=_once(reason for part in parts for reason in part.left_out),
        after=tuple(rule for part in parts for rule in part.after),
        by_hand=tuple(rule for part in parts for rule in part.by_hand),
        known=sum(part.known for part in parts),
    )


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each row once; where one part has it for itself and another reads it across, the first counts."""
    found: dict[str, Reason] = {}
    for reason in reasons:
        found.setdefault(reason.rule.row, reason)
    return tuple(found.values())


def _flag_rank(reason: Reason) -> tuple[int, bool]:
    """Emergencies first, those of weak sources after them and before all others."""
    assert isinstance(reason.rule, Flag)
    return -URGENCIES.index(reason.rule.urgency), reason.rule.weak


def _rule_rank(reason: Reason) -> tuple[bool, int, bool]:
    """What holds first; absolute, relative, precaution; weak sources last."""
    assert isinstance(reason.rule, Rule)
    kinds = ("absolute", "relative", "precaution")
    return reason.state == "unknown", len(kinds) * reason.rule.weak + kinds.index(reason.rule.kind), reason.rule.weak


def _importance(reason: Reason) -> int:
    """How much an answer could change: an emergency, an urgent sign, a refusal, a precaution, a routine sign."""
    if isinstance(reason.rule, Flag):
        return {"emergency": 0, "urgent": 2, "routine": 7}[reason.rule.urgency] + reason.rule.weak
    return 6 if reason.rule.weak else {"absolute": 3, "relative": 4, "precaution": 5}[reason.rule.kind]


def _by_importance(questions: Questions, waiting: Sequence[Reason]) -> tuple[Question, ...]:
    """The questions that would settle these, the most important first; where equal, in the order of the table."""
    weight: dict[str, int] = {}
    for reason in waiting:
        for code in reason.ask:
            weight[code] = min(weight.get(code, 99), _importance(reason))
    place = {code: n for n, code in enumerate(questions)}
    return tuple(questions[code] for code in sorted(weight, key=lambda code: (weight[code], place[code])))


def _asked(profile: Profile, questions: Questions) -> Iterator[tuple[Question, Tri]]:
    for code, question in questions.items():
        if question.kind == "yes_no" and (code in profile.answers or profile.answer(code) != "unknown"):
            yield question, profile.answer(code)


def _implied(known: Known) -> Iterator[tuple[Question, Question]]:
    for code, question in known.questions.items():
        wider = known.implied_by(code)
        if question.kind == "yes_no" and wider:
            yield question, known.questions[wider]
