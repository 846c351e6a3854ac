"""Bubbles: studies at their covariate and effect, lines and bands as the regression says."""

from __future__ import annotations

import pytest

from dorsal.errors import OptionError
from dorsal.faces.charts.bubbles import CovariateAxis, bubble_words, bubbles_of, draw_bubbles, held_words, slope_words
from dorsal.synthesis.fit import pair_of
from tests.faces.drawings import NS, Node, number, of_class, plain, points, read, scale, texts, words
from tests.faces.published import by_size, by_year


def upward(panel: Node) -> tuple[float, float]:
    """Slope and intercept of the effect against y, from the ticks at the left."""
    ticks = {
        number(n, "y") - 4: float((n.text or "").replace("−", "-"))
        for n in panel.iter(f"{NS}text")
        if n.get("text-anchor") == "end"
    }
    (y1, v1), *_, (y2, v2) = sorted(ticks.items())
    slope = (v2 - v1) / (y2 - y1)
    return slope, v1 - slope * y1


@pytest.mark.parametrize("narrow", [False, True])
def test_bubbles_and_lines_are_the_studies_and_the_fit(narrow: bool) -> None:
    fit = by_year()
    tree = read(draw_bubbles(fit, "year", "k", treatments=["metformin"], narrow=narrow))
    across, x0 = scale(tree)
    up, y0 = upward(tree)
    drawn = sorted((x0 + across * number(n, "cx"), y0 + up * number(n, "cy")) for n in of_class(tree, "bubble"))
    expected = sorted((b.x, b.y) for b in bubbles_of(fit, "metformin", "year"))
    assert [x for x, _ in drawn] == pytest.approx([x for x, _ in expected], abs=0.05)
    assert [y for _, y in drawn] == pytest.approx([y for _, y in expected], abs=0.02)
    (fitted,) = of_class(tree, "fitted")
    for x, y in points(fitted):
        mean, _, _ = fit.between("metformin", "placebo", at={"year": x0 + across * x})
        assert y0 + up * y == pytest.approx(mean, abs=0.02)
    (inside,) = of_class(tree, "inside")
    assert [x0 + across * x for x, _ in points(inside)] == pytest.approx([1995.0, 2007.0], abs=0.05)
    (band,) = of_class(tree, "interval")
    corners = points(band)
    _, _, (low, high) = fit.between("metformin", "placebo", at={"year": x0 + across * corners[0][0]})
    assert (y0 + up * corners[-1][1], y0 + up * corners[0][1]) == pytest.approx((low, high), abs=0.02)


def test_areas_are_in_proportion_to_precision() -> None:
    fit = by_year()
    studies = {b.study: b.se for b in bubbles_of(fit, "rosiglitazone", "year")}
    tree = read(draw_bubbles(fit, "year", "k", treatments=["rosiglitazone"]))
    radius = {(n[0].text or ""): number(n, "r") for n in of_class(tree, "bubble")}
    products = [radius[study] * se for study, se in studies.items()]
    assert products == pytest.approx([products[0]] * len(products), rel=1e-3)


def test_bubbles_are_the_studies_own_contrasts() -> None:
    fit = by_size()
    for treatment in "BCD":
        found = {b.study: b for b in bubbles_of(fit, treatment, "size")}
        for contrast in fit.network.contrasts:
            if {"A", treatment} <= set(contrast.treatments):
                effect, variance = pair_of(contrast, treatment, "A")
                bubble = found.pop(contrast.study)
                assert (bubble.y, bubble.se**2) == pytest.approx((effect, variance))
                assert bubble.x == sum(n or 0 for n in contrast.n)
        assert not found


def test_without_a_choice_all_that_met_the_reference_are_drawn() -> None:
    panels = of_class(read(draw_bubbles(by_year(), "year", "k")), "panel")
    titles = [texts(panel)[0] for panel in panels]
    assert len(titles) == 8
    assert "sulfonylurea against placebo" not in titles
    tree = read(draw_bubbles(by_year(), "year", "k", treatments=["sulfonylurea"]))
    assert not of_class(tree, "bubble")
    assert not of_class(tree, "inside")
    assert len(of_class(tree, "fitted")) == 1


def test_years_have_no_thousands_separator() -> None:
    assert "2000" in texts(read(draw_bubbles(by_year(), "year", "k")))


def test_words_tell_slopes_and_what_they_explain() -> None:
    fit = by_year()
    (slope,) = fit.slopes
    said = plain(slope_words(fit, slope))
    assert said == "Slope, all treatments: 0.023 per unit of year [−0.024 to 0.071], P = 0.34."
    assert plain(bubble_words(fit, "year")).startswith("Effects in 26 studies by year. " + said)
    assert fit.tau2_explained is not None
    assert f"accounts for {100 * fit.tau2_explained:.0f} % of tau²" in plain(bubble_words(fit, "year"))
    ratio = plain(slope_words(by_size(), by_size().slopes[0]))
    assert ratio.startswith("Slope, B: times 0.99")
    assert "The other covariates at their means: arms 2.08" in words(read(draw_bubbles(by_size(), "size", "k")))


def test_an_unknown_covariate_is_refused() -> None:
    with pytest.raises(OptionError, match=r"dose is no covariate of this model \(year\)"):
        draw_bubbles(by_year(), "dose", "k")


def test_years_have_no_decimals_and_kinds_read_as_studies() -> None:
    axis = CovariateAxis(low=1989.5, high=1998.5, left=0.0, right=300.0, measure="", whole=True)
    assert [words for _, words in axis.ticks(4)] == ["1990", "1995"]
    assert [v for v, _ in axis.ticks(4)] == [1990.0, 1995.0]
    ages = CovariateAxis(low=0.1, high=0.9, left=0.0, right=300.0, measure="", whole=False)
    assert all("." in words for _, words in ages.ticks(4))
    told = [held_words("pop=y", share) for share in (0.0, 0.25, 0.5, 1.0)]
    assert told == [
        "pop not y", "pop: 25\N{NO-BREAK SPACE}% of the studies y", "pop: half of the studies y", "pop y"
    ]  # fmt: skip
    assert held_words("age", 61.5) == "age 61.5"
