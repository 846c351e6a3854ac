"""Standard errors against the worked examples of the Cochrane Handbook."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from dorsal.trials import standard_error as se

level = st.floats(0.5, 0.999)
df = st.one_of(st.none(), st.floats(1.0, 500.0))
positive = st.floats(0.01, 100.0)


def test_t_from_p_and_standard_error_of_the_handbook() -> None:
    # Handbook 6.5.2.3: P = 0.008 with 25 + 22 people is t = 2.78; a difference of 3.8 then has SE 1.37
    assert se.two_sided(0.008, 45) == pytest.approx(2.78, abs=0.005)
    assert se.from_p(3.8, 0.008, 45) == pytest.approx(1.37, abs=0.005)
    assert se.from_t(3.8, 2.78) == pytest.approx(1.37, abs=0.005)


@pytest.mark.parametrize(("printed", "divisor"), [(0.90, 3.29), (0.95, 3.92), (0.99, 5.15)])
def test_widths_of_intervals_in_the_handbook(printed: float, divisor: float) -> None:
    assert 1.0 / se.from_interval(0.0, 1.0, printed) == pytest.approx(divisor, abs=0.005)


def test_interval_of_a_small_trial_by_t() -> None:
    # Handbook 6.5.2.2: with 25 people the divisor is 2 x 2.0639
    assert 1.0 / se.from_interval(0.0, 1.0, 0.95, 24) == pytest.approx(4.128, abs=0.001)


def test_sd_from_se_and_back() -> None:
    assert se.sd_from_se(5.0, 20) == pytest.approx(22.36068, abs=1e-5)
    assert se.se_from_sd(se.sd_from_se(0.3, 55), 55) == pytest.approx(0.3)


def test_sd_behind_a_difference_in_the_handbook() -> None:
    # Handbook 6.5.2.3: SE 1.37 with 25 and 22 people: SD 1.37 / sqrt(1/25 + 1/22) = 4.69
    assert se.pooled_sd_from_se(1.37, 25, 22) == pytest.approx(4.69, abs=0.005)


def test_sd_behind_a_crossover_difference() -> None:
    # Handbook 5.1, 16.4.6.4: ten people, SE 0.583, correlation 0.68; the two SDs are 2.38 and 2.21
    assert se.paired_sd_from_se(0.583, 10, 0.68) == pytest.approx((2.38 + 2.21) / 2, abs=0.02)


def test_design_effect_of_the_handbook() -> None:
    # Handbook 23.1.5: clusters of 29.5 people, ICC 0.02: 1.57
    assert se.design_effect(29.5, 0.02) == pytest.approx(1.57)


@given(value=positive, error=positive, level=level, df=df)
def test_an_interval_gives_back_its_standard_error(value: float, error: float, level: float, df: float | None) -> None:
    half = se.two_sided(1 - level, df) * error
    assert se.from_interval(value - half, value + half, level, df) == pytest.approx(error)
    assert se.from_limit(value, value + half, level, df) == pytest.approx(error)


@given(t=st.floats(0.01, 30.0), df=df)
def test_p_t_and_f_tell_the_same(t: float, df: float | None) -> None:
    p = float(2 * (norm.sf(t) if df is None else student.sf(t, df)))
    assert se.from_t(2.0, t) == pytest.approx(se.from_f(2.0, t * t))
    if p > 1e-12:
        assert se.from_p(2.0, p, df) == pytest.approx(se.from_t(2.0, t), rel=1e-4)
