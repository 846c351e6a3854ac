"""Cox's likelihood of arms: statsmodels' numbers, and a likelihood written person by person."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize

from dorsal.synthesis.survival.cox import TIES, cox, log_likelihood, log_rank, terms_of
from dorsal.synthesis.survival.risk_sets import risk_sets
from dorsal.trials.left_out import Unusable
from tests.synthesis.survival.generated import TRIALS
from tests.synthesis.survival.worked import STUDIES, sets, study


def test_the_reference_is_whole():
    assert set(STUDIES) == set(TRIALS)


@pytest.mark.parametrize(("name", "ties"), list(product(STUDIES, TIES)))
def test_statsmodels_has_the_same_with_ties(name, ties):
    times = study(name)
    found, told = cox(sets(times, time=np.ceil(times.time)), ties), STUDIES[name]["cox"][ties]
    assert found.effect == pytest.approx(told["effect"], rel=1e-7)
    assert found.cov == pytest.approx(np.array(told["cov"]), rel=1e-7)
    assert found.log_likelihood == pytest.approx(told["log_likelihood"], rel=1e-10)


@pytest.mark.parametrize("name", STUDIES)
def test_statsmodels_has_the_same_where_people_enter_late(name):
    times, told = study(name), STUDIES[name]["entered"]
    found = cox(sets(times, entry=np.array(told["entry"])))
    assert found.effect == pytest.approx(told["effect"], rel=1e-7)
    assert found.cov == pytest.approx(np.array(told["cov"]), rel=1e-7)


@pytest.mark.parametrize("name", STUDIES)
def test_lifelines_has_the_same_log_rank_test(name):
    assert log_rank(sets(study(name)))[0] == pytest.approx(STUDIES[name]["log_rank"], rel=1e-9)


def _by_person(beta, time, event, entry, arm, ties):
    """The log partial likelihood as the textbooks write it, with a loop over people."""
    w, total = np.exp(np.concatenate([[0.0], beta]))[arm], 0.0
    for t in sorted(set(time[event])):
        dead = event & (time == t)
        risk = w[(entry < t) & (time >= t)].sum()
        for i in range(dead.sum()):
            total -= np.log(risk - (i / dead.sum() * w[dead].sum() if ties == "efron" else 0.0))
        total += np.log(w[dead]).sum()
    return total


@pytest.mark.parametrize(("seed", "ties"), list(product(range(4), TIES)))
def test_a_likelihood_over_people_is_the_same_and_has_its_top_there(seed, ties):
    rng = np.random.default_rng(seed)
    n, k = 40, 3
    arm = np.arange(n) % k
    entry = np.where(rng.random(n) < 0.3, rng.integers(0, 4, n), -np.inf)
    time = np.maximum(entry, 0.0) + rng.integers(1, 9, n)
    event = rng.random(n) < 0.7
    found = cox(risk_sets(time, event, entry, arm, k), ties)
    assert found.log_likelihood == pytest.approx(_by_person(found.effect, time, event, entry, arm, ties), abs=1e-9)
    best = minimize(lambda b: -_by_person(b, time, event, entry, arm, ties), np.zeros(k - 1), tol=1e-10)
    assert found.effect == pytest.approx(best.x, abs=1e-4)
    terms, step = terms_of(risk_sets(time, event, entry, arm, k), ties), 1e-4
    curved = np.empty((k - 1, k - 1))
    for i, j in product(range(k - 1), repeat=2):
        a, b = step * np.eye(k - 1)[i], step * np.eye(k - 1)[j]
        at = found.effect
        curved[i, j] = (
            log_likelihood(terms, at + a + b)
            - log_likelihood(terms, at + a - b)
            - log_likelihood(terms, at - a + b)
            + log_likelihood(terms, at - a - b)
        ) / (4.0 * step**2)
    assert np.linalg.inv(-curved) == pytest.approx(found.cov, rel=1e-4)


def test_without_a_finite_ratio_it_says_so():
    start = np.full(4, -np.inf)
    with pytest.raises(Unusable, match="an arm has no event"):
        cox(risk_sets(np.array([1.0, 2, 3, 4]), np.array([1, 1, 0, 0]) == 1, start, np.array([0, 0, 1, 1]), 2))
    apart = np.array([0.0, 0, 5, 5])  # the second arm enters when the first has ended
    with pytest.raises(Unusable, match="only one of the arms"):
        cox(risk_sets(np.array([1.0, 2, 6, 7]), np.ones(4) == 1, apart, np.array([0, 0, 1, 1]), 2))
    with pytest.raises(Unusable, match="only one of the arms"):
        cox(risk_sets(np.array([1.0, 2, 6, 7]), np.ones(4) == 1, start, np.array([0, 0, 1, 1]), 2))
