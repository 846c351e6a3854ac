"""What becomes of each effect if studies were held back: a row for each strength of selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Names, against, favours, short_number
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import is_ratio, number, shown
from dorsal.faces.words import measure_words

if TYPE_CHECKING:
    from dorsal.synthesis.reporting.selection import Selected, Selection

MOST = 8
SHAPES = (("diamond", "nothing held back"), ("square", "with selection"))
MODELS = {"copas": "Copas' selection model", "steps": "Weights by P value"}


def draw_selection(
    found: Selection,
    reference: str,
    key: str,
    *,
    better: str = "lower",
    treatments: Sequence[str] = (),
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A group of rows for each treatment against the reference; those that move most first, at most MOST."""
    heading = title or f"{MODELS[found.model]}: if studies were held back"
    asked = list(treatments) or moved(found, reference)
    if not asked or len(found.points) < 2:
        return nothing(key, heading, "there is nothing to compare.", narrow=narrow)
    measure = found.fit.network.measure
    more = [f"{len(asked) - MOST} more, which move less, are not drawn."] if len(asked) > MOST else []
    plot = Intervals(
        blocks=tuple(_block(found, treatment, reference, names) for treatment in asked[:MOST]),
        measure=measure,
        level=found.fit.options.level,
        title=heading,
        summary=selection_words(found, reference, names=names),
        heading=HEADINGS[found.model],
        columns=("change",),
        axis_title=axis_words(measure),
        favours=favours(better),
        entries=glyphs(SHAPES),
        notes=(*NOTES[found.model], *more),
    )
    return draw_intervals(plot, key, narrow=narrow)


HEADINGS = {"copas": "Chance of being published", "steps": "Weights"}
NOTES = {
    "copas": ("Chances: of the study with the largest standard error to that with the smallest.",),
    "steps": ("One-tailed: only favourable results are safe; two-tailed: significant ones of either direction are.",),
}


def moved(found: Selection, reference: str) -> list[str]:
    """Treatments in the order of the largest change of their effect."""

    def size(treatment: str) -> float:
        return max((abs(found.change(p, treatment, reference)) for p in found.points), default=0.0)

    return sorted((t for t in found.fit.treatments if t != reference), key=lambda t: -size(t))


def point_words(point: Selected) -> str:
    """ "0.3 to 0.9; about 12 unpublished" """
    if point.name == "none":
        return "nothing held back"
    if point.publish is not None and point.unpublished is not None:
        small, large = point.publish
        return f"{small:g} to {large:g} (about {number(point.unpublished, 0)} unpublished)"
    return point.name if point.weight is None else f"{point.name}: weight {short_number(point.weight)}"


def _block(found: Selection, treatment: str, reference: str, names: Names) -> Block:
    lines, measure = [], found.fit.network.measure
    for point in found.points:
        mean, se, ci = point.between(treatment, reference)
        change = "" if point.name == "none" else shown(found.change(point, treatment, reference), measure, 2)
        shape = "diamond" if point.name == "none" else "square"
        lines.append(Line(label=point_words(point), mean=mean, se=se, ci=ci, columns=(change,), shape=shape))
    return Block(heading=against(names, treatment, reference), lines=tuple(lines))


def selection_words(found: Selection, reference: str, *, names: Names = str) -> str:
    """The effect that moves most, from no selection to the assumption that moves it furthest."""
    asked = moved(found, reference)
    told = (
        f"{MODELS[found.model]}, {len(found.points) - 1} assumptions; {len(found.signals)} studies could be held back."
    )
    if not asked or len(found.points) < 2:
        return told
    first = asked[0]
    far = max(found.points[1:], key=lambda p: abs(found.change(p, first, reference)))
    measure = found.fit.network.measure
    now, then = (shown(p.between(first, reference)[0], measure, 2) for p in (found.points[0], far))
    unit = f" ({measure_words(measure)})" if is_ratio(measure) else ""
    return f"{told} {against(names, first, reference)} moves most, from {now} to {then}{unit} at {point_words(far)}."
