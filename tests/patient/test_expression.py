"""The language of rules: three-valued, with good faults. An enumeration of all answers is the oracle."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import EvidenceError
from dorsal.patient.expression import Expression
from dorsal.patient.profile import Profile, Tri

ALL: tuple[Tri, ...] = ("yes", "no", "unknown")
NAMES = ("a", "b", "c")

TRUTHS = [
    # expression, answers, truth, because, next
    ("a", "", "unknown", "a", "a"),
    ("a and b", "a=yes", "unknown", "b", "b"),
    ("a and b", "a=no", "no", "a", ""),
    ("a and b", "", "unknown", "a b", "a"),
    ("a or b", "a=no", "unknown", "b", "b"),
    ("a or b", "b=yes", "yes", "b", ""),
    ("a or b", "", "unknown", "a b", "a b"),
    ("not a", "a=no", "yes", "a", ""),
    ("not a", "", "unknown", "a", "a"),
    ("a or b and c", "a=no b=yes c=no", "no", "a c", ""),
    ("(a or b) and c", "a=no b=yes c=yes", "yes", "b c", ""),
    ("2 of (a, b, c)", "a=yes", "unknown", "b c", "b c"),
    ("2 of (a, b, c)", "a=yes b=yes", "yes", "a b", ""),
    ("2 of (a, b, c)", "a=no b=no", "no", "a b", ""),
    ("age > 65", "age=65", "no", "age", ""),
    ("age >= 65", "age=65", "yes", "age", ""),
    ("age < 65 and a", "age=64 a=yes", "yes", "age a", ""),
    ("age <= 65", "", "unknown", "age", "age"),
    ("weeks > 12.5 or radiating", "weeks=12 radiating=yes", "yes", "radiating", ""),
]

FAULTS = [
    ("", "the expression is empty"),
    ("a and", "at character 6 there is the end; write an answer's code"),
    ("a b", "at character 3 there is b; write and, or, or the end"),
    ("(a or b", "at character 8 there is the end; write a closing bracket"),
    ("a = b", "'=' at character 3 cannot be read"),
    ("age >", "there is the end; write a number"),
    ("age > b", "there is b; write a number"),
    ("and", "there is and; write an answer's code"),
    ("3 of (a, b)", "3 of 2 cannot be; write 1 to 2"),
    ("1.5 of (a, b)", "1.5 of 2 cannot be"),
    ("2 (a, b)", "there is (; write 'of', as in 2 of (a, b, c)"),
    ("a; b", "';' at character 2 cannot be read"),
    ("(" * 40 + "a" + ")" * 40, "over 30 brackets inside one another"),
    ("not " * 5000 + "a", "over 30 brackets inside one another"),
]


def _person(said: str) -> Profile:
    pairs = dict(pair.split("=") for pair in said.split())
    numbers = {name: float(pairs.pop(name)) for name in ("age", "weeks") if name in pairs}
    return Profile(radiating=pairs.pop("radiating", "unknown"), answers=pairs, **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "said", "truth", "because", "ask"), TRUTHS)
def test_what_it_says(text: str, said: str, truth: Tri, because: str, ask: str) -> None:
    expression, person = Expression(text), _person(said)
    assert expression.truth(person) == truth
    assert " ".join(expression.because(person)) == because
    assert " ".join(expression.next(person)) == ask


@pytest.mark.parametrize(("text", "told"), FAULTS, ids=lambda value: value[:30])
def test_a_fault_says_where_and_what_to_write(text: str, told: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        Expression(text)
    assert told in str(caught.value)


def test_names_come_with_their_use() -> None:
    assert Expression("2 of (a, not b, age > 60) and c").names == {
        "a": "yes_no", "b": "yes_no", "age": "number", "c": "yes_no",
    }  # fmt: skip


texts = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda one: f"not {one}" if one.isidentifier() else f"not ({one})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.integers(1, 3), inner, inner, inner).map(lambda t: f"{t[0]} of ({t[1]}, {t[2]}, {t[3]})"),
    ),
    max_leaves=6,
)


@given(texts, st.tuples(*(st.sampled_from(ALL) for _ in NAMES)))
def test_yes_and_no_hold_however_the_unknown_turns_out(text: str, said: tuple[Tri, ...]) -> None:
    expression, answers = Expression(text), dict(zip(NAMES, said, strict=True))
    truth = expression.truth(Profile(answers=answers))
    ends = {expression.truth(Profile(answers=whole)) for whole in _resolved(answers)}
    assert "unknown" not in ends
    assert truth == "unknown" or ends == {truth}


@given(texts, st.tuples(*(st.sampled_from(ALL) for _ in NAMES)))
def test_what_is_to_be_asked_is_unknown(text: str, said: tuple[Tri, ...]) -> None:
    expression, person = Expression(text), Profile(answers=dict(zip(NAMES, said, strict=True)))
    ask = expression.next(person)
    assert bool(ask) is (expression.truth(person) == "unknown")
    assert all(person.answer(name) == "unknown" for name in ask)


def _resolved(answers: Mapping[str, Tri]) -> list[Mapping[str, Tri]]:
    choices = [("yes", "no") if said == "unknown" else (said,) for said in answers.values()]
    return [dict(zip(answers, whole, strict=True)) for whole in product(*choices)]  # type: ignore[arg-type]
