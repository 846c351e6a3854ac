"""Rates over person-time."""

from __future__ import annotations

from math import log

import pytest

from dorsal.trials.binary import ZeroCells
from dorsal.trials.left_out import Unusable
from dorsal.trials.rate import rate_points


def test_log_ratio_of_rates() -> None:
    # Handbook 6.7.1: the variance of the log ratio is 1/events + 1/events
    points, variances, changed = rate_points([18, 12], [314, 278], "IRR", ZeroCells())
    assert points[0] - points[1] == pytest.approx(log((18 / 314) / (12 / 278)))
    assert sum(variances) == pytest.approx(1 / 18 + 1 / 12)
    assert not changed


def test_half_an_event_where_an_arm_has_none() -> None:
    points, variances, changed = rate_points([0, 4], [100, 200], "IRR", ZeroCells())
    assert changed
    assert points == pytest.approx([log(0.5 / 100), log(4.5 / 200)])
    assert variances == pytest.approx([1 / 0.5, 1 / 4.5])


def test_another_increment() -> None:
    points, variances, _ = rate_points([0, 4], [100, 200], "IRR", ZeroCells(increment=0.01))
    assert points == pytest.approx([log(0.01 / 100), log(4.01 / 200)])
    assert variances == pytest.approx([1 / 0.01, 1 / 4.01])


def test_rate_difference() -> None:
    # Handbook 6.7.1: the variance of the rate difference is e1 / t1^2 + e2 / t2^2
    points, variances, changed = rate_points([18, 12], [314, 278], "IRD", ZeroCells())
    assert points == pytest.approx([18 / 314, 12 / 278])
    assert variances == pytest.approx([18 / 314**2, 12 / 278**2])
    assert not changed


def test_an_arm_without_events_moves_the_variance_of_a_rate_and_not_the_rate() -> None:
    points, variances, changed = rate_points([0, 4], [100, 200], "IRD", ZeroCells())
    assert changed
    assert points == pytest.approx([0.0, 0.02])
    assert variances == pytest.approx([0.5 / 100**2, 4.5 / 200**2])
    assert rate_points([0, 0], [100, 200], "IRD", ZeroCells())[0] == [0.0, 0.0]


def test_no_event_at_all() -> None:
    with pytest.raises(Unusable, match="no event in any arm"):
        rate_points([0, 0], [100, 200], "IRR", ZeroCells())
    with pytest.raises(Unusable, match="no event"):
        rate_points([0, 1], [100, 200], "IRR", ZeroCells(rule="none"))
    assert rate_points([0, 0], [100, 200], "IRR", ZeroCells(double_zero="keep"))[2]
