"""Ink on paper: contrast, and looks that do not rest on colour."""

from __future__ import annotations

import pytest

from dorsal.faces.charts import palette, svg
from dorsal.faces.charts.bias import LOOKS


@pytest.mark.parametrize("fill", [*palette.FILLS, svg.PAPER, svg.BAND, *(look[1] for look in LOOKS.values())])
def test_text_on_every_ground_has_a_contrast_of_4_5(fill: str) -> None:
    assert palette.contrast(svg.INK, fill) >= 4.5
    assert palette.contrast(svg.SOFT, svg.PAPER) >= 4.5
    assert palette.contrast(svg.SOFT, svg.BAND) >= 4.5
    assert palette.contrast(svg.BLUE, svg.PAPER) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert palette.contrast("#000000") == pytest.approx(21.0)
    assert palette.contrast("#777777") == pytest.approx(4.48, abs=0.01)


def test_every_class_has_its_own_letter() -> None:
    groups = [f"class {i}" for i in range(20)]
    assert len({look.letter for look in palette.looks(groups).values()}) == 20
    assert palette.looks(["sham", "active"])["sham"].letter == "S"


def test_a_wrapped_text_fits_and_loses_nothing_silently() -> None:
    words = "Spinal manipulation or mobilisation + exercise therapy"
    lines = svg.wrapped(words, 150)
    assert " ".join(lines) == words
    assert all(svg.text_width(line) <= 150 for line in lines)
    assert svg.wrapped("x" * 400, 100, most=2)[-1].endswith("…")
    assert svg.shortened("abc", 100) == "abc"
    assert svg.wrapped("", 100) == [""]
