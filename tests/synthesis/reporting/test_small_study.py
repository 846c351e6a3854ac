"""The funnel and its tests against independent computations."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.reporting.small_study import asymmetry, funnel, pet_peese
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network

PINNED = json.loads((Path(__file__).parents[2] / "reference" / "small_study.json").read_text())


def points(seed=1, studies=20):
    return funnel(fit_network(Network.of(network(seed, 4, studies)), FitOptions(tau2_method="DL")), "abcd")


def test_every_pair_of_every_study_is_a_point_around_zero():
    fit = fit_network(Network.of(network(2, 4, 15)))
    found = funnel(fit, "dcba")
    assert len(found) == sum(len(c.treatments) * (len(c.treatments) - 1) // 2 for c in fit.network.contrasts)
    for pair in {(p.first, p.second) for p in found}:
        mine = [p for p in found if (p.first, p.second) == pair]
        weight = np.array([1 / (p.se**2 + fit.tau2) for p in mine])
        assert weight @ np.array([p.adjusted for p in mine]) == pytest.approx(0.0, abs=1e-9)
        assert pair[0] > pair[1]


def test_egger_is_the_regression_that_scipy_computes():
    found = points()
    se = np.array([p.se for p in found])
    line = stats.linregress(1 / se, np.array([p.adjusted for p in found]) / se)
    test = asymmetry(found, "egger")
    assert test.bias == pytest.approx(line.intercept)
    assert test.se == pytest.approx(line.intercept_stderr)
    assert test.p == pytest.approx(2 * stats.t.sf(abs(line.intercept / line.intercept_stderr), len(found) - 2))


def test_begg_is_kendalls_score_over_its_standard_error():
    found = points()
    v = np.array([p.se**2 for p in found])
    y = np.array([p.adjusted for p in found])
    pooled = np.average(y, weights=1 / v)
    tau = stats.kendalltau((y - pooled) / np.sqrt(v - 1 / (1 / v).sum()), v).statistic
    n = len(found)
    assert asymmetry(found, "begg").bias == pytest.approx(tau * n * (n - 1) / 2)


def test_macaskill_is_a_weighted_line_on_people():
    found = points()
    y, w = np.array([p.adjusted for p in found]), np.array([p.se**-2 for p in found])
    slope = np.polyfit([p.people for p in found], y, 1, w=np.sqrt(w))[0]
    assert asymmetry(found, "macaskill").bias == pytest.approx(slope)


def test_thompson_gives_eggers_line_where_nothing_is_left_to_explain():
    found = points(seed=3, studies=6)
    se, y = np.array([p.se for p in found]), np.array([p.adjusted for p in found])
    slope = np.polyfit(se, y, 1, w=1 / se)[0]
    test = asymmetry(found, "thompson")
    residual = y - np.polyval(np.polyfit(se, y, 1, w=1 / se), se)
    homogeneous = (residual**2 / se**2).sum() < len(y) - 2
    assert homogeneous
    assert test.bias == pytest.approx(slope)


def test_the_named_tests_differ():
    found = points(seed=4)
    assert len({round(asymmetry(found, name).p, 9) for name in ("egger", "thompson", "begg", "macaskill")}) == 4


def test_what_cannot_be_tested_says_so():
    with pytest.raises(OptionError, match="one of egger, thompson, begg, macaskill"):
        asymmetry(points(), "peters")
    with pytest.raises(NetworkError, match="at least 3 points"):
        asymmetry(points()[:2])
    with pytest.raises(OptionError, match="order of treatments lacks d"):
        funnel(fit_network(Network.of(network(1, 4, 4))), "abc")
    c, d = (
        Contrast(study="x", treatments=("a", "b"), effect=np.array([v]), cov=np.array([[v]]), measure="MD")
        for v in (1.0, 2.0)
    )
    with pytest.raises(NetworkError, match="x do not give it"):
        asymmetry(funnel(fit_network(Network.of([c, c, d])), "ab"), "macaskill")
    with pytest.raises(NetworkError, match="the same standard error"):
        asymmetry(funnel(fit_network(Network.of([c] * 4)), "ab"), "egger")


def alone(studies):
    """A network of studies of their own comparisons: (treatments, effects, variances of the arms, people)."""
    return fit_network(
        Network.of(
            [
                Contrast(
                    study=f"s{i}",
                    treatments=tuple(treatments),
                    effect=np.array(effect),
                    cov=np.diag(arms[1:]) + arms[0],
                    measure="MD",
                    n=tuple(people),
                )
                for i, (treatments, effect, arms, people) in enumerate(studies)
            ]
        )
    )


TRIANGLE = [
    ("ab", [-0.5], [0.01, 0.03], [50, 40]),
    ("bc", [0.2], [0.04, 0.05], [60, 40]),
    ("ac", [-0.1], [0.01] * 2, [9, 8]),
]
ONE_TRIAL = [("abc", [0.3, 0.8], [0.1, 0.2, 0.05], [30, 20, 40])]


@pytest.mark.parametrize("test", ["egger", "thompson", "begg", "macaskill"])
@pytest.mark.parametrize("studies", [TRIANGLE, ONE_TRIAL], ids=["a triangle", "one trial of three arms"])
def test_where_no_comparison_was_made_twice_there_is_nothing_to_test(studies, test):
    with pytest.raises(NetworkError, match="cannot be tested: every point lies on its comparison's own mean"):
        asymmetry(funnel(alone(studies), "abc"), test)


def test_equal_numbers_of_people_tell_no_asymmetry():
    found = points()
    with pytest.raises(NetworkError, match="cannot be tested: all points have the same number of people, 80"):
        asymmetry([replace(p, people=80) for p in found], "macaskill")


def test_points_on_one_line_leave_no_error_to_test_by():
    found = [replace(p, adjusted=2.0 + 0.5 * p.se) for p in points()]
    with pytest.raises(NetworkError, match="cannot be tested: all points lie on one line"):
        asymmetry(found, "egger")


@pytest.mark.parametrize("case", PINNED["cases"], ids=lambda c: c["dataset"])
def test_egger_agrees_with_netmeta(case):
    contrasts = [
        Contrast(
            study=c["study"],
            treatments=tuple(c["treatments"]),
            effect=np.array(c["effect"]),
            cov=np.array(c["cov"]),
            measure="MD",
        )
        for c in case["contrasts"]
    ]
    fit = fit_network(Network.of(contrasts), FitOptions(tau2_method="DL"))
    test = asymmetry(funnel(fit, case["order"]), "egger")
    assert test.bias == pytest.approx(case["bias"], rel=1e-10)
    assert test.se == pytest.approx(case["se_bias"], rel=1e-10)
    assert test.p == pytest.approx(case["p"], rel=1e-9)
    assert test.df == case["df"]


def test_pet_peese_finds_the_effect_of_a_study_without_error():
    rng = np.random.default_rng(5)
    made = []
    for s in range(60):
        variance = rng.uniform(0.01, 0.6)
        y = 1.0 + 0.8 * np.sqrt(variance) + 0.02 * rng.normal() * np.sqrt(variance)
        made.append(
            Contrast(
                study=str(s), treatments=("old", "new"), effect=np.array([y]), cov=np.array([[variance]]), measure="MD"
            )
        )
    fit = fit_network(Network.of(made), FitOptions(model="common"))
    both = pet_peese(fit, "old")
    assert both.pet.between("new", "old", at={"se": 0.0})[0] == pytest.approx(1.0, abs=0.02)
    assert fit.between("new", "old").mean > 1.2
    mean, _ = both.between("new", "old")
    assert mean == pytest.approx(both.peese.between("new", "old", at={"variance": 0.0})[0])
