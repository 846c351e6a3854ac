"""Influence of studies: real refits, netmeta's netimpact, and planted outliers."""

import math

import numpy as np
import pytest
from scipy.stats import chi2

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.heterogeneity import fixed_tau2
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.influence import importance, leave_one_out, without
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network, study
from tests.synthesis.worked import cells, fitted, pinned

# netimpact's common-effect column is off for arm-level data with heterogeneity; the dense test below says what is right
NETIMPACT = [
    ("Senn2013", "common"),
    ("Senn2013", "random"),
    ("smokingcessation", "random"),
    ("smokingcessation_RR", "random"),
    ("parkinson", "common"),
    ("parkinson", "random"),
]


def refits(fit):
    """The studies without which the network still joins all its treatments, with the network of the others."""
    for name in fit.network.studies:
        rest = Network.of([c for c in fit.network.contrasts if c.study != name])
        if len(rest.islands) == 1 and rest.treatments == fit.treatments:
            yield name, rest


def test_changes_are_those_of_a_refit():
    fit = fit_network(Network.of(network(1, 4, 12, tau=0.8)))
    found = leave_one_out(fit, [("d", "b"), ("a", "c")])
    for name, _ in refits(fit):
        mine, again = found.of(name), without(fit, name)
        assert mine.tau2_without == pytest.approx(again.tau2, rel=1e-6, abs=1e-9)
        for change in mine.changes:
            now = again.between(change.first, change.second)
            assert (change.mean_without, change.se_without) == pytest.approx((now.mean, now.se), rel=1e-6)
            assert change.shift == pytest.approx(fit.between(change.first, change.second).mean - now.mean, abs=1e-7)


def test_changes_at_a_fixed_tau2_are_those_of_a_fit_at_it():
    fit = fit_network(Network.of(network(1, 4, 12, tau=0.8)))
    found = leave_one_out(fit, [("b", "a")], "fixed")
    for name, rest in refits(fit):
        now = fixed_tau2(rest.rows, None, fit.tau2)[0]
        change = found.of(name).changes[0]
        assert (change.mean_without, change.se_without) == pytest.approx((now.theta[0], now.cov[1, 1] ** 0.5))


def test_the_residual_of_a_two_arm_study_is_its_studentised_residual():
    contrasts = network(2, 4, 12, multi_arm=False, tau=0.8)
    fit = fit_network(Network.of(contrasts))
    found = leave_one_out(fit)
    joined = {name for name, _ in refits(fit)}
    for c in contrasts:
        if c.study not in joined:
            continue
        again = without(fit, c.study)
        predicted = again.between(c.treatments[1], c.treatments[0])
        t = (c.effect[0] - predicted.mean) / math.sqrt(c.cov[0, 0] + again.tau2 + predicted.se**2)
        mine = found.of(c.study)
        assert mine.residual == pytest.approx(t * t, rel=1e-5)
        assert mine.z == pytest.approx(t, rel=1e-5, abs=1e-7)
        assert mine.p == pytest.approx(chi2.sf(t * t, 1), rel=1e-4)
        assert mine.df == 1


def test_a_planted_outlier_is_found_and_no_other():
    contrasts = network(3, 5, 40, tau=0.1)
    wild = contrasts[20]
    contrasts[20] = Contrast(
        study="wild", treatments=wild.treatments, effect=wild.effect + 8.0, cov=wild.cov, measure="MD"
    )
    found = leave_one_out(fit_network(Network.of(contrasts)))
    assert found.outliers == ("wild",)
    assert found.of("wild").outlying
    assert found.cook.argmax() == 20
    assert not found.of(contrasts[5].study).outlying


def test_a_study_that_carries_the_answer_is_influential():
    contrasts = network(4, 3, 12, tau=0.1, multi_arm=False)
    heavy = Contrast(study="heavy", treatments=("a", "b"), effect=np.array([3.0]), cov=np.array([[1e-3]]), measure="MD")
    found = leave_one_out(fit_network(Network.of([*contrasts, heavy]), FitOptions(model="common")))
    assert found.influential[0] == "heavy"
    assert found.of("heavy").hat > 0.9


def test_p_values_are_adjusted_by_holm():
    found = leave_one_out(fit_network(Network.of(network(5, 4, 10, multi_arm=False))))
    order = np.argsort(found.p)
    tested = order[: int(np.isfinite(found.p).sum())]
    expected = np.maximum.accumulate([min(1.0, p * (len(tested) - i)) for i, p in enumerate(found.p[tested])])
    np.testing.assert_allclose(found.p_adjusted[tested], expected)


