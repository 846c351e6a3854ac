"""Curves of survival that a network predicts on one baseline: a panel for each treatment, the reference in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.kaplan_meier import time_words
from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import BAND, BLUE, INK, LINE, SOFT, figure, label, line, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.words import inside, level_words

TITLE = "Survival that the network predicts"
COLUMNS = 3
PLOT = 170.0
MARGIN = 46.0


@dataclass(frozen=True, kw_only=True)
class Band:
    """A treatment's curve with its interval, at rising times from 0."""

    treatment: str
    time: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    told: str
    """What stands under the name: the restricted mean."""


@dataclass(frozen=True, kw_only=True)
class Predictions:
    """What the picture shows: the reference first."""

    bands: tuple[Band, ...]
    cuts: tuple[float, ...]
    unit: str
    level: float
    summary: str
    baseline: str
    """Where the reference's hazards are from, in words."""


def draw_survival_curves(shown: Predictions, key: str, *, names: Names = str, narrow: bool = False) -> Markup:
    """A panel for each treatment but the reference, three in a row or one on a phone. `key` makes its ids."""
    reference, *others = shown.bands
    if not others:
        return nothing(key, TITLE, "no treatment's hazard ratios are known until then.", narrow=narrow)
    width, columns = (NARROW, 1) if narrow else (WIDE, min(COLUMNS, max(2, len(others))))
    share, y, parts = width / columns, 6.0, []
    for start in range(0, len(others), columns):
        row = others[start : start + columns]
        heads = [_head(band, share - MARGIN - 16.0, names) for band in row]
        top = y + 16.0 * max(map(len, heads))
        for i, (band, head) in enumerate(zip(row, heads, strict=True)):
            parts.append(_panel(band, reference, head, shown, share * i, share, (y, top)))
        y = top + PLOT + 52.0
    told, y = legend(_entries(shown, reference, names), width - 6.0, y + 4.0)
    small, height = notes(_notes(shown), width, y + 2.0)
    return figure(key, width, height + 2.0, TITLE, shown.summary, *parts, told, small)


def _head(band: Band, room: float, names: Names) -> list[tuple[str, bool]]:
    name = [(text, True) for text in wrapped(names(band.treatment), room, 13, bold=True)]
    return [*name, *((text, False) for text in wrapped(band.told, room, 12, most=4))]


def _panel(
    band: Band,
    reference: Band,
    head: Sequence[tuple[str, bool]],
    shown: Predictions,
    left: float,
    share: float,
    tops: tuple[float, float],
) -> Markup:
    bottom = tops[1] + PLOT
    plane = Plane(
        across=Axis(low=0.0, high=1.02 * band.time[-1], left=left + MARGIN, right=left + share - 14.0, measure=""),
        up=Axis(low=0.0, high=1.0, left=bottom, right=tops[1] + 6.0, measure=""),
    )
    frame, _ = axes(plane, time_words(shown.unit), "", about=(5, 5))
    first = tops[1] - 16.0 * len(head)
    words = [
        label(
            plane.across.left, first + 13 + 16 * i, text, size=13 if bold else 12, bold=bold, fill=INK if bold else SOFT
        )
        for i, (text, bold) in enumerate(head)
    ]
    cuts = [line(plane.across.x(c), plane.top, plane.across.x(c), bottom, LINE, 1, stroke_dasharray="1 3")
            for c in shown.cuts if c < band.time[-1]]  # fmt: skip
    return element(
        "g",
        _area(band, plane),
        frame,
        *cuts,
        _line(reference, plane, SOFT, 1.6, "5 4", "reference"),
        _line(band, plane, BLUE, 2.4, None, "survival"),
        *words,
        class_="panel",
    )


def _area(band: Band, plane: Plane) -> Markup:
    corners = [*zip(band.time, band.high, strict=True), *reversed(list(zip(band.time, band.low, strict=True)))]
    return element("polygon", points=plane.path(corners), fill=BAND, stroke=LINE, stroke_width=0.8, class_="band")


def _line(band: Band, plane: Plane, stroke: str, width: float, dashes: str | None, name: str) -> Markup:
    points = plane.path(list(zip(band.time, band.survival, strict=True)))
    return element(
        "polyline", points=points, fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dashes, class_=name
    )


def _entries(shown: Predictions, reference: Band, names: Names) -> list[Entry]:
    def own(x: float, y: float) -> Markup:
        return line(x - 9, y, x + 9, y, BLUE, 2.4)

    def other(x: float, y: float) -> Markup:
        return line(x - 9, y, x + 9, y, SOFT, 1.6, stroke_dasharray="5 4")

    def cut(x: float, y: float) -> Markup:
        return fragment(line(x, y - 9, x, y + 9, LINE, 1, stroke_dasharray="1 3"))

    return [
        Entry(words="the treatment", glyph=own),
        Entry(words=f"its {level_words(shown.level)} interval", glyph=swatch(BAND)),
        Entry(words=inside(names(reference.treatment)), glyph=other),
        *([Entry(words="hazard ratios change", glyph=cut)] if shown.cuts else []),
    ]


def _notes(shown: Predictions) -> list[str]:
    return [f"Up: the share without the event. Baseline: {shown.baseline}."]
