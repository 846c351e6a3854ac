"""How much does how much? A panel for each agent: the fitted curve of its effect by dose, and every dose by itself.

The curve is whole between the doses studied and broken below the lowest one, where it rests on its shape. Squares are
the estimates of the model in which every dose is a treatment of its own: where they leave the curve, the shape is
not that of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.errors import NetworkError
from dorsal.faces.charts.axis import Axis, reach
from dorsal.faces.charts.legend import Entry, legend, notes
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import BLUE, INK, PAPER, SOFT, figure, label, line, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Interval, Names, favours, pinned, value_words
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count
from dorsal.faces.words import level_words, measure_words

if TYPE_CHECKING:
    from dorsal.synthesis.dose.dose_fit import DoseFit

STEPS = 48
SIDE = 4.0
BAND_FILL = "#dbe6f0"
STEPWISE = ("lumped", "split")


@dataclass(frozen=True, kw_only=True)
class _Point:
    """A dose by itself: its effect against dose 0, and in how many arms it was given."""

    dose: float
    mean: float
    ci: Interval
    arms: int


@dataclass(frozen=True, kw_only=True)
class _Panel:
    """One agent."""

    agent: str
    title: str
    curve: tuple[tuple[float, float, Interval], ...]
    """Dose, effect and interval."""
    points: tuple[_Point, ...]
    lowest: float
    """Of the doses above 0 that were studied."""


def draw_dose_response(
    fit: DoseFit,
    split: DoseFit,
    key: str,
    *,
    better: str = "lower",
    mic: float = 0.0,
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A panel for each agent of `fit`; `split` is the split model of the same trials. `mic` is drawn where above 0."""
    heading = title or f"Effects against {names(fit.doses.zero_words)} by dose"
    panels = [_panel(fit, split, agent, names) for agent in fit.doses.agents]
    width = NARROW if narrow else WIDE
    columns = 1 if narrow else min(3, len(panels))
    line_at = [] if mic <= 0.0 else [mic if better == "higher" else -mic]
    planes = _planes(panels, fit.doses.network.measure, columns, width, line_at)
    up = measure_words(fit.doses.network.measure)
    drawn = [_drawn(p, plane, up, line_at) for p, plane in zip(panels, planes, strict=True)]
    told, y = legend(_entries(fit, bool(line_at)), width - 6.0, planes[-1].bottom + 52.0)
    sides = favours(better)
    way = f"Below the line of no difference: {sides[0]}; above it: {sides[1]}." if any(sides) else ""
    small, height = notes([*([way] if way else []), *_notes(fit, panels, names)], width, y + 4.0)
    return figure(key, width, height + 4.0, heading, dose_words(fit, names=names), *drawn, told, small)


def _panel(fit: DoseFit, split: DoseFit, agent: str, names: Names) -> _Panel:
    levels, (start, end) = fit.doses.levels(agent), fit.doses.reach(agent)
    at = sorted({*levels, *(start + (end - start) * i / STEPS for i in range(STEPS + 1))})
    curve = [] if fit.curves.curves[agent].shape.kind in STEPWISE else _curve(fit, agent, at)
    given = fit.doses.arms[agent]
    points = []
    for dose in levels:
        try:
            found = split.effect(agent, dose)
        except NetworkError:
            continue  # no chain of trials joins this dose to dose 0
        points.append(_Point(dose=dose, mean=found.mean, ci=found.ci, arms=given.count(dose)))
    shape = fit.curves.curves[agent].shape.name
    return _Panel(
        agent=agent, title=f"{names(agent)} ({shape})", curve=tuple(curve), points=tuple(points), lowest=levels[0]
    )  # fmt: skip


def _curve(fit: DoseFit, agent: str, at: Sequence[float]) -> list[tuple[float, float, Interval]]:
    try:
        effects = [(dose, fit.effect(agent, dose)) for dose in at]
    except NetworkError:
        return []
    return [(dose, effect.mean, effect.ci) for dose, effect in effects]


