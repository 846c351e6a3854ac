"""The funnel: points where the studies are, limits where 95 % lie, and the tests in words."""

from __future__ import annotations

import math

import pytest

from dorsal.faces.charts.funnel import Z, asymmetry_words, draw_funnel, funnel_words
from dorsal.faces.charts.marks import KINDS, mark
from dorsal.synthesis.reporting.small_study import Asymmetry, FunnelPoint, asymmetry, funnel
from tests.faces.drawings import NS, Node, number, of_class, plain, points, read, texts, words
from tests.faces.published import diabetes, smoking

ORDER = ("acarbose", "benfluorex", "metformin", "miglitol", "pioglitazone", "rosiglitazone", "sitagliptin",
         "sulfonylurea", "vildagliptin", "placebo")  # fmt: skip


def centre(node: Node) -> tuple[float, float]:
    if node.tag == f"{NS}circle":
        return number(node, "cx"), number(node, "cy")
    corners = points(node)
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


@pytest.mark.parametrize("narrow", [False, True])
def test_points_stand_at_their_difference_and_standard_error(narrow: bool) -> None:
    found = funnel(diabetes(), ORDER)
    tree = read(draw_funnel(found, "k", measure="MD", narrow=narrow))
    keys = {id(node) for key in of_class(tree, "key") for node in key.iter()}
    drawn = [centre(node) for node in of_class(tree, "point") if id(node) not in keys]
    assert len(drawn) == len(found) == 28
    left, right = of_class(tree, "limit")
    zero, top, deepest = number(left, "x1"), number(left, "y1"), number(left, "y2")
    per_se = (deepest - top) / (1.06 * max(p.se for p in found))
    per_unit = (number(right, "x2") - zero) / (Z * 1.06 * max(p.se for p in found))
    for (x, y), point in zip(drawn, found, strict=True):
        assert (x - zero) / per_unit == pytest.approx(point.adjusted, abs=0.02)
        assert (y - top) / per_se == pytest.approx(point.se, abs=0.01)


def test_every_comparison_has_its_own_sign_and_its_count() -> None:
    found = funnel(diabetes(), ORDER)
    tree = read(draw_funnel(found, "k", measure="MD"))
    pairs = {(p.first, p.second) for p in found}
    assert "rosiglitazone against placebo (6)" in texts(tree)
    assert len(of_class(tree, "key")) == len(pairs) == 15
    assert len({mark(kind, 50.0, 50.0) for kind in range(KINDS)}) == KINDS
    assert "9 comparisons with a single study: on the line" in words(tree)


def test_more_comparisons_than_signs_share_the_last() -> None:
    many = [
        FunnelPoint(study=f"s{i}", first=f"t{i}", second="p", effect=0.1, adjusted=0.1 * i, se=1.0 + i, people=None)
        for i in range(KINDS + 5)
    ]
    assert "6 other comparisons (6)" in texts(read(draw_funnel(many, "k", measure="MD")))


def test_tests_are_told_in_words() -> None:
    found = funnel(smoking(), "DCBA")
    egger = asymmetry(found, "egger")
    said = plain(asymmetry_words(egger))
    assert said.startswith(f"Egger's test: t = {egger.statistic:.2f} on 26 degrees of freedom, P = {egger.p:.2f}: ")
    assert "no more asymmetry than chance explains" in said
    strong = Asymmetry(test="begg", bias=9.0, se=3.0, statistic=3.0, df=None, p=0.0027, points=9)
    told = "Begg and Mazumdar's test: z = 3.00, P = 0.003: more asymmetry than chance explains"
    assert asymmetry_words(strong).startswith(told)
    outside = sum(abs(p.adjusted) > Z * p.se for p in found)
    summary = plain(funnel_words(found, [egger]))
    assert summary.startswith(f"28 points of 24 studies in 6 comparisons; {outside} outside the funnel.")
    assert plain(asymmetry_words(egger)) in words(read(draw_funnel(found, "k", measure="OR", tests=[egger])))


def test_ratios_have_a_logarithmic_axis() -> None:
    tree = read(draw_funnel(funnel(smoking(), "DCBA"), "k", measure="OR"))
    ticks = {t.text: number(t, "x") for t in tree.iter(f"{NS}text") if t.text in ("0.1", "1", "10")}
    assert ticks["10"] - ticks["1"] == pytest.approx(ticks["1"] - ticks["0.1"], abs=0.1)
    assert math.isfinite(ticks["1"])
