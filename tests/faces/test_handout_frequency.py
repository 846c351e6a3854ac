"""Natural frequencies: whole numbers, both ways round, of a round number that shows something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.care.prospect import Chance
from dorsal.errors import EvidenceError
from dorsal.faces.handout.frequency import Frequency, of_chance
from dorsal.faces.language import language

ENGLISH = language("en")


@given(ends=st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted))
def test_a_chance_is_the_same_number_as_everywhere(ends: list[float]) -> None:
    chance = Chance(value=ends[1], low=ends[0], high=ends[2])
    found = of_chance(chance)
    assert (found.of, found.count) == (100, chance.per_100)
    assert (found.low, found.high) == chance.interval_per_100
    assert int(found.said(ENGLISH)) + int(found.others(ENGLISH)) == 100


def test_a_range_is_said_both_ways_round() -> None:
    found = Frequency(of=1000, count=None, low=192, high=396)
    assert (found.said(ENGLISH), found.others(ENGLISH)) == ("192 to 396", "604 to 808")


def test_people_that_cannot_be_are_refused() -> None:
    with pytest.raises(EvidenceError, match="5 to 3 of 100"):
        Frequency(of=100, count=4, low=5, high=3)
