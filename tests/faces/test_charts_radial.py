"""The radial plot: points at their precision and standardised distance, and the line of Egger's test."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.faces.charts.funnel import Z
from dorsal.faces.charts.radial import draw_radial, radial_words
from dorsal.synthesis.reporting.small_study import asymmetry, funnel
from tests.faces.drawings import number, of_class, plain, read, scale, words
from tests.faces.published import diabetes, smoking
from tests.faces.test_charts_funnel import centre


@pytest.mark.parametrize("narrow", [False, True])
def test_points_stand_at_their_precision_and_distance(narrow: bool) -> None:
    found = funnel(diabetes(), diabetes().treatments)
    tree = read(draw_radial(found, "k", measure="MD", narrow=narrow))
    keys = {id(node) for key in of_class(tree, "key") for node in key.iter()}
    drawn = [centre(node) for node in of_class(tree, "point") if id(node) not in keys]
    slope, start = scale(tree)
    upper, lower = sorted(number(node, "y1") for node in of_class(tree, "limit"))
    for (x, y), point in zip(drawn, found, strict=True):
        assert start + slope * x == pytest.approx(1.0 / point.se, rel=0.02)
        assert ((upper + lower) / 2.0 - y) / (lower - upper) * 2.0 * Z == pytest.approx(
            point.adjusted / point.se, abs=0.05
        )


def test_the_dotted_line_is_the_regression_of_eggers_test() -> None:
    found = funnel(smoking(), "DCBA")
    test = asymmetry(found, "egger")
    tree = read(draw_radial(found, "k", measure="OR", test=test))
    (line,) = of_class(tree, "egger")
    upper, lower = sorted(number(node, "y1") for node in of_class(tree, "limit"))
    value = [((upper + lower) / 2.0 - number(line, y)) / (lower - upper) * 2.0 * Z for y in ("y1", "y2")]
    slope, intercept = np.polyfit([1 / p.se for p in found], [p.adjusted / p.se for p in found], 1)
    per_pixel, start = scale(tree)
    assert value[0] == pytest.approx(intercept, abs=0.05) == pytest.approx(test.bias, abs=0.05)
    assert value[1] == pytest.approx(intercept + slope * (start + per_pixel * number(line, "x2")), abs=0.05)
    assert not of_class(read(draw_radial(found, "k", measure="OR")), "egger")
    assert not of_class(read(draw_radial(found, "k", measure="OR", test=asymmetry(found, "begg"))), "egger")


def test_words_count_what_lies_outside_and_name_the_furthest() -> None:
    found = funnel(diabetes(), diabetes().treatments)
    outside = sum(abs(p.adjusted) > Z * p.se for p in found)
    said = plain(radial_words(found))
    assert said.startswith(f"28 points in 15 comparisons; {outside} (")
    assert "furthest DeFronzo1995 −5.1, Kerenyi2004 −3.8" in said
    assert "Egger's test" in radial_words(found, asymmetry(found))
    tree = read(draw_radial(found, "k", measure="MD"))
    assert "9 comparisons with a single study: on the line by construction." in words(tree)
