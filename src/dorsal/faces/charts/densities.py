"""Posterior densities of effects: how likely each size of an effect is, given data and priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dorsal.faces.charts.axis import Axis, drawn
from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.svg import BAND, BLUE, INK, LINE, SOFT, figure, label, line, on_paper, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Interval, Names, decimals_of, value_words
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, percent, short_chance
from dorsal.faces.words import level_words, mic_words

if TYPE_CHECKING:
    from dorsal.synthesis.bayes.marginal import NormalMixture

TITLE = "Posterior of the effects"
INSIDE, OUTSIDE = "#9dc3e6", "#e4eef7"
PEAK = 40.0
"""Height of every curve."""
POINTS = 121
LABELS = 245.0


@dataclass(frozen=True, kw_only=True)
class _Row:
    lines: tuple[str, ...]
    posterior: NormalMixture
    interval: Interval
    median: float
    told: tuple[str, ...]
    height: float


def draw_densities(
    effects: Mapping[str, NormalMixture],
    key: str,
    *,
    measure: str,
    level: float = 0.95,
    better: str = "lower",
    mic: float | None = None,
    names: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """A curve for each effect, in the given order: `{t: posterior.between(t, reference) for t in ...}`.

    `mic` is on the analysis scale. Every curve has the same height; its dark part is the central interval.
    """
    known = {t: posterior for t, posterior in effects.items() if float(posterior.sds.max()) > 0.0}
    if not known:
        return nothing(key, title, "no effect has a posterior with any spread.", narrow=narrow)
    rows = _rows(known, measure, level, better, mic, names, narrow)
    right = NARROW - 12.0 if narrow else WIDE - 24.0 - max(text_width(t) for row in rows for t in row.told)
    axis = _axis(rows, 12.0 if narrow else LABELS + 16.0, right, measure, mic)
    bottom = 12.0 + sum(row.height for row in rows)
    parts, y = [], 12.0
    for row in rows:
        parts.append(_drawn(row, axis, y, narrow))
        y += row.height
    width = NARROW if narrow else WIDE
    centre = (axis.left + axis.right) / 2.0
    words = label(centre, bottom + 37, axis_words(measure), size=12, anchor="middle", fill=SOFT)
    told, y = legend(_entries(level, mic), width - 6.0, bottom + 48.0)
    small, height = notes(_notes(better, mic, measure), width, y + 2.0)
    frame = [_zone(axis, mic, bottom), drawn(axis, 8.0, bottom, about=4 if narrow else 6)]
    zero = line(axis.clipped(0.0), 8.0, axis.clipped(0.0), bottom, SOFT, 1.4)
    summary = density_words(known, better=better, mic=mic, names=names, measure=measure, level=level)
    return figure(key, width, height + 4.0, title, summary, *frame, zero, *parts, words, told, small)


def _rows(
    effects: Mapping[str, NormalMixture],
    measure: str,
    level: float,
    better: str,
    mic: float | None,
    names: Names,
    narrow: bool,
) -> list[_Row]:
    intervals = {t: posterior.interval(level) for t, posterior in effects.items()}
    decimals = decimals_of(intervals.values(), measure)
    rows = []
    for t, posterior in effects.items():
        median = posterior.median
        lines = wrapped(names(t), NARROW - 12.0 if narrow else LABELS, 13, bold=narrow)
        told = [value_words(median, intervals[t], measure, decimals)]
        if mic and better:
            gain, loss = posterior.chance_below(-mic), posterior.chance_above(mic)
            gain, loss = (gain, loss) if better == "lower" else (loss, gain)
            told.append(f"{short_chance(gain)} better, {short_chance(loss)} worse")
        height = PEAK + (15.0 * (len(lines) + len(told)) + 12.0 if narrow else 10.0)
        rows.append(
            _Row(lines=tuple(lines), posterior=posterior, interval=intervals[t], median=median, told=tuple(told),
                 height=height)
        )  # fmt: skip
    return rows


def _axis(rows: list[_Row], left: float, right: float, measure: str, mic: float | None) -> Axis:
    """As far as the intervals reach, and a little further; an interval far wider than the others is cut."""
    halves = sorted(row.interval[1] - row.interval[0] for row in rows)
    most = 1.5 * halves[len(halves) // 2]
    lows = [max(row.interval[0], row.median - most) for row in rows]
    highs = [min(row.interval[1], row.median + most) for row in rows]
    keep = [0.0, *((-mic, mic) if mic else ())]
    low, high = min([*lows, *keep]), max([*highs, *keep])
    pad = 0.12 * (high - low)
    return Axis(low=low - pad, high=high + pad, left=left, right=right, measure=measure)


def _zone(axis: Axis, mic: float | None, bottom: float) -> Markup | None:
    if not mic:
        return None
    left, right = axis.clipped(-mic), axis.clipped(mic)
    return element("rect", x=left, y=8, width=right - left, height=bottom - 8, fill=BAND, class_="mic")


def _drawn(row: _Row, axis: Axis, top: float, narrow: bool) -> Markup:
    ground = top + row.height - 6.0
    if narrow:
        texts = [*row.lines, *row.told]
        words = [on_paper(6, top + 12 + 15 * i, t, bold=i < len(row.lines), size=13 if i < len(row.lines) else 12.5)
                 for i, t in enumerate(texts)]  # fmt: skip
    else:
        first = ground - 4.0 - 15.0 * (len(row.lines) - 1)
        words = [label(6, first + 15 * i, t) for i, t in enumerate(row.lines)]
        first = ground - 4.0 - 16.0 * (len(row.told) - 1)
        words += [label(axis.right + 14, first + 16 * i, t, fill=SOFT if i else INK) for i, t in enumerate(row.told)]
    return element("g", *words, *_curve(row, axis, ground), class_="row")


def _curve(row: _Row, axis: Axis, ground: float) -> list[Markup]:
    low, high = row.interval
    inner = np.clip([low, high], axis.low, axis.high)
    x = np.union1d(np.linspace(axis.low, axis.high, POINTS), [*inner, np.clip(row.median, axis.low, axis.high)])
    height = np.nan_to_num(row.posterior.density(x))
    tall = PEAK / (float(height.max()) or 1.0)
    places = [(axis.x(float(v)), ground - tall * float(h)) for v, h in zip(x, height, strict=True)]
    middle = [place for place, v in zip(places, x, strict=True) if inner[0] <= v <= inner[1]]
    parts = [
        _area(places, ground, OUTSIDE, "density"),
        _area(middle, ground, INSIDE, "interval"),
        element("polyline", points=_points(places), fill="none", stroke=BLUE, stroke_width=1.4),
        line(axis.left, ground, axis.right, ground, LINE, 0.8),
    ]
    if axis.holds(row.median):
        parts.append(line(axis.x(row.median), ground, axis.x(row.median), ground - PEAK, INK, 1.4, class_="median"))
    return parts


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _area(places: list[tuple[float, float]], ground: float, fill: str, name: str) -> Markup:
    if not places:
        return fragment()
    closed = [(places[0][0], ground), *places, (places[-1][0], ground)]
    return element("polygon", points=_points(closed), fill=fill, class_=name)


def _entries(level: float, mic: float | None) -> list[Entry]:
    def median(x: float, y: float) -> Markup:
        return line(x, y - 8, x, y + 8, INK, 1.4)

    entries = [Entry(words=f"{level_words(level)} interval", glyph=swatch(INSIDE)), Entry(words="median", glyph=median)]
    return [*entries, Entry(words="too small to matter", glyph=swatch(BAND))] if mic else entries


def _notes(better: str, mic: float | None, measure: str) -> list[str]:
    lines = ["Curves have the same height: compare their width and place. Numbers: median and interval."]
    if mic and better:
        lines.append(f"Better, worse: by {mic_words(mic, measure)} or more.")
    return lines


def density_words(
    effects: Mapping[str, NormalMixture],
    *,
    measure: str,
    level: float = 0.95,
    better: str = "lower",
    mic: float | None = None,
    names: Names = str,
) -> str:
    """How many intervals leave out no difference, and which effect is most likely better by what matters."""
    clear = sum(low > 0.0 or high < 0.0 for low, high in (e.interval(level) for e in effects.values()))
    many = count(len(effects), "effect")
    told = f"Posterior of {many}; {clear} of the {percent(level)} intervals leave out no difference."
    if not better or not effects:
        return told
    border = mic or 0.0
    gain = {t: e.chance_below(-border) if better == "lower" else e.chance_above(border) for t, e in effects.items()}
    best = max(gain, key=lambda t: gain[t])
    by = f"better by {mic_words(border, measure)} or more" if mic else "better"
    return f"{told} Likeliest to be {by}: {names(best)}, {short_chance(gain[best])}."
