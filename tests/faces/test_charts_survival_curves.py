"""Predicted curves: each panel has its treatment, its band and the reference, where their numbers are."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.survival_curves import TITLE, Band, Predictions, draw_survival_curves
from tests.faces.drawings import described, of_class, outside, points, read, words
from tests.faces.test_markup import HOSTILE


def band(treatment: str, end: float) -> Band:
    return Band(
        treatment=treatment, time=(0.0, 10.0, 20.0), survival=(1.0, 0.8, end), low=(1.0, 0.7, end - 0.1),
        high=(1.0, 0.9, end + 0.1), told=f"mean {end}",
    )  # fmt: skip


def shown(*bands: Band) -> Predictions:
    return Predictions(
        bands=bands, cuts=(10.0,), unit="months", level=0.95, summary="What it shows.", baseline="the arm of Ash"
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_a_panel_for_each_treatment_with_its_band_and_the_reference(narrow: bool) -> None:
    tree = read(draw_survival_curves(shown(band("control", 0.3), band("A", 0.5), band("B", 0.6)), "k", narrow=narrow))
    panels = of_class(tree, "panel")
    assert len(panels) == 2
    for panel, end in zip(panels, (0.5, 0.6), strict=True):
        (own,), (other,), (area,) = (of_class(panel, name) for name in ("survival", "reference", "band"))
        top, last = points(own)[0][1], points(own)[-1][1]
        per = (last - top) / (1.0 - end)  # pixels of the whole share
        assert (points(other)[-1][1] - top) / per == pytest.approx(0.7, abs=0.01)
        corners = [1.0 - (y - top) / per for _, y in points(area)]
        assert corners == pytest.approx([1.0, 0.9, end + 0.1, end - 0.1, 0.7, 1.0], abs=0.01)


@pytest.mark.parametrize("narrow", [False, True])
def test_it_says_everything_and_nothing_leaves_the_picture(narrow: bool) -> None:
    names = [HOSTILE, *(f"a treatment with quite a long name {i}" for i in range(5))]
    tree = read(draw_survival_curves(shown(band("control", 0.3), *(band(n, 0.5) for n in names)), "k", narrow=narrow))
    assert outside(tree) == []
    assert described(tree) == (TITLE, "What it shows.")
    assert "Baseline: the arm of Ash." in words(tree)
    assert "hazard ratios change" in words(tree)


def test_without_a_curve_it_says_so() -> None:
    assert "Nothing to draw" in words(read(draw_survival_curves(shown(band("control", 0.3)), "k")))
