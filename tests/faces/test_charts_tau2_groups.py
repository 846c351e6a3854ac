"""The forest of one tau2 beside several: the estimates of both fits."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dorsal.faces.charts.tau2_groups import changed, draw_tau2_groups, tau2_words
from dorsal.synthesis.tau2_by.equality import Equality
from dorsal.synthesis.tau2_by.grouped_fit import GroupedFit, fit_grouped
from dorsal.synthesis.tau2_by.grouping import by_class
from tests.faces.drawings import described, number, of_class, outside, plain, read, scale, words
from tests.faces.published import diabetes


@cache
def made() -> tuple[GroupedFit, Equality]:
    one = diabetes()
    found = fit_grouped(one, by_class(one.network.contrasts, {"placebo": "placebo"}))
    return found, found.test(np.random.default_rng(1))


def test_rows_are_the_estimates() -> None:
    found, test = made()
    tree = read(draw_tau2_groups(found, test, "placebo", "k"))
    slope, start = scale(tree)
    drawn = [[start + slope * number(n, end) for end in ("x1", "x2")] for n in of_class(tree, "ci")]
    expected = []
    for treatment in changed(found, "placebo"):
        expected += [found.one.between(treatment, "placebo").ci, found.between(treatment, "placebo")[2]]
    assert len(of_class(tree, "row")) == len(expected) == 18
    for ends, ci in zip(drawn, expected, strict=False):
        assert ends == pytest.approx(list(ci), abs=0.06)
    assert "one for all 0.32" in words(tree)


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    found, test = made()
    assert outside(read(draw_tau2_groups(found, test, "placebo", "k", narrow=narrow))) == []


def test_words_say_whether_they_differ() -> None:
    found, test = made()
    said = plain(tau2_words(found, test))
    assert "These trials do not show that they differ: likelihood ratio" in said
    assert "These trials show that they differ" in tau2_words(found, Equality(statistic=9.0, df=1, p=0.003))
    assert said in plain(described(read(draw_tau2_groups(found, test, "placebo", "k")))[1])