@pytest.mark.parametrize(("example", "model"), NETIMPACT)
def test_importance_matches_netimpact(example, model):
    fit = fitted(example, model)
    theirs = cells(pinned(example)["importance"][model])
    estimates = [tuple(comparison.split(":")) for comparison in pinned(example)["importance"][model]["columns"]]
    ours = importance(fit, estimates)
    largest = max(se for *_, se in pinned(example)["pairs"])
    for s, name in enumerate(fit.network.studies):
        mimicked = _with_standard_error(fit, name, 1000.0 * largest)
        for e, (a, b) in enumerate(estimates):
            assert ours[s, e] == pytest.approx(theirs[name, f"{a}:{b}"], abs=3e-6)
            i, j = fit.network.index[a], fit.network.index[b]
            variance = mimicked.cov[i, i] + mimicked.cov[j, j] - 2 * mimicked.cov[i, j]
            exact = 1 - fit.between(a, b).se ** 2 / variance
            assert exact == pytest.approx(theirs[name, f"{a}:{b}"], abs=1e-10)


def _with_standard_error(fit, name, se):
    """netimpact's way to leave a study out: a thousand times the largest standard error."""
    contrasts = [
        Contrast(
            study=c.study,
            treatments=c.treatments,
            effect=c.effect,
            cov=se**2 * (np.eye(len(c.effect)) + 1) / 2,
            measure="MD",
        )
        if c.study == name
        else c
        for c in fit.network.contrasts
    ]
    return fixed_tau2(Network.of(contrasts).rows, None, fit.tau2)[0]


@pytest.mark.parametrize("seed", range(3))
def test_importance_is_the_precision_lost(seed):
    fit = fit_network(Network.of(network(seed, 4, 9)))
    ours = importance(fit, [("a", "d")])
    for name, rest in refits(fit):
        cov = fixed_tau2(rest.rows, None, fit.tau2)[0].cov
        lost = 1 - fit.between("a", "d").se ** 2 / (cov[0, 0] + cov[3, 3] - 2 * cov[0, 3])
        assert ours[fit.network.studies.index(name), 0] == pytest.approx(lost, abs=1e-9)


def test_a_bridge_is_all_important_and_its_estimate_has_no_other_source():
    contrasts = [*network(6, 3, 4), study(np.random.default_rng(6), "bridge", ("c", "z"))]
    fit = fit_network(Network.of(contrasts))
    s = fit.network.studies.index("bridge")
    np.testing.assert_allclose(importance(fit, [("a", "z"), ("a", "b")])[s], [1.0, 0.0], atol=1e-9)
    mine = leave_one_out(fit, [("a", "z"), ("a", "b")]).of("bridge")
    assert (mine.changes[0].mean_without, mine.changes[0].shift) == (None, None)
    assert mine.changes[1].shift == pytest.approx(0.0, abs=1e-7)
    assert (mine.df, mine.z, mine.p, mine.p_adjusted, mine.outlying) == (0, None, None, None, False)
    with pytest.raises(NetworkError, match="z is in no study"):
        without(fit, "bridge").between("a", "z")


def test_the_whole_estimate_is_not_found_anew_for_every_study(monkeypatch):
    """It took minutes for a thousand studies: each asked all the others for their shares in every estimate."""
    fit = fit_network(Network.of(network(1, 4, 12, tau=0.8)))
    found, asked, between = leave_one_out(fit), [], type(fit).between
    monkeypatch.setattr(type(fit), "between", lambda *pair: asked.append(pair[1:]) or between(*pair))
    for study_ in found.studies:
        found.of(study_)
    assert asked == list(found.estimates)


def test_the_default_is_every_treatment_against_the_first():
    found = leave_one_out(fit_network(Network.of(network(7, 4, 6))))
    assert found.estimates == (("b", "a"), ("c", "a"), ("d", "a"))
    assert found.effect.shape == (len(found.studies), 3)


def test_what_cannot_be_left_out_is_refused():
    contrasts = network(8, 3, 3)
    fit = fit_network(Network.of(contrasts))
    with pytest.raises(OptionError, match="estimated, fixed"):
        leave_one_out(fit, rule="newton")
    with pytest.raises(NetworkError, match="s99 is not in this network"):
        leave_one_out(fit).of("s99")
    with pytest.raises(NetworkError, match="s99 is not in this network"):
        without(fit, "s99")
    with pytest.raises(NetworkError, match="component model"):
        leave_one_out(fit_components(Network.of(contrasts)).fit)
