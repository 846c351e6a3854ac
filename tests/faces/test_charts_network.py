"""The network graph: sizes tell people and studies, and nothing covers anything else."""

from __future__ import annotations

import math
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from dorsal.faces.charts import Edge, Graph, Node, draw_network
from dorsal.faces.charts.svg import text_width
from tests.faces.test_charts_forest import NS
from tests.faces.test_markup import HOSTILE


def graph(sizes: tuple[int, ...], *, extra: int = 0) -> Graph:
    """Islands of these sizes, each a chain with `extra` chords; people and studies rise with the place."""
    islands, edges, nodes, number = [], [], [], 0
    for size in sizes:
        names = tuple(f"t{number + i:02d}" for i in range(size))
        number += size
        islands.append(names)
        edges += [Edge(first=a, second=b, studies=1 + i % 4) for i, (a, b) in enumerate(pairwise(names))]
        edges += [Edge(first=names[i], second=names[-1 - i], studies=2) for i in range(min(extra, size // 3))]
        nodes += [
            Node(
                code=n,
                label=f"Treatment of the kind {n}",
                group=f"class {i % 9}",
                people=20 + 40 * i,
                number=int(n[1:]) + 1,
            )
            for i, n in enumerate(names)
        ]
    return Graph(
        nodes=tuple(nodes), edges=tuple(edges), islands=tuple(islands), title="Network", summary="What was compared."
    )


def parsed(picture: Graph, *, narrow: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(draw_network(picture, "n", narrow=narrow))


def discs(svg: ElementTree.Element, count: int) -> list[tuple[float, float, float]]:
    """Centre and radius of the nodes (filled circles; the legend's come last)."""
    filled = [n for n in svg.iter(f"{NS}circle") if n.get("fill") != "none"]
    return [tuple(float(n.get(k, "nan")) for k in ("cx", "cy", "r")) for n in filled[:count]]  # type: ignore[misc]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("sizes", [(2,), (5, 2, 2), (15, 8, 3, 2, 2), (30,), (4,) * 7])
def test_no_treatment_covers_another(sizes: tuple[int, ...], narrow: bool) -> None:
    picture = graph(sizes, extra=3)
    places = discs(parsed(picture, narrow=narrow), len(picture.nodes))
    assert len(places) == len(picture.nodes)
    for (x1, y1, r1), (x2, y2, r2) in combinations(places, 2):
        assert math.hypot(x1 - x2, y1 - y2) > r1 + r2


@pytest.mark.parametrize("sizes", [(5, 2, 2), (15, 8, 3, 2, 2), (30,)])
def test_no_label_covers_another_and_none_leaves_the_picture(sizes: tuple[int, ...]) -> None:
    svg = parsed(graph(sizes, extra=3))
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    boxes = []
    for node in svg.iter(f"{NS}text"):
        if node.get("font-size") == "12.50" and node.get("y") is not None:
            x, y, w = float(node.get("x", "nan")), float(node.get("y", "nan")), text_width(node.text or "", 12.5) * 0.9
            left = {"end": x - w, "middle": x - w / 2}.get(node.get("text-anchor", "start"), x)
            boxes.append((left, y - 9.0, left + w, y + 1.0))
    assert all(box[0] > -8 and box[2] < width + 8 and box[1] > 0 and box[3] < height for box in boxes)
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)


def test_area_grows_with_people_and_width_with_studies() -> None:
    picture = graph((6,))
    svg = parsed(picture)
    order = {
        (round(float(n.get("x1", "nan")), 1), round(float(n.get("y1", "nan")), 1)): float(n.get("stroke-width", "nan"))
        for n in svg.iter(f"{NS}line")
        if n.get("class") == "edge"
    }
    assert len(set(order.values())) == 4
    radii = sorted(r for _, _, r in discs(svg, 6))
    assert radii[-1] ** 2 / radii[-2] ** 2 == pytest.approx(220 / 180, rel=0.02)


def test_the_number_of_studies_stands_on_lines_with_more_than_one() -> None:
    texts = [
        n.text for n in parsed(graph((6,))).iter(f"{NS}text") if n.get("paint-order") and n.get("font-size") is None
    ]
    assert sorted(t for t in texts if t) == ["2", "3", "4"]


def test_unknown_people_are_a_question_mark() -> None:
    picture = graph((3,))
    node = Node(code="t00", label="Unknown", group="a", people=None)
    made = draw_network(
        Graph(nodes=(node, *picture.nodes[1:]), edges=picture.edges, islands=picture.islands, title="a", summary="b"),
        "n",
    )
    assert "Unknown (?)" in made


def test_classes_differ_by_letter_not_by_colour_alone() -> None:
    picture = graph((9,))
    bold = [
        n.text
        for n in parsed(picture).iter(f"{NS}text")
        if n.get("paint-order") == "stroke" and n.get("stroke-width") == "3"
    ]
    assert len(set(bold[:9])) == 9


def test_hostile_names_stay_text() -> None:
    node = Node(code="a", label=HOSTILE, group=HOSTILE, people=3)
    other = Node(code="b", label="b", group="x", people=3)
    made = draw_network(
        Graph(
            nodes=(node, other), edges=(Edge(first="a", second="b", studies=1),), islands=(("a", "b"),),
            title=HOSTILE, summary=HOSTILE,
        ),
        "n",
    )  # fmt: skip
    assert "<script" not in made
    assert ElementTree.fromstring(made).get("role") == "img"
