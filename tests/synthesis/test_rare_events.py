"""Exact conditional and penalised odds ratios against enumeration, plain optimisers and published numbers."""

import csv
import json
from collections import defaultdict
from itertools import product
from math import comb, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from dorsal.errors import EvidenceError, NetworkError, OptionError
from dorsal.synthesis.rare_events import EventCounts, fit_events, given_total

TESTS = Path(__file__).parents[1]
PINNED = json.loads((TESTS / "reference" / "rare_events.json").read_text())


def smoking():
    """Smoking cessation: Hasselblad 1998; NICE TSD 4."""
    arms = defaultdict(list)
    with (TESTS / "data" / "smoking_cessation.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            arms[row["study"]].append((row["treatment"], int(row["responders"]), int(row["sampleSize"])))
    return [counts(study, *found) for study, found in arms.items()]


def counts(study, *arms):
    treatments, events, n = zip(*arms, strict=True)
    return EventCounts(study=study, treatments=treatments, events=events, n=n)


RARE = [
    counts("1", ("a", 1, 40), ("b", 4, 38)),
    counts("2", ("a", 0, 25), ("c", 2, 30)),
    counts("3", ("b", 3, 50), ("c", 1, 45), ("a", 1, 52)),
    counts("4", ("b", 0, 20), ("c", 1, 22)),
]


def enumerated(arms, effect):
    """P(events | total), mean and covariance by listing every table with that total."""
    total = sum(e for _, e, _ in arms)
    tables = [t for t in product(*[range(n + 1) for _, _, n in arms]) if sum(t) == total]
    weight = np.array(
        [
            np.prod([float(comb(n, u)) for u, (_, _, n) in zip(t, arms, strict=True)]) * np.exp(np.dot(t, effect))
            for t in tables
        ]
    )
    p = weight / weight.sum()
    u = np.array(tables, dtype=float)
    mean = p @ u
    return log(p[tables.index(tuple(e for _, e, _ in arms))]), mean, (u - mean).T @ (p[:, None] * (u - mean))


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), min_size=2, max_size=4),
    st.lists(st.floats(-4, 4), min_size=4, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_given_the_total_agrees_with_listing_every_table(arms, effects):
    arms = [("t", min(e, n), n) for e, n in arms]
    effect = np.array(effects[: len(arms)])
    ours = given_total(np.array([e for _, e, _ in arms]), np.array([n for _, _, n in arms]), effect)
    theirs = enumerated(arms, effect)
    assert ours[0] == pytest.approx(theirs[0], rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(ours[1], theirs[1], atol=1e-9)
    np.testing.assert_allclose(ours[2], theirs[2], atol=1e-8)


def test_large_counts_do_not_underflow():
    log_p, mean, cov = given_total(np.array([900, 20]), np.array([3000, 2500]), np.array([0.0, -9.0]))
    assert np.isfinite([log_p, *mean, *cov.ravel()]).all()
    assert mean.sum() == pytest.approx(920)


def test_the_conditional_fit_is_the_maximum_of_the_enumerated_likelihood():
    def minus(theta):
        effect = dict(zip("abc", [0.0, *theta], strict=True))
        return -sum(
            enumerated(
                [(t, e, n) for t, e, n in zip(c.treatments, c.events, c.n, strict=True)],
                [effect[t] for t in c.treatments],
            )[0]
            for c in RARE
        )

    found = minimize(minus, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 2000})
    fit = fit_events(RARE)
    np.testing.assert_allclose(fit.effect[1:], found.x, atol=1e-6)


def test_firth_is_the_maximum_of_the_penalised_likelihood():
    arms = [(s, t, e, n) for s, c in enumerate(RARE) for t, e, n in zip(c.treatments, c.events, c.n, strict=True)]
    x = np.array([[float(s == i) for i in range(4)] + [float(t == u) for u in "bc"] for s, t, _, _ in arms])
    y, n = (np.array(part, dtype=float) for part in zip(*[(e, m) for _, _, e, m in arms], strict=True))

    def minus(theta):
        p = expit(x @ theta)
        information = x.T @ ((n * p * (1 - p))[:, None] * x)
        return -(y @ np.log(p) + (n - y) @ np.log1p(-p) + 0.5 * np.linalg.slogdet(information)[1])

    found = minimize(minus, np.zeros(6), method="BFGS", options={"gtol": 1e-9})
    np.testing.assert_allclose(fit_events(RARE, "firth").effect[1:], found.x[4:], atol=1e-5)


def test_large_strata_give_the_ordinary_logistic_answer():
    big = [counts("1", ("a", 300, 3000), ("b", 450, 3100)), counts("2", ("a", 200, 2500), ("b", 330, 2600))]
    x = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]], dtype=float)
    y, n = np.array([300, 450, 200, 330.0]), np.array([3000, 3100, 2500, 2600.0])
    found = minimize(lambda t: -(y @ (x @ t) - n @ np.logaddexp(0, x @ t)), np.zeros(3), method="BFGS")
    assert fit_events(big).between("b", "a")[0] == pytest.approx(found.x[2], rel=2e-3)


