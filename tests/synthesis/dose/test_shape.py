"""Names of shapes, what they make of a dose, and knots."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.dose.shape import KINDS, POWERS, knots_of, shape_of

PLAIN = ["linear", "log-linear", "quadratic", "spline", "emax", "exponential", "emax-shared", "exponential-shared",
         "lumped", "split", *(f"fp:{power:g}" for power in POWERS), "spline:25%,50%,75%", "spline:5,10,20"]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_name_is_read_as_it_is_written(name):
    assert shape_of(name).name == name
    assert shape_of(shape_of(f" {name.upper()} ")) == shape_of(name)


def test_no_kind_is_left_untried():
    assert {shape_of(name).kind for name in PLAIN} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("cubic", "'cubic' is no shape of a dose-response curve; use linear, log-linear"),
        ("linear:2", "is no shape"),
        ("fp", "is no shape"),
        ("fp:0.7", "the power of a fractional polynomial is one of -2, -1"),
        ("fp:x", "holds what is no number"),
        ("fp:nan", "no finite number"),
        ("linear-shared", "linear has no ED50 that agents could share"),
        ("spline:5,10", "three knots or more, rising, got 5, 10"),
        ("spline:5,20,10", "rising"),
        ("spline:10%,50,90%", "all knots as percentiles, or all as doses"),
        ("spline:10%,50%,190%", "percentiles from 0 to 100"),
        ("spline:-5,10,20", "doses from 0 up"),
    ],
)
def test_what_is_no_shape_says_why(name, why):
    with pytest.raises(OptionError, match=why):
        shape_of(name)


@pytest.mark.parametrize("name", [n for n in PLAIN if shape_of(n).kind not in ("emax", "exponential", "split")])
def test_every_shape_is_zero_at_dose_zero_and_has_a_column_for_each_term(name):
    shape = shape_of(name)
    knots = knots_of(shape, [5.0, 10.0, 20.0, 40.0])
    assert shape.columns(0.0, knots) == pytest.approx(np.zeros(len(shape.terms)))
    assert len(shape.columns(7.0, knots)) == len(shape.terms)


def test_powers_are_those_of_the_dose_or_of_one_more():
    at = {name: shape_of(name).columns(3.0, ())[0] for name in ("fp:2", "fp:0", "fp:-2", "log-linear")}
    assert at == pytest.approx({"fp:2": 9.0, "fp:0": math.log(4), "fp:-2": 1 / 16 - 1, "log-linear": math.log(4)})


def test_a_spline_is_straight_outside_its_knots_and_smooth_inside():
    shape, knots = shape_of("spline:5,10,20"), (5.0, 10.0, 20.0)
    at = np.array([shape.columns(d, knots)[1] for d in np.arange(0.0, 40.0, 0.5)])
    bend = np.diff(at, 2)
    assert bend[:9] == pytest.approx(0.0, abs=1e-12)
    assert bend[41:] == pytest.approx(0.0, abs=1e-12)
    assert np.abs(bend[10:39]).max() > 1e-3
    assert np.abs(np.diff(bend)).max() < 0.01
    # by hand, Harrell 2001: ((d - 5)^3 - (d - 10)^3 15/10 + ...) / 15^2 at 12
    assert shape.columns(12.0, knots)[1] == pytest.approx((7.0**3 - 2.0**3 * 15 / 10) / 15**2)


def test_knots_are_percentiles_of_the_arms_and_of_doses_where_those_tie():
    arms = [5.0, 10.0, 10.0, 20.0, 40.0]
    assert knots_of(shape_of("spline"), arms) == pytest.approx(tuple(np.percentile(arms, [10, 50, 90])))
    tied = [10.0] * 20 + [20.0]
    assert knots_of(shape_of("spline"), tied) == pytest.approx((11.0, 15.0, 19.0))
    assert knots_of(shape_of("spline:1,2,3"), arms) == (1.0, 2.0, 3.0)
    assert knots_of(shape_of("emax"), arms) == ()


@pytest.mark.parametrize("name", ["emax", "exponential"])
def test_half_of_the_maximum_is_at_the_ed50(name):
    shape = shape_of(name)
    assert shape.saturation(30.0, 30.0)[0] == pytest.approx(0.5)
    for dose in (1.0, 30.0, 400.0):
        up, down = (shape.saturation(dose, 30.0 * math.exp(h))[0] for h in (1e-6, -1e-6))
        assert shape.saturation(dose, 30.0)[1] == pytest.approx((up - down) / 2e-6, rel=1e-6)
