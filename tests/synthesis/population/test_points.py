"""Points for the people of a study: margins, moments, correlation, and integrals over them."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from dorsal.errors import OptionError
from dorsal.synthesis.population.points import calibrated, copula_correlation, copula_points, quantile

MEAN, SD = np.array([55.0, 0.3, 4.0]), np.array([12.0, 0.0, 2.5])
MARGINS = ("normal", "bernoulli", "lognormal")
CORRELATION = np.array([[1.0, 0.3, -0.2], [0.3, 1.0, 0.1], [-0.2, 0.1, 1.0]])


@pytest.mark.parametrize("count", [64, 256, 1024])
def test_means_and_sds_are_those_given(count):
    points = copula_points(MEAN, SD, MARGINS, CORRELATION, count)
    assert points.weight.sum() == pytest.approx(1.0, abs=1e-12)
    assert points.weight.min() > 0.0
    assert points.mean == pytest.approx(MEAN, abs=1e-9)
    spread = np.sqrt(points.weight @ (points.x - MEAN) ** 2)
    assert spread[[0, 2]] == pytest.approx(SD[[0, 2]], abs=1e-9)
    assert set(np.unique(points.x[:, 1])) == {0.0, 1.0}


def test_a_linear_function_is_integrated_exactly():
    slopes = np.array([0.02, -0.7, 0.3])
    points = copula_points(MEAN, SD, MARGINS, CORRELATION, 64)
    assert points.weight @ (points.x @ slopes) == pytest.approx(MEAN @ slopes, abs=1e-12)


@pytest.mark.parametrize(("count", "error"), [(64, 3e-3), (1024, 2e-4)])
def test_an_average_risk_nears_that_of_two_million_people(count, error):
    normal = np.random.default_rng(5).multivariate_normal(np.zeros(3), CORRELATION, 2_000_000)
    log_variance = np.log1p((SD[2] / MEAN[2]) ** 2)
    x = np.column_stack(
        [
            MEAN[0] + SD[0] * normal[:, 0],
            normal[:, 1] > stats.norm.ppf(0.7),
            np.exp(np.log(MEAN[2]) - log_variance / 2 + np.sqrt(log_variance) * normal[:, 2]),
        ]
    )
    slopes = np.array([0.05, -0.7, 0.3])

    def risk(x, weight):
        return float(weight @ expit(-3.5 + x @ slopes))

    points = copula_points(MEAN, SD, MARGINS, CORRELATION, count)
    assert risk(points.x, points.weight) == pytest.approx(risk(x, np.full(len(x), 1 / len(x))), abs=error + 3e-4)


@pytest.mark.parametrize(
    ("margin", "law"),
    [
        ("normal", stats.norm(4.0, 2.5)),
        ("gamma", stats.gamma(a=(4.0 / 2.5) ** 2, scale=2.5**2 / 4.0)),
        ("lognormal", stats.lognorm(s=np.sqrt(np.log1p(0.390625)), scale=4.0 / np.sqrt(1.390625))),
    ],
)
def test_margins_are_the_named_distributions(margin, law):
    share = np.array([0.02, 0.4, 0.9])
    assert law.mean() == pytest.approx(4.0)
    assert law.std() == pytest.approx(2.5)
    assert quantile(margin, share, 4.0, 2.5) == pytest.approx(law.ppf(share))


def test_calibration_gives_up_what_it_cannot_reach():
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    assert calibrated(x, np.array([2.0]), np.array([1.0]), [True]) @ x == pytest.approx([2.0])
    impossible = calibrated(x, np.array([9.0]), np.array([1.0]), [True])
    assert impossible == pytest.approx(np.full(4, 0.25))


def test_correlation_of_people_within_their_studies():
    rng = np.random.default_rng(2)
    study = np.repeat([0, 1], 4000)
    normal = rng.multivariate_normal(np.zeros(2), [[1.0, 0.5], [0.5, 1.0]], 8000)
    x = np.column_stack([np.exp(normal[:, 0]) + 40.0 * study, normal[:, 1] - 9.0 * study])
    assert copula_correlation(x, study)[0, 1] == pytest.approx(0.5, abs=0.03)
    constant = np.column_stack([x[:, 0], np.ones(8000)])
    assert copula_correlation(constant, study) == pytest.approx(np.eye(2))


def test_what_does_not_suit():
    with pytest.raises(OptionError, match="power of 2"):
        copula_points(MEAN, SD, MARGINS, CORRELATION, 100)
    with pytest.raises(OptionError, match="mean above 0, got -1"):
        quantile("gamma", np.array([0.5]), -1.0, 1.0)
    with pytest.raises(OptionError, match="'cauchy'"):
        quantile("cauchy", np.array([0.5]), 1.0, 1.0)


def test_no_covariates_are_one_point():
    points = copula_points(np.zeros(0), np.zeros(0), (), np.zeros((0, 0)), 64)
    assert points.x.shape == (1, 0)
