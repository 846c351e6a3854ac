"""Signs for points: eight shapes, each filled, open or grey, so that 24 kinds are told apart without colour."""

from __future__ import annotations

import math

from dorsal.faces.charts.svg import BLUE, PAPER
from dorsal.faces.markup import Markup, element

SHAPES = ("circle", "square", "triangle", "diamond", "wedge", "cross", "star", "bar")
FILLS = (BLUE, PAPER, "#a8b2bc")
KINDS = len(SHAPES) * len(FILLS)


def mark(kind: int, x: float, y: float, radius: float = 4.5, hint: str = "") -> Markup:
    """The sign of a kind (0, 1, ...; they repeat after KINDS) around this centre, with a hint for the pointer."""
    shape, fill = SHAPES[kind % len(SHAPES)], FILLS[kind // len(SHAPES) % len(FILLS)]
    ink = {"fill": fill, "stroke": BLUE, "stroke_width": "1.3", "class_": "point"}
    told = element("title", hint) if hint else None
    if shape == "circle":
        return element("circle", told, cx=x, cy=y, r=radius, **ink)
    corners = " ".join(f"{x + radius * a:.2f},{y + radius * b:.2f}" for a, b in _corners(shape))
    return element("polygon", told, points=corners, **ink)


def _corners(shape: str) -> list[tuple[float, float]]:
    if shape == "square":
        return [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    if shape == "triangle":
        return [(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)]
    if shape == "wedge":
        return [(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)]
    if shape == "diamond":
        return [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]
    if shape == "bar":
        return [(-1.5, -0.5), (1.5, -0.5), (1.5, 0.5), (-1.5, 0.5)]
    if shape == "cross":
        arm = [(0.4, -0.4), (0.4, -1.2), (-0.4, -1.2)]
        return [turned for quarter in range(4) for turned in _quarter_turns(arm, quarter)]
    turns = [(1.5 if i % 2 == 0 else 0.6, math.pi * (i / 5.0 - 0.5)) for i in range(10)]
    return [(reach * math.cos(turn), reach * math.sin(turn)) for reach, turn in turns]


def _quarter_turns(corners: list[tuple[float, float]], times: int) -> list[tuple[float, float]]:
    for _ in range(times):
        corners = [(b, -a) for a, b in corners]
    return corners
