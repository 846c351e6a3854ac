"""The posterior of one number: mixtures of normals and scales."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal
from dorsal.synthesis.bayes.quadrature import integrate
from dorsal.synthesis.bayes.tau_axis import LogAxis, SinhAxis, TanhSinhAxis
from tests.synthesis.bayes.test_quadrature import Point

MIXTURE = NormalMixture(
    weight=np.array([0.2, 0.5, 0.3]), means=np.array([-1.0, 0.2, 3.0]), sds=np.array([0.5, 1.0, 2.0])
)
LEVELS = [0.001, 0.025, 0.5, 0.9, 0.9999]


def mixture_cdf(x):
    return float(MIXTURE.weight @ stats.norm.cdf(x, MIXTURE.means, MIXTURE.sds))


def test_moments_of_a_mixture():
    draws = np.random.default_rng(1)
    node = draws.choice(3, size=400_000, p=MIXTURE.weight)
    sample = draws.normal(MIXTURE.means[node], MIXTURE.sds[node])
    assert MIXTURE.mean == pytest.approx(sample.mean(), abs=0.01)
    assert MIXTURE.sd == pytest.approx(sample.std(), abs=0.01)


@pytest.mark.parametrize("p", LEVELS)
def test_quantile_is_the_inverse_of_the_distribution_function(p):
    assert mixture_cdf(MIXTURE.quantile(p)) == pytest.approx(p, rel=1e-10)


def test_chances_agree_with_the_distribution_function():
    assert MIXTURE.chance_below(0.7) == pytest.approx(mixture_cdf(0.7), rel=1e-13)
    assert MIXTURE.chance_above(0.7) == pytest.approx(1.0 - mixture_cdf(0.7), rel=1e-12)
    assert MIXTURE.chance_between(-1.0, 2.0) == pytest.approx(mixture_cdf(2.0) - mixture_cdf(-1.0), rel=1e-12)
    assert MIXTURE.chance_above(40.0) > 0.0


def test_density_integrates_to_the_chance():
    chance, _ = quad(lambda x: float(MIXTURE.density(np.array(x))), -1.0, 2.0)
    assert chance == pytest.approx(MIXTURE.chance_between(-1.0, 2.0), rel=1e-8)


@given(st.floats(0.01, 100.0), st.floats(-50.0, 50.0), st.floats(0.001, 0.999))
def test_a_mixture_moves_with_its_unit(scale, shift, p):
    moved = NormalMixture(weight=MIXTURE.weight, means=MIXTURE.means * scale + shift, sds=MIXTURE.sds * scale)
    assert moved.quantile(p) == pytest.approx(MIXTURE.quantile(p) * scale + shift, rel=1e-8, abs=1e-8)


def test_a_treatment_against_itself_is_a_number():
    nothing = NormalMixture(weight=np.array([1.0]), means=np.zeros(1), sds=np.zeros(1))
    assert nothing.quantile(0.3) == 0.0
    assert (nothing.chance_below(0.1), nothing.chance_below(0.0), nothing.chance_above(0.1)) == (1.0, 0.5, 0.0)


@pytest.mark.parametrize("p", [0.001, 0.2, 0.5, 0.8, 0.999])
def test_sds_over_tens_of_powers_of_ten_do_not_mislead_it(p):
    scale = np.geomspace(1e-3, 1e40, 200)
    heavy = NormalMixture(weight=np.full(200, 1 / 200), means=np.full(200, 2.0), sds=scale)
    x = heavy.quantile(p)
    assert heavy.chance_below(x) == pytest.approx(p, rel=1e-9)
    assert (x - 2.0) * (p - 0.5) >= 0.0


def test_missing_moments_are_said():
    heavy = NormalMixture(weight=MIXTURE.weight, means=MIXTURE.means, sds=MIXTURE.sds, moments=0.0)
    assert math.isnan(heavy.mean)
    assert math.isinf(heavy.sd)


def marginal(axis, log_density, **options):
    return ScaleMarginal(rule=integrate(axis, lambda tau: (log_density(tau), Point(tau)), **options))


def half_normal(axis, **options):
    return marginal(axis, lambda tau: -0.5 * tau * tau, **options)


@pytest.mark.parametrize("unit", [0.05, 1.0])
def test_half_normal_scale(unit):
    found = half_normal(SinhAxis(unit=unit))
    truth = stats.halfnorm()
    assert found.mean == pytest.approx(truth.mean(), abs=1e-6)
    assert found.sd == pytest.approx(truth.std(), abs=1e-6)
    assert found.median == pytest.approx(truth.median(), abs=1e-5)
    for x in (0.01, 0.5, 2.0):
        assert found.chance_below(x) == pytest.approx(truth.cdf(x), abs=2e-6)
        assert float(found.density(np.array([x]))[0]) == pytest.approx(truth.pdf(x), rel=1e-4)


def test_log_normal_scale():
    found = marginal(LogAxis(centre=0.3), lambda tau: -0.5 * math.log(tau) ** 2 - math.log(tau))
    truth = stats.lognorm(s=1.0)
    assert found.mean == pytest.approx(truth.mean(), rel=1e-6)
    assert found.interval(0.9) == pytest.approx(truth.interval(0.9), rel=1e-5)
    assert found.chance_above(2.0) == pytest.approx(truth.sf(2.0), abs=1e-6)


@pytest.mark.parametrize("axis", [SinhAxis(unit=0.3, high=5.0), TanhSinhAxis(low=0.0, high=5.0)])
def test_uniform_scale(axis):
    found = marginal(axis, lambda _: 0.0)
    assert found.mean == pytest.approx(2.5, abs=1e-5)
    assert found.sd == pytest.approx(5.0 / math.sqrt(12.0), abs=1e-5)
    assert found.quantile(0.2) == pytest.approx(1.0, abs=1e-4)
    assert found.chance_below(0.0) == 0.0
    assert found.chance_below(5.0) == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(found.density(np.array([-1.0, 1e-6, 2.0, 4.9, 6.0])), [0, 0.2, 0.2, 0.2, 0], rtol=1e-3)


def test_a_heavy_tail_has_no_moments_but_a_median():
    rule = integrate(SinhAxis(unit=1.0), lambda tau: (-math.log1p(tau * tau), Point(tau)), moments=0.0)
    found = ScaleMarginal(rule=rule, moments=0.0)
    assert (found.mean, found.sd) == (math.inf, math.inf)
    assert found.median == pytest.approx(1.0, abs=1e-5)


def test_a_mean_without_a_variance():
    def log_density(tau):
        return -1.5 * math.log1p(tau * tau)

    rule = integrate(SinhAxis(unit=1.0), lambda tau: (log_density(tau), Point(tau)), moments=1.0)
    found = ScaleMarginal(rule=rule, moments=1.0)
    assert found.mean == pytest.approx(1.0, abs=1e-5)
    assert math.isinf(found.sd)


@pytest.mark.parametrize("p", [0.0, 1.0, -1.0, math.nan])
def test_a_quantile_needs_a_probability(p):
    for found in (MIXTURE, half_normal(SinhAxis(unit=1.0))):
        with pytest.raises(OptionError, match="between 0 and 1"):
            found.quantile(p)
