"""What holds for every person: no yes makes it milder, unknown is never no, order does not matter, C never refuses."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dorsal.patient.expression import Expression
from dorsal.patient.facts import Known
from dorsal.patient.profile import FIELDS, Profile, Tri
from dorsal.patient.rule import URGENCIES, VERDICTS, Flag, Rule
from dorsal.patient.screen import Screen, screen
from tests.patient.people import codes, consistent, made, person, questions, rules

SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=40)
ANSWERS: tuple[Tri, ...] = ("yes", "no", "unknown")


def _draw(seed: int, share: tuple[float, float, float]) -> tuple[dict[str, Tri], dict[str, float]]:
    """Answers that do not contradict one another, yes, no and unknown in these shares."""
    chance = random.Random(seed)
    said: dict[str, Tri] = {code: chance.choices(ANSWERS, share)[0] for code in (*codes(), "radiating")}
    numbers: dict[str, float] = {"age": chance.randint(18, 95), "weeks": chance.randint(0, 60)}
    found = consistent(said, numbers)
    kept: dict[str, Tri] = dict(found.answers)
    return kept | {"radiating": found.radiating}, numbers


def _ranks(result: Screen) -> dict[str, int]:
    return {treatment: VERDICTS.index(verdict.verdict) for treatment, verdict in result.verdicts.items()}


def _screened(answers: dict[str, Tri], numbers: dict[str, float]) -> Screen:
    return screen(made(answers, numbers), rules())


@FEW
@given(SEEDS, st.sampled_from(codes()))
def test_a_yes_never_makes_it_milder(seed: int, code: str) -> None:
    answers, numbers = _draw(seed, (0.1, 0.6, 0.3))
    assume(not any(answers.get(part) in ("yes",) for part in questions().inside(code)))
    wider: dict[str, Tri] = dict.fromkeys(questions().wider(code), "yes")
    no: dict[str, Tri] = answers | wider | {code: "no"}
    yes: dict[str, Tri] = answers | wider | {code: "yes"}
    assume(all(consistent(said, numbers) == made(said, numbers) for said in (no, yes)))
    before, after = _screened(no, numbers), _screened(yes, numbers)
    assert URGENCIES.index(after.urgency) >= URGENCIES.index(before.urgency)
    assert {t for t, rank in _ranks(after).items() if rank < _ranks(before)[t]} == set()


@FEW
@given(SEEDS, st.sampled_from(codes()))
def test_a_yes_instead_of_unknown_never_lowers_the_urgency(seed: int, code: str) -> None:
    answers, numbers = _draw(seed, (0.1, 0.4, 0.5))
    answers.pop(code, None)
    yes: dict[str, Tri] = answers | dict.fromkeys(questions().wider(code), "yes") | {code: "yes"}
    assume(consistent(yes, numbers) == made(yes, numbers))
    before, after = _screened(answers, numbers), _screened(yes, numbers)
    assert URGENCIES.index(after.urgency) >= URGENCIES.index(before.urgency)


@FEW
@given(SEEDS)
def test_however_the_unknown_turns_out_it_was_possible(seed: int) -> None:
    """A verdict that is given holds for every way in which the unknown may turn out; technique is not asked."""
    answers, numbers = _draw(seed, (0.15, 0.85, 0.0))
    plan = {name for rule in rules().rules if rule.role == "how" and rule.when for name in rule.when.names}
    open_ = random.Random(seed).sample([code for code in codes() if code not in plan], 4)
    for dropped in (*open_, *(part for code in open_ for part in questions().inside(code))):
        answers.pop(dropped, None)
    now = _screened(answers, numbers)
    for turned in product(("yes", "no"), repeat=len(open_)):
        whole: dict[str, Tri] = answers | dict(zip(open_, turned, strict=True))  # type: ignore[arg-type]
        if consistent(whole, numbers) != made(whole, numbers):
            continue
        then = _screened(whole, numbers)
        assert URGENCIES.index(then.urgency) >= URGENCIES.index(now.urgency)
        assert then.urgency == now.urgency or now.open_flags
        for treatment, verdict in now.verdicts.items():
            assert verdict.verdict in ("ask_first", then.of(treatment).verdict), treatment
            assert verdict.verdict != "ask_first" or verdict.ask


@FEW
@given(SEEDS)
def test_the_order_of_answers_does_not_matter(seed: int) -> None:
    answers, numbers = _draw(seed, (0.2, 0.4, 0.4))
    shuffled = list(answers.items())
    random.Random(seed).shuffle(shuffled)
    first, second = _screened(answers, numbers), _screened(dict(shuffled), numbers)
    assert first.verdicts == second.verdicts
    assert (first.urgency, first.flags, first.ask, first.asked) == (
        second.urgency, second.flags, second.ask, second.asked,
    )  # fmt: skip


@FEW
@given(SEEDS)
def test_without_weak_sources_nothing_is_refused_less_and_no_emergency_is_missed(seed: int) -> None:
    answers, numbers = _draw(seed, (0.25, 0.75, 0.0))
    strong = replace(
        rules(),
        rules=tuple(rule for rule in rules().rules if not rule.weak),
        flags=tuple(flag for flag in rules().flags if not flag.weak),
    )
    with_weak, without = _screened(answers, numbers), screen(made(answers, numbers), strong)
    for treatment in with_weak.verdicts:
        refused = [result.of(treatment).verdict == "may_not" for result in (with_weak, without)]
        assert refused[0] == refused[1]
    assert (with_weak.urgency == "emergency") == (without.urgency == "emergency")


@FEW
@given(SEEDS)
def test_everything_that_was_said_is_told_back(seed: int) -> None:
    answers, numbers = _draw(seed, (0.2, 0.4, 0.4))
    result = _screened(answers, numbers)
    told = {question.code: answer for question, answer in result.asked}
    assert told.items() >= {code: said for code, said in answers.items() if said != "unknown"}.items()
    everything = {*told, *(q.code for q, _ in result.implied), *(q.code for q in result.not_asked)}
    inferred = {code for code in codes() if Known(result.profile, questions()).answer(code) == "yes"}
    assert set(codes()) <= everything | inferred


def _held(expression: Expression) -> Profile:
    """Somebody with a yes to everything that the expression names, old enough and long enough in pain."""
    named = [name for name in expression.names if FIELDS.get(name) != "number"]
    numbers = [f"{name}=70" for name in ("age", "weeks") if name in expression.names]
    return person(" ".join([*named, *numbers, *(NEEDS[name] for name in named if name in NEEDS)]), rest="no")


NEEDS = {"bp_180": "bp_160", "bone_tumour": "cancer"}
"""Answers that cannot be without another one."""
ROWS = [row for row in (*rules().rules, *rules().flags) if row.when is not None]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.row)
def test_every_row_can_hold(row: Rule | Flag) -> None:
    assert row.when is not None
    result = screen(_held(row.when), rules())
    held = [
        *result.flags,
        *(one for verdict in result.verdicts.values() for one in (*verdict.certain, *verdict.left_out)),
    ]
    watched = [rule for verdict in result.verdicts.values() for rule in verdict.after]
    assert row.row in {one.rule.row for one in held} | {rule.row for rule in watched}


def test_a_prompt_alone_is_noted_and_never_more_than_routine() -> None:
    prompts = [flag for flag in rules().flags if flag.prompt]
    assert len(prompts) == 4
    for flag in prompts:
        assert flag.prompt is not None
        result = screen(person(" ".join(flag.prompt.names), rest="no"), rules())
        assert (result.urgency, [one.rule.row for one in result.noted]) == ("routine", [flag.row])
