"""Does an effect change with what the studies differ in? Studies as bubbles around the regression's line.

A bubble's area is in proportion to the study's precision, 1 / se^2. The line is the fitted effect against the reference
with the other covariates at their means; it is broken where no study of that comparison lies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.errors import OptionError
from dorsal.faces.charts.axis import Axis
from dorsal.faces.charts.legend import Entry, legend, notes
from dorsal.faces.charts.plane import Plane, axes
from dorsal.faces.charts.svg import BLUE, INK, SOFT, figure, label, line, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Interval, Names, against, pinned
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, is_ratio, p_value, percent, shown
from dorsal.faces.words import level_words, listed, measure_words

if TYPE_CHECKING:
    from dorsal.synthesis.modifier import RegressionFit, Slope

LARGEST = 13.0
SMALLEST = 2.5
STEPS = 24
BAND_FILL = "#dbe6f0"
BUBBLE = "#9dc3e6"


@dataclass(frozen=True, kw_only=True)
class CovariateAxis(Axis):
    """An axis of a covariate: years have no thousands separator, and no decimals."""

    whole: bool = False
    """Whether all values are whole numbers."""

    def ticks(self, about: int = 6) -> list[tuple[float, str]]:
        round_ones = [(v, f"{v:.0f}") for v, _ in super().ticks(about) if abs(v - round(v)) < 1e-9]
        if self.whole and len(round_ones) > 1 and max(abs(v) for v, _ in round_ones) < 1e4:
            return round_ones
        return [(v, words.replace(",", "") if abs(v) < 1e4 else words) for v, words in super().ticks(about)]


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """One study that compares the two: covariate, effect (analysis scale) and standard error."""

    study: str
    x: float
    y: float
    se: float


@dataclass(frozen=True, kw_only=True)
class _Panel:
    """One treatment against the reference."""

    title: str
    bubbles: tuple[Bubble, ...]
    line: tuple[tuple[float, float, Interval], ...]
    """Covariate, effect and interval."""


def draw_bubbles(
    fit: RegressionFit,
    covariate: str,
    key: str,
    *,
    treatments: Sequence[str] = (),
    names: Names = str,
    studies: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A panel for each treatment against the regression's reference; without a choice, for all compared with it.

    Raises OptionError for a covariate that is not in the model, NetworkError for an unknown treatment.
    """
    if covariate not in fit.centre:
        raise OptionError(f"{covariate} is no covariate of this model ({', '.join(fit.centre)})")
    heading = title or f"Effects against {names(fit.reference)} by {covariate}"
    panels = [_panel(fit, t, covariate, names) for t in treatments or _compared(fit)]
    width = NARROW if narrow else WIDE
    columns = 1 if narrow else min(3, len(panels))
    planes = _planes(panels, fit.network.measure, columns, width)
    most = max((1.0 / b.se for p in panels for b in p.bubbles), default=1.0)
    drawn = [
        _drawn(panel, plane, most, covariate, measure_words(fit.network.measure), studies)
        for panel, plane in zip(panels, planes, strict=True)
    ]
    told, y = legend(_entries(fit.options.level), width - 6.0, planes[-1].bottom + 52.0)
    small, height = notes(_notes(fit, covariate, names), width, y + 4.0)
    summary = bubble_words(fit, covariate, names=names)
    return figure(key, width, height + 4.0, heading, summary, *drawn, told, small)


def _compared(fit: RegressionFit) -> list[str]:
    met = {t for c in fit.network.contrasts if fit.reference in c.treatments for t in c.treatments}
    return [t for t in fit.network.treatments if t in met and t != fit.reference]


def bubbles_of(fit: RegressionFit, treatment: str, covariate: str) -> tuple[Bubble, ...]:
    """The studies that compare a treatment with the regression's reference."""
    from dorsal.synthesis.fit import pair_of

    found = []
    for contrast in fit.network.contrasts:
        if treatment in contrast.treatments and fit.reference in contrast.treatments:
            effect, variance = pair_of(contrast, treatment, fit.reference)
            x = float(contrast.covariates[covariate])
            found.append(Bubble(study=contrast.study, x=x, y=effect, se=math.sqrt(variance)))
    return tuple(found)


def _panel(fit: RegressionFit, treatment: str, covariate: str, names: Names) -> _Panel:
    every = [float(c.covariates[covariate]) for c in fit.network.contrasts]
    low, high = min(every), max(every)
    at = [low + (high - low) * i / STEPS for i in range(STEPS + 1)]
    fitted = [(x, *fit.between(treatment, fit.reference, at={covariate: x})) for x in at]
    return _Panel(
        title=against(names, treatment, fit.reference),
        bubbles=bubbles_of(fit, treatment, covariate),
        line=tuple((x, mean, ci) for x, mean, _, ci in fitted),
    )


