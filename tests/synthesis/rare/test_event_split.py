"""Node-splits of odds ratios from counts against netmeta and against the fits that they consist of."""

from functools import partial

import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.rare.event_split import event_splits, refitted_splits
from dorsal.synthesis.rare.rare_events import METHODS, fit_events
from tests.synthesis.event_data import counts, pinned, smoking

KEYS = ("nma", "direct", "indirect", "diff")
SPREADS = ("se_nma", "se_direct", "se_indirect", "se_diff", "p_diff")


def test_matches_netsplit():
    ours = {frozenset((s.first, s.second)): s for s in event_splits(smoking())}
    theirs = pinned()["netmeta_MH"]["splits"]
    assert set(ours) == {frozenset(row["comparison"].split(":")) for row in theirs}
    for row in theirs:
        split = ours[frozenset(row["comparison"].split(":"))]
        sign = 1.0 if split.first == row["comparison"].split(":")[0] else -1.0
        assert (split.studies, split.method, split.tau2_indirect) == (row["studies"], "SIDDE", 0.0)
        signed = (split.network, split.direct, split.indirect, split.difference)
        assert [sign * value for value in signed] == pytest.approx([row[key] for key in KEYS], rel=1e-11)
        spreads = (split.se_network, split.se_direct, split.se_indirect, split.se_difference, split.p)
        assert spreads == pytest.approx([row[key] for key in SPREADS], rel=1e-11)


@pytest.mark.parametrize("method", METHODS)
def test_direct_and_indirect_are_fits_of_two_halves_of_the_studies(method):
    (split,) = event_splits(smoking(), method, [("D", "B")])
    both = [c for c in smoking() if {"B", "D"} <= set(c.treatments)]
    rest = [c for c in smoking() if c not in both]
    direct = fit_events([c.only(("B", "D")) for c in both], method).between("B", "D")
    assert (split.first, split.second, split.studies) == ("B", "D", 2)
    same = partial(pytest.approx, rel=1e-12)  # the order of sums may differ by the place of arrays in memory
    assert (split.direct, split.se_direct) == same(direct[:2])
    assert (split.indirect, split.se_indirect) == same(fit_events(rest, method).between("B", "D")[:2])
    assert (split.network, split.se_network) == same(fit_events(smoking(), method).between("B", "D")[:2])
    assert 0.0 < split.direct_share < 1.0


def test_without_other_evidence_there_is_no_indirect_estimate():
    star = [counts("1", ("a", 3, 20), ("b", 5, 20)), counts("2", ("a", 3, 20), ("c", 5, 20))]
    splits = event_splits(star)
    assert [(s.first, s.second, s.has_both, s.p) for s in splits] == [("a", "b", False, None), ("a", "c", False, None)]
    assert [s.direct_share for s in splits] == pytest.approx([1.0, 1.0])


def test_the_indirect_estimate_is_of_the_island_that_holds_both():
    loop = [
        counts("ab", ("a", 3, 20), ("b", 5, 20)),
        counts("bc", ("b", 4, 20), ("c", 5, 20)),
        counts("ac", ("a", 4, 20), ("c", 6, 20)),
    ]
    tail = [counts("abd", ("a", 3, 20), ("b", 4, 20), ("d", 2, 20)), counts("de", ("d", 4, 20), ("e", 6, 20))]
    (split,) = event_splits([*loop, *tail], comparisons=[("a", "b")])
    assert split.studies == 2
    assert (split.indirect, split.se_indirect) == fit_events(loop[1:], "mantel-haenszel").between("a", "b")[:2]


def test_what_is_not_finite_is_not_told():
    """Direct evidence on b and c is one-sided, and so is the indirect evidence on a and c."""
    studies = [
        counts("1", ("a", 3, 40), ("b", 4, 38)),
        counts("2", ("b", 0, 25), ("c", 2, 30)),
        counts("3", ("a", 2, 25), ("c", 2, 30)),
    ]
    told = {(s.first, s.second): s.has_both for s in event_splits(studies, "conditional")}
    assert told == {("a", "b"): False, ("a", "c"): False}
    firth = {(s.first, s.second): s.has_both for s in event_splits(studies, "firth")}
    assert firth == {("a", "b"): True, ("a", "c"): True, ("b", "c"): True}


def test_designs_pooled_once_are_designs_pooled_again_for_every_split():
    """Arms dropped from a design, designs left out and islands included."""
    studies = [
        *smoking(),
        counts("x1", ("A", 1, 30), ("B", 3, 30), ("E", 0, 30)),
        counts("x2", ("A", 2, 40), ("B", 3, 35), ("E", 0, 38)),
        counts("x3", ("E", 2, 50), ("B", 4, 52)),
        counts("x4", ("E", 2, 50), ("F", 4, 52), ("A", 1, 20)),
        counts("x5", ("E", 0, 50), ("F", 0, 52)),
        counts("x6", ("C", 0, 50), ("F", 2, 52)),
    ]
    fast, plain = event_splits(studies), refitted_splits(studies, "mantel-haenszel")
    assert [(s.first, s.second, s.studies, s.has_both) for s in fast] == [
        (s.first, s.second, s.studies, s.has_both) for s in plain
    ]
    assert {s.has_both for s in fast} == {True, False}
    names = ("network", "se_network", "direct", "se_direct", "direct_share", "indirect", "se_indirect")
    for one, two in zip(fast, plain, strict=True):
        for name in names if one.has_both else names[:5]:
            assert getattr(one, name) == pytest.approx(getattr(two, name), rel=1e-9), name


def test_comparisons_asked_for_may_be_written_either_way():
    assert event_splits(smoking(), comparisons=[("C", "A")]) == event_splits(smoking(), comparisons=[("A", "C")])
    for method in METHODS:
        with pytest.raises(NetworkError, match="Z is in no study"):
            event_splits(smoking(), method, comparisons=[("A", "Z")])
    with pytest.raises(OptionError, match="method must be one of"):
        event_splits(smoking(), "peto")
