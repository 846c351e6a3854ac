"""Slopes of each comparison against a dense regression, and against bound slopes where both are the same model."""

import numpy as np
import pytest
from scipy.linalg import block_diag

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.modifier import fit_regression
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.unrelated_slopes import unrelated_slopes
from tests.synthesis.test_modifier import trials


def dense(contrasts, name, reference, fit):
    """Textbook generalised least squares at the fit's tau2: each contrast turned against its study's baseline."""
    names = sorted({t for c in contrasts for t in c.treatments})
    y, x, v = [], [], []
    for c in contrasts:
        arms = np.concatenate([[0.0], c.effect])
        base = reference if reference in c.treatments else min(c.treatments)
        at = c.treatments.index(base)
        turn = np.delete(np.eye(len(arms)) - np.eye(len(arms))[at], at, axis=0)
        cov = np.pad(c.cov, ((1, 0), (1, 0)))
        others = [t for t in c.treatments if t != base]
        y += (turn @ arms).tolist()
        v.append(turn @ cov @ turn.T + fit.tau2 * (np.eye(len(others)) + 1) / 2)
        for t in others:
            row = np.zeros(len(names) + len(fit.comparisons))
            row[names.index(t)] += 1
            row[names.index(base)] -= 1
            if (t, base) in fit.comparisons:
                row[len(names) + fit.comparisons.index((t, base))] = c.covariates[name] - fit.mean
            x.append(row)
    design, weight = np.delete(np.array(x), 0, axis=1), np.linalg.inv(block_diag(*v))
    cov = np.linalg.inv(design.T @ weight @ design)
    return cov @ design.T @ weight @ np.array(y), cov, names


@pytest.mark.parametrize("options", [FitOptions(model="common"), FitOptions(), FitOptions(tau2_method="DL")])
@pytest.mark.parametrize("reference", ["a", "c"])
def test_it_is_the_dense_regression(options, reference):
    contrasts = trials(noise=2.0)
    fit = unrelated_slopes(contrasts, "age", reference, options)
    theta, cov, names = dense(contrasts, "age", reference, fit)
    n = len(names)
    assert [slope.mean for slope in fit.slopes] == pytest.approx(theta[n - 1 :])
    assert [slope.se for slope in fit.slopes] == pytest.approx(np.sqrt(np.diagonal(cov)[n - 1 :]))
    full = np.concatenate([[0.0], theta[: n - 1]])
    mean, se, _ = fit.between("d", "b")
    assert mean == pytest.approx(full[names.index("d")] - full[names.index("b")])
    pick = np.zeros(len(theta))
    pick[names.index("d") - 1], pick[names.index("b") - 1] = 1.0, -1.0
    assert se == pytest.approx(np.sqrt(pick @ cov @ pick))
    assert (fit.tau2 == 0) == (options.model == "common")


def test_in_a_star_slopes_are_those_of_each_treatment():
    """All studies against the reference: no loop, so nothing binds slopes, and both models are one."""
    contrasts = [c for c in trials(noise=2.0) if set(c.treatments) in ({"a", "b"}, {"a", "c"}, {"a", "d"})]
    ours, theirs = (
        unrelated_slopes(contrasts, "age", "a"),
        fit_regression(contrasts, ["age"], "a", interaction="independent"),
    )
    assert ours.tau2 == pytest.approx(theirs.tau2, abs=1e-9)
    assert [s.mean for s in ours.slopes] == pytest.approx([s.mean for s in theirs.slopes])
    assert [s.ci for s in ours.slopes] == [pytest.approx(s.ci) for s in theirs.slopes]
    assert [s.of for s in ours.slopes] == ["b against a", "c against a", "d against a"]


def test_slopes_that_do_not_add_up_are_found():
    contrasts = trials(noise=0.0)
    fit = unrelated_slopes(contrasts, "age", "a", FitOptions(model="common"))
    true = {"b against a": 0.2, "c against a": 0.2, "d against a": -0.1, "c against b": 0.0, "d against c": -0.3}
    found = {slope.of: slope.mean for slope in fit.slopes}
    assert {of: found[of] for of in true} == pytest.approx(true, abs=1e-9)


def test_a_comparison_of_one_study_gets_no_slope():
    contrasts = trials()[:5]
    with pytest.raises(NetworkError, match="no comparison has two studies that differ in age"):
        unrelated_slopes([contrasts[0], contrasts[1]], "age", "a")
    fit = unrelated_slopes(trials()[:10], "age", "a")
    assert ("d", "a") in fit.without
    assert set(fit.comparisons).isdisjoint(fit.without)


def test_what_cannot_be_fitted_is_told():
    with pytest.raises(OptionError, match="no study gives a number for luck"):
        unrelated_slopes(trials(), "luck", "a")
    with pytest.raises(NetworkError, match="in no study"):
        unrelated_slopes(trials(), "age", "z")
    with pytest.raises(NetworkError, match="z is in no study used"):
        unrelated_slopes(trials(), "age", "a").between("z", "a")
