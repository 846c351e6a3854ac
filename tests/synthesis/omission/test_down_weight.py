"""Down-weighted studies: the likelihood's power by brute force, and the path from left out to whole."""

import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.stats import norm

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.down_weight import DownWeight, at_weight, weight_path, weighted, weights_of
from dorsal.synthesis.options import FitOptions
from dorsal.trials.bias import RiskOfBias
from dorsal.trials.contrast import Contrast
from dorsal.trials.study import Study
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network

SOME = {"s0": 0.5, "s3": 0.1, "s5": 0.0}


def pair(name, effect, variance, treatments=("a", "b")):
    return Contrast(
        study=name, treatments=treatments, effect=np.array([effect]), cov=np.array([[variance]]), measure="MD"
    )


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_the_fit_is_that_of_dense_matrices_with_the_variance_inflated(method):
    contrasts = network(3, 4, 12, tau=0.8)
    entered, aside = weighted(contrasts, SOME)
    assert [c.study for c in aside] == ["s5"]
    dense = Dense.of([c for c in contrasts if c.study != "s5"])
    power = np.concatenate([np.full(len(c.effect), SOME.get(c.study, 1.0)) for c in contrasts if c.study != "s5"])
    inflated = Dense(dense.y, dense.x, dense.v / np.sqrt(np.outer(power, power)), dense.h)
    fit = fit_network(Network.of(entered), FitOptions(tau2_method=method))
    tau2 = inflated.maximum(restricted=method == "REML")
    beta, cov = inflated.beta(tau2)
    assert fit.tau2 == pytest.approx(tau2, rel=1e-5)
    assert fit.effect[1:] == pytest.approx(beta, abs=1e-6)
    assert np.diagonal(fit.cov)[1:] == pytest.approx(np.diagonal(cov), rel=1e-5)


def test_the_posterior_is_that_of_the_likelihoods_powers():
    """Study by study the integral over its true effect of N(y | true, v)^alpha N(true | d, tau2), on a grid."""
    y, v, alpha = np.array([0.3, 1.1, 2.0, 0.7]), np.array([0.1, 0.2, 0.15, 0.4]), np.array([1.0, 0.3, 0.5, 1.0])
    entered, _ = weighted([pair(f"s{i}", y[i], v[i]) for i in range(4)], {f"s{i}": alpha[i] for i in range(4)})
    found = posterior(fit_network(Network.of(entered)), HalfNormal(1.0), None)
    d, tau, true = np.linspace(-6, 8, 281), np.linspace(0.02, 5, 250), np.linspace(-12, 14, 1301)
    mix = norm.pdf(true[None, None, :], d[None, :, None], tau[:, None, None])
    joint = norm.pdf(tau)[:, None] * np.ones_like(d)
    for i in range(4):
        joint = joint * trapezoid(norm.pdf(y[i], true, v[i] ** 0.5) ** alpha[i] * mix, true, axis=2)
    joint /= joint.sum()
    mean = float((joint.sum(axis=0) * d).sum())
    spread = float((joint.sum(axis=0) * (d - mean) ** 2).sum()) ** 0.5
    effect = found.between("b", "a")
    assert (effect.mean, effect.sd) == pytest.approx((mean, spread), abs=4e-3)
    assert found.tau.mean == pytest.approx(float((joint.sum(axis=1) * tau).sum()), abs=1e-2)


def test_the_path_goes_from_left_out_to_whole():
    contrasts = network(3, 4, 12, tau=0.8)
    entered, aside = weighted(contrasts, SOME)
    options = FitOptions()
    path = weight_path((*entered, *aside), "a", options, alphas=(0.0, 1e-6, 0.5, 1.0))
    without = fit_network(Network.of([c for c in contrasts if c.study not in SOME]), options)
    whole = fit_network(Network.of(contrasts), options)
    for point, fit in ((path[0], without), (path[-1], whole)):
        e = fit.between("c", "a")
        mean, se, ci = point.effect("c", "a")
        assert (mean, se) == pytest.approx((e.mean, e.se), rel=1e-8)
        assert ci == pytest.approx(e.ci, rel=1e-7)
    assert path[1].effect("c", "a")[0] == pytest.approx(path[0].effect("c", "a")[0], abs=1e-4)
    assert path[1].fit.tau2 == pytest.approx(path[0].fit.tau2, abs=1e-4)
    ses = [point.effect("c", "a")[1] for point in weight_path((*entered, *aside), "a", FitOptions(model="common"))]
    assert ses == sorted(ses, reverse=True)


