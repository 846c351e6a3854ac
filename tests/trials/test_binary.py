"""Events against Gleser & Olkin's example, published corrections, and the rules for zero cells."""

from __future__ import annotations

from math import asin, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.trials import binary
from dorsal.trials.binary import ZeroCells, risk_points
from dorsal.trials.covariance import against_first
from dorsal.trials.left_out import Unusable


def contrast(events: list[float], totals: list[float], measure: str, **zero: Any) -> tuple[np.ndarray, np.ndarray]:
    points, variances, _ = risk_points(events, totals, measure, ZeroCells(**zero))
    return against_first(points, variances)


GLESER = [([40, 100, 150], [1000, 4000, 4000], (0, 1)), ([10, 15], [200, 400], (0,)),
          ([150, 40, 80, 50], [2000, 1000, 1000, 1000], (0, 1, 2))]  # fmt: skip
"""Gleser & Olkin 2009, Table 19.1: events and totals of control and treatments, and which treatments."""
PUBLISHED = {
    # effects of study 1, 2, 3 as control minus treatment; pooled effects; their variances (pages 360 to 365)
    "RD": (
        [0.0150, 0.0025, 0.0125, 0.0350, -0.0050, 0.0250],
        [0.0200, 0.0043, 0.0211],
        [24.612e-6, 28.538e-6, 69.806e-6],
    ),
    "OR": (
        [0.4855, 0.0671, 0.3008, 0.6657, -0.0700, 0.4321],
        [0.5099, 0.0044, 0.4301],
        [0.01412, 0.01178, 0.02703],
    ),
    "RR": (
        [0.4700, 0.0645, 0.2877, 0.6286, -0.0645, 0.4055],
        [0.4875, 0.0006, 0.4047],
        [0.01287, 0.01037, 0.02416],
    ),
    "ASD": (
        [0.0426, 0.0065, 0.03065, 0.07605, -0.00935, 0.0519],
        [0.0505, 0.0051, 0.0491],
        [0.000145, 0.0001525, 0.0003425],
    ),
}
"""The chapter defines the arcsine difference twice as large; the variances of RR are metafor's, not printed there."""


@pytest.mark.parametrize("measure", PUBLISHED)
def test_multi_arm_studies_of_gleser_and_olkin(measure: str) -> None:
    effects, pooled, variances = PUBLISHED[measure]
    found, information, weighted = [], np.zeros((3, 3)), np.zeros(3)
    for events, totals, treatments in GLESER:
        effect, cov = contrast(events, totals, measure)
        found += list(-effect)
        pick = np.eye(3)[list(treatments)]
        information += pick.T @ np.linalg.solve(cov, pick)
        weighted += pick.T @ np.linalg.solve(cov, -effect)
    assert found == pytest.approx(effects, abs=6e-5)
    assert np.linalg.solve(information, weighted) == pytest.approx(pooled, abs=1e-4)
    assert np.diag(np.linalg.inv(information)) == pytest.approx(variances, rel=0.02)


def test_half_goes_to_every_arm_of_a_study_with_a_zero() -> None:
    points, variances, changed = risk_points([0, 5, 3], [10, 20, 30], "OR", ZeroCells())
    assert changed
    assert points == pytest.approx([log(0.5 / 10.5), log(5.5 / 15.5), log(3.5 / 27.5)])
    assert variances == pytest.approx([1 / 0.5 + 1 / 10.5, 1 / 5.5 + 1 / 15.5, 1 / 3.5 + 1 / 27.5])


def test_a_full_arm_is_a_zero_cell_of_odds_not_of_a_risk_ratio() -> None:
    assert risk_points([10, 5], [10, 20], "OR", ZeroCells())[2]
    assert not risk_points([10, 5], [10, 20], "RR", ZeroCells())[2]


