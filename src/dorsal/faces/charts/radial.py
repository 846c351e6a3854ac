"""Radial (Galbraith) plot of a network: which studies lie further from their comparison than chance explains?

Galbraith 1988. Each point is a comparison in a study: across its precision 1 / se, up its distance from that
comparison's pooled direct effect in standard errors, so that every point has the same error of 1. Precise studies
stand at the right. Egger's regression is a straight line here, and its intercept is the test's bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.funnel import Z, asymmetry_words, entries_of, kinds_of
from dorsal.faces.charts.legend import legend, notes, nothing
from dorsal.faces.charts.marks import mark
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import INK, SOFT, figure, line
from dorsal.faces.charts.wording import NARROW, WIDE, Names, against
from dorsal.faces.markup import Markup, fragment
from dorsal.faces.numbers import count, is_ratio, number, percent

if TYPE_CHECKING:
    from dorsal.synthesis.reporting.small_study import Asymmetry, FunnelPoint

TITLE = "Comparison-adjusted radial plot"
MOST_NAMED = 5


def draw_radial(
    points: Sequence[FunnelPoint],
    key: str,
    *,
    measure: str,
    test: Asymmetry | None = None,
    names: Names = str,
    studies: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """The plot with a sign for each comparison; with Egger's test its line too. `measure` is the network's."""
    if len(points) < 2:
        why = "no comparison." if not points else "a single comparison in a single study has no shape."
        return nothing(key, title, why, narrow=narrow)
    plane, kinds = _plane(points, narrow), kinds_of(points)
    scale = " of the logarithm" if is_ratio(measure) else ""
    frame, y = axes(
        plane,
        f"Precision: 1 / standard error{scale}, large studies at the right",
        "Standard errors from the comparison's pooled direct effect",
        about=(4 if narrow else 6, 6),
    )
    width, left = (NARROW, 6.0) if narrow else (WIDE, plane.across.right + 34.0)
    told, side = legend(entries_of(kinds, points, names), width - 6.0, y + 8.0 if narrow else plane.top, left)
    small, height = notes(_notes(points, test), width, max(y + 10.0, side + 6.0))
    drawn = [
        mark(
            kinds[p.first, p.second],
            *plane.place(1.0 / p.se, p.adjusted / p.se),
            hint=f"{studies(p.study)}: {against(names, p.first, p.second)}",
        )
        for p in points
    ]
    summary = radial_words(points, test, studies=studies)
    lines = fragment(_band(plane), _egger(points, test, plane))
    return figure(key, width, height + 4.0, title, summary, frame, lines, *drawn, told, small)


def _plane(points: Sequence[FunnelPoint], narrow: bool) -> Plane:
    reach = 1.1 * max(Z, *(abs(p.adjusted / p.se) for p in points))
    left, right, bottom = (58.0, 330.0, 270.0) if narrow else (70.0, 620.0, 430.0)
    return Plane(
        across=Axis(low=0.0, high=1.06 * max(1.0 / p.se for p in points), left=left, right=right, measure=""),
        up=Axis(low=-reach, high=reach, left=bottom, right=14.0, measure=""),
    )


def _band(plane: Plane) -> Markup:
    left, right = plane.across.left, plane.across.right
    return fragment(
        line(left, plane.up.x(0.0), right, plane.up.x(0.0), INK, 1.2),
        *(line(left, y, right, y, SOFT, 1.0, class_="limit", stroke_dasharray="5 4")
          for y in (plane.up.x(-Z), plane.up.x(Z))),
    )  # fmt: skip


def _egger(points: Sequence[FunnelPoint], test: Asymmetry | None, plane: Plane) -> Markup | None:
    """The least-squares line goes through the points' means; its intercept is the test's bias."""
    if test is None or test.test != "egger":
        return None
    precision = sum(1.0 / p.se for p in points) / len(points)
    distance = sum(p.adjusted / p.se for p in points) / len(points)
    end = plane.across.high
    ends = (0.0, test.bias), (end, test.bias + (distance - test.bias) / precision * end)
    (x1, y1), (x2, y2) = (plane.held(*one) for one in ends)
    return line(x1, y1, x2, y2, INK, 1.4, class_="egger", stroke_dasharray="1 4", stroke_linecap="round")


def _notes(points: Sequence[FunnelPoint], test: Asymmetry | None) -> list[str]:
    lines = [
        "Dashed: 95 % of points lie between, if nothing but chance parts the studies of a comparison. Above the line: "
        "higher than the other studies of the same comparison."
    ]
    if test is not None:
        lines = [asymmetry_words(test), "Dotted: Egger's regression; where it starts at the left is its bias.", *lines]
    pairs = {(p.first, p.second) for p in points}
    alone = sum(sum((p.first, p.second) == pair for p in points) == 1 for pair in pairs)
    if alone:
        lines.append(f"{count(alone, 'comparison')} with a single study: on the line by construction.")
    return lines


def radial_words(points: Sequence[FunnelPoint], test: Asymmetry | None = None, *, studies: Names = str) -> str:
    """How many points lie further out than chance explains, which are furthest, and what Egger's test says."""
    pairs = {(p.first, p.second) for p in points}
    outside = sorted((p for p in points if abs(p.adjusted) > Z * p.se), key=lambda p: -abs(p.adjusted / p.se))
    told = (
        f"{count(len(points), 'point')} in {count(len(pairs), 'comparison')}; {len(outside)} "
        f"({percent(len(outside) / len(points))}) further from the pooled effect than 1.96 standard errors"
    )
    if outside:
        named = [f"{studies(p.study)} {number(p.adjusted / p.se, 1)}" for p in outside[:MOST_NAMED]]
        told += f", furthest {', '.join(named)}"
    return f"{told}. {asymmetry_words(test)}" if test is not None else f"{told}."
