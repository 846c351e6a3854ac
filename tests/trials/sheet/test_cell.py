"""The text of a cell as a number, or what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.trials.sheet.cell import LARGEST, LIMITS, Wrong, any_number, number


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), (" 2.50 ", 2.5), ("-3", -3), ("\u22123.5", -3.5), ("+4", 4), (".5", 0.5), ("6.", 6), ("1e-3", 0.001),
     ("\u00a07\u00a0", 7), ("0", 0)],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert number(text, any_number) == value


@pytest.mark.parametrize(
    "text", ["", "  ", "NA", "n/a", "#N/A", "NaN", "nan", "NULL", "none", "NR", ".", "-", "\u2014"]
)
def test_missing(text: str) -> None:
    assert number(text, any_number) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("3,5", "a comma for a decimal point"),
        ("1,250", "a comma for a decimal point"),
        ("1,250,000", "marks between thousands"),
        ("1.250.000", "marks between thousands"),
        ("1'250", "marks between thousands"),
        ("12 %", "a percentage"),
        ("<0.001", "a bound"),
        ("3 (2.1)", "more than one number"),
        ("3.1 \u00b1 2", "more than one number"),
        ("3 to 4", "more than one number"),
        ("3-4", "more than one number"),
        ("12/30", "more than one number"),
        ("2020-01-31", "a date"),
        ("3-Mar", "a date"),
        ("Mar-20", "a date"),
        ("=A1", "a formula without its value"),
        ("#REF!", "an error of the spreadsheet"),
        ("12*", "text beside the number"),
        ("12a", "text beside the number"),
        ("1_000", "text beside the number"),
        ("0x10", "text beside the number"),
        ("\u0663", "text beside the number"),
        ("inf", "text where a number belongs"),
        ("about ten", "text where a number belongs"),
        ("1e999", "larger than anything"),
        ("-1e13", "larger than anything"),
    ],
)
def test_what_is_no_number(text: str, problem: str) -> None:
    wrong = number(text, any_number)
    assert isinstance(wrong, Wrong)
    assert problem in wrong.problem
    assert wrong.remedy


def test_decimal_commas_are_read_where_asked() -> None:
    assert number("3,5", any_number, ",") == 3.5
    assert number("35", any_number, ",") == 35
    wrong = number("3.5", any_number, ",")
    assert isinstance(wrong, Wrong)
    assert wrong.problem == "it has a point where decimals stand after a comma"


@pytest.mark.parametrize(
    ("role", "right", "wrong"),
    [
        ("n", "1", "0"),
        ("n", "40.0", "40.5"),
        ("events", "0", "-1"),
        ("sd", "0.01", "0"),
        ("se", "0.01", "-0.01"),
        ("variance", "1", "0"),
        ("person_time", "0.5", "0"),
        ("p", "1", "0"),
        ("p", "0.001", "1.01"),
        ("level", "0.9", "90"),
        ("weeks", "0", "-1"),
        ("year", "1999", "99"),
        ("year", "2024", "2024.5"),
    ],
)
def test_limits(role: str, right: str, wrong: str) -> None:
    assert number(right, LIMITS[role]) == float(right)
    assert isinstance(number(wrong, LIMITS[role]), Wrong)


def test_thousands_in_whole_numbers() -> None:
    assert number("1,200", LIMITS["n"]) == Wrong("it has marks between thousands", "write 1200")
    wrong = number("1.234", LIMITS["events"])
    assert isinstance(wrong, Wrong)
    assert wrong.remedy.endswith("write 1234 if the point parts thousands")


@given(st.floats(-LARGEST, LARGEST, allow_nan=False))
def test_every_float_is_read_back(value: float) -> None:
    assert number(repr(value), any_number) == value


@given(st.text(max_size=20))
def test_any_text_has_an_answer(text: str) -> None:
    for decimal in ".,":
        found = number(text, LIMITS["n"], decimal)
        assert found is None or isinstance(found, (float, Wrong))


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u2013 "])
def test_a_dash_before_a_number_is_its_minus(dash: str) -> None:
    assert number(f"{dash}0.4", any_number) == -0.4
    assert number(f"{dash}0,4", any_number, ",") == -0.4
