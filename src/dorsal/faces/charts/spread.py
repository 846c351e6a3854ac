"""Transitivity: how something that may change effects is spread over the direct comparisons, a row for each.

Numbers: a disc for each study, its area in proportion to its people, a line from the lowest to the highest, and a bar
at the weighted mean. Kinds in words: the weighted shares as one bar, each kind with a number and a shade.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.faces.charts.axis import Axis, drawn
from dorsal.faces.charts.bubbles import CovariateAxis
from dorsal.faces.charts.legend import Entry, legend, notes, nothing, swatch
from dorsal.faces.charts.shades import hatch, single
from dorsal.faces.charts.svg import BLUE, INK, LINE, SOFT, figure, label, line, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE, Names, against, short_number
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, p_value, percent

if TYPE_CHECKING:
    from dorsal.synthesis.transitivity import Compared, Spread

MOST = 40
LARGEST, SMALLEST = 11.0, 2.5
"""Radii of discs."""
LEADING = 16.0
TEXTS = 205.0
"""Room for the words at the right of a wide row."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A comparison with the lines of its words and where they stand."""

    compared: Compared
    words: list[str]
    told: str
    top: float
    middle: float


def draw_spread(
    found: Spread,
    key: str,
    *,
    most: int = MOST,
    names: Names = str,
    studies: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A row for each comparison, the most studied first; at most so many."""
    heading = title or f"Are the comparisons alike in {found.covariate}?"
    if len(found.comparisons) < 2:
        return nothing(key, heading, "a single comparison has nothing to be alike with.", narrow=narrow)
    order = sorted(found.comparisons, key=lambda c: -len(c.members))[:most]
    width, left = (NARROW, 14.0) if narrow else (WIDE, 262.0)
    right = NARROW - 14.0 if narrow else WIDE - TEXTS
    rows, bottom = _rows(order, found, names, narrow=narrow)
    axis = _axis(found, left, right)
    each = _shares if found.kinds else _points
    body = [element("g", *_said(row, right, narrow=narrow), each(row, found, axis, studies), class_="row")
            for row in rows]  # fmt: skip
    told, y = legend(_entries(found), width - 6.0, bottom + (8.0 if found.kinds else 42.0))
    if not found.kinds:
        across = drawn(axis, 6.0, bottom, about=4 if narrow else 6)
        body = [across, label((left + right) / 2.0, bottom + 35, found.covariate, size=12, anchor="middle", fill=SOFT),
                *body]  # fmt: skip
    small, height = notes(_notes(found, len(found.comparisons) - len(order), names), width, y + 2.0)
    return figure(key, width, height + 4.0, heading, spread_words(found, names=names), *body, told, small)


def _rows(order: Sequence[Compared], found: Spread, names: Names, *, narrow: bool) -> tuple[list[_Row], float]:
    rows, y = [], 10.0
    for compared in order:
        words = wrapped(against(names, compared.first, compared.second), NARROW - 12.0 if narrow else 240.0)
        told = _told(compared, found)
        if narrow:
            words = [*words, *wrapped(told, NARROW - 12.0, 12)]
            middle = y + LEADING * len(words) + 16.0
            rows.append(_Row(compared=compared, words=words, told="", top=y, middle=middle))
            y = middle + 18.0
        else:
            height = max(28.0, LEADING * len(words) + 8.0)
            rows.append(_Row(compared=compared, words=words, told=told, top=y, middle=y + height / 2.0))
            y += height
    return rows, y


def _told(compared: Compared, found: Spread) -> str:
    studies = count(len(compared.members), "study", "studies")
    lacking = f", {compared.missing} do not say" if compared.missing > 1 else ", 1 does not say" * compared.missing
    if found.kinds:
        return f"{studies}{lacking}"
    low, high = compared.range
    span = f" ({short_number(low, 4)} to {short_number(high, 4)})" if low < high else ""
    return f"{short_number(compared.mean, 4)}{span}; {studies}{lacking}"


def _said(row: _Row, right: float, *, narrow: bool) -> list[Markup]:
    first = row.top + 13.0 if narrow else row.middle + 4.5 - LEADING * (len(row.words) - 1) / 2.0
    parts = [label(6, first + LEADING * i, text, halo=narrow) for i, text in enumerate(row.words)]
    if row.told:
        lines = wrapped(row.told, TEXTS - 16.0, 12, most=2)
        base = row.middle + 4.0 - 7.0 * (len(lines) - 1)
        parts += [label(right + 12, base + 14.0 * i, text, size=12) for i, text in enumerate(lines)]
    return parts


def _axis(found: Spread, left: float, right: float) -> Axis:
    if found.kinds:
        return Axis(low=0.0, high=1.0, left=left, right=right, measure="")
    values = [end for c in found.comparisons for end in c.range]
    low, high = min(values), max(values)
    pad = 0.06 * (high - low) or 1.0
    return CovariateAxis(low=low - pad, high=high + pad, left=left, right=right, measure="")


def _points(row: _Row, found: Spread, axis: Axis, studies: Names) -> Markup:
    y, (low, high) = row.middle, row.compared.range
    most = max((m.people or 1) for c in found.comparisons for m in c.members)
    at = axis.x(row.compared.mean)
    discs = [
        element(
            "circle",
            element("title", f"{studies(m.study)}: {short_number(float(m.value), 4)}"),
            cx=axis.x(float(m.value)),
            cy=y,
            r=max(SMALLEST, LARGEST * math.sqrt((m.people or 1) / most)) if found.by_people else 4.0,
            fill="none",
            stroke=BLUE,
            stroke_width=1.3,
            class_="study",
        )
        for m in row.compared.members
    ]
    return fragment(
        line(axis.x(low), y, axis.x(high), y, LINE, 1.0, class_="range"),
        *discs,
        line(at, y - 9.0, at, y + 9.0, INK, 3.0, class_="mean"),
    )


def _shares(row: _Row, found: Spread, axis: Axis, studies: Names) -> Markup:  # noqa: ARG001
    parts, x, y = [], axis.left, row.middle - 9.0
    for i, kind in enumerate(found.kinds):
        share = row.compared.share_of(kind)
        wide = share * (axis.right - axis.left)
        if share <= 0.0:
            continue
        fill = _shade(i, len(found.kinds))
        told = next((t for t in (f"{kind} {percent(share)}", str(i + 1)) if text_width(t, 12) + 6.0 <= wide), "")
        parts.append(
            fragment(
                element(
                    "rect",
                    element("title", f"{kind}: {percent(share)}"),
                    x=x, y=y, width=wide, height=18.0, fill=fill, stroke=INK, stroke_width=0.7, class_="kind",
                ),
                hatch(x, y, wide, 18.0) if i % 2 else None,
                label(x + wide / 2.0, y + 13.5, told, size=12, anchor="middle", halo=bool(i % 2)) if told else None,
            )
        )  # fmt: skip
        x += wide
    return fragment(*parts)


def _shade(place: int, kinds: int) -> str:
    return single(0.75 * place / max(1, kinds - 1))


def _entries(found: Spread) -> list[Entry]:
    if found.kinds:
        return [
            Entry(words=kind, glyph=swatch(_shade(i, len(found.kinds)), str(i + 1), hatch if i % 2 else None))
            for i, kind in enumerate(found.kinds)
        ]
    sized = "a study, larger with more people" if found.by_people else "a study"
    disc = Entry(
        words=sized, glyph=lambda x, y: element("circle", cx=x, cy=y, r=5.0, fill="none", stroke=BLUE, stroke_width=1.3)
    )
    mean = Entry(words="mean", glyph=lambda x, y: line(x, y - 8, x, y + 8, INK, 3.0))
    return [disc, mean]


def _notes(found: Spread, left: int, names: Names) -> list[str]:
    lines = [statistic_words(found), LIMITS]
    weights = (
        "Means and shares weight studies by their people."
        if found.by_people
        else ("Studies count alike in means and shares, as not all print their people.")
    )
    lines.append(weights)
    if left:
        lines.append(f"{count(left, 'comparison')} with fewer studies not drawn.")
    if found.silent:
        lines.append(f"Nothing is known for {'; '.join(against(names, *pair) for pair in found.silent[:5])}"
                     f"{f' and {len(found.silent) - 5} more' if len(found.silent) > 5 else ''}.")  # fmt: skip
    return lines


LIMITS = (
    "A large P does not show that the comparisons are alike: few studies show little, and what was not measured shows "
    "nothing. A small one asks whether this changes effects; --covariate and --subgroup look at that."
)


def statistic_words(found: Spread) -> str:
    """The share between comparisons beside what chance gives, in words."""
    if found.share is None or found.by_chance is None or found.p is None:
        return "All studies are alike in it, so nothing can differ between comparisons."
    return (
        f"Of the differences between studies {percent(found.share)} lie between comparisons (eta squared); chance "
        f"alone would give {percent(found.by_chance)} ({p_value(found.p)} by permutation of studies)."
    )


def spread_words(found: Spread, *, names: Names = str) -> str:
    """What is compared, how far comparisons lie apart, and whether by more than chance."""
    told = (
        f"{found.covariate}: {count(found.studies, 'study', 'studies')} in "
        f"{count(len(found.comparisons), 'comparison')}."
    )
    if not found.kinds and len(found.comparisons) > 1:
        order = sorted(found.comparisons, key=lambda c: c.mean)
        low, high = order[0], order[-1]
        told += (
            f" Means run from {short_number(low.mean, 4)} ({against(names, low.first, low.second)}) to "
            f"{short_number(high.mean, 4)} ({against(names, high.first, high.second)})."
        )
    return f"{told} {statistic_words(found)}"
