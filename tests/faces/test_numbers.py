"""Numbers as they are printed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces import numbers
from dorsal.faces.numbers import MINUS


@given(value=st.floats(-1e6, 1e6), decimals=st.integers(0, 4))
def test_a_number_reads_back(value: float, decimals: int) -> None:
    text = numbers.number(value, decimals)
    assert math.isclose(float(text.replace(",", "").replace(MINUS, "-")), value, abs_tol=0.5 * 10.0**-decimals + 1e-9)
    assert "-" not in text
    assert text.lstrip(MINUS).strip("0.,") or not text.startswith(MINUS)


@pytest.mark.parametrize(
    ("value", "text"), [(-0.04, "0.0"), (1234.56, "1,234.6"), (math.inf, "∞"), (-math.inf, f"{MINUS}∞"), (3e9, "3e+09")]
)
def test_number(value: float, text: str) -> None:
    assert numbers.number(value, 1) == text


@pytest.mark.parametrize(
    ("probability", "text"), [(0.0, "under 1 %"), (0.0099, "under 1 %"), (0.126, "13 %"), (1.0, "over 99 %")]
)
def test_a_chance_is_never_certain(probability: float, text: str) -> None:
    assert numbers.chance(probability).replace("\N{NO-BREAK SPACE}", " ") == text


def test_short_chance() -> None:
    assert [numbers.short_chance(p)[0] for p in (0.0, 0.5, 1.0)] == ["<", "5", ">"]


def test_ratios_leave_the_logarithm() -> None:
    assert numbers.shown(math.log(0.8), "OR", 2) == "0.80"
    assert numbers.span((math.log(0.5), math.log(2.0)), "OR", 1) == "0.5 to 2.0"
    assert numbers.natural(800.0, "OR") == math.inf


@pytest.mark.parametrize(("p", "text"), [(0.0004, "P < 0.001"), (0.0341, "P = 0.034"), (0.23, "P = 0.23")])
def test_p(p: float, text: str) -> None:
    assert numbers.p_value(p) == text


def test_counts() -> None:
    told = [numbers.count(1, "trial"), numbers.count(1204, "person", "people"), numbers.people(None)]
    assert [t.replace("\N{NO-BREAK SPACE}", " ") for t in told] == [
        "1 trial",
        "1,204 people",
        "number of people not printed",
    ]


def test_efficacies_are_per_cents_and_their_intervals_run_from_low_to_high() -> None:
    half = math.log(0.5)
    assert numbers.efficacy(half) == pytest.approx(50.0)
    assert numbers.shown(half, "VE", 2) == f"50{numbers.HARD_SPACE}%"
    assert numbers.shown(math.log(1.5), "VE-IRR", 3) == f"−50.0{numbers.HARD_SPACE}%"
    told = numbers.span((math.log(0.2), math.log(1.1)), "VE", 2).replace(numbers.HARD_SPACE, " ")
    assert told == "−10 % to 80 %"
