"""The drawing of dose and response: what is drawn is the fit, and nothing leaves the picture."""

from __future__ import annotations

from functools import cache

import pytest

from dorsal.faces.charts.dose_response import dose_words, draw_dose_response
from dorsal.synthesis.dose.dose_fit import DoseFit, fit_dose
from tests.faces.drawings import described, number, of_class, outside, plain, read, words
from tests.synthesis.dose.generated import trials


@cache
def made(shape: str) -> tuple[DoseFit, DoseFit]:
    doses = trials()
    return fit_dose(doses, shape), fit_dose(doses, "split")


def test_a_square_for_each_dose_at_its_own_estimate() -> None:
    fit, split = made("emax")
    tree = read(draw_dose_response(fit, split, "k", better="higher"))
    squares = of_class(tree, "dose")
    assert len(squares) == 4 + 4 + 1
    of_a = [number(s, "y") for s in squares[:4]]
    effects = [split.effect("A", dose).mean for dose in fit.doses.levels("A")]
    slope = (of_a[3] - of_a[0]) / (effects[3] - effects[0])
    assert slope < 0
    assert of_a == pytest.approx([of_a[0] + slope * (e - effects[0]) for e in effects], abs=0.05)


def test_the_curve_goes_through_the_fit_and_is_broken_below_the_lowest_dose() -> None:
    fit, split = made("emax")
    tree = read(draw_dose_response(fit, split, "k"))
    (whole, below), squares = (of_class(tree, name)[0] for name in ("fitted", "below")), of_class(tree, "dose")
    points = [tuple(map(float, pair.split(","))) for pair in whole.get("points").split()]
    broken = [tuple(map(float, pair.split(","))) for pair in below.get("points").split()]
    assert points[0] == broken[-1]
    assert points[0][0] == pytest.approx(number(squares[0], "x") + 4.0, abs=0.05)
    assert points[-1][0] == pytest.approx(number(squares[3], "x") + 4.0, abs=0.05)
    levels = fit.doses.levels("A")
    across = (points[-1][0] - points[0][0]) / (levels[-1] - levels[0])
    up = (points[-1][1] - points[0][1]) / (fit.effect("A", levels[-1]).mean - fit.effect("A", levels[0]).mean)
    x, y = points[len(points) // 2]
    dose = levels[0] + (x - points[0][0]) / across
    assert y == pytest.approx(points[0][1] + up * (fit.effect("A", dose).mean - fit.effect("A", 25.0).mean), abs=0.1)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("shape", ["linear", "emax", "lumped", "split"])
def test_nothing_leaves_the_picture(narrow: bool, shape: str) -> None:
    fit, split = made(shape)
    assert outside(read(draw_dose_response(fit, split, "k", mic=1.0, narrow=narrow))) == []


def test_words_tell_doses_and_the_highest_ones_effect() -> None:
    fit, split = made("emax")
    said = plain(dose_words(fit))
    assert "A, 4 doses (25 to 200): at 200 2." in said
    assert "C, 1 dose (30): at 30" in said
    tree = read(draw_dose_response(fit, split, "k", mic=1.0, better="higher"))
    assert said in plain(described(tree)[1])
    assert "smallest difference that matters" in words(tree)
    assert "Without a dose, and so without a curve: usual care." in plain(words(tree))


def test_one_dose_without_dose_zero_is_a_point() -> None:
    doses = trials([(("A", 10.0), ("A", 30.0)), (("A", 20.0), ("B", 2.0))])
    tree = read(draw_dose_response(fit_dose(doses, "linear"), fit_dose(doses, "split"), "k"))
    assert len([node for node in tree.iter() if node.tag.endswith("circle")]) == 1
    assert outside(tree) == []
    said = plain(words(tree))
    assert "No study gave dose 0" in said
    assert "No square, for no chain of trials joins it to dose 0: A 10, A 20, A 30, B 2." in said
