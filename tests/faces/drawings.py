"""Reads a drawing back: its parts, its words, and where they stand."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from dorsal.faces.charts.svg import text_width

NS = "{http://www.w3.org/2000/svg}"
Node = ElementTree.Element
ALLOWED = {"svg", "title", "desc", "g", "rect", "line", "circle", "path", "polyline", "polygon", "text"}


def read(svg: str) -> Node:
    """The drawing as a tree; fails unless it is well formed, an image, and named by its own title and description."""
    tree = ElementTree.fromstring(svg)
    assert tree.get("role") == "img"
    assert (tree.get("aria-labelledby") or "").split() == [n.get("id") for n in tree[:2]]
    assert {node.tag.removeprefix(NS) for node in tree.iter()} <= ALLOWED
    return tree


def described(tree: Node) -> tuple[str, str]:
    """Title and description."""
    return tree[0].text or "", tree[1].text or ""


def of_class(tree: Node, name: str) -> list[Node]:
    """All parts of a class."""
    return [node for node in tree.iter() if name in (node.get("class") or "").split()]


def texts(tree: Node) -> list[str]:
    """All words in the drawing."""
    return [node.text or "" for node in tree.iter(f"{NS}text")]


def words(tree: Node) -> str:
    """All words of a drawing in one line."""
    return plain(" ".join(texts(tree)))


def plain(text: str) -> str:
    """A text with single ordinary spaces, whatever lines and no-break spaces it was given."""
    return " ".join(text.split())


def number(node: Node, name: str) -> float:
    """A numeric attribute."""
    return float(node.get(name, "nan"))


def points(node: Node) -> list[tuple[float, float]]:
    """The corners of a polyline or polygon."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in (node.get("points") or "").split())]


def scale(tree: Node, y: float | None = None) -> tuple[float, float]:
    """Slope and intercept of value against x, from the ticks below a plot (those at `y`, or the lowest)."""
    ticks: dict[float, dict[float, float]] = {}
    for node in tree.iter(f"{NS}text"):
        if node.get("text-anchor") == "middle" and re.fullmatch(r"−?[\d.,]+", node.text or ""):
            value = float((node.text or "").replace("−", "-").replace(",", ""))
            ticks.setdefault(number(node, "y"), {})[number(node, "x")] = value
    rows = {place: row for place, row in ticks.items() if len(row) > 1 and list(row.values()) == sorted(row.values())}
    (x1, v1), *_, (x2, v2) = sorted(rows[max(rows) if y is None else y].items())
    slope = (v2 - v1) / (x2 - x1)
    return slope, v1 - slope * x1


def outside(tree: Node, slack: float = 2.0) -> list[str]:
    """Parts that leave the picture by more than `slack`; words by 0.9 of their estimated width, which is generous."""
    _, _, width, height = map(float, (tree.get("viewBox") or "").split())
    found = []
    for node in tree.iter():
        places = [(number(node, a), number(node, b)) for a, b in (("x", "y"), ("x1", "y1"), ("x2", "y2"), ("cx", "cy"))
                  if node.get(a) is not None]  # fmt: skip
        places += points(node)
        if node.tag == f"{NS}rect":
            places.append((places[0][0] + number(node, "width"), places[0][1] + number(node, "height")))
        if node.tag == f"{NS}text" and node.get("transform") is None:
            size, bold = float(node.get("font-size", "13")), node.get("font-weight") == "bold"
            wide = 0.9 * text_width(node.text or "", size, bold=bold)
            left = places[0][0] - {"middle": wide / 2.0, "end": wide}.get(node.get("text-anchor", ""), 0.0)
            places += [(left, places[0][1]), (left + wide, places[0][1])]
        for x, y in places:
            if not (-slack <= x <= width + slack and -slack <= y <= height + slack):
                found.append(f"{node.tag.removeprefix(NS)} {node.text or ''} at {x:.1f}, {y:.1f}")
    return found