def _planes(panels: Sequence[_Panel], measure: str, columns: int, width: float) -> list[Plane]:
    """The same axes for all panels."""
    xs = [x for panel in panels for x, _, _ in panel.line]
    low, high = _reach(panels)
    pad, whole = 0.05 * (max(xs) - min(xs)), all(b.x == int(b.x) for panel in panels for b in panel.bubbles)
    share = (width - 18.0) / columns
    height = {1: 210.0 if width == NARROW else 360.0, 2: 280.0}.get(columns, 210.0)
    y, planes = 6.0, []
    for start in range(0, len(panels), columns):
        row = panels[start : start + columns]
        y += 15.0 * max(len(_title(panel, share)) for panel in row) + 8.0
        for i in range(len(row)):
            left = 18.0 + share * i + 46.0
            right = 18.0 + share * (i + 1) - 14.0
            across = CovariateAxis(
                low=min(xs) - pad, high=max(xs) + pad, left=left, right=right, measure="", whole=whole
            )
            planes.append(Plane(across=across, up=Axis(low=low, high=high, left=y + height, right=y, measure=measure)))
        y += height + 58.0
    return planes


def _title(panel: _Panel, share: float) -> list[str]:
    return wrapped(panel.title, share - 60.0, 13, bold=True)


def _reach(panels: Sequence[_Panel]) -> tuple[float, float]:
    """All studies and the lines between them; intervals and what lies beyond as far as half of that again."""
    sure = [0.0, *(b.y for p in panels for b in p.bubbles), *(y for p in panels for _, y in _inside(p))]
    low, high = min(sure), max(sure)
    more = 0.5 * (high - low) or 1.0
    ends = [end for p in panels for _, y, ci in p.line for end in (y, *ci)]
    low, high = max(min([low, *ends]), low - more), min(max([high, *ends]), high + more)
    pad = 0.05 * (high - low)
    return low - pad, high + pad


def _inside(panel: _Panel) -> list[tuple[float, float]]:
    """The line from the first to the last of the comparison's own studies; all of it where there is none."""
    xs = [b.x for b in panel.bubbles] or [panel.line[0][0], panel.line[-1][0]]
    return [_at(panel, min(xs)), _at(panel, max(xs))]


def _at(panel: _Panel, x: float) -> tuple[float, float]:
    """A point of the straight line."""
    (x1, y1, _), (x2, y2, _) = panel.line[0], panel.line[-1]
    return x, y1 + (y2 - y1) * (x - x1) / (x2 - x1)


