"""Network graph: what was compared with what, by how many people and studies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dorsal.faces.charts.circle import Place, Ring, rings
from dorsal.faces.charts.labels import WIDTH, around_ring, drawn
from dorsal.faces.charts.palette import Look, disc, looks
from dorsal.faces.charts.svg import INK, figure, label, line, text_width
from dorsal.faces.markup import Markup, fragment

LARGEST = 21.0
SMALLEST = 10.0
MOST_NAMED = 36
"""An island of more treatments has numbers in place of names."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """A treatment. `people` is None where a study does not print the number."""

    code: str
    label: str
    group: str
    people: int | None
    number: int = 0
    """Stands for the label where there is no room for it."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A comparison made head to head."""

    first: str
    second: str
    studies: int


@dataclass(frozen=True, kw_only=True)
class Graph:
    """What the picture shows; `islands` in the order drawn."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    islands: tuple[tuple[str, ...], ...]
    title: str
    summary: str
    groups: tuple[str, ...] = ()
    """Classes in the order of their looks, so that a class looks alike in every picture of a page."""


def draw_network(graph: Graph, key: str, *, narrow: bool = False) -> Markup:
    """The graph as SVG: 960 wide with labels, or 340 with numbers in their place.

    A disc's area grows with the people given the treatment, a line's width with its studies.
    """
    width, side = (340.0, 40.0) if narrow else (960.0, WIDTH + 25.0)
    pairs = [(e.first, e.second) for e in graph.edges]
    circles, y = rings(graph.islands, pairs, width=width, side=side, top=8.0)
    nodes = {node.code: node for node in graph.nodes}
    places = {m: ring.place(i) for ring in circles for i, m in enumerate(ring.members)}
    shown = {node.group for node in graph.nodes}
    look = {g: each for g, each in looks((*graph.groups, *sorted(shown))).items() if g in shown}
    most = min([LARGEST, *(0.44 * ring.spacing for ring in circles)])
    radius = {code: _radius(node, graph.nodes, most) for code, node in nodes.items()}
    numbers = numbered(graph, narrow=narrow)
    discs = [disc(*places[c], radius[c], look[nodes[c].group]) for c in places]
    names = [name for ring in circles for name in _names(ring, nodes, radius, numbers=numbers)]
    legend, height = _legend(look, width, y + 14.0)
    body = [*_lines(graph.edges, places), *discs, *names, *_counts(graph.edges, places, radius), legend]
    return figure(key, width, height, graph.title, graph.summary, *body)


def numbered(graph: Graph, *, narrow: bool) -> bool:
    """Whether numbers stand in place of the treatments' names."""
    return narrow or len(graph.islands[0]) > MOST_NAMED


def _radius(node: Node, nodes: Sequence[Node], largest: float) -> float:
    """Area in proportion to people, as long as the letter in the disc can be read."""
    smallest = min(SMALLEST, largest)
    most = max((n.people for n in nodes if n.people), default=0)
    if not node.people or not most:
        return smallest
    return max(smallest, largest * math.sqrt(node.people / most))


def _lines(edges: Sequence[Edge], places: Mapping[str, Place]) -> list[Markup]:
    most = max((e.studies for e in edges), default=1)
    step = min(2.2, 8.0 / max(1, most - 1))
    return [
        line(*places[e.first], *places[e.second], "#6b747d", 1.4 + step * (e.studies - 1), class_="edge") for e in edges
    ]


def _counts(edges: Sequence[Edge], places: Mapping[str, Place], radius: Mapping[str, float]) -> list[Markup]:
    """The number of studies on each line with two or more, where it hides nothing."""
    taken = [(places[code], radius[code] + 8.0) for code in places]
    found = []
    for edge in sorted(edges, key=lambda e: -e.studies):
        if edge.studies < 2:
            break
        spot = _free_spot(places[edge.first], places[edge.second], taken)
        taken.append((spot, 13.0))
        found.append(label(spot[0], spot[1] + 4.5, str(edge.studies), anchor="middle", bold=True, halo=True))
    return found


def _free_spot(a: Place, b: Place, taken: Sequence[tuple[Place, float]]) -> Place:
    spots = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73)]

    def room(spot: Place) -> float:
        return min(math.dist(spot, place) - reach for place, reach in taken)

    return next((spot for spot in spots if room(spot) > 0), max(spots, key=room))


def _names(ring: Ring, nodes: Mapping[str, Node], radius: Mapping[str, float], *, numbers: bool) -> list[Markup]:
    """The words or the numbers outside a circle."""
    if not numbers:
        radii = [radius[member] for member in ring.members]
        return [drawn(each) for each in around_ring(ring, [_told(nodes[m]) for m in ring.members], radii)]
    return [_number(nodes[member], ring, i, radius[member]) for i, member in enumerate(ring.members)]


def _number(node: Node, ring: Ring, position: int, radius: float) -> Markup:
    angle, reach = ring.angle(position), ring.radius + radius + 11.0
    x, y = ring.centre[0] + reach * math.cos(angle), ring.centre[1] + reach * math.sin(angle)
    return label(x, y + 4.5, str(node.number), size=12, anchor="middle", bold=True)


def _told(node: Node) -> str:
    return f"{node.label} ({node.people:,})" if node.people is not None else f"{node.label} (?)"


def _legend(look: Mapping[str, Look], width: float, top: float) -> tuple[Markup, float]:
    """The classes with their discs, in as many columns as fit."""
    if set(look) == {""}:
        return fragment(), top
    widest = max(text_width(group or "no class", 12.5) for group in look) + 44.0
    columns = max(1, int((width - 12.0) // widest))
    parts = []
    for i, each in enumerate(look.values()):
        x, y = 20.0 + widest * (i % columns), top + 14.0 + 30.0 * (i // columns)
        parts += [disc(x, y, 10.0, each), label(x + 18, y + 4.5, each.group or "no class", size=12.5, fill=INK)]
    return fragment(*parts), top + 30.0 * math.ceil(len(look) / columns) + 6.0