def test_the_multinomial_approximation_is_what_netmeta_calls_nch():
    """netmeta leaves out study 15, whose design has no event in one arm; its optimiser stops at about 4e-5."""
    fit = fit_events([c for c in smoking() if c.study != "15"], "multinomial")
    for row in PINNED["netmeta_NCH"]:
        mean, se, _ = fit.between(row["treat"], "A")
        assert mean == pytest.approx(row["TE"], rel=1e-4)
        assert se == pytest.approx(row["seTE"], rel=1e-4)


def test_that_approximation_shrinks_effects_where_events_are_common():
    exact, approximate = fit_events(smoking()), fit_events(smoking(), "multinomial")
    assert exact.between("C", "A")[0] > approximate.between("C", "A")[0] + 0.1
    firth = fit_events(smoking(), "firth")
    assert exact.between("C", "A")[0] == pytest.approx(firth.between("C", "A")[0], abs=0.002)


def test_studies_that_say_nothing_are_left_out_of_the_conditional_fit():
    fit = fit_events([*RARE, counts("none", ("a", 0, 10), ("b", 0, 12)), counts("all", ("a", 9, 9), ("b", 8, 8))])
    assert [x.study for x in fit.left_out] == ["none", "all"]
    np.testing.assert_allclose(fit.effect, fit_events(RARE).effect)


def test_order_of_arms_and_direction_do_not_matter():
    turned = [counts(c.study, *reversed(list(zip(c.treatments, c.events, c.n, strict=True)))) for c in reversed(RARE)]
    for method in ("conditional", "multinomial", "firth"):
        one, two = fit_events(RARE, method), fit_events(turned, method)
        np.testing.assert_allclose(one.effect, two.effect, atol=1e-8)
        assert one.between("b", "c")[0] == pytest.approx(-one.between("c", "b")[0])


def test_what_cannot_be_fitted_says_so():
    one_sided = [counts("1", ("a", 0, 20), ("b", 3, 20))]
    with pytest.raises(NetworkError, match=r"a has no events.*take firth"):
        fit_events(one_sided)
    assert np.isfinite(fit_events(one_sided, "firth").effect).all()
    with pytest.raises(NetworkError, match=r"do not connect these groups.*a, b; c, d"):
        fit_events([counts("1", ("a", 1, 9), ("b", 2, 9)), counts("2", ("c", 1, 9), ("d", 2, 9))])
    with pytest.raises(NetworkError, match="no study has both"):
        fit_events([counts("1", ("a", 0, 9), ("b", 0, 9))])
    with pytest.raises(OptionError, match="method must be one of"):
        fit_events(RARE, "peto")
    with pytest.raises(NetworkError, match="z is in no study"):
        fit_events(RARE).between("z", "a")


@pytest.mark.parametrize(
    ("arms", "message"),
    [
        ([("a", 5, 4), ("b", 1, 9)], "5 events among 4 people"),
        ([("a", 1, 4), ("a", 1, 9)], "the same treatment stands twice"),
        ([("a", 1, 4)], "two or more arms"),
    ],
)
def test_counts_that_cannot_be(arms, message):
    with pytest.raises(EvidenceError, match=message):
        counts("1", *arms)
