"""The adaptive rule against integrals known in closed form."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import gamma

from dorsal.errors import NotSettled
from dorsal.synthesis.bayes.quadrature import integrate
from dorsal.synthesis.bayes.tau_axis import ExpSinhAxis, LogAxis, SinhAxis, TanhSinhAxis


@dataclass(frozen=True)
class Point:
    """Known at a tau: a mean of 1 / (1 + tau^2) with variance tau^2."""

    tau: float

    @property
    def moments(self):
        return np.array([1.0 / (1.0 + self.tau**2)]), np.array([self.tau**2])


def rule_of(axis, log_density, **options):
    return integrate(axis, lambda tau: (log_density(tau), Point(tau)), **options)


def half_normal(scale):
    return lambda tau: -0.5 * (tau / scale) ** 2


@pytest.mark.parametrize("scale", [1e-4, 0.3, 1.0, 50.0])
def test_half_normal_of_any_scale_is_whole_with_few_nodes(scale):
    rule = rule_of(SinhAxis(unit=1.0), half_normal(scale), tolerance=1e-8)
    assert math.exp(rule.log_total) == pytest.approx(scale * math.sqrt(math.pi / 2.0), rel=1e-10)
    assert float(rule.weight @ rule.tau**2) == pytest.approx(scale**2, rel=1e-9)
    assert len(rule.u) < 120


def test_weights_are_shares_and_the_error_is_small():
    rule = rule_of(SinhAxis(unit=1.0), half_normal(1.0))
    assert rule.weight.sum() == pytest.approx(1.0) == rule.coarse.sum()
    assert (rule.weight > 0.0).all()
    assert rule.error <= 1e-6
    assert float(rule.mean(rule.tau**4)) == pytest.approx(3.0, rel=1e-5)


def test_a_narrow_peak_far_from_the_start_is_found():
    rule = rule_of(SinhAxis(unit=0.01), lambda tau: -0.5 * ((tau - 7.0) / 1e-3) ** 2)
    assert float(rule.weight @ rule.tau) == pytest.approx(7.0, rel=1e-9)
    assert math.exp(rule.log_total) == pytest.approx(1e-3 * math.sqrt(2.0 * math.pi), rel=1e-8)
    assert rule.evaluations < 150


def test_two_peaks_are_both_found():
    def log_density(tau):
        return float(np.logaddexp(-0.5 * ((tau - 1.0) / 0.1) ** 2, -0.5 * ((tau - 1.8) / 0.1) ** 2))

    rule = rule_of(SinhAxis(unit=0.1), log_density)
    assert float(rule.weight @ rule.tau) == pytest.approx(1.4, rel=1e-7)


def test_a_heavy_tail_is_followed_as_far_as_its_moments_ask():
    rule = rule_of(SinhAxis(unit=1.0), lambda tau: -2.5 * math.log(1.0 + tau * tau))
    assert float(rule.weight @ rule.tau**2) == pytest.approx(0.5, rel=1e-9)
    cauchy = rule_of(SinhAxis(unit=1.0), lambda tau: -math.log(1.0 + tau * tau), moments=0.0)
    assert math.exp(cauchy.log_total) == pytest.approx(math.pi / 2.0, rel=1e-9)


def test_gamma_density_on_three_axes():
    def log_density(tau):
        return 1.5 * math.log(tau) - tau if tau > 0.0 else -math.inf

    for axis in (LogAxis(centre=0.0), ExpSinhAxis(unit=1.0), LogAxis(centre=-4.0)):
        rule = rule_of(axis, log_density, tolerance=1e-8)
        assert math.exp(rule.log_total) == pytest.approx(float(gamma(2.5)), rel=1e-8)


def test_an_integrand_cut_off_at_both_ends():
    rule = rule_of(TanhSinhAxis(low=1.0, high=3.0), lambda tau: math.log(tau))
    assert math.exp(rule.log_total) == pytest.approx(4.0, rel=1e-10)
    assert float(rule.weight @ rule.tau) == pytest.approx((27.0 - 1.0) / 12.0, rel=1e-8)


def test_an_integrand_that_is_nothing_at_the_start_is_found():
    rule = rule_of(
        TanhSinhAxis(low=0.0, high=4.0), lambda tau: -0.5 * ((tau - 3.5) / 0.05) ** 2 if tau > 2.5 else -math.inf
    )
    assert float(rule.weight @ rule.tau) == pytest.approx(3.5, rel=1e-8)


def test_a_jump_that_no_axis_knows_of_does_not_settle():
    with pytest.raises(NotSettled, match="is its prior smooth"):
        rule_of(SinhAxis(unit=1.0), lambda tau: half_normal(1.0)(tau) + (0.7 if tau > 0.377 else 0.0), tolerance=1e-9)
