"""Every row of every study over all questions: where it counted, or why it did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dorsal.trials.evidence import Evidence
from dorsal.trials.question import Question
from dorsal.trials.selection import ANOTHER_OUTCOME, ANOTHER_TIME
from dorsal.trials.study import Study


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row: the questions in which it counted, and the reason where it counted in none."""

    row: str
    study: str
    outcome: str
    weeks: float | None
    use: str
    used_in: tuple[str, ...]
    """"pain, short" ..., with the measure where a question was asked on several."""
    reason: str
    """Empty where the row was used."""


def ledger(studies: Sequence[Study], asked: Iterable[tuple[Question, Evidence]]) -> tuple[Entry, ...]:
    """One entry for every row of `studies`, in their order, from the evidence on the questions asked."""
    asked = list(asked)
    several = len({question.measure for question, _ in asked}) > 1
    used: dict[str, list[str]] = {}
    reasons: dict[str, list[str]] = {}
    for question, evidence in asked:
        for row in dict.fromkeys(row for contrast in evidence.contrasts for row in contrast.rows):
            used.setdefault(row, []).append(_name(question, several))
        for left in evidence.left_out:
            reasons.setdefault(left.row, []).append(left.reason)
    return tuple(
        Entry(
            row=result.row,
            study=study.id,
            outcome=result.outcome,
            weeks=result.weeks,
            use=result.use,
            used_in=tuple(used.get(result.row, ())),
            reason="" if result.row in used else _most_telling(reasons.get(result.row, ())),
        )
        for study in studies
        for result in study.results
    )


def _name(question: Question, with_measure: bool) -> str:
    window = question.window.name if question.window else "any time"
    return ", ".join([question.outcome, window, *([question.measure] if with_measure else [])])


def _most_telling(reasons: Sequence[str]) -> str:
    """The reason of the question that the row could have answered, not that of the questions it is not about."""
    not_about = (ANOTHER_OUTCOME, ANOTHER_TIME)
    about = [reason for reason in reasons if not reason.startswith(not_about)]
    near = [reason for reason in reasons if not reason.startswith(ANOTHER_OUTCOME)]
    return (about or near or reasons or ["no question was asked of it"])[0]
