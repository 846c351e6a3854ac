"""Treatments in their classes, each with its effect against the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Names, favours, within
from dorsal.faces.markup import Markup
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.fit import NetworkFit
    from dorsal.synthesis.grading.contextual import MinimalClasses, Placed

TITLE = "Classes from the best to the worst"
MOST = 60
SHAPES = (("square", "certainty high or moderate"), ("open", "certainty low or very low"))


def draw_classes(
    found: MinimalClasses,
    fit: NetworkFit,
    key: str,
    *,
    better: str = "lower",
    names: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """A group of rows for each class, the best first; the threshold, where it is not 0, as a band."""
    if len(found.placed) > MOST:
        return nothing(key, title, f"{len(found.placed)} treatments are too many for a picture.", narrow=narrow)
    blocks = [
        Block(
            heading=_heading(found, number, names),
            lines=tuple(_line(found, fit, p, names) for p in found.group(number) if p.treatment != found.reference),
        )
        for number in found.numbers
    ]
    plot = Intervals(
        blocks=tuple(block for block in blocks if block.lines),
        measure=fit.network.measure,
        level=fit.options.level,
        title=title,
        summary=classes_words(found, names=names),
        heading="Treatment",
        columns=("certainty",),
        axis_title=axis_words(fit.network.measure),
        favours=favours(better),
        mic=found.threshold or None,
        entries=glyphs(SHAPES),
        notes=(f"Against {within(names, found.reference)}. Classes part what intervals leave out, no more.",),
    )
    return draw_intervals(plot, key, narrow=narrow)


def _heading(found: MinimalClasses, number: int, names: Names) -> str:
    words = class_words(found, number, names=names)
    return f"{words[:1].upper()}{words[1:]}"


def _line(found: MinimalClasses, fit: NetworkFit, placed: Placed, names: Names) -> Line:
    e = fit.between(placed.treatment, found.reference)
    shape = "square" if placed.sure else "open"
    return Line(label=names(placed.treatment), mean=e.mean, se=e.se, ci=e.ci, shape=shape, columns=(placed.certainty,))


def class_words(found: MinimalClasses, number: int, *, names: Names = str) -> str:
    """ "among the best", "better than placebo, and not among the best", "not shown to differ from placebo" """
    reference = within(names, found.reference)
    top, bottom = max(found.numbers), min(found.numbers)
    if number == 0:
        return f"not shown to differ from {reference}"
    if number > 0:
        return "among the best" if number == top else f"better than {reference}, and not among the best"
    return "among the worst" if number == bottom else f"worse than {reference}, and not among the worst"


def classes_words(found: MinimalClasses, *, names: Names = str) -> str:
    """Which treatments are in which class."""
    told = (
        f"{class_words(found, number, names=names)}: {listed(names(p.treatment) for p in found.group(number))}"
        for number in found.numbers
    )
    said = "; ".join(told)
    return f"{said[:1].upper()}{said[1:]}."
