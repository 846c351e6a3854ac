"""Two analyses in one table: which cell compares what, with signs that mirror across the diagonal."""

import math

import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.league_pair import league_pair
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.faces.published import smoking
from tests.synthesis.generated import network


def fits():
    net = Network.of(network(2, 4, 8))
    return fit_network(net), fit_network(net, FitOptions(model="common"))


def test_every_cell_is_the_first_treatment_against_the_later_one():
    random, common = fits()
    order = ("c", "a", "d", "b")
    pair = league_pair(random, common, ("random", "common"), order)
    for i, row in enumerate(order):
        for j, column in enumerate(order):
            first, second = (row, column) if i < j else (column, row)
            fit = random if i > j else common
            if i == j:
                assert pair.cell(i, j) is None
                continue
            found = fit.between(first, second)
            assert pair.pair(i, j) == (first, second)
            assert pair.cell(i, j) == pytest.approx((found.mean, *found.ci))


def test_an_analysis_with_itself_is_a_mirror():
    random, _ = fits()
    pair = league_pair(random, random)
    for i in range(4):
        for j in range(i):
            assert pair.cell(i, j) == pair.cell(j, i)


def test_rows_say_which_side_they_are_of_and_ratios_are_ratios():
    fit = smoking()
    common = fit_network(fit.network, FitOptions(model="common"))
    rows = list(league_pair(fit, common, ("random", "common")).rows())
    assert [row["side"] for row in rows] == ["below"] * 6 + ["above"] * 6
    assert {(row["side"], row["analysis"]) for row in rows} == {("below", "random"), ("above", "common")}
    for row in rows:
        one = (fit if row["side"] == "below" else common).between(str(row["treatment"]), str(row["versus"]))
        assert row["estimate"] == pytest.approx(math.exp(one.mean))
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(map(math.exp, one.ci)))


def test_treatments_that_one_analysis_lacks_leave_cells_empty():
    random, _ = fits()
    part = fit_network(random.network.part("abc"))
    pair = league_pair(random, part)
    assert pair.treatments == ("a", "b", "c", "d")
    assert all(pair.cell(i, 3) is None for i in range(3))
    assert all(pair.cell(3, j) is not None for j in range(3))
    assert league_pair(part, random).treatments == ("a", "b", "c", "d")
    text = str(pair)
    assert text.splitlines()[0].split()[0] == "a"
    assert text.endswith("Below the diagonal: x, column against row.\nAbove the diagonal: y, row against column.")
    assert text.splitlines()[3].split()[-1] == "d"


def test_what_cannot_be_set_side_by_side():
    random, common = fits()
    with pytest.raises(NetworkError, match="z: in no study of either"):
        league_pair(random, common, treatments=["a", "z"])
    with pytest.raises(NetworkError, match="share no two treatments"):
        league_pair(random, fit_network(Network.of(network(1, 2, 2, prefix="x"))))
