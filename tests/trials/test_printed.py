"""What was printed: digits, rounding."""

from __future__ import annotations

from math import inf, sqrt

import pytest

from dorsal.trials.printed import decimals, half_units, rounding
from dorsal.trials.study import Result
from tests.trials.written import pair


@pytest.mark.parametrize(
    ("number", "expected"), [(3.0, 0), (0.606, 3), (-3.1, 1), (10.0, 0), (1e-7, 7), (1e20, 0), (250, 0)]
)
def test_decimals(number: float, expected: int) -> None:
    assert decimals(number) == expected


def test_trailing_zeros_are_seen_beside_other_rows() -> None:
    rows = [pair("r1", "a", "b", "md_se", 1.0, se=0.71), pair("r2", "a", "c", "md_se", 1.25, se=0.689)]
    half = half_units(rows)
    assert half["se"] == 0.0005
    assert half["value"] == 0.005
    assert half["p"] == 0.0


@pytest.mark.parametrize(
    ("row", "se", "expected"),
    [
        (pair("r", "a", "b", "md_se", 1.5, se=0.71), 0.71, (0.05, 0.005)),
        (pair("r", "a", "b", "md_ci", 1.5, ci_low=-0.5, ci_high=3.5), 1.02, (0.05, 0.05 / 1.959964)),
        (
            pair("r", "a", "b", "or_ci", 2.0, ci_low=1.5, ci_high=2.5),
            0.13,
            (0.25, (0.05 / 1.5 + 0.05 / 2.5) / 3.919928),
        ),
        (pair("r", "a", "b", "md_t", 4.5, statistic=2.5), 1.8, (0.05, 1.8 * (0.05 / 4.5 + 0.05 / 2.5))),
        (pair("r", "a", "b", "smd_n", 0.95), 0.2, (0.005, 0.0)),
    ],
)
def test_rounding_of_what_is_printed(row: Result, se: float, expected: tuple[float, float]) -> None:
    assert rounding(row, se, half_units([row])) == pytest.approx(expected, rel=1e-4)


def test_rounding_of_a_p_value_spans_what_it_may_have_been() -> None:
    row = pair("r", "a", "b", "md_p", 4.0, p=0.03)
    half = {**half_units([row]), "value": 0.0}
    _, spread = rounding(row, 4.0 / 2.1701, half)
    assert spread == pytest.approx((4 / 2.1084 - 4 / 2.2414) / 2, rel=0.02)
    assert rounding(pair("r", "a", "b", "md_p", 4.0, p=0.001), 1.2, {**half, "p": 0.001})[1] == inf


def test_a_clustered_standard_error_is_rounded_before_it_widens() -> None:
    row = pair("r", "a", "b", "md_se", 1.5, se=0.71, cluster_size=11, icc=0.1)
    assert rounding(row, 0.71 * sqrt(2), half_units([row]))[1] == pytest.approx(0.005 * sqrt(2))