def _planes(panels: Sequence[_Panel], measure: str, columns: int, width: float, keep: Sequence[float]) -> list[Plane]:
    """The same vertical axis for all panels; an agent's doses from 0 to its highest."""
    means = [m for p in panels for m in (*(y for _, y, _ in p.curve), *(q.mean for q in p.points))]
    spans = [ci for p in panels for ci in (*(ci for _, _, ci in p.curve), *(q.ci for q in p.points))]
    low, high = reach(means, spans, (0.0, *keep))
    share = (width - 18.0) / columns
    height = {1: 210.0 if width == NARROW else 340.0, 2: 280.0}.get(columns, 210.0)
    y, planes = 6.0, []
    for start in range(0, len(panels), columns):
        row = panels[start : start + columns]
        y += 15.0 * max(len(_title(panel, share)) for panel in row) + 8.0
        for i, panel in enumerate(row):
            left, right = 18.0 + share * i + 46.0, 18.0 + share * (i + 1) - 14.0
            end = max([panel.lowest, *(x for x, _, _ in panel.curve), *(q.dose for q in panel.points)])
            across = Axis(low=-0.03 * end, high=1.05 * end, left=left, right=right, measure="")
            planes.append(Plane(across=across, up=Axis(low=low, high=high, left=y + height, right=y, measure=measure)))
        y += height + 58.0
    return planes


def _title(panel: _Panel, share: float) -> list[str]:
    return wrapped(panel.title, share - 60.0, 13, bold=True)


