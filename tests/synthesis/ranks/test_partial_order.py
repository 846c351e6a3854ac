"""A partial order over outcomes."""

import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.ranks.partial_order import PartialOrder

ORDER = PartialOrder(
    scores={
        "pain": {"a": 0.9, "b": 0.8, "c": 0.5, "d": 0.1, "only pain": 0.7},
        "harm": {"a": 0.3, "b": 0.6, "c": 0.2, "d": 0.1},
    }
)


def test_dominance_needs_every_outcome():
    assert ORDER.dominates("a", "c")
    assert not ORDER.dominates("a", "b")
    assert not ORDER.dominates("a", "a")


def test_hasse_lines_leave_out_what_follows_from_others():
    assert set(ORDER.covers) == {("a", "c"), ("b", "c"), ("c", "d")}
    assert ORDER.levels == (("a", "b"), ("c",), ("d",))
    assert ORDER.undominated == ("a", "b")


def test_a_treatment_without_a_score_has_no_place():
    assert ORDER.not_scored == ("only pain",)
    with pytest.raises(NetworkError, match="fewer than two"):
        PartialOrder(scores={"x": {"a": 1.0}, "y": {"b": 1.0}})
