"""Estimates with their intervals in groups: direct beside indirect, with beside without a study."""

from __future__ import annotations

from dataclasses import dataclass

from dorsal.faces.charts.axis import Axis, drawn, reach
from dorsal.faces.charts.forest import square_side
from dorsal.faces.charts.legend import Entry, Glyph, legend, notes
from dorsal.faces.charts.svg import (
    BAND,
    BLUE,
    INK,
    LINE,
    PAPER,
    SOFT,
    figure,
    label,
    line,
    on_paper,
    text_width,
    wrapped,
)
from dorsal.faces.charts.wording import NARROW, WIDE, Interval, decimals_of, value_heading, value_words
from dorsal.faces.markup import Markup, element, fragment

LABELS = 250.0
LEADING = 16.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One estimate on the analysis scale (a log for ratios), or, without a mean, why there is none."""

    label: str
    mean: float | None
    se: float = 0.0
    ci: Interval = (0.0, 0.0)
    pi: Interval | None = None
    missing: str = ""
    """Stands in place of the estimate."""
    columns: tuple[str, ...] = ()
    """Further columns, behind the estimate in words."""
    shape: str = "square"
    """"square" or "open" (area in proportion to 1 / se^2), or "diamond" (from end to end of the interval)."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines that belong together, under a heading with words at its right."""

    lines: tuple[Line, ...]
    heading: str = ""
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class Intervals:
    """What the plot shows. `mic` and `band` are on the analysis scale; `level` is that of the intervals."""

    blocks: tuple[Block, ...]
    measure: str
    level: float
    title: str
    summary: str
    heading: str
    """Over the labels."""
    columns: tuple[str, ...] = ()
    """Heads of the further columns."""
    axis_title: str = ""
    favours: tuple[str, str] = ("", "")
    mic: float | None = None
    band: Interval | None = None
    """An interval drawn behind all rows, with a line in its middle."""
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> list[Line]:
        return [each for block in self.blocks for each in block.lines]

    @property
    def heads(self) -> tuple[str, ...]:
        """Of all text columns; their lines are parted by a line feed."""
        return value_heading(self.measure, self.level), *self.columns

    def texts(self, each: Line) -> tuple[str, ...]:
        """All text columns of a line; estimates with the same decimals everywhere."""
        if each.mean is None:
            return each.missing, *each.columns
        decimals = decimals_of((r.ci for r in self.lines if r.mean is not None), self.measure)
        return value_words(each.mean, each.ci, self.measure, decimals), *each.columns


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """Where things stand. Stacked: words above each line, for a narrow screen."""

    width: float
    labels: float
    left: float
    right: float
    columns: tuple[float, ...]
    stacked: bool


def draw_intervals(plot: Intervals, key: str, *, narrow: bool = False) -> Markup:
    """The plot as SVG: 960 wide, or 340 with the words above the lines. `key` makes its ids."""
    frame = _narrow() if narrow else _wide(plot)
    axis = _axis(plot, frame)
    top = _head_height(plot, frame)
    rows, bottom = _rows(plot, frame, axis, top + 4.0)
    behind = [
        _zone(axis, (-plot.mic, plot.mic), top, bottom, "mic") if plot.mic else None,
        _zone(axis, plot.band, top, bottom, "band") if plot.band else None,
        drawn(axis, top, bottom, about=4 if narrow else 6),
        line(axis.clipped(0.0), top, axis.clipped(0.0), bottom, SOFT, 1.4),
    ]
    sides, y = _sides(plot, axis, frame, bottom + 26.0)
    told, y = legend(plot.entries, frame.width - 6.0, y + 4.0)
    small, height = notes(plot.notes, frame.width, y + 2.0)
    return figure(
        key,
        frame.width,
        height + 4.0,
        plot.title,
        plot.summary,
        *behind,
        _heads(plot, frame),
        *rows,
        sides,
        told,
        small,
    )


def _narrow() -> _Frame:
    return _Frame(width=NARROW, labels=NARROW - 12.0, left=16.0, right=NARROW - 16.0, columns=(), stacked=True)


def _wide(plot: Intervals) -> _Frame:
    texts = [plot.texts(each) for each in plot.lines]
    widths = []
    for i, head in enumerate(plot.heads):
        heads = [text_width(part, 12, bold=True) for part in head.split("\n")]
        besides = [text_width(b.beside, 12.5, bold=True) for b in plot.blocks] if not i else []
        widths.append(18.0 + 0.94 * max([*heads, *besides, *(text_width(t[i]) for t in texts)]))
    right = WIDE - sum(widths) - 12.0
    starts = tuple(right + 20.0 + sum(widths[:i]) for i in range(len(widths)))
    return _Frame(width=WIDE, labels=LABELS, left=LABELS + 24.0, right=right, columns=starts, stacked=False)