def _drawn(panel: _Panel, plane: Plane, up: str, line_at: Sequence[float]) -> Markup:
    left = plane.across.left
    room = plane.across.right - left
    lines = _title(panel, room + 60.0)
    words = [label(left, plane.top - 8 - 15 * (len(lines) - 1 - i), text, bold=True) for i, text in enumerate(lines)]
    frame, _ = axes(plane, "dose", up if left < 70.0 else "", about=(max(3, int(room // 60)), 5))
    zero = line(left, plane.up.x(0.0), plane.across.right, plane.up.x(0.0), SOFT, 1.2)
    matters = [line(left, plane.up.x(v), plane.across.right, plane.up.x(v), INK, 1, stroke_dasharray="1 3")
               for v in line_at]  # fmt: skip
    parts = [_point(point, plane) for point in panel.points]
    return element("g", *words, _band(panel, plane), frame, zero, *matters, _line(panel, plane), *parts, class_="panel")


def _band(panel: _Panel, plane: Plane) -> Markup | None:
    if not panel.curve:
        return None
    low, high = plane.up.low, plane.up.high
    lower, upper = ([(x, pinned(ci[end], low, high)) for x, _, ci in panel.curve] for end in (0, 1))
    edges = [element("polyline", points=plane.path(edge), fill="none", stroke=SOFT, stroke_width=0.8,
                     stroke_dasharray="2 2") for edge in (upper, lower)]  # fmt: skip
    area = f"{plane.path(upper)} {plane.path(lower[::-1])}"
    return fragment(element("polygon", points=area, fill=BAND_FILL, class_="interval"), *edges)


def _line(panel: _Panel, plane: Plane) -> Markup | None:
    """Broken below the lowest dose studied, whole from there on; cut where it leaves the plane."""
    if not panel.curve:
        return None
    points = [(x, pinned(y, plane.up.low, plane.up.high)) for x, y, _ in panel.curve]
    if len(points) == 1:  # one dose, and no study of dose 0
        (x, y), (low, high) = plane.place(*points[0]), panel.curve[0][2]
        ends = (plane.up.x(pinned(end, plane.up.low, plane.up.high)) for end in (low, high))
        return fragment(line(x, next(ends), x, next(ends), BLUE, 1.4), element("circle", cx=x, cy=y, r=4, fill=BLUE))
    below = [point for point in points if point[0] <= panel.lowest]
    above = points[max(0, len(below) - 1) :]
    return fragment(
        element("polyline", points=plane.path(below), fill="none", stroke=BLUE, stroke_width=1.6,
                stroke_dasharray="6 4", class_="below") if len(below) > 1 else None,
        element("polyline", points=plane.path(above), fill="none", stroke=BLUE, stroke_width=2.2,
                class_="fitted") if len(above) > 1 else None,
    )  # fmt: skip


def _point(point: _Point, plane: Plane) -> Markup:
    x = plane.across.x(point.dose)
    low, high = plane.up.low, plane.up.high
    y, ends = plane.up.x(pinned(point.mean, low, high)), [plane.up.x(pinned(end, low, high)) for end in point.ci]
    caps = [line(x - 3, plane.up.x(end), x + 3, plane.up.x(end), INK, 1.2) for end in point.ci if low <= end <= high]
    told = element("title", f"dose {point.dose:g}, {count(point.arms, 'arm')}")
    square = element("rect", told, x=x - SIDE, y=y - SIDE, width=2 * SIDE, height=2 * SIDE, fill=PAPER, stroke=INK,
                     stroke_width=1.4, class_="dose")  # fmt: skip
    return fragment(line(x, ends[0], x, ends[1], INK, 1.2), *caps, square)


def _entries(fit: DoseFit, matters: bool) -> tuple[Entry, ...]:
    def fitted(x: float, y: float) -> Markup:
        band = element("rect", x=x - 9, y=y - 6, width=18, height=12, fill=BAND_FILL)
        return fragment(band, line(x - 9, y, x + 9, y, BLUE, 2.2))

    def below(x: float, y: float) -> Markup:
        return line(x - 9, y, x + 9, y, BLUE, 1.6, stroke_dasharray="6 4")

    def alone(x: float, y: float) -> Markup:
        box = element("rect", x=x - SIDE, y=y - SIDE, width=2 * SIDE, height=2 * SIDE, fill=PAPER, stroke=INK,
                      stroke_width=1.4)  # fmt: skip
        return fragment(line(x, y - 9, x, y + 9, INK, 1.2), box)

    def mic(x: float, y: float) -> Markup:
        return line(x - 9, y, x + 9, y, INK, 1, stroke_dasharray="1 3")

    level = level_words(fit.options.level)
    return (
        Entry(words=f"fitted curve with its {level} interval", glyph=fitted),
        Entry(words="below the lowest dose studied", glyph=below),
        Entry(words=f"a dose by itself (split model) with its {level} interval", glyph=alone),
        *([Entry(words="smallest difference that matters", glyph=mic)] if matters else []),
    )


def _notes(fit: DoseFit, panels: Sequence[_Panel], names: Names) -> list[str]:
    found = []
    unjoined = [
        f"{names(p.agent)} {dose:g}"
        for p in panels
        for dose in fit.doses.levels(p.agent)
        if dose not in {point.dose for point in p.points}
    ]
    if unjoined:
        found.append(f"No square, for no chain of trials joins it to dose 0: {', '.join(unjoined)}.")
    if not fit.doses.zero:
        found.append("No study gave dose 0: effects against it rest on the shape of the curves.")
    if fit.doses.whole:
        found.append(f"Without a dose, and so without a curve: {', '.join(map(names, fit.doses.whole))}.")
    return found


def dose_words(fit: DoseFit, *, names: Names = str) -> str:
    """Each agent's doses, and the effect at the highest one studied."""
    told = []
    for agent in fit.doses.agents:
        levels = fit.doses.levels(agent)
        span = f"{levels[0]:g}" if len(levels) == 1 else f"{levels[0]:g} to {levels[-1]:g}"
        doses = f"{names(agent)}, {count(len(levels), 'dose')} ({span})"
        try:
            top = fit.effect(agent, levels[-1])
        except NetworkError:
            told.append(f"{doses}: not told against dose 0.")
            continue
        told.append(f"{doses}: at {levels[-1]:g} {value_words(top.mean, top.ci, fit.doses.network.measure)}.")
    return " ".join(told)
