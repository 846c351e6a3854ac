"""Kaplan-Meier curves of one trial: a line for each arm, ticks where people were censored, numbers at risk below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.legend import Entry, Glyph, legend, notes
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import BLUE, INK, SOFT, figure, label, line, shortened, text_width
from dorsal.faces.charts.wording import NARROW, WIDE, Names
from dorsal.faces.markup import Markup, element, fragment

STYLES: tuple[tuple[str, str | None], ...] = (
    (INK, None), (BLUE, "9 4"), ("#8a3b12", "2 3"), ("#2d6a3e", "12 3 2 3"), ("#5b3a8c", "5 2"), (SOFT, "1 2 6 2"),
)  # fmt: skip
"""Line and dashes of the arms, in the order of the treatments; they repeat after the sixth."""
NAMES_WIDTH = 150.0
ROW = 17.0
UP = "Share without the event"


@dataclass(frozen=True, kw_only=True)
class StepCurve:
    """One arm: where its curve falls and to what, where people were censored, and how many are left at the ticks."""

    treatment: str
    steps: tuple[tuple[float, float], ...]
    censored: tuple[float, ...]
    last: float
    at_risk: tuple[int, ...]
    """At the times of the chart, in their order."""

    def at(self, when: float) -> float:
        """Survival just after a time."""
        return next((s for t, s in reversed(self.steps) if t <= when), 1.0)


@dataclass(frozen=True, kw_only=True)
class TrialCurves:
    """What the chart shows."""

    study: str
    curves: tuple[StepCurve, ...]
    times: tuple[float, ...]
    """Of the numbers at risk."""
    end: float
    unit: str
    summary: str
    styles: tuple[int, ...]
    """Of each curve, so that a treatment looks alike in every trial."""
    rebuilt: bool = False


def time_words(unit: str) -> str:
    """The words of the axis: "Months", "Time"."""
    return unit[:1].upper() + unit[1:]


def draw_kaplan_meier(trial: TrialCurves, key: str, *, names: Names = str, narrow: bool = False) -> Markup:
    """The curves as SVG: 960 wide, or 340. `key` makes its ids."""
    width = NARROW if narrow else WIDE
    room = min(NAMES_WIDTH, max(text_width(names(curve.treatment), 12.5) for curve in trial.curves))
    plane = survival_plane(trial.end, narrow=narrow, left=48.0 if narrow else 44.0 + max(room, 30.0))
    frame, y = axes(plane, time_words(trial.unit), "" if narrow else UP, about=(5 if narrow else 8, 5))
    lines = [_curve(curve, style, plane) for curve, style in zip(trial.curves, trial.styles, strict=True)]
    table, y = _at_risk(trial, plane, y + 6.0, names, narrow=narrow)
    told, y = legend(_entries(trial, names), width - 6.0, y + 8.0)
    small, height = notes(_notes(trial, narrow), width, y + 2.0)
    title = f"Kaplan-Meier curves of {trial.study}"
    return figure(key, width, height + 2.0, title, trial.summary, frame, *reversed(lines), table, told, small)


def survival_plane(end: float, *, narrow: bool, left: float) -> Plane:
    """Time across, a share from 0 to 1 up."""
    right, bottom = (NARROW - 14.0, 220.0) if narrow else (WIDE - 30.0, 330.0)
    return Plane(
        across=Axis(low=0.0, high=1.02 * end, left=left, right=right, measure=""),
        up=Axis(low=0.0, high=1.0, left=bottom, right=12.0, measure=""),
    )


def _curve(curve: StepCurve, style: int, plane: Plane) -> Markup:
    stroke, dashes = STYLES[style % len(STYLES)]
    ticks = []
    for when in curve.censored:
        x, y = plane.held(when, curve.at(when))
        ticks.append(line(x, y - 4, x, y + 4, stroke, 1.2, class_="censored"))
    path = element(
        "polyline", points=plane.path(stairs(curve)), fill="none", stroke=stroke, stroke_width=2.2,
        stroke_dasharray=dashes, class_="survival",
    )  # fmt: skip
    return fragment(path, *ticks)


def stairs(curve: StepCurve) -> list[tuple[float, float]]:
    """The corners of the curve from time 0 to its last time."""
    found, level = [(0.0, 1.0)], 1.0
    for when, survival in curve.steps:
        found += [(when, level), (when, survival)]
        level = survival
    return [*found, (curve.last, level)]


def _at_risk(trial: TrialCurves, plane: Plane, top: float, names: Names, *, narrow: bool) -> tuple[Markup, float]:
    parts = [label(6, top + 12, "At risk", size=12, fill=SOFT)]
    y = top + ROW
    for curve in trial.curves:
        words = names(curve.treatment)
        if narrow:
            parts.append(label(6, y + 12, shortened(words, NARROW - 12.0, 12, bold=True), size=12, bold=True))
            y += ROW
        else:
            parts.append(label(6, y + 12, shortened(words, NAMES_WIDTH + 20.0, 12.5), size=12.5))
        parts += [
            label(plane.across.x(when), y + 12, f"{n:,}", size=12, anchor="middle")
            for when, n in zip(trial.times, curve.at_risk, strict=True)
        ]
        y += ROW
    return fragment(*parts), y


def sample(style: int) -> Glyph:
    """A piece of a curve, for the legend."""
    stroke, dashes = STYLES[style % len(STYLES)]

    def glyph(x: float, y: float) -> Markup:
        return line(x - 9, y, x + 11, y, stroke, 2.4, stroke_dasharray=dashes)

    return glyph


def _censored(x: float, y: float) -> Markup:
    return fragment(line(x - 9, y, x + 9, y, SOFT, 1.4), line(x, y - 4, x, y + 4, SOFT, 1.4))


def _entries(trial: TrialCurves, names: Names) -> list[Entry]:
    arms = zip(trial.curves, trial.styles, strict=True)
    found = [Entry(words=names(curve.treatment), glyph=sample(style)) for curve, style in arms]
    if any(curve.censored for curve in trial.curves):
        found.append(Entry(words="censored", glyph=_censored))
    return found


def _notes(trial: TrialCurves, narrow: bool) -> Sequence[str]:
    up = ["Up: the share without the event."] if narrow else []
    rebuilt = ["Rebuilt from a printed curve (Guyot 2012): near the real times, not the real ones."]
    return [*up, *(rebuilt if trial.rebuilt else [])]
