"""Intervals in groups: the drawing says the numbers, on a page and on a phone."""

from __future__ import annotations

import math

import pytest

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals
from dorsal.faces.charts.svg import text_width
from tests.faces.drawings import NS, Node, number, of_class, points, read, scale, words

DIRECT = Line(label="Direct", mean=-9.0, se=4.0, ci=(-16.8, -1.2), pi=(-22.0, 4.0), columns=("3",))
INDIRECT = Line(label="Indirect", mean=3.0, se=2.0, ci=(-0.9, 6.9), shape="open", columns=("none",))
WHOLE = Line(label="Network", mean=-1.0, se=1.5, ci=(-3.9, 1.9), shape="diamond", columns=("",))
NOTHING = Line(label="Not known", mean=None, missing="nothing joins the two", columns=("",))


def plot(*lines: Line, **more: object) -> Intervals:
    given: dict[str, object] = {
        "blocks": (Block(lines=lines, heading="A against B", beside="P = 0.02"),),
        "measure": "MD100",
        "level": 0.95,
        "title": "Title",
        "summary": "Summary.",
        "heading": "Comparison",
        "columns": ("Trials",),
        "axis_title": "Points",
    }
    return Intervals(**(given | more))  # type: ignore[arg-type]


def ends(node: Node) -> tuple[float, float]:
    return number(node, "x1"), number(node, "x2")


@pytest.mark.parametrize("narrow", [False, True])
def test_the_drawing_says_the_numbers(narrow: bool) -> None:
    tree = read(draw_intervals(plot(DIRECT, INDIRECT, WHOLE, mic=5.0, band=(-4.0, 2.0)), "k", narrow=narrow))
    slope, start = scale(tree)
    rows = of_class(tree, "row")
    for row, line in zip(rows, (DIRECT, INDIRECT, WHOLE), strict=True):
        (ci,) = of_class(row, "ci")
        assert [start + slope * x for x in ends(ci)] == pytest.approx(line.ci, abs=0.1)
        (mean,) = of_class(row, "mean")
        corners = points(mean)
        middle = corners[1][0] if corners else number(mean, "x") + number(mean, "width") / 2.0
        assert start + slope * middle == pytest.approx(line.mean, abs=0.1)
    (pi,) = of_class(tree, "pi")
    assert start + slope * ends(pi)[1] == pytest.approx(4.0, abs=0.1)
    for name, zone in (("mic", (-5.0, 5.0)), ("band", (-4.0, 2.0))):
        (box,) = of_class(tree, name)
        low = start + slope * number(box, "x")
        assert (low, low + slope * number(box, "width")) == pytest.approx(zone, abs=0.1)


def test_on_a_phone_no_line_runs_through_words() -> None:
    tree = read(draw_intervals(plot(DIRECT, INDIRECT, WHOLE), "k", narrow=True))
    grounds = [(*(number(n, name) for name in ("x", "y", "width", "height")),) for n in of_class(tree, "behind-words")]
    told = [n for row in of_class(tree, "row") for n in row.iter(f"{NS}text")]
    assert told
    for node in told:
        x, y = number(node, "x"), number(node, "y")
        wide = text_width(node.text or "", float(node.get("font-size", "13")))
        assert any(
            left <= x and x + wide <= left + width and top < y < top + height for left, top, width, height in grounds
        ), node.text
    body = [*tree.iter()]
    behind = body.index(of_class(tree, "behind-words")[0])
    upright = [i for i, n in enumerate(body) if n.tag == f"{NS}line" and number(n, "x1") == number(n, "x2")]
    assert [i for i in upright if i > behind and number(body[i], "y2") - number(body[i], "y1") > 9.0] == []


@pytest.mark.parametrize("narrow", [False, True])
def test_words_stand_beside_every_line(narrow: bool) -> None:
    tree = read(draw_intervals(plot(DIRECT, INDIRECT, NOTHING), "k", narrow=narrow))
    said = words(tree)
    for part in ("A against B", "P = 0.02", "Direct", "−9.0 [−16.8 to −1.2]", "3.0 [−0.9 to 6.9]"):
        assert part in said
    assert "nothing joins the two" in said
    assert len(of_class(tree, "ci")) == 2


def test_kinds_differ_in_shape() -> None:
    rows = of_class(read(draw_intervals(plot(DIRECT, INDIRECT, WHOLE), "k")), "row")
    kinds = [(node.tag, node.get("fill")) for row in rows for node in of_class(row, "mean")]
    assert len(set(kinds)) == 3


def test_what_goes_on_has_an_arrow() -> None:
    vague = Line(label="Vague", mean=0.0, se=99.0, ci=(-200.0, 200.0), columns=("",))
    tree = read(draw_intervals(plot(DIRECT, INDIRECT, WHOLE, vague), "k"))
    assert len(of_class(tree, "clipped")) == 2


def test_nothing_but_missing_lines_is_drawn_without_intervals() -> None:
    assert not of_class(read(draw_intervals(plot(NOTHING), "k")), "ci")


def test_ratios_are_shown_as_ratios() -> None:
    half = Line(label="Half", mean=math.log(0.5), se=0.2, ci=(math.log(0.25), 0.0), columns=("",))
    tree = read(draw_intervals(plot(half, measure="OR"), "k"))
    assert "0.50 [0.25 to 1.00]" in words(tree)
    assert "Ratio" in words(tree)
    ticks = {n.text: number(n, "x") for n in tree.iter(f"{NS}text") if n.get("text-anchor") == "middle"}
    (ci,) = of_class(tree, "ci")
    assert ends(ci)[1] == pytest.approx(ticks["1"], abs=0.1)
