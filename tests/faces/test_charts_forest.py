"""The forest plot shows the numbers it was given: read back from the drawing through its own ticks."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest

from dorsal.faces.charts import Forest, ForestRow, draw_forest
from dorsal.faces.charts.forest import square_side
from dorsal.faces.charts.svg import text_width
from tests.faces.test_markup import HOSTILE

NS = "{http://www.w3.org/2000/svg}"
Node = ElementTree.Element


def row(label: str, mean: float, se: float, **more: object) -> ForestRow:
    given: dict[str, object] = {"pi": (mean - 3 * se, mean + 3 * se), "columns": (f"{mean:.1f}",)}
    ci = (mean - 1.96 * se, mean + 1.96 * se)
    return ForestRow(label=label, mean=mean, se=se, ci=ci, **(given | more))  # type: ignore[arg-type]


def plot(*rows: ForestRow, **more: object) -> Forest:
    given: dict[str, object] = {
        "measure": "MD100",
        "title": "Options",
        "summary": "Two of three intervals leave out no difference.",
        "heading": "Against usual care",
        "columns": ("Difference",),
        "axis_title": "Points",
        "favours": ("favours the treatment", "favours usual care"),
        "mic": 20.0,
        "legend": ("Square: estimate.",),
    }
    return Forest(rows=rows, **(given | more))  # type: ignore[arg-type]


EDGES = (-29.151, 23.395)
"""Where the axis of these rows ends: a prediction interval does not stretch it."""
ROWS = (row("Exercise", -9.0, 4.0), row("Yoga", -15.5, 6.0, hollow=True, marks="†"), row("Rest", 12.0, 3.0, pi=None))


def parsed(forest: Forest, *, narrow: bool = False) -> Node:
    return ElementTree.fromstring(draw_forest(forest, "k", narrow=narrow))


def texts(node: Node) -> list[str]:
    return [t.text or "" for t in node.iter(f"{NS}text")]


def scale(svg: Node) -> tuple[float, float]:
    """Slope and intercept of value against x, from the ticks and their words."""
    marks = {
        float(t.get("x", "nan")): float((t.text or "").replace("−", "-"))
        for t in svg.iter(f"{NS}text")
        if t.get("text-anchor") == "middle" and re.fullmatch(r"−?[\d.]+", t.text or "")
    }
    (x1, v1), *_, (x2, v2) = sorted(marks.items())
    slope = (v2 - v1) / (x2 - x1)
    return slope, v1 - slope * x1


def values(svg: Node, kind: str) -> list[tuple[float, float]]:
    slope, start = scale(svg)
    found = []
    for node in svg.iter():
        if node.get("class") == kind and node.tag == f"{NS}line":
            found.append(tuple(start + slope * float(node.get(end, "nan")) for end in ("x1", "x2")))
        elif node.get("class") == kind and node.tag == f"{NS}rect":
            left, width = float(node.get("x", "nan")), float(node.get("width", "nan"))
            found.append((start + slope * left, start + slope * (left + width)))
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_drawing_says_the_numbers(narrow: bool) -> None:
    svg = parsed(plot(*ROWS), narrow=narrow)
    close = {"abs": 0.2}
    assert [sum(ends) / 2 for ends in values(svg, "mean")] == [pytest.approx(r.mean, **close) for r in ROWS]
    assert values(svg, "ci") == [pytest.approx(r.ci, **close) for r in ROWS]
    assert values(svg, "mic") == [pytest.approx((-20.0, 20.0), **close)]
    ends = [tuple(min(max(end, EDGES[0]), EDGES[1]) for end in r.pi) for r in ROWS if r.pi]
    assert values(svg, "pi") == [pytest.approx(end, **close) for end in ends]


def test_squares_have_an_area_in_proportion_to_precision() -> None:
    sides = [square_side(r.se, [r.se for r in ROWS]) for r in ROWS]
    assert sides[0] ** 2 / sides[2] ** 2 == pytest.approx(3.0**2 / 4.0**2)
    assert square_side(50.0, [1.0, 50.0]) == 5.0
    assert square_side(0.0, [0.0]) > 0


def test_an_extrapolation_is_drawn_open_and_marked() -> None:
    squares = [n for n in parsed(plot(*ROWS)).iter(f"{NS}rect") if n.get("class") == "mean"]
    assert [n.get("fill") == "#ffffff" for n in squares] == [False, True, False]
    assert "†" in texts(parsed(plot(*ROWS)))
    assert any("†" in t for t in texts(parsed(plot(*ROWS), narrow=True)))


def test_an_interval_that_goes_on_ends_in_an_arrow() -> None:
    wide = row("Vague", -10.0, 400.0)
    svg = parsed(plot(*ROWS, row("Walk", -5.0, 3.0), wide))
    arrows = [n for n in svg.iter(f"{NS}path") if n.get("class") == "clipped"]
    assert len(arrows) == 2
    low, high = values(svg, "ci")[-1]
    assert wide.ci[0] < low < high < wide.ci[1]


def test_ratios_have_a_logarithmic_axis_with_ratios_on_it() -> None:
    ratios = [row(f"t{i}", math.log(r), 0.2, columns=()) for i, r in enumerate((0.5, 0.9, 2.5))]
    svg = parsed(plot(*ratios, measure="OR", mic=None, columns=()))
    ticks = {
        (t.text or ""): float(t.get("x", "nan"))
        for t in svg.iter(f"{NS}text")
        if t.get("text-anchor") == "middle" and re.fullmatch(r"[\d.]+", t.text or "")
    }
    assert "1" in ticks
    assert ticks["2"] - ticks["1"] == pytest.approx(ticks["1"] - ticks["0.5"], abs=0.1)
    centres = [
        float(n.get("x", "nan")) + float(n.get("width", "nan")) / 2
        for n in svg.iter(f"{NS}rect")
        if n.get("class") == "mean"
    ]
    assert centres[0] == pytest.approx(ticks["0.5"], abs=0.1)


@pytest.mark.parametrize("narrow", [False, True])
def test_it_names_itself_and_says_what_it_shows(narrow: bool) -> None:
    svg = parsed(plot(*ROWS), narrow=narrow)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "k-title k-desc"
    assert [n.text for n in svg if n.tag in (f"{NS}title", f"{NS}desc")] == [plot().title, plot().summary]
    assert svg.get("viewBox", "").startswith("0 0 340" if narrow else "0 0 960")
    assert not {n.tag for n in svg.iter()} & {f"{NS}script", f"{NS}image", f"{NS}use", f"{NS}foreignObject"}


@pytest.mark.parametrize("narrow", [False, True])
def test_everything_stays_inside_the_picture(narrow: bool) -> None:
    long = row("Spinal manipulation or mobilisation + exercise therapy + " * 4, -3.0, 5.0)
    svg = parsed(plot(*ROWS, long), narrow=narrow)
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    for node in svg.iter():
        for name, limit in (("x", width), ("x1", width), ("x2", width), ("y", height), ("y1", height), ("y2", height)):
            assert -1.0 <= float(node.get(name, "0")) <= limit, (node.tag, name, node.text)
    words = [t for t in texts(svg) if "Spinal" in t or "mobilisation" in t]
    assert len(words) > 1


def test_hostile_names_stay_text() -> None:
    bad = row(HOSTILE, -3.0, 5.0, columns=(HOSTILE,), marks=HOSTILE)
    made = draw_forest(plot(bad, title=HOSTILE, summary=HOSTILE, heading=HOSTILE, legend=(HOSTILE,)), "k")
    assert not {n.tag for n in ElementTree.fromstring(made).iter()} & {f"{NS}script", f"{NS}img"}
    assert "<script" not in made


def test_one_row_without_spread_of_values() -> None:
    assert "ci" in {n.get("class") for n in parsed(plot(row("Only", 0.0, 1e-9), mic=None)).iter()}


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("narrow", [True, False])
def test_the_words_of_the_two_sides_never_meet(sign: float, narrow: bool) -> None:
    """Where zero stands at an edge the words of its side need more room than there is."""
    svg = parsed(plot(row("Exercise", sign * 30.0, 3.0), row("Yoga", sign * 55.0, 4.0)), narrow=narrow)
    sides = [t for t in svg.iter(f"{NS}text") if t.get("font-weight") and (t.text or "").startswith("favours")]
    left, right = (next(t for t in sides if (t.get("text-anchor") == "end") is end) for end in (True, False))
    assert float(left.get("x", "nan")) + 10.0 < float(right.get("x", "nan"))
    width = float((svg.get("viewBox") or "").split()[2])
    assert float(right.get("x", "nan")) + text_width(right.text or "", 12, bold=True) <= width
    assert float(left.get("x", "nan")) - text_width(left.text or "", 12, bold=True) >= 0.0