def _axis(plot: Intervals, frame: _Frame) -> Axis:
    known = [(r.mean, r.ci) for r in plot.lines if r.mean is not None]
    keep = [0.0, *((-plot.mic, plot.mic) if plot.mic else ())]
    low, high = reach([mean for mean, _ in known], [ci for _, ci in known], keep)
    return Axis(low=low, high=high, left=frame.left, right=frame.right, measure=plot.measure)


def _head_height(plot: Intervals, frame: _Frame) -> float:
    if frame.stacked:
        return 10.0 + LEADING * len(wrapped(plot.heading, frame.labels, 13, bold=True)) if plot.heading else 6.0
    return 12.0 + LEADING * max([1, *(len(head.split("\n")) for head in plot.heads)])


def _heads(plot: Intervals, frame: _Frame) -> Markup:
    heads = wrapped(plot.heading, frame.labels, 13 if frame.stacked else 12, bold=True)
    size = 13.0 if frame.stacked else 12.0
    return fragment(
        *(label(6, 17 + i * LEADING, t, size=size, bold=True) for i, t in enumerate(heads)),
        *(
            label(x, 17 + i * 15, t, size=12, bold=True)
            for x, head in zip(frame.columns, plot.heads, strict=False)
            for i, t in enumerate(head.split("\n"))
        ),
    )


def _zone(axis: Axis, zone: Interval, top: float, bottom: float, name: str) -> Markup:
    left, right = axis.clipped(zone[0]), axis.clipped(zone[1])
    middle = axis.clipped((zone[0] + zone[1]) / 2.0)
    return fragment(
        element("rect", x=left, y=top, width=right - left, height=bottom - top, fill=BAND, class_=name),
        *(line(x, top, x, bottom, LINE, 1.0, stroke_dasharray="3 3") for x in (left, right)),
        line(middle, top, middle, bottom, BLUE, 1.0, stroke_dasharray="6 3") if name == "band" else None,
    )


def _rows(plot: Intervals, frame: _Frame, axis: Axis, y: float) -> tuple[list[Markup], float]:
    made = []
    all_se = [r.se for r in plot.lines if r.mean is not None]
    for block in plot.blocks:
        if block.heading:
            words, y = _heading(block, frame, y)
            made.append(words)
        for each in block.lines:
            row, y = _line(each, plot, frame, axis, all_se, y)
            made.append(row)
        y += 8.0 if block.heading else 0.0
    return made, y + 2.0


def _heading(block: Block, frame: _Frame, y: float) -> tuple[Markup, float]:
    size = 13.5 if frame.stacked else 12.5
    lines = wrapped(block.heading, frame.labels, size, most=4, bold=True)
    beside = wrapped(block.beside, frame.labels, 12.5) if frame.stacked and block.beside else []
    x = frame.columns[0] if frame.columns else frame.right + 20.0
    told = on_paper if frame.stacked else label
    words = [told(6, y + 12 + LEADING * i, t, size=size, bold=True) for i, t in enumerate(lines)]
    below = y + LEADING * len(lines)
    words += [on_paper(6, below + 12 + LEADING * i, t, size=12.5) for i, t in enumerate(beside)]
    if block.beside and not frame.stacked:
        words.append(label(x, y + 12, block.beside, size=12.5, bold=True))
    return fragment(*words), below + LEADING * len(beside) + 3.0


def _line(
    each: Line, plot: Intervals, frame: _Frame, axis: Axis, all_se: list[float], y: float
) -> tuple[Markup, float]:
    indent = 6.0 if not plot.blocks[0].heading else 18.0
    if frame.stacked:
        texts = plot.texts(each)
        parts = [f"{plot.heads[i]} {t}" if i and t[0].isdigit() else t for i, t in enumerate(texts) if t]
        lines = _told([each.label, *parts], frame.labels - indent)
        words = [
            on_paper(indent, y + 12 + LEADING * i, t, size=12.5, fill=SOFT if i else INK) for i, t in enumerate(lines)
        ]
        middle = y + LEADING * len(lines) + 9.0
        return element("g", *words, _drawn(each, axis, all_se, middle), class_="row"), middle + 15.0
    lines = wrapped(each.label, frame.labels - indent, 12.5)
    height = max(21.0, LEADING * len(lines) + 5.0)
    middle = y + height / 2.0
    first = middle + 4.5 - LEADING / 2.0 * (len(lines) - 1)
    words = [label(indent, first + LEADING * i, t, size=12.5) for i, t in enumerate(lines)]
    told = [label(x, middle + 4.5, t) for x, t in zip(frame.columns, plot.texts(each), strict=False) if t]
    return element("g", *words, *told, _drawn(each, axis, all_se, middle), class_="row"), y + height


