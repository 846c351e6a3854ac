"""Spie charts: sectors as long as the scores, discs by their coloured share."""

from __future__ import annotations

import math
import re

import pytest

from dorsal.errors import OptionError
from dorsal.faces.charts.spie import draw_spie, spie_words
from dorsal.synthesis.ranks.partial_order import PartialOrder
from tests.faces.drawings import described, of_class, outside, plain, read, words

ORDER = PartialOrder(
    scores={
        "pain": {"a": 0.9, "b": 0.5, "c": 0.1},
        "harm": {"a": 0.2, "b": 0.6, "c": 1.0, "d": 0.5},
        "sleep": {"a": 0.4, "b": 0.6, "c": 0.3},
    }
)


def areas_drawn(svg: str) -> list[float]:
    """The area of each sector as a share of its disc, from its path."""
    found = []
    for path in re.findall(r'd="(M[^"]+)"', svg):
        x, y, x1, y1, r, _, _, _, _, x2, y2 = map(float, re.findall(r"-?[\d.]+", path))
        angle = (math.atan2(y2 - y, x2 - x) - math.atan2(y1 - y, x1 - x)) % (2 * math.pi)
        found.append(angle / (2 * math.pi) * r**2 / 62.0**2)
    return found


def test_the_coloured_share_is_what_it_says() -> None:
    svg = draw_spie(ORDER, "k")
    shares = areas_drawn(svg)
    expected = list(ORDER.areas().values())
    assert [sum(shares[3 * i : 3 * i + 3]) for i in range(3)] == pytest.approx(expected, abs=0.01)
    assert list(ORDER.areas()) == ["c", "a", "b"]  # (0.01 + 1 + 0.09) / 3 and so on
    assert ORDER.areas()["c"] == pytest.approx(1.10 / 3)
    assert "Without a score on every outcome: d." in words(read(svg))


def test_weights_turn_the_sectors() -> None:
    weights = {"pain": 2.0, "harm": 1.0, "sleep": 1.0}
    assert ORDER.areas(weights)["a"] == pytest.approx(0.5 * 0.81 + 0.25 * 0.04 + 0.25 * 0.16)
    shares = areas_drawn(draw_spie(ORDER, "k", weights=weights))
    assert sum(shares) == pytest.approx(sum(ORDER.areas(weights).values()), abs=0.02)
    with pytest.raises(OptionError, match="weights above 0 are needed for pain, harm, sleep"):
        ORDER.areas({"pain": 1.0})


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    many = {t: i / 13 for i, t in enumerate(f"a treatment with a long name {i}" for i in range(13))}
    order = PartialOrder(scores={"pain": many, "harm": {t: 1 - s for t, s in many.items()}})
    tree = read(draw_spie(order, "k", narrow=narrow))
    assert outside(tree) == []
    assert len(of_class(tree, "sector")) == 26


def test_words_name_the_largest() -> None:
    said = "3 treatments by pain, harm and sleep. Largest coloured share: c (0.37), a (0.34) and b (0.32)."
    assert plain(spie_words(ORDER)) == said
    assert plain(described(read(draw_spie(ORDER, "k")))[1]) == said


def test_one_outcome_is_no_spie() -> None:
    alone = PartialOrder(scores={"pain": {"a": 0.9, "b": 0.5}})
    assert "make no such picture" in words(read(draw_spie(alone, "k")))
