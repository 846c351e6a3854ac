"""Counts of a study: what they may be, and how they come from printed rows."""

import pytest

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.counts.event_counts import EventRates, islands, telling, treatments_joined
from tests.synthesis.event_data import counts


@pytest.mark.parametrize(
    ("arms", "message"),
    [
        ([("a", 5, 4), ("b", 1, 9)], "5 events among 4 people"),
        ([("a", 1, 4), ("a", 1, 9)], "the same treatment stands twice"),
        ([("a+b", 1, 4), ("b+a", 1, 9)], "the same treatment stands twice"),
        ([("a", 1, 4)], "two or more arms"),
        ([("a", -1, 4), ("b", 1, 9)], "-1 events"),
    ],
)
def test_counts_that_cannot_be(arms, message):
    with pytest.raises(EvidenceError, match=message):
        counts("1", *arms)


def test_treatments_take_their_one_spelling():
    assert counts("1", ("b+a", 1, 4), ("c", 1, 9)).treatments == ("a+b", "c")


def test_some_arms_only():
    c = counts("1", ("a", 1, 4), ("b", 2, 5), ("c", 3, 6)).only(("c", "a"))
    assert (c.treatments, c.events, c.n) == (("c", "a"), (3, 1), (6, 4))


def test_studies_that_tell_and_studies_that_do_not():
    told = counts("1", ("a", 0, 4), ("b", 1, 5))
    used, left_out = telling([told, counts("2", ("a", 0, 4), ("b", 0, 5)), counts("3", ("a", 4, 4), ("b", 5, 5))])
    assert used == [told]
    assert [(out.study, out.reason) for out in left_out] == [
        (study, "no arm can differ: no events, or only events") for study in ("2", "3")
    ]


def test_islands_are_joined_by_studies_of_any_order():
    chain = [counts(str(i), (a, 1, 4), (b, 1, 4)) for i, (a, b) in enumerate([("a", "b"), ("c", "d"), ("d", "b")])]
    assert islands(chain) == ({"a", "b", "c", "d"},)
    assert treatments_joined(chain) == ("a", "b", "c", "d")
    assert set(islands(chain[:2])) == {frozenset("ab"), frozenset("cd")}
    with pytest.raises(NetworkError, match="groups of treatments: a, b; c, d"):
        treatments_joined(chain[:2])


def test_rates_without_events_tell_nothing():
    told, silent = (
        EventRates(study="r", treatments=("a", "b"), events=e, person_time=(2.5, 3.0)) for e in ((0, 1), (0, 0))
    )
    assert told.size == (2.5, 3.0)
    assert telling([told, silent])[0] == [told]