def _drawn(panel: _Panel, plane: Plane, most: float, covariate: str, up: str, studies: Names) -> Markup:
    left = plane.across.left
    lines = _title(panel, plane.across.right - left + 60.0)
    words = [label(left, plane.top - 8 - 15 * (len(lines) - 1 - i), text, bold=True) for i, text in enumerate(lines)]
    room = plane.across.right - left
    frame, _ = axes(plane, covariate, up if left < 70.0 else "", about=(max(3, int(room // 60)), 5))
    zero = line(left, plane.up.x(0.0), plane.across.right, plane.up.x(0.0), SOFT, 1.2)
    parts = [_bubble(b, plane, most, studies) for b in sorted(panel.bubbles, key=lambda b: b.se)]
    return element("g", *words, _band(panel, plane), frame, zero, _line(panel, plane), *parts, class_="panel")


def _band(panel: _Panel, plane: Plane) -> Markup:
    low, high = plane.up.low, plane.up.high
    lower, upper = ([(x, pinned(ci[end], low, high)) for x, _, ci in panel.line] for end in (0, 1))
    edges = [element("polyline", points=plane.path(edge), fill="none", stroke=SOFT, stroke_width=0.8,
                     stroke_dasharray="2 2") for edge in (upper, lower)]  # fmt: skip
    area = f"{plane.path(upper)} {plane.path(lower[::-1])}"
    return fragment(element("polygon", points=area, fill=BAND_FILL, class_="interval"), *edges)


def _line(panel: _Panel, plane: Plane) -> Markup:
    """Whole between the comparison's own studies, broken beyond them, and cut where it leaves the plane."""
    (x1, y1), (x2, y2) = _at(panel, panel.line[0][0]), _at(panel, panel.line[-1][0])
    ends = [(plane.up.low, plane.up.high)[y2 > y1], (plane.up.low, plane.up.high)[y2 <= y1]]
    cuts = [x1 + (x2 - x1) * (end - y1) / (y2 - y1) for end in ends] if y1 != y2 else [x2, x1]
    broken = [_at(panel, max(x1, cuts[1])), _at(panel, min(x2, cuts[0]))]
    return fragment(
        element("polyline", points=plane.path(broken), fill="none", stroke=BLUE, stroke_width=1.4,
                stroke_dasharray="6 4", class_="fitted"),
        element("polyline", points=plane.path(_inside(panel)), fill="none", stroke=BLUE, stroke_width=2.2,
                class_="inside") if panel.bubbles else None,
    )  # fmt: skip


def _bubble(bubble: Bubble, plane: Plane, most: float, studies: Names) -> Markup:
    x, y = plane.place(bubble.x, bubble.y)
    radius = max(SMALLEST, LARGEST / (bubble.se * most))
    return element(
        "circle", element("title", studies(bubble.study)), cx=x, cy=y, r=f"{radius:.3f}", fill=BUBBLE, stroke=INK,
        fill_opacity=0.75, class_="bubble",
    )  # fmt: skip


def _entries(level: float) -> tuple[Entry, ...]:
    def bubble(x: float, y: float) -> Markup:
        return element("circle", cx=x, cy=y, r=7, fill=BUBBLE, stroke=INK)

    def fitted(x: float, y: float) -> Markup:
        band = element("rect", x=x - 9, y=y - 6, width=18, height=12, fill=BAND_FILL)
        return fragment(band, line(x - 9, y, x + 9, y, BLUE, 2.2))

    def broken(x: float, y: float) -> Markup:
        return line(x - 9, y, x + 9, y, BLUE, 1.4, stroke_dasharray="6 4")

    return (
        Entry(words="a study, larger where it is more precise", glyph=bubble),
        Entry(words=f"fitted effect with its {level_words(level)} interval", glyph=fitted),
        Entry(words="beyond the studies of the comparison", glyph=broken),
    )


def _notes(fit: RegressionFit, covariate: str, names: Names) -> list[str]:
    lines = [slope_words(fit, slope, names=names) for slope in fit.slopes if slope.covariate == covariate]
    others = [held_words(name, mean, 3) for name, mean in fit.centre.items() if name != covariate]
    if others:
        lines.append(f"The other covariates at their means: {listed(others)}.")
    if fit.left_out:
        missing = len({each.study for each in fit.left_out})
        lines.append(f"{count(missing, 'study', 'studies')} without these covariates: left out.")
    lines.append("Slopes come from differences between studies: they are observational.")
    return lines


def held_words(name: str, value: float, digits: int = 6) -> str:
    """ "age 61.5"; of a kind of a column of words "pop: half of the studies y", or "pop y" where it is all of them."""
    column, sign, kind = name.rpartition("=")
    if not sign or not 0.0 <= value <= 1.0:
        return f"{name} {value:.{digits}g}"
    if value in (0.0, 1.0):
        return f"{column} {kind}" if value else f"{column} not {kind}"
    share = "half" if abs(value - 0.5) < 0.005 else percent(value)
    return f"{column}: {share} of the studies {kind}"


def slope_words(fit: RegressionFit, slope: Slope, *, names: Names = str) -> str:
    """ "Slope, all treatments: −0.02 per unit of year [−0.05 to 0.01], P = 0.19." """
    of = names(slope.of) if slope.of in fit.network.index else slope.of
    measure = fit.network.measure
    low, high = slope.ci
    decimals = max(2, math.ceil(1.0 - math.log10(high - low))) if high > low else 2
    told = [shown(value, measure, decimals) for value in (slope.mean, low, high)]
    times = "times " if is_ratio(measure) else ""
    unit = f"{times}{told[0]} per unit of {slope.covariate}"
    return f"Slope, {of}: {unit} [{told[1]} to {told[2]}], {p_value(slope.p)}."


def bubble_words(fit: RegressionFit, covariate: str, *, names: Names = str) -> str:
    """How many studies, each slope, and how much of tau2 it accounts for."""
    slopes = [slope_words(fit, slope, names=names) for slope in fit.slopes if slope.covariate == covariate]
    studies = count(len(fit.network.studies), "study", "studies")
    explained = fit.tau2_explained
    share = "" if explained is None else f" The regression accounts for {100 * explained:.0f} % of tau²."
    return f"Effects in {studies} by {covariate}. {' '.join(slopes)}{share}"
