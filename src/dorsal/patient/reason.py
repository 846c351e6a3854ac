"""Why: the rows that count for a person, what they decide together, and what is to be asked next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dorsal.patient.expression import Expression
from dorsal.patient.facts import Known, Questions
from dorsal.patient.profile import Tri
from dorsal.patient.question import Question
from dorsal.patient.rule import URGENCIES, Flag, Role, Rule, Urgency, Verdict, worst
from dorsal.patient.screen_rules import ScreenRules
from dorsal.trials.treatment import JOIN

LAST = 99
"""More than any importance."""


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
        said = (
            f"{row.flag}: may point to {row.condition}" if isinstance(row, Flag) else f"{row.condition}: {row.action}"
        )
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
        """The reasons that hold, technique among them."""
        return tuple(reason for reason in (*self.reasons, *self.how) if reason.state == "yes")

    @property
    def open(self) -> tuple[Reason, ...]:
        """The reasons of which it is not known whether they hold."""
        return tuple(reason for reason in self.reasons if reason.state == "unknown")


def reason(row: Rule | Flag, when: Expression | None, known: Known, across: str = "") -> Iterator[Reason]:
    """The reason that a row gives, if it holds or may hold."""
    if when is None:
        return
    state, because, ask = known.settle(when)
    if state != "no":
        yield Reason(rule=row, because=because, state=state, ask=ask, across=across)


def urgency_of(flags: Iterable[Reason], noted: Sequence[Reason]) -> Urgency:
    """The most urgent of what is there; a sign that alone is no alarm makes it routine at most."""
    found: list[Urgency] = [one.rule.calls_for for one in flags if isinstance(one.rule, Flag)]
    found += ["routine"] if noted else []
    return max(found, key=URGENCIES.index, default="none")


def verdict_on(treatment: str, rules: ScreenRules, known: Known) -> TreatmentVerdict:
    """One single treatment for one person."""
    rows = list(rules.rules_of(treatment))
    deciding, how, left_out = (_of_role(rows, role, known) for role in ("verdict", "how", "trials"))
    technique = tuple(one for one in how if one.state == "yes")
    return TreatmentVerdict(
        treatment=treatment,
        verdict=_decided((*deciding, *technique)),
        reasons=tuple(sorted(deciding, key=_rank)),
        ask=by_importance(rules.questions, [one for one in deciding if one.state == "unknown"]),
        how=how,
        left_out=tuple(one for one in left_out if one.state == "yes"),
        after=tuple(rule for rule, _ in rows if rule.role == "after" and _may_hold(rule, known)),
        by_hand=tuple(rule for rule, _ in rows if rule.when is None),
        known=len(rows),
    )


def _may_hold(rule: Rule, known: Known) -> bool:
    return rule.when is None or rule.when.truth(known) != "no"


def _of_role(rows: Iterable[tuple[Rule, str]], role: Role, known: Known) -> tuple[Reason, ...]:
    held = (reason(rule, rule.when, known, across) for rule, across in rows if rule.role == role)
    return tuple(one for found in held for one in found)


def _decided(reasons: Sequence[Reason]) -> Verdict:
    """The deciding table: what holds and refuses; else what is not known is asked; else the worst that holds."""
    held = worst(tuple(one.rule.verdict for one in reasons if one.state == "yes" and isinstance(one.rule, Rule)))
    if held == "may_not":
        return held
    return "ask_first" if any(one.state == "unknown" for one in reasons) else held


def joined(parts: Sequence[TreatmentVerdict], questions: Questions) -> TreatmentVerdict:
    """A combination: the worst of its parts, their reasons together."""
    reasons = sorted(_once(one for part in parts for one in part.reasons), key=_rank)
    return TreatmentVerdict(
        treatment=JOIN.join(part.treatment for part in parts),
        verdict=worst(tuple(part.verdict for part in parts)),
        reasons=tuple(reasons),
        ask=by_importance(questions, [one for one in reasons if one.state == "unknown"]),
        how=_once(one for part in parts for one in part.how),
        left_out=_once(one for part in parts for one in part.left_out),
        after=tuple(dict.fromkeys(rule for part in parts for rule in part.after)),
        by_hand=tuple(dict.fromkeys(rule for part in parts for rule in part.by_hand)),
        known=sum(part.known for part in parts),
    )


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each row once; where one part has it for itself and another reads it across, its own counts."""
    found: dict[str, Reason] = {}
    for one in sorted(reasons, key=lambda one: bool(one.across)):
        found.setdefault(one.rule.row, one)
    return tuple(found.values())


def flag_rank(one: Reason) -> tuple[int, bool]:
    """Emergencies first, those of weak sources after them and before all others."""
    return (-URGENCIES.index(one.rule.urgency) if isinstance(one.rule, Flag) else 1), one.rule.weak


def _rank(one: Reason) -> tuple[bool, int]:
    """What holds first; then by what is at stake."""
    return one.state == "unknown", _importance(one)


def _importance(one: Reason) -> int:
    """How much an answer could change: an emergency, an urgent sign, a refusal, a precaution, a routine sign."""
    if isinstance(one.rule, Flag):
        return {"emergency": 0, "urgent": 2, "routine": 7}[one.rule.urgency] + one.rule.weak
    return 6 if one.rule.weak else {"absolute": 3, "relative": 4, "precaution": 5}[one.rule.kind]


def by_importance(questions: Questions, waiting: Iterable[Reason]) -> tuple[Question, ...]:
    """The questions that would settle these, the most important first; where equal, in the order of the table."""
    weight: dict[str, int] = {}
    for one in waiting:
        for code in one.ask:
            weight[code] = min(weight.get(code, LAST), _importance(one))
    place = {code: n for n, code in enumerate(questions)}
    return tuple(questions[code] for code in sorted(weight, key=lambda code: (weight[code], place[code])))
