"""Events given their total against listing every table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsal.synthesis.rare.hypergeometric import TwoArmTables, given_total
from tests.synthesis.event_data import enumerated


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


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 6), st.integers(1, 6)), min_size=1),
    st.floats(-4, 4),
)
@settings(max_examples=60, deadline=None)
def test_many_studies_of_two_arms_are_their_studies_one_by_one(studies, effect):
    events = np.array([[min(a, n), min(b, m)] for a, b, n, m in studies], dtype=float)
    n = np.array([[n, m] for _, _, n, m in studies], dtype=float)
    effects = effect + 0.1 * np.arange(len(studies))
    log_p, mean, variance = TwoArmTables.of(events, n).at(effects)
    alone = [
        enumerated([("t", int(x), int(y)) for x, y in zip(*rows, strict=True)], np.array([own, 0.0]))
        for *rows, own in zip(events, n, effects, strict=True)
    ]
    assert log_p == pytest.approx(sum(each[0] for each in alone), abs=1e-9)
    np.testing.assert_allclose(mean, [each[1][0] for each in alone], atol=1e-9)
    np.testing.assert_allclose(variance, [each[2][0, 0] for each in alone], atol=1e-9)


def test_two_arms_of_large_studies_agree_with_convolution():
    events, n, effect = np.array([900.0, 20.0]), np.array([3000.0, 2500.0]), np.array([1.5, 0.0])
    log_p, mean, variance = TwoArmTables.of(events[None], n[None]).at(effect[:1])
    convolved = given_total(events.astype(int), n.astype(int), effect)
    assert log_p == pytest.approx(convolved[0], rel=1e-9)
    assert (mean[0], variance[0]) == pytest.approx((convolved[1][0], convolved[2][0, 0]), rel=1e-8)
