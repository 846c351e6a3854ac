"""The conditional likelihood and its approximation against enumeration, plain optimisers and netmeta."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from dorsal.errors import NetworkError
from dorsal.synthesis.counts.arms import Arms
from dorsal.synthesis.counts.event_counts import islands
from dorsal.synthesis.rare.conditional import ExactGivenTotal, FewGivenTotal
from dorsal.synthesis.rare.rare_events import fit_events
from tests.synthesis.event_data import RARE, arms_of, counts, enumerated, pinned, smoking


def test_the_conditional_fit_is_the_maximum_of_the_enumerated_likelihood():
    def minus(theta):
        effect = dict(zip("abc", [0.0, *theta], strict=True))
        return -sum(enumerated(arms_of(c), [effect[t] for t in c.treatments])[0] for c in RARE)

    found = minimize(minus, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 2000})
    fit = fit_events(RARE)
    np.testing.assert_allclose(fit.effect[1:], found.x, atol=1e-6)


def test_large_strata_give_the_ordinary_logistic_answer():
    big = [counts("1", ("a", 300, 3000), ("b", 450, 3100)), counts("2", ("a", 200, 2500), ("b", 330, 2600))]
    x = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]], dtype=float)
    y, n = np.array([300, 450, 200, 330.0]), np.array([3000, 3100, 2500, 2600.0])
    found = minimize(lambda t: -(y @ (x @ t) - n @ np.logaddexp(0, x @ t)), np.zeros(3), method="BFGS")
    assert fit_events(big).between("b", "a")[0] == pytest.approx(found.x[2], rel=2e-3)


def test_the_multinomial_approximation_is_what_netmeta_calls_nch():
    """netmeta leaves out study 15, whose design has no event in one arm; its optimiser stops at about 4e-5."""
    fit = fit_events([c for c in smoking() if c.study != "15"], "multinomial")
    assert [row["treat"] for row in pinned()["netmeta_NCH"]] == ["B", "C", "D"]
    for row in pinned()["netmeta_NCH"]:
        mean, se, _ = fit.between(row["treat"], "A")
        assert mean == pytest.approx(row["TE"], rel=1e-4)
        assert se == pytest.approx(row["seTE"], rel=1e-4)


def test_that_approximation_shrinks_effects_where_events_are_common():
    exact, approximate = fit_events(smoking()), fit_events(smoking(), "multinomial")
    assert exact.between("C", "A")[0] > approximate.between("C", "A")[0] + 0.1
    firth = fit_events(smoking(), "firth")
    assert exact.between("C", "A")[0] == pytest.approx(firth.between("C", "A")[0], abs=0.002)


def test_studies_that_say_nothing_are_left_out():
    fit = fit_events([*RARE, counts("none", ("a", 0, 10), ("b", 0, 12)), counts("all", ("a", 9, 9), ("b", 8, 8))])
    assert [x.study for x in fit.left_out] == ["none", "all"]
    np.testing.assert_allclose(fit.effect, fit_events(RARE).effect)


def is_bounded(used, treatments, likelihood):
    """Whether the likelihood falls in every direction among groups of treatments: each set raised, or lowered, far."""
    given_totals = likelihood(Arms.of(used, treatments))
    for raised in product([0.0, 1.0], repeat=len(treatments)):
        if 0 < sum(raised) < len(treatments):
            near, far = (given_totals.at(share * 40.0 * np.array(raised))[0] for share in (0.5, 1.0))
            if far > near - 1.0:
                return False
    return True


@given(st.lists(st.tuples(st.sampled_from(["ab", "bc", "ac", "abc"]), st.randoms(use_true_random=False)), min_size=2))
@settings(max_examples=80, deadline=None)
def test_an_estimate_is_refused_if_and_only_if_it_is_infinite(designs):
    studies = [
        counts(str(i), *((t, min(chance.choice([0, 0, 1, 3]), 3), 3) for t in design))
        for i, (design, chance) in enumerate(designs)
    ]
    used = [c for c in studies if c.tells]
    if len(islands(used)) != 1:
        return
    treatments = sorted({t for c in used for t in c.treatments})
    for method, likelihood in (("conditional", ExactGivenTotal), ("multinomial", FewGivenTotal)):
        if is_bounded(used, treatments, likelihood):
            assert np.abs(fit_events(studies, method).effect).max() < 20.0
        else:
            with pytest.raises(NetworkError, match="not finite"):
                fit_events(studies, method)


def test_an_infinite_odds_ratio_says_between_whom():
    with pytest.raises(NetworkError, match=r"not finite: a; b\. .*take firth"):
        fit_events([counts("1", ("a", 0, 20), ("b", 3, 20))])
    loop = [counts("1", ("a", 2, 20), ("b", 3, 20)), counts("2", ("b", 0, 20), ("c", 3, 20))]
    with pytest.raises(NetworkError, match=r"not finite: a, b; c\. "):
        fit_events(loop)
    assert np.isfinite(fit_events([*loop, counts("3", ("a", 1, 9), ("c", 1, 9))]).effect).all()