def test_what_only_set_aside_studies_hold_is_not_told_without_them():
    contrasts = [pair("1", 0.2, 0.1), pair("2", 0.4, 0.1), pair("3", 1.0, 0.1, ("a", "c"))]
    entered, aside = weighted(contrasts, {"3": 0.0})
    first, last = weight_path((*entered, *aside), "a", FitOptions(), alphas=(0.0, 1.0))
    assert first.effect("c", "a") is None
    assert last.effect("c", "a")[0] == pytest.approx(1.0)
    gone = weight_path(weighted(contrasts[2:], {"3": 0.5})[0], "a", FitOptions(), alphas=(0.0,))
    assert gone[0].fit is None
    assert gone[0].effect("c", "a") is None


def test_t_intervals_without_degrees_of_freedom_are_not_told():
    entered, aside = weighted([pair("1", 0.2, 0.1), pair("2", 0.4, 0.1)], {"2": 0.5})
    points = weight_path((*entered, *aside), "a", FitOptions(interval="t"), alphas=(0.0, 1.0))
    assert points[0].fit is None
    assert points[1].fit is not None


def test_a_path_needs_a_study_that_counts_less():
    with pytest.raises(OptionError, match="no study counts for less"):
        weight_path(network(1, 3, 4), "a", FitOptions())


def test_one_weight_for_all_takes_the_place_of_their_own():
    entered, aside = weighted([pair("1", 0.2, 0.1), pair("2", 0.4, 0.1), pair("3", 0.5, 0.2)], {"2": 0.5, "3": 0.0})
    found = {c.study: (c.weight, float(c.cov[0, 0])) for c in at_weight((*entered, *aside), 0.25)}
    assert found == {"1": (1.0, 0.1), "2": (0.25, pytest.approx(0.4)), "3": (0.25, pytest.approx(0.8))}


def studies():
    made = [("1", "low", 1.0), ("2", "high", 0.5), ("3", "unclear", 0.25)]
    return [Study(id=name, bias=RiskOfBias(overall=bias), covariates={"w": w}) for name, bias, w in made]


def test_weights_by_column_bias_and_name_multiply():
    assert weights_of(studies(), DownWeight(column="w")) == {"1": 1.0, "2": 0.5, "3": 0.25}
    assert weights_of(studies(), DownWeight(by_bias={"high": 0.2})) == {"1": 1.0, "2": 0.2, "3": 1.0}
    both = DownWeight(column="w", by_bias={"high": 0.2}, by_study={"1": 0.5})
    assert weights_of(studies(), both) == pytest.approx({"1": 0.5, "2": 0.1, "3": 0.25})
    assert str(both) == "w,high=0.2,1=0.5"
    assert not DownWeight().asked
    assert str(DownWeight()) == ""


def test_every_fault_of_a_column_is_named():
    wrong = [
        Study(id="1", covariates={"w": 1.5}),
        Study(id="2", covariates={"w": "half"}),
        Study(id="3"),
        Study(id="4", covariates={"w": 0.5}),
    ]
    with pytest.raises(OptionError, match=r"from 0 \(left out\) to 1 .*in study 1 1.5; 2 half; 3 nothing$"):
        weights_of(wrong, DownWeight(column="w"))


def test_what_names_nobody_is_refused():
    with pytest.raises(OptionError, match="weight of 9: no such study; there are 1, 2, 3"):
        weights_of(studies(), DownWeight(by_study={"9": 0.5}))
    with pytest.raises(OptionError, match="no study's risk of bias is some; it is low, unclear, high"):
        weights_of(studies(), DownWeight(by_bias={"some": 0.5}))
    with pytest.raises(OptionError, match=r"it is not_assessed; add a column rob, or on the command line --bias FILE"):
        weights_of([Study(id="1")], DownWeight(by_bias={"high": 0.5}))
    with pytest.raises(OptionError, match="'bad' is no judgement"):
        DownWeight(by_bias={"bad": 0.5})
    for weight in (-0.1, 1.1, float("nan"), 1e-9):
        with pytest.raises(OptionError, match="weights lie from 0"):
            DownWeight(by_study={"1": weight})
