"""Where not every pair is printed: what tells a shared arm's part of the variance, by name."""

from __future__ import annotations

from math import sqrt

import pytest

from dorsal.trials.contrast import Contrast
from dorsal.trials.study import Result
from tests.trials.written import arm, converted, how, pair

SE = (0.5, 0.4)


def shared(*more: Result, n: tuple[int | None, int | None, int | None] = (None, None, None)) -> Contrast:
    """a and b, each against c, with standard errors 0.5 and 0.4."""
    contrasts, _ = converted(
        pair("r1", "a", "c", "md_se", -1.0, (n[0], n[2]), se=SE[0]),
        pair("r2", "b", "c", "md_se", -2.0, (n[1], n[2]), se=SE[1]),
        *more,
    )
    return contrasts[0]


def covariance(contrast: Contrast) -> tuple[float, str, bool]:
    (derivation,) = (d for d in contrast.derived if d.what == "covariance")
    assert contrast.treatments == ("c", "a", "b")
    assert contrast.cov.diagonal() == pytest.approx([SE[0] ** 2, SE[1] ** 2])
    return contrast.cov[0, 1], derivation.how, derivation.assumed


def test_nothing_tells_so_each_variance_is_split_equally() -> None:
    value, words, assumed = covariance(shared())
    assert value == pytest.approx(0.5 * SE[0] * SE[1])
    assert "half the product of their standard errors" in words
    assert assumed


def test_numbers_of_people() -> None:
    value, words, assumed = covariance(shared(n=(30, 60, 45)))
    # the share of arm c in each variance is (1/45) / (1/45 + 1/n)
    assert value == pytest.approx(sqrt(30 / 75 * 60 / 105) * SE[0] * SE[1])
    assert "numbers in the arms" in words
    assert assumed


def test_numbers_of_people_with_a_common_sd_are_exact() -> None:
    contrasts, _ = converted(
        pair("r1", "a", "c", "md_se", -1.0, (30, 45), se=3 * sqrt(1 / 30 + 1 / 45)),
        pair("r2", "b", "c", "md_se", -2.0, (60, 45), se=3 * sqrt(1 / 60 + 1 / 45)),
    )
    assert contrasts[0].cov[0, 1] == pytest.approx(9 / 45)


def test_the_shared_arms_own_row() -> None:
    contrast = shared(arm("r3", "c", None, "mean_se", 5.0, se=0.3), n=(30, 60, 45))
    value, words, assumed = covariance(contrast)
    assert value == pytest.approx(0.09)
    assert "from their own rows" in words
    assert not assumed
    assert contrast.rows == ("r1", "r2")
    assert "r3" in next(d.row for d in contrast.derived if d.what == "covariance")


def test_rows_of_both_arms_give_the_ratio() -> None:
    rows = [arm("r3", "c", 20, "mean_sd", 5.0, sd=1.0), arm("r4", "a", 20, "mean_sd", 5.0, sd=2.0)]
    value, _, _ = covariance(shared(*rows))
    assert value == pytest.approx(sqrt(0.2 * 0.25) * sqrt(0.05 / 0.16 * 0.16))


def test_a_shared_arm_that_varies_more_than_its_contrasts_does_not_count() -> None:
    value, words, _ = covariance(shared(arm("r3", "c", None, "mean_se", 5.0, se=0.7), n=(30, 60, 45)))
    assert value == pytest.approx(sqrt(30 / 75 * 60 / 105) * SE[0] * SE[1])
    assert "numbers in the arms" in words


def test_events_of_the_shared_arm() -> None:
    contrasts, left_out = converted(
        pair("r1", "a", "c", "rr_ci", 1.3, ci_low=0.9, ci_high=1.9),
        pair("r2", "b", "c", "rr_ci", 1.5, ci_low=1.1, ci_high=2.0),
        arm("r3", "c", 100, "events", 40),
        measure="RR",
    )
    assert contrasts[0].cov[0, 1] == pytest.approx(1 / 40 - 1 / 100)
    assert [left.reason for left in left_out] == ["only its spread counts, beside the contrasts of the same arms"]


def test_each_contrast_by_what_it_has() -> None:
    contrasts, _ = converted(
        pair("r1", "a", "c", "md_se", -1.0, (20, 20), se=0.5),
        pair("r2", "b", "c", "md_se", -2.0, se=0.4),
    )
    words = how(contrasts[0], "covariance")
    assert "numbers in the arms" in words
    assert "half the product of their standard errors" in words