@pytest.mark.parametrize(("rule", "among"), [("hartung_knapp", 10.5), ("cochrane", 11.0)])
def test_totals_of_a_corrected_risk_ratio(rule: str, among: float) -> None:
    points, variances, _ = risk_points([0, 5], [10, 20], "RR", ZeroCells(risk_ratio_total=rule))
    assert points[0] == pytest.approx(log(0.5 / among))
    assert variances[0] == pytest.approx(1 / 0.5 - 1 / among)


def test_treatment_arm_correction_of_sweeting() -> None:
    # Sweeting 2004: with R = n_control / n_treated the treated get 1 / (R + 1), the controls R / (R + 1)
    ratio = 60 / 20
    rule = ZeroCells(rule="treatment_arm")
    assert binary.increments([20, 60], rule) == pytest.approx([1 / (ratio + 1), ratio / (ratio + 1)])
    assert binary.increments([20, 20], rule) == pytest.approx([0.5, 0.5])
    assert binary.increments([20, 60, 40], ZeroCells(rule="treatment_arm", increment=0.1)) == pytest.approx(
        [0.05, 0.15, 0.1]
    )


@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_another_increment(measure: str) -> None:
    points, variances, _ = risk_points([0, 5], [10, 20], measure, ZeroCells(increment=0.1))
    cells = [(0.1, 10.1 if measure == "RR" else 10.2), (5.1, 20.1 if measure == "RR" else 20.2)]
    made = {"OR": binary.log_odds, "RR": binary.log_risk, "RD": binary.risk}[measure]
    assert variances == pytest.approx([made(*cell)[1] for cell in cells])
    assert points == pytest.approx([0.0, 0.25] if measure == "RD" else [made(*cell)[0] for cell in cells])


def test_corrections_by_rule() -> None:
    assert not risk_points([1, 5], [10, 20], "OR", ZeroCells())[2]
    assert risk_points([1, 5], [10, 20], "OR", ZeroCells(rule="all"))[2]
    with pytest.raises(Unusable, match="zero cell"):
        risk_points([0, 5], [10, 20], "OR", ZeroCells(rule="none"))


@pytest.mark.parametrize("measure", ["OR", "RR"])
def test_no_event_at_all_says_nothing_on_a_ratio(measure: str) -> None:
    with pytest.raises(Unusable, match="no event in any arm"):
        risk_points([0, 0], [10, 20], measure, ZeroCells())
    with pytest.raises(Unusable, match="everybody"):
        risk_points([10, 20], [10, 20], measure, ZeroCells())
    points, _, changed = risk_points([0, 0], [10, 20], measure, ZeroCells(double_zero="keep"))
    assert changed
    assert all(np.isfinite(points))


def test_two_full_arms_of_a_risk_ratio_have_a_variance() -> None:
    _, cov = contrast([10, 20, 3], [10, 20, 30], "RR")
    assert np.linalg.eigvalsh(cov)[0] > 0


def test_a_risk_difference_of_zero_events_is_zero_and_uncertain() -> None:
    effect, cov = contrast([0, 0], [10, 20], "RD")
    assert effect == pytest.approx([0.0])
    assert cov[0, 0] > 0


def test_arcsine_needs_no_correction() -> None:
    points, variances, changed = risk_points([0, 5], [10, 20], "ASD", ZeroCells(rule="none"))
    assert not changed
    assert points == pytest.approx([0.0, asin(sqrt(0.25))])
    assert variances == pytest.approx([1 / 40, 1 / 80])


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=2, max_size=5))
def test_odds_of_event_and_of_none_are_opposite(cells: list[tuple[int, int]]) -> None:
    events, totals = [float(a) for a, _ in cells], [float(a + b) for a, b in cells]
    none = [n - e for e, n in zip(events, totals, strict=True)]
    effect, cov = contrast(events, totals, "OR")
    opposite, same = contrast(none, totals, "OR")
    assert opposite == pytest.approx(-effect, abs=1e-9)
    assert same == pytest.approx(cov)
