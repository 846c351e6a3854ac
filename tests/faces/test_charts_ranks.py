"""The rank picture: shades are probabilities, and the interval stands beside them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from dorsal.faces.charts import RankRow, Ranks, draw_ranks
from dorsal.faces.charts.ranks import shade
from tests.faces.test_charts_forest import NS, texts
from tests.faces.test_markup import HOSTILE

PICTURE = Ranks(
    rows=(
        RankRow(label="Yoga", estimate="−9.0 [−14.0 to −4.0]", p_score=0.91, probabilities=(0.8, 0.2, 0.0)),
        RankRow(label="Exercise", estimate="−5.0 [−9.0 to −1.0]", p_score=0.52, probabilities=(0.2, 0.6, 0.2)),
        RankRow(label=HOSTILE, estimate="0 (reference)", p_score=0.07, probabilities=(0.0, 0.2, 0.8)),
    ),
    title="Ranks",
    summary="Yoga has the highest P-score.",
    heading="Against usual care [95 % interval]",
)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_row_shows_its_interval_its_score_and_its_ranks(narrow: bool) -> None:
    svg = ElementTree.fromstring(draw_ranks(PICTURE, "r", narrow=narrow))
    rows = [g for g in svg.iter(f"{NS}g") if g.get("class") == "row"]
    for drawn, row in zip(rows, PICTURE.rows, strict=True):
        words = " ".join(texts(drawn))
        assert row.estimate in words
        assert f"{row.p_score:.2f}" in words
        cells = [n for n in drawn if n.get("class") == "rank"]
        likely = [p for p in row.probabilities if p > 0]
        assert [n.get("fill") for n in cells] == [shade(p / 0.8) for p in likely]
        starts = [float(n.get("x", "nan")) for n in cells]
        assert starts == sorted(starts)


def test_darker_is_likelier_also_in_black_and_white() -> None:
    grey = [sum(int(shade(s)[i : i + 2], 16) for i in (1, 3, 5)) for s in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert grey == sorted(grey, reverse=True)
    assert shade(0.0) == "#ffffff"


def test_the_darkest_shade_says_its_probability() -> None:
    svg = ElementTree.fromstring(draw_ranks(PICTURE, "r"))
    assert "80\N{NO-BREAK SPACE}% (darkest)" in texts(svg)
    assert svg.get("role") == "img"
