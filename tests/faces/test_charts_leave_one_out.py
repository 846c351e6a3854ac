"""Leave-one-out: what is left without each study, the largest move first."""

from __future__ import annotations

import math

import pytest

from dorsal.errors import NetworkError
from dorsal.faces.charts.leave_one_out import draw_leave_one_out, leave_one_out_words, without_each
from dorsal.synthesis.estimate import interval
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.omission.influence import Influence, leave_one_out, without
from dorsal.synthesis.options import FitOptions
from tests.faces.drawings import number, of_class, plain, read, scale, texts, words
from tests.faces.published import diabetes, smoking


@pytest.fixture(scope="module")
def influence() -> Influence:
    return leave_one_out(smoking(), [("D", "A")])


def test_every_row_is_the_fit_without_its_study(influence: Influence) -> None:
    fit = smoking()
    for left in without_each(influence, "D", "A"):
        alone = without(fit, left.study).between("D", "A")
        assert (left.mean, left.se) == pytest.approx((alone.mean, alone.se), abs=1e-6)
        assert left.ci == pytest.approx(alone.ci, abs=1e-6)
    moves = [abs((left.mean or 0.0) - fit.between("D", "A").mean) for left in without_each(influence, "D", "A")]
    assert moves == sorted(moves, reverse=True)


def test_the_other_way_round_is_the_mirror(influence: Influence) -> None:
    forth, back = without_each(influence, "D", "A"), without_each(influence, "A", "D")
    assert [(left.study, left.mean) for left in forth] == [(left.study, -(left.mean or 0.0)) for left in back]


def test_t_intervals_have_the_freedom_of_the_rest() -> None:
    fit = fit_network(smoking().network, FitOptions(interval="t"))
    for left in without_each(leave_one_out(fit, [("D", "A")]), "D", "A"):
        rest = without(fit, left.study)
        mean, se = rest.between("D", "A").mean, rest.between("D", "A").se
        assert left.ci == pytest.approx(interval(mean, se, 0.95, float(rest.df)), abs=1e-5)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_drawing_says_the_numbers(influence: Influence, narrow: bool) -> None:
    tree = read(draw_leave_one_out(influence, "D", "A", "k", narrow=narrow))
    every = without_each(influence, "D", "A")
    rows = of_class(tree, "row")
    assert len(rows) == 25
    for row, left in zip(rows[1:], every, strict=True):
        assert left.mean is not None
        assert left.ci is not None
        told = f"{math.exp(left.mean):.2f} [{math.exp(left.ci[0]):.2f} to {math.exp(left.ci[1]):.2f}]"
        assert told in " ".join(texts(row))
        assert f"{math.sqrt(left.tau2):.2f}" in " ".join(texts(row))
    assert "outlier" in " ".join(texts(rows[1 + [left.study for left in every].index("3")]))
    (band,) = of_class(tree, "band")
    (whole,) = of_class(rows[0], "ci")
    assert number(band, "x") == pytest.approx(number(whole, "x1"), abs=0.05)
    assert number(band, "x") + number(band, "width") == pytest.approx(number(whole, "x2"), abs=0.05)


def test_a_study_on_which_all_rests_is_told() -> None:
    influence = leave_one_out(diabetes(), [("sitagliptin", "placebo")])
    tree = read(draw_leave_one_out(influence, "sitagliptin", "placebo", "k", most=3))
    assert "nothing else joins the two" in words(tree)
    assert "23 studies that move it less are not drawn." in words(tree)
    said = plain(leave_one_out_words(influence, "sitagliptin", "placebo"))
    assert said.endswith("Without 1 study it cannot be said.")
    slope, _ = scale(tree)
    assert slope > 0


def test_words_tell_the_largest_move_and_what_turns(influence: Influence) -> None:
    said = plain(leave_one_out_words(influence, "D", "A"))
    assert said == (
        "D against A is 2.38 [1.15 to 4.94] with all studies. It moves most without 1, to 3.21 [1.40 to 7.37]; "
        "3 studies, left out alone, would change whether the interval leaves out no difference."
    )
    with pytest.raises(NetworkError, match="not asked for"):
        without_each(influence, "B", "A")
