"""A variance for each group: the effects, the intervals and what is refused."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.tau2_by.grouped_fit import fit_grouped
from dorsal.synthesis.tau2_by.grouping import by_class, by_comparison, by_study
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network
from tests.synthesis.tau2_by.groups_dense import covariance, log_likelihood


def two_arm(rng, kinds, effect, tau2):
    made = []
    for i, kind in enumerate(kinds):
        v = rng.uniform(0.02, 0.2)
        made.append(
            Contrast(
                study=str(i),
                treatments=("a", "b"),
                effect=np.array([effect + rng.normal() * math.sqrt(v + tau2[kind])]),
                cov=np.array([[v]]),
                measure="MD",
                covariates={"kind": kind},
            )
        )
    return made


def elsewhere(contrasts):
    """The same studies of another comparison."""
    return [replace(c, study=f"c{c.study}", treatments=("a", "c")) for c in contrasts]


def test_groups_that_share_no_treatment_but_one_are_fits_of_their_own():
    """A star of two comparisons: nothing joins their likelihoods, so REML of each alone is REML of both."""
    ab = two_arm(np.random.default_rng(1), "x" * 9, 1.0, {"x": 0.5})
    ac = [
        replace(c, study=f"c{c.study}", treatments=("a", "c"))
        for c in two_arm(np.random.default_rng(2), "y" * 8, 2.0, {"y": 0.05})
    ]
    both = fit_grouped(fit_network(Network.of([*ab, *ac])), by_comparison([*ab, *ac]))
    for contrasts, group, treatment in ((ab, "a and b", "b"), (ac, "a and c", "c")):
        alone = fit_network(Network.of(contrasts))
        assert both.tau2[group] == pytest.approx(alone.tau2, rel=1e-4, abs=1e-7)
        assert both.tau2_ci[group] == pytest.approx(alone.tau2_ci, rel=1e-3, abs=1e-5)
        mean, se, ci = both.between(treatment, "a")
        e = alone.between(treatment, "a")
        assert (mean, se) == pytest.approx((e.mean, e.se), rel=1e-4)
        assert ci == pytest.approx(e.ci, rel=1e-4)


def test_the_interval_is_where_the_profile_falls_by_half_of_chi_squared():
    contrasts = two_arm(np.random.default_rng(5), "xy" * 8, 0.5, {"x": 0.4, "y": 0.1})
    found = fit_grouped(fit_network(Network.of(contrasts)), by_study(contrasts, "kind"))
    grid = np.concatenate([[0.0], np.geomspace(1e-4, 20, 250)])

    def height(x, y):
        return log_likelihood(
            contrasts, covariance(contrasts, lambda c, *_: {"x": x, "y": y}[c.covariates["kind"]]), restricted=True
        )

    for place, group in enumerate("xy"):
        low, high = found.tau2_ci[group]
        top = height(found.tau2["x"], found.tau2["y"])
        for end in (low, high):
            profile = max(height(*((end, other) if place == 0 else (other, end))) for other in grid)
            if end > 0:
                assert top - profile == pytest.approx(0.5 * chi2.ppf(0.95, 1), abs=5e-3)
            else:
                assert top - profile < 0.5 * chi2.ppf(0.95, 1)


def test_equal_groups_gain_little_and_effects_stay():
    contrasts = [replace(c, covariates={"kind": "xy"[i % 2]}) for i, c in enumerate(network(5, 4, 40, tau=0.6))]
    one = fit_network(Network.of(contrasts))
    found = fit_grouped(one, by_study(contrasts, "kind"))
    assert 0.0 <= found.gain < 3.0
    assert found.effect == pytest.approx(one.effect, abs=0.1)
    assert found.cov[0] == pytest.approx(np.zeros(4))


def test_predictions_take_the_groups_own_variance():
    contrasts = two_arm(np.random.default_rng(5), "xy" * 8, 0.5, {"x": 0.9, "y": 0.05})
    found = fit_grouped(fit_network(Network.of(contrasts)), by_study(contrasts, "kind"))
    pi = found.predictions("b", "a")
    assert list(pi) == ["x", "y"]
    assert pi["x"][1] - pi["x"][0] > 2 * (pi["y"][1] - pi["y"][0])
    net = network(7, 4, 30, tau=0.6)
    by_pair = fit_grouped(fit_network(Network.of(net)), by_class(net, {"a": "control"}))
    assert list(by_pair.predictions("c", "b")) == ["within other treatments"]
    two = fit_grouped(by_pair.one, by_class(net, {"a": "control", "b": "control"}))
    assert list(two.predictions("b", "a")) == (["within control"] if "within control" in two.tau2 else [])


def test_what_cannot_be_estimated_is_refused_with_its_name():
    ab = two_arm(np.random.default_rng(1), "x" * 6, 1.0, {"x": 0.5})
    lone = replace(ab[0], study="lone", treatments=("a", "c"))
    with pytest.raises(NetworkError, match="do not tell the variance of: all other comparisons"):
        fit_grouped(fit_network(Network.of([*ab, lone])), by_comparison([*ab, lone]))
    kinds = [replace(c, covariates={"kind": "xy"[i % 2]}) for i, c in enumerate(ab)]
    for options, why in (
        (FitOptions(tau2_method="DL"), "by REML or ML, not by DL"),
        (FitOptions(model="common"), "are estimated"),
        (FitOptions(tau=0.3), "are estimated"),
    ):
        with pytest.raises(OptionError, match=why):
            fit_grouped(fit_network(Network.of(kinds), options), by_study(kinds, "kind"))


def test_triangles_that_no_study_could_show_are_named():
    """ab varies much; ac and bc, which would have to vary too, do not."""
    rng = np.random.default_rng(1)
    contrasts = []
    for pair, tau2 in (("ab", 2.0), ("ac", 0.0), ("bc", 0.0)):
        made = two_arm(rng, "x" * 12, 0.0, {"x": tau2})
        contrasts += [replace(c, study=f"{pair}{c.study}", treatments=tuple(pair)) for c in made]
    found = fit_grouped(fit_network(Network.of(contrasts)), by_comparison(contrasts))
    assert found.broken_triangles == (("a", "b", "c"),)


def test_coverage_of_an_effect_where_variances_differ():
    """One variance for all is too sure of the comparison that varies more; one each is not."""
    rng, inside = np.random.default_rng(3), []
    for _ in range(100):
        ab = two_arm(rng, "x" * 12, 0.0, {"x": 1.0})
        ac = elsewhere(two_arm(rng, "y" * 24, 0.0, {"y": 0.02}))
        one = fit_network(Network.of([*ab, *ac]))
        low, high = fit_grouped(one, by_comparison([*ab, *ac])).between("b", "a")[2]
        usual = one.between("b", "a").ci
        inside.append((low <= 0 <= high, usual[0] <= 0 <= usual[1]))
    own, shared = np.mean(inside, axis=0)
    assert 0.87 <= own <= 0.99
    assert shared < own - 0.04
