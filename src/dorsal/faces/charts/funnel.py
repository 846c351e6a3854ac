"""Comparison-adjusted funnel: do small studies differ from the large ones of the same comparison?

Chaimani, Higgins, Mavridis, Spyridonos & Salanti 2013. Each point is a comparison in a study, as far as it lies from
that comparison's pooled direct effect, against its standard error; the funnel holds 95 % of points without bias.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.legend import Entry, Glyph, legend, notes, nothing
from dorsal.faces.charts.marks import KINDS, mark
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import INK, SOFT, figure, line
from dorsal.faces.charts.wording import NARROW, WIDE, Names, against
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, is_ratio, number, p_value
from dorsal.faces.words import measure_words

if TYPE_CHECKING:
    from dorsal.synthesis.reporting.small_study import Asymmetry, FunnelPoint

Pair = tuple[str, str]
TITLE = "Comparison-adjusted funnel"
Z = 1.959963984540054
ALERT = 0.10
"""Tests of asymmetry have little power; by custom they are read at this level."""
TESTS: Mapping[str, str] = {
    "egger": "Egger's test",
    "thompson": "Thompson and Sharp's test",
    "begg": "Begg and Mazumdar's test",
    "macaskill": "Macaskill's test",
}


def draw_funnel(
    points: Sequence[FunnelPoint],
    key: str,
    *,
    measure: str,
    tests: Sequence[Asymmetry] = (),
    names: Names = str,
    studies: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """The funnel with a sign for each comparison and the tests in words. `studies`: from a study's code to its words.

    `measure` is the network's: ratios have a logarithmic axis.
    """
    if len(points) < 2:
        why = "no comparison." if not points else "a single comparison in a single study has no shape."
        return nothing(key, title, why, narrow=narrow)
    plane = _plane(points, measure, narrow)
    kinds = kinds_of(points)
    word = "Ratio to" if is_ratio(measure) else "Difference from"
    frame, y = axes(
        plane,
        f"{word} the comparison's pooled direct effect ({measure_words(measure)})",
        "Standard error, small studies below",
        about=(4 if narrow else 6, 5),
    )
    width, left = (NARROW, 6.0) if narrow else (WIDE, plane.across.right + 34.0)
    told, side = legend(entries_of(kinds, points, names), width - 6.0, y + 8.0 if narrow else plane.top, left)
    small, height = notes(_notes(points, tests), width, max(y + 10.0, side + 6.0))
    drawn = [_point(p, kinds, plane, names, studies) for p in points]
    summary = funnel_words(points, tests)
    return figure(key, width, height + 4.0, title, summary, frame, _funnel(plane), *drawn, told, small)


def _plane(points: Sequence[FunnelPoint], measure: str, narrow: bool) -> Plane:
    deepest = 1.06 * max(p.se for p in points)
    reach = 1.06 * max(Z * deepest, *(abs(p.adjusted) for p in points))
    left, right, bottom = (64.0, 330.0, 280.0) if narrow else (76.0, 620.0, 440.0)
    return Plane(
        across=Axis(low=-reach, high=reach, left=left, right=right, measure=measure),
        up=Axis(low=0.0, high=deepest, left=14.0, right=bottom, measure=""),
    )


def kinds_of(points: Sequence[FunnelPoint]) -> dict[Pair, int]:
    """A sign for each comparison, most studied first; the last sign stands for all that are left."""
    seen = Counter((p.first, p.second) for p in points)
    order = sorted(seen, key=lambda pair: (-seen[pair], pair))
    return {pair: min(i, KINDS - 1) for i, pair in enumerate(order)}


def _funnel(plane: Plane) -> Markup:
    x0, top = plane.place(0.0, 0.0)
    deepest = plane.up.high
    left, right = plane.across.x(-Z * deepest), plane.across.x(Z * deepest)
    dashes = {"stroke_dasharray": "5 4"}
    return fragment(
        line(x0, top, x0, plane.bottom, INK, 1.2),
        line(x0, top, left, plane.bottom, SOFT, 1.0, class_="limit", **dashes),
        line(x0, top, right, plane.bottom, SOFT, 1.0, class_="limit", **dashes),
    )


def _point(point: FunnelPoint, kinds: Mapping[Pair, int], plane: Plane, names: Names, studies: Names) -> Markup:
    hint = f"{studies(point.study)}: {against(names, point.first, point.second)}"
    return mark(kinds[point.first, point.second], *plane.place(point.adjusted, point.se), hint=hint)


def entries_of(kinds: Mapping[Pair, int], points: Sequence[FunnelPoint], names: Names) -> list[Entry]:
    """What each sign stands for, with its number of points."""
    seen = Counter(kinds[p.first, p.second] for p in points)
    many = Counter(kinds.values())
    entries = []
    for pair, kind in kinds.items():
        if many[kind] == 1:
            entries.append(Entry(words=f"{against(names, *pair)} ({seen[kind]})", glyph=_glyph(kind)))
    if many[KINDS - 1] > 1:
        words = f"{many[KINDS - 1]} other comparisons ({seen[KINDS - 1]})"
        entries.append(Entry(words=words, glyph=_glyph(KINDS - 1)))
    return entries


def _glyph(kind: int) -> Glyph:
    def glyph(x: float, y: float) -> Markup:
        return element("g", mark(kind, x, y), class_="key")

    return glyph


def _notes(points: Sequence[FunnelPoint], tests: Sequence[Asymmetry]) -> list[str]:
    alone = sum(n == 1 for n in Counter((p.first, p.second) for p in points).values())
    lines = [
        *(asymmetry_words(test) for test in tests),
        "Left of the line: lower than the other studies of the same comparison. Dashed: 95 % of points lie between "
        "without small-study effects and heterogeneity.",
    ]
    if alone:
        lines.append(f"{count(alone, 'comparison')} with a single study: on the line by construction.")
    return lines


def asymmetry_words(test: Asymmetry) -> str:
    """ "Egger's test: t = 1.20 on 26 degrees of freedom, P = 0.24: no more asymmetry than chance explains." """
    name = TESTS.get(test.test, test.test)
    value = f"{'z' if test.df is None else 't'} = {number(test.statistic, 2)}"
    freedom = "" if test.df is None else f" on {count(test.df, 'degree')} of freedom"
    read = "more asymmetry than chance explains" if test.p < ALERT else "no more asymmetry than chance explains"
    return f"{name}: {value}{freedom}, {p_value(test.p)}: {read} (read at 0.10)."


def funnel_words(points: Sequence[FunnelPoint], tests: Sequence[Asymmetry] = ()) -> str:
    """How many points there are, how many leave the funnel, and what the tests say."""
    pairs, studies = {(p.first, p.second) for p in points}, {p.study for p in points}
    outside = sum(abs(p.adjusted) > Z * p.se for p in points)
    told = (
        f"{count(len(points), 'point')} of {count(len(studies), 'study', 'studies')} in "
        f"{count(len(pairs), 'comparison')}; {outside} outside the funnel."
    )
    return " ".join([told, *(asymmetry_words(test) for test in tests)])
