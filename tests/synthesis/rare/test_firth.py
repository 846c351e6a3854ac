"""Firth's penalised logistic regression against a plain optimiser."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from dorsal.synthesis.rare.rare_events import fit_events
from tests.synthesis.event_data import RARE, arms_of, counts


def test_it_is_the_maximum_of_the_penalised_likelihood():
    arms = [(s, *arm) for s, c in enumerate(RARE) for arm in arms_of(c)]
    x = np.array([[float(s == i) for i in range(4)] + [float(t == u) for u in "bc"] for s, t, _, _ in arms])
    y, n = (np.array(part, dtype=float) for part in zip(*[(e, m) for _, _, e, m in arms], strict=True))

    def minus(theta):
        p = expit(x @ theta)
        information = x.T @ ((n * p * (1 - p))[:, None] * x)
        return -(y @ np.log(p) + (n - y) @ np.log1p(-p) + 0.5 * np.linalg.slogdet(information)[1])

    found = minimize(minus, np.zeros(6), method="BFGS", options={"gtol": 1e-9})
    np.testing.assert_allclose(fit_events(RARE, "firth").effect[1:], found.x[4:], atol=1e-5)


def test_it_stays_finite_where_all_events_are_on_one_side():
    fit = fit_events([counts("1", ("a", 0, 20), ("b", 3, 20))], "firth")
    assert np.isfinite(fit.effect).all()
    assert np.isfinite(fit.cov).all()


def test_a_study_without_events_stays_and_shrinks_its_comparison():
    with_empty = fit_events([*RARE, counts("none", ("a", 0, 60), ("b", 0, 60))], "firth")
    assert with_empty.left_out == ()
    assert 0.0 < with_empty.between("b", "a")[0] < fit_events(RARE, "firth").between("b", "a")[0]
