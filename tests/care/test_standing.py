"""Classes by size and certainty, and that cut points must rise."""

from __future__ import annotations

import pytest

from dorsal.care.standing import Sizes, standing
from dorsal.errors import EvidenceError
from dorsal.synthesis.answer import Finding
from dorsal.topics.care_basis import basis_of
from dorsal.topics.loader import load

SIZES = Sizes(small=5, moderate=10, large=20)
BASIS = basis_of(load(), "release")


@pytest.mark.parametrize("option", ["exercise", "physical_therapy", "dry_needling", "manipulation"])
def test_the_class_follows_the_estimate(option: str) -> None:
    finding = BASIS.comparisons["pain", "short", option].finding
    found = standing(option, "pain", finding, SIZES)
    assert found is not None
    assert finding.estimate is not None
    points = -finding.estimate.mean
    ends = {"none": (0, 5), "small": (5, 10), "moderate": (10, 20), "large": (20, 100)}[found.size]
    assert ends[0] <= abs(points) < ends[1]
    assert found.way == ("same" if abs(points) < 5 else "better" if points > 0 else "worse")
    assert (found.level, found.sure) == ("very low", False)


def test_without_an_estimate_there_is_no_class() -> None:
    finding = Finding(first="a", second="b", estimate=None, certainty=None, mic=None, why_not="no trial")
    assert standing("a", "pain", finding, SIZES) is None


@pytest.mark.parametrize("ends", [(0, 10, 20), (5, 5, 20), (5, 20, 10)])
def test_cut_points_rise(ends: tuple[float, float, float]) -> None:
    with pytest.raises(EvidenceError, match="three numbers above 0"):
        Sizes(small=ends[0], moderate=ends[1], large=ends[2])
