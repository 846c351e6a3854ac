"""Shares of studies, held against the same sums written out."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.synthesis.study_shares import Named, StudyShares, weightiest

PAIRS = (("walk", 0.2), ("swim", 0.5), ("rest", 0.0), ("yoga", 0.3))


def test_they_are_a_sequence_with_the_largest_first() -> None:
    shares = StudyShares.of(PAIRS)
    assert list(shares) == [("swim", 0.5), ("yoga", 0.3), ("walk", 0.2)]
    assert (len(shares), shares[0], shares[-1], shares[1:]) == (3, ("swim", 0.5), ("walk", 0.2), list(shares)[1:])
    assert dict(shares) == {"swim": 0.5, "yoga": 0.3, "walk": 0.2}
    assert shares == StudyShares.of(PAIRS[:2] + PAIRS[3:])
    assert shares != StudyShares.of(PAIRS[:2])
    assert hash(shares) == hash(StudyShares.of(PAIRS))


def test_equal_shares_stand_in_the_order_of_the_fit() -> None:
    assert [name for name, _ in StudyShares.of([("b", 0.4), ("a", 0.4), ("c", 0.2)])] == ["b", "a", "c"]


def test_those_of_some_size() -> None:
    shares = StudyShares.of(PAIRS)
    assert shares.at_least(0.3) == [("swim", 0.5), ("yoga", 0.3)]
    assert [shares.how_many(least) for least in (0.6, 0.3, 0.1)] == [0, 2, 3]
    assert StudyShares.of().at_least(0.0) == []


def test_sums_by_kind_follow_the_kind_that_is_asked() -> None:
    shares = StudyShares.of(PAIRS)
    first, second = {"walk": "low", "swim": "high"}, {"walk": "high"}
    assert shares.by(first, "not_assessed") == pytest.approx({"low": 0.2, "high": 0.5, "not_assessed": 0.3})
    assert shares.by(second, "unclear") == pytest.approx({"high": 0.2, "unclear": 0.8})
    assert shares.by(first, "not_assessed")["low"] == pytest.approx(0.2)


def test_the_weightiest_of_several_estimates() -> None:
    named = Named(["a", "b", "c"])
    one, other = StudyShares(named, np.array([0.6, 0.3, 0.1])), StudyShares(named, np.array([0.1, 0.1, 0.8]))
    elsewhere = StudyShares.of([("d", 0.7), ("e", 0.2)])
    assert weightiest([one, other], 2) == {"a", "c"}
    assert weightiest([one, other, elsewhere], 3) == {"c", "d", "a"}
    assert weightiest([], 3) == frozenset()
