"""Hazard ratios by interval: closed forms, a dense least-squares oracle, and what cannot be known."""

import numpy as np
import pytest
from scipy.optimize import minimize

from dorsal.errors import NetworkError
from dorsal.synthesis.survival.interval_counts import IntervalCounts, interval_counts
from dorsal.synthesis.survival.piecewise import piecewise
from dorsal.trials.survival.times import StudyTimes
from tests.synthesis.survival.generated import times
from tests.synthesis.survival.worked import everybody, study

CUTS = (6.0, 15.0)


def counted(names=None):
    return [interval_counts(s, CUTS) for s in everybody().studies if names is None or s.study in names]


def test_one_trial_of_two_arms_is_a_table_of_rates():
    count = interval_counts(study("Ash"), CUTS)
    fit = piecewise([count], "control", CUTS, "random")
    rates = np.log(count.events / count.person_time)
    for j in range(3):
        mean, se = fit.at("drug A", j)
        assert mean == pytest.approx(rates[1, j] - rates[0, j])
        assert se == pytest.approx(np.sqrt((1.0 / count.events[:, j]).sum()))
    assert (fit.tau2, fit.rho) == (0.0, None)


def _dense(counts, tau2, rho):
    """Every pair of contrasts of all trials in one big matrix, written out by the definitions."""
    rows = []
    for s, c in enumerate(counts):
        for j in range(len(CUTS) + 1):
            rows += [(s, j, 0, a) for a in range(1, len(c.treatments))]
    names = [(t, j) for t in ("drug A", "drug B") for j in range(len(CUTS) + 1)]
    y, x, v = np.zeros(len(rows)), np.zeros((len(rows), len(names))), np.zeros((len(rows), len(rows)))
    for i, (s, j, base, arm) in enumerate(rows):
        c = counts[s]
        y[i] = np.log(c.events[arm, j] / c.person_time[arm, j]) - np.log(c.events[base, j] / c.person_time[base, j])
        for a, sign in ((arm, 1.0), (base, -1.0)):
            if c.treatments[a] != "control":
                x[i, names.index((c.treatments[a], j))] += sign
        for k, (s2, j2, _, arm2) in enumerate(rows):
            if s != s2:
                continue
            share = 1.0 if arm == arm2 else 0.5
            v[i, k] = tau2 * share * (1.0 if j == j2 else rho)
            if j == j2:
                v[i, k] += 1.0 / c.events[0, j] + (1.0 / c.events[arm, j] if arm == arm2 else 0.0)
    inverse = np.linalg.inv(v)
    cov = np.linalg.inv(x.T @ inverse @ x)
    effect = cov @ x.T @ inverse @ y
    gap = y - x @ effect
    height = np.linalg.slogdet(v)[1] - np.linalg.slogdet(cov)[1] + gap @ inverse @ gap
    return effect, cov, height


@pytest.mark.parametrize("model", ["common", "random"])
def test_a_dense_computation_has_the_same(model):
    counts = counted()
    fit = piecewise(counts, "control", CUTS, model)
    effect, cov, height = _dense(counts, fit.tau2, fit.rho or 0.0)
    assert fit.columns == tuple((t, j) for t in ("drug A", "drug B") for j in range(3))
    assert fit.effect == pytest.approx(effect, rel=1e-8)
    assert fit.cov == pytest.approx(cov, rel=1e-8)
    if model == "random":
        assert fit.tau2 > 0.0
        best = minimize(lambda p: _dense(counts, p[0] ** 2, p[1])[2], [0.2, 0.9], method="Nelder-Mead",
                        bounds=[(0, 5), (0, 0.999)])  # fmt: skip
        assert height <= best.fun + 1e-5


def test_what_no_trial_joins_in_an_interval_is_not_known():
    short = IntervalCounts(
        study="short",
        treatments=("drug A", "drug C"),
        events=np.array([[9.0, 4, 0], [6.0, 2, 0]]),
        person_time=np.array([[100.0, 60, 0], [100.0, 70, 0]]),
    )
    silent = IntervalCounts(
        study="silent",
        treatments=("control", "drug A"),
        events=np.array([[5.0, 0, 3], [0.0, 0, 2]]),
        person_time=np.full((2, 3), 80.0),
    )
    fit = piecewise([*counted(["Ash"]), short, silent], "control", CUTS, "common")
    assert fit.at("drug C", 1) is not None
    assert fit.at("drug C", 2) is None
    assert fit.corrected == (("silent", 0),)
    assert fit.left_out == (("silent", 1, "nobody had the event"),)
    assert fit.constancy("drug C")[1] == 1
    with pytest.raises(NetworkError, match="no trial joins a treatment to drug Z"):
        piecewise(counted(["Ash"]), "drug Z", CUTS, "common")


def test_the_first_arm_may_be_missing_in_an_interval():
    gone = IntervalCounts(
        study="gone",
        treatments=("control", "drug A", "drug B"),
        events=np.array([[8.0, 6, 0], [5.0, 5, 4], [6.0, 3, 3]]),
        person_time=np.array([[90.0, 50, 0], [95.0, 60, 40], [94.0, 66, 44]]),
    )
    fit = piecewise([gone, *counted(["Cedar"])], "control", CUTS, "common")
    assert fit.at("drug A", 2)[0] - fit.at("drug B", 2)[0] == pytest.approx(np.log(4 / 40) - np.log(3 / 44))


def test_intervals_cover_the_truth_and_a_constant_ratio_is_refuted_rarely():
    rng = np.random.default_rng(8)
    inside, refuted, runs = 0, 0, 25
    for _ in range(runs):
        counts = []
        for s in range(3):
            arms = [times(rng, 150, 0.06, ratios) for ratios in ((1.0, 1.0), (0.7, 0.7))]
            one = StudyTimes(
                study=f"S{s}", treatments=("control", "drug A"), arm=np.repeat([0, 1], 150),
                time=np.concatenate([a[0] for a in arms]), event=np.concatenate([a[1] for a in arms]),
                entry=np.full(300, -np.inf),
            )  # fmt: skip
            counts.append(interval_counts(one, (6.0,)))
        fit = piecewise(counts, "control", (6.0,), "random")
        for j in range(2):
            mean, se = fit.at("drug A", j)
            inside += abs(mean - np.log(0.7)) < 1.96 * se
        refuted += fit.constancy("drug A")[2] < 0.05
    assert inside / (2 * runs) >= 0.86
    assert refuted / runs <= 0.2