def _told(parts: list[str], room: float) -> list[str]:
    """The label and the columns in as few lines as fit, on a narrow screen."""
    lines: list[str] = []
    for i, part in enumerate(parts):
        joint = f"{lines[-1]}{': ' if i == 1 else '; '}{part}" if lines else part
        if lines and text_width(joint, 12.5) <= room:
            lines[-1] = joint
        else:
            lines += wrapped(part, room, 12.5)
    return lines


def _drawn(each: Line, axis: Axis, all_se: list[float], y: float) -> Markup | None:
    if each.mean is None:
        return None
    low, high = (axis.clipped(bound) for bound in each.ci)
    return fragment(
        _prediction(each.pi, axis, y),
        line(low, y, high, y, BLUE, 2.4, class_="ci"),
        _arrow(axis.left, y, -1) if each.ci[0] < axis.low else None,
        _arrow(axis.right, y, 1) if each.ci[1] > axis.high else None,
        _sign(each, axis, all_se, y) if axis.holds(each.mean) else None,
    )


def _prediction(pi: Interval | None, axis: Axis, y: float) -> Markup | None:
    if pi is None or pi[1] < axis.low or pi[0] > axis.high:
        return None
    low, high = (axis.clipped(bound) for bound in pi)
    caps = [x for x, bound in ((low, pi[0]), (high, pi[1])) if axis.holds(bound)]
    return fragment(
        line(low, y, high, y, SOFT, 1, class_="pi"),
        *(line(x, y - 4, x, y + 4, SOFT, 1) for x in caps),
        _open_arrow(axis.left, y, -1) if pi[0] < axis.low else None,
        _open_arrow(axis.right, y, 1) if pi[1] > axis.high else None,
    )


def _open_arrow(x: float, y: float, way: int) -> Markup:
    path = f"M{x - 5 * way:.1f} {y - 4:.1f} L{x + 1 * way:.1f} {y:.1f} l{-6 * way} 4"
    return element("path", d=path, fill="none", stroke=SOFT)


def _arrow(x: float, y: float, way: int) -> Markup:
    return element("path", d=f"M{x + 4 * way:.1f} {y:.1f} l{-9 * way} -5 v10 z", fill=BLUE, class_="clipped")


def _sign(each: Line, axis: Axis, all_se: list[float], y: float) -> Markup:
    assert each.mean is not None
    x = axis.x(each.mean)
    if each.shape == "diamond":
        low, high = min(axis.clipped(each.ci[0]), x - 3.0), max(axis.clipped(each.ci[1]), x + 3.0)
        corners = f"{low:.2f},{y:.1f} {x:.2f},{y - 6:.1f} {high:.2f},{y:.1f} {x:.2f},{y + 6:.1f}"
        return element("polygon", points=corners, fill=BLUE, stroke=BLUE, class_="mean")
    side = 0.8 * square_side(each.se, all_se)
    return element(
        "rect", x=f"{x - side / 2:.3f}", y=y - side / 2, width=f"{side:.3f}", height=side,
        fill=PAPER if each.shape == "open" else BLUE, stroke=BLUE, stroke_width=1.6, class_="mean",
    )  # fmt: skip


def _sides(plot: Intervals, axis: Axis, frame: _Frame, y: float) -> tuple[Markup, float]:
    """The axis' title, and below its ends whom they favour."""
    centre = (axis.left + axis.right) / 2.0
    parts = []
    for text in wrapped(plot.axis_title, min(frame.width - 12.0, axis.right - axis.left + 60.0), 12):
        parts.append(label(centre, y + 12, text, size=12, anchor="middle", fill=SOFT))
        y += LEADING
    if any(plot.favours):
        zero = axis.clipped(0.0)
        x = min(max(zero, 116.0), frame.width - 116.0)
        rooms = (x - 12.0, frame.width - x - 12.0)
        left, right = (wrapped(t, room, 12, bold=True) for t, room in zip(plot.favours, rooms, strict=True))
        parts += [label(x - 6, y + 12 + 15 * i, t, size=12, anchor="end", bold=True) for i, t in enumerate(left)]
        parts += [label(x + 6, y + 12 + 15 * i, t, size=12, bold=True) for i, t in enumerate(right)]
        y += 15.0 * max(len(left), len(right))
    return fragment(*parts), y + 6.0


def glyphs(shapes: tuple[tuple[str, str], ...]) -> tuple[Entry, ...]:
    """Legend entries for shapes and their words."""
    return tuple(Entry(words=words, glyph=_glyph(shape)) for shape, words in shapes)


def _glyph(shape: str) -> Glyph:
    def glyph(x: float, y: float) -> Markup:
        axis = Axis(low=-1.0, high=1.0, left=x - 9.0, right=x + 9.0, measure="")
        return fragment(_drawn(Line(label="", mean=0.0, se=1.0, ci=(-1.0, 1.0), shape=shape), axis, [0.6], y))

    return glyph
