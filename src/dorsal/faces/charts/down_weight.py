"""What becomes of each effect as the studies that count less go from left out to whole: a row for each weight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Names, against, favours, value_words
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count, number

if TYPE_CHECKING:
    from dorsal.synthesis.fit import NetworkFit
    from dorsal.synthesis.omission.down_weight import WeightPoint

MOST = 8
SHAPES = (("diamond", "weights as asked"), ("square", "all that count less at one weight"))


def draw_down_weight(
    path: Sequence[WeightPoint],
    asked: NetworkFit,
    reference: str,
    key: str,
    *,
    better: str = "lower",
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A group of rows for each treatment of `asked`, the fit with the weights asked for; those that move most first."""
    heading = title or f"Effects against {names(reference)} as down-weighted studies count more"
    order = moved(path, asked, reference)
    if not order:
        return nothing(key, heading, "there is nothing to compare.", narrow=narrow)
    more = [f"{len(order) - MOST} more, which move less, are not drawn."] if len(order) > MOST else []
    plot = Intervals(
        blocks=tuple(_block(path, asked, treatment, reference, names) for treatment in order[:MOST]),
        measure=asked.network.measure,
        level=asked.options.level,
        title=heading,
        summary=down_weight_words(path, asked, reference, names=names),
        heading="Weight",
        columns=("tau²",),
        axis_title=axis_words(asked.network.measure),
        favours=favours(better),
        entries=glyphs(SHAPES),
        notes=("Weight 0: these studies are left out. 1: they count whole.", *more),
    )
    return draw_intervals(plot, key, narrow=narrow)


def moved(path: Sequence[WeightPoint], asked: NetworkFit, reference: str) -> list[str]:
    """Treatments in the order of how far their effect moves between the weights."""
    return sorted((t for t in asked.treatments if t != reference), key=lambda t: -_reach(path, t, reference))


def _reach(path: Sequence[WeightPoint], treatment: str, reference: str) -> float:
    means = [found[0] for point in path if (found := point.effect(treatment, reference))]
    return round(max(means) - min(means), 12) if means else 0.0  # rounding is no movement


def _block(path: Sequence[WeightPoint], asked: NetworkFit, treatment: str, reference: str, names: Names) -> Block:
    e = asked.between(treatment, reference)
    lines = [_line(point, treatment, reference) for point in path]
    tau2 = number(asked.tau2, 3)
    lines.append(Line(label="as asked", mean=e.mean, se=e.se, ci=e.ci, columns=(tau2,), shape="diamond"))
    return Block(heading=against(names, treatment, reference), lines=tuple(lines))


def _line(point: WeightPoint, treatment: str, reference: str) -> Line:
    found, label = point.effect(treatment, reference), f"{point.alpha:g}"
    if found is None or point.fit is None:
        return Line(label=label, mean=None, missing="nothing else joins the two", columns=("",))
    mean, se, ci = found
    return Line(label=label, mean=mean, se=se, ci=ci, columns=(number(point.fit.tau2, 3),))


def down_weight_words(path: Sequence[WeightPoint], asked: NetworkFit, reference: str, *, names: Names = str) -> str:
    """How many studies count less, and where the effect that moves most goes from them left out to them whole."""
    whole = next((point.fit for point in reversed(path) if point.fit is not None), asked)
    less = len({c.study for c in asked.network.contrasts if c.weight < 1.0})
    out = len(whole.network.studies) - len(asked.network.studies)
    told = f"{count(less, 'study counts', 'studies count')} less than whole"
    told += f", and {count(out, 'more has', 'more have')} no weight." if out > 0 else "."
    order = moved(path, asked, reference)
    ends = [point.effect(order[0], reference) for point in (path[0], path[-1])] if order else []
    if not ends or ends[1] is None:
        return told
    to = value_words(ends[1][0], ends[1][2], asked.network.measure)
    pair = against(names, order[0], reference)
    if ends[0] is None:
        return f"{told} {pair} cannot be told without them; with them whole it is {to}."
    start = value_words(ends[0][0], ends[0][2], asked.network.measure)
    return f"{told} {pair} moves most: {start} without them, {to} with them whole."
