"""Maps of the line to tau: speed is the derivative, place is the inverse."""

import math

import numpy as np
import pytest

from dorsal.synthesis.bayes.tau_axis import ExpSinhAxis, LogAxis, SinhAxis, TanhSinhAxis

AXES = [
    SinhAxis(unit=0.2),
    SinhAxis(unit=0.2, high=5.0),
    LogAxis(centre=-1.0),
    TanhSinhAxis(low=0.5, high=2.0),
    ExpSinhAxis(unit=0.3, low=0.1),
]


@pytest.mark.parametrize("axis", AXES)
def test_speed_is_the_derivative_of_tau(axis):
    u = np.linspace(0.0 if axis.mirrored else -1.6, 1.8, 12)
    slope = (axis.tau(u + 1e-6) - axis.tau(u - 1e-6)) / 2e-6
    np.testing.assert_allclose(np.exp(axis.log_speed(u)), slope, rtol=1e-7)


@pytest.mark.parametrize("axis", AXES)
def test_place_is_the_inverse_of_tau(axis):
    u = np.linspace(0.05 if axis.mirrored else -1.6, 1.8, 12)
    np.testing.assert_allclose(axis.place(axis.tau(u)), u, rtol=1e-9)


@pytest.mark.parametrize("axis", AXES)
def test_everything_within_the_limits_is_a_number(axis):
    u = np.array(axis.limits)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(axis.tau(u) ** 2).all()
        assert np.isfinite(axis.log_speed(u)).all()


def test_a_bounded_axis_stays_within_its_bounds():
    assert float(SinhAxis(unit=0.2, high=5.0).tau(np.array([5.5]))[0]) <= 5.0
    assert float(SinhAxis(unit=0.2, high=math.inf).tau(np.array([5.5]))[0]) > 20.0
