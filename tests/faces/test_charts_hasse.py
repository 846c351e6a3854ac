"""The Hasse diagram and the plane of two scores."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.hasse import TOP_FILL, draw_hasse, order_words
from dorsal.faces.charts.scores import draw_scores
from dorsal.synthesis.ranks.partial_order import PartialOrder
from tests.faces.drawings import NS, Node, number, of_class, plain, points, read, scale, texts, words
from tests.faces.published import order

SMALL = PartialOrder(
    scores={
        "benefit": {"a": 0.9, "b": 0.5, "c": 0.2, "d": 0.7, "z": 0.1},
        "safety": {"a": 0.4, "b": 0.3, "c": 0.2, "d": 1.0},
    }
)


def boxes(tree: Node) -> dict[str, Node]:
    found = {}
    for group in of_class(tree, "treatment"):
        found[texts(group)[0]] = next(n for n in group if n.tag == f"{NS}rect")
    return found


@pytest.mark.parametrize("narrow", [False, True])
def test_lines_run_from_the_foot_of_the_better_to_the_head_of_the_worse(narrow: bool) -> None:
    tree = read(draw_hasse(SMALL, "k", narrow=narrow))
    found = boxes(tree)
    ends = {}
    for name, box in found.items():
        middle = round(number(box, "x") + number(box, "width") / 2.0)
        ends[middle, round(number(box, "y"))] = name
        ends[middle, round(number(box, "y") + number(box, "height"))] = name
    drawn = set()
    for line in of_class(tree, "cover"):
        (x1, y1), *_, (x2, y2) = points(line)
        assert y1 < y2
        drawn.add((near(ends, x1, y1), near(ends, x2, y2)))
    assert drawn == set(SMALL.covers) == {("a", "b"), ("d", "b"), ("b", "c")}


def near(ends: dict[tuple[int, int], str], x: float, y: float) -> str:
    return min(ends.items(), key=lambda item: abs(item[0][0] - x) + abs(item[0][1] - y))[1]


def test_the_undominated_stand_out_without_colour_too() -> None:
    tree = read(draw_hasse(SMALL, "k"))
    rims = {texts(g)[0]: sum(n.tag == f"{NS}rect" for n in g) for g in of_class(tree, "treatment")}
    assert {name for name, rim in rims.items() if rim == 2} == set(SMALL.undominated) == {"a", "d"}
    assert {name for name, box in boxes(tree).items() if box.get("fill") == TOP_FILL} == {"a", "d"}
    assert "0.90 / 0.40" in texts(tree)
    assert "Without a score on every outcome: z." in words(tree)


def test_no_box_covers_another() -> None:
    for narrow in (False, True):
        found = list(boxes(read(draw_hasse(order(), "k", narrow=narrow))).values())
        for i, a in enumerate(found):
            for b in found[:i]:
                apart = abs(number(a, "x") - number(b, "x")) >= min(number(a, "width"), number(b, "width"))
                assert apart or number(a, "y") != number(b, "y")


def test_many_treatments_are_numbered_on_a_phone() -> None:
    names = [f"t{i}" for i in range(9)]
    wide = PartialOrder(scores={"a": {t: float(i) for i, t in enumerate(names)},
                                "b": {t: -float(i) for i, t in enumerate(names)}})  # fmt: skip
    tree = read(draw_hasse(wide, "k", narrow=True))
    assert set(boxes(tree)) == {str(i) for i in range(1, 10)}
    assert "9 t8: 8.00 / −8.00" in words(tree)
    many = {f"t{i}": float(i) for i in range(99)}
    assert "99 treatments are too many" in draw_hasse(PartialOrder(scores={"a": many}), "k")


def test_words_name_the_undominated_and_what_is_left_open() -> None:
    said = plain(order_words(SMALL))
    assert (
        said
        == "4 treatments by benefit and safety: a and d are beaten on all of them by none; 5 of 6 pairs can be ordered."
    )
    assert sum(SMALL.dominates(a, b) for a in "abcd" for b in "abcd") == 5


@pytest.mark.parametrize("narrow", [False, True])
def test_discs_stand_at_their_scores(narrow: bool) -> None:
    made = order()
    tree = read(draw_scores(made, "k", narrow=narrow))
    (first, across), (_, up) = made.scores.items()
    slope, start = scale(tree)
    ranked = sorted(made.treatments, key=lambda t: -across[t])
    discs = of_class(tree, "score")[: len(ranked)]
    found = sorted((start + slope * number(n, "cx") for n in discs), reverse=True)
    assert found == pytest.approx([across[t] for t in ranked], abs=0.01)
    heights = sorted(number(n, "cy") for n in discs)
    expected = sorted(up.values(), reverse=True)
    steps = (heights[-1] - heights[0]) / (expected[0] - expected[-1])
    assert [(h - heights[0]) / steps for h in heights] == pytest.approx([expected[0] - e for e in expected], abs=0.01)
    assert first in words(tree)
