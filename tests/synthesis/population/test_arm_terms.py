"""Likelihoods of arms: derivatives by differences, and averages by plain loops."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit, gammaln

from dorsal.synthesis.population.arm_terms import AveragedArms, CountedPeople, ScoreTerms
from dorsal.synthesis.population.links import FAMILIES, family_of

RNG = np.random.default_rng(6)
ROWS = np.concatenate([np.ones((2, 8, 1)), RNG.normal(size=(2, 8, 2))], axis=-1)
WEIGHT = RNG.dirichlet(np.ones(8), size=2)
LOCAL = np.array([[-0.6, 0.3, -0.2], [-0.3, 0.1, 0.4]])


def averaged(name):
    size = {"normal": np.array([0.2, 0.3]), "poisson": np.array([50.5, 30.0])}.get(name.split("-")[0])
    return AveragedArms(
        family=family_of(name),
        rows=ROWS,
        weight=WEIGHT,
        y=np.array([11.0, 9.0]) if not name.startswith("normal") else np.array([-0.4, 0.2]),
        size=np.array([40.0, 30.0]) if size is None else size,
    )


def counted(name):
    events = (np.array([0, 1, 0, 1, 1, 0, 0, 1.0]), np.array([1, 0, 0, 0, 1, 0, 1, 0.0]))
    return CountedPeople(family=family_of(name), rows=tuple(ROWS), events=events, size=(np.ones(8), np.ones(8)))


def scores():
    return ScoreTerms(
        gram=np.array([r.T @ r / 0.25 for r in ROWS]),
        moment=np.array([r.T @ np.arange(8.0) / 0.25 for r in ROWS]),
        square=np.full(2, np.arange(8.0) @ np.arange(8.0) / 0.25),
    )


CASES = [
    *((name, averaged) for name in FAMILIES),
    *((name, counted) for name in FAMILIES if not name.startswith("normal")),
    ("normal-identity", lambda _: scores()),
]


@pytest.mark.parametrize(("name", "make"), CASES)
def test_derivatives_are_those_of_differences(name, make):
    terms, step = make(name), 1e-5
    found = terms.terms(LOCAL)
    assert found.value == pytest.approx(terms.value(LOCAL[None])[0])
    for a in range(2):
        for r in range(3):
            move = np.zeros_like(LOCAL)
            move[a, r] = step
            ahead, behind = terms.terms(LOCAL + move), terms.terms(LOCAL - move)
            assert found.gradient[a, r] == pytest.approx((ahead.value - behind.value) / (2 * step), rel=1e-5, abs=1e-5)
            bend = (ahead.gradient[a] - behind.gradient[a]) / (2 * step)
            assert found.hessian[a, r] == pytest.approx(bend, rel=1e-5, abs=1e-5)
    assert np.linalg.eigvalsh(found.concave).max() < 1e-9


def test_an_average_risk_is_binomial():
    risk = [WEIGHT[a] @ expit(ROWS[a] @ LOCAL[a]) for a in range(2)]
    exact = sum(stats.binom.logpmf(y, n, p) for y, n, p in zip((11, 9), (40, 30), risk, strict=True))
    constant = sum(gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1) for y, n in ((11, 40), (9, 30)))
    assert averaged("binomial-logit").value(LOCAL[None])[0] == pytest.approx(exact - constant)


def test_scores_are_a_normal_likelihood():
    exact = sum(stats.norm.logpdf(np.arange(8.0), ROWS[a] @ LOCAL[a], 0.5).sum() for a in range(2))
    apart = scores().value(np.array([LOCAL, 2 * LOCAL]))
    again = sum(stats.norm.logpdf(np.arange(8.0), 2 * ROWS[a] @ LOCAL[a], 0.5).sum() for a in range(2))
    assert apart[0] - apart[1] == pytest.approx(exact - again)
