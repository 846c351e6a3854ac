"""Effects with one tau2 for all beside those with a tau2 for each group of comparisons or studies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Names, against, favours
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import number, p_value
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.tau2_by.equality import Equality
    from dorsal.synthesis.tau2_by.grouped_fit import GroupedFit

MOST = 15
SHAPES = (("square", "one τ² for all"), ("diamond", "a τ² for each group"))


def draw_tau2_groups(
    found: GroupedFit,
    test: Equality,
    reference: str,
    key: str,
    *,
    better: str = "lower",
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """Two rows for each treatment against the reference; those whose standard error changes most first."""
    heading = title or f"Effects against {names(reference)}: one τ², and one for each group"
    order = changed(found, reference)
    if not order:
        return nothing(key, heading, "there is nothing to compare.", narrow=narrow)
    more = [f"{len(order) - MOST} more, which change less, are not drawn."] if len(order) > MOST else []
    plot = Intervals(
        blocks=tuple(_block(found, treatment, reference, names) for treatment in order[:MOST]),
        measure=found.one.network.measure,
        level=found.one.options.level,
        title=heading,
        summary=tau2_words(found, test),
        heading="Model",
        axis_title=axis_words(found.one.network.measure),
        favours=favours(better),
        entries=glyphs(SHAPES),
        notes=(_spreads(found), *more),
    )
    return draw_intervals(plot, key, narrow=narrow)


def changed(found: GroupedFit, reference: str) -> list[str]:
    """Treatments in the order of how much their standard error changes."""

    def size(treatment: str) -> float:
        now, usual = found.between(treatment, reference)[1], found.one.between(treatment, reference).se
        return abs(math.log(now / usual)) if now > 0.0 and usual > 0.0 else 0.0

    return sorted((t for t in found.one.treatments if t != reference), key=lambda t: -size(t))


def _block(found: GroupedFit, treatment: str, reference: str, names: Names) -> Block:
    usual, (mean, se, ci) = found.one.between(treatment, reference), found.between(treatment, reference)
    lines = (
        Line(label="one τ²", mean=usual.mean, se=usual.se, ci=usual.ci),
        Line(label="by group", mean=mean, se=se, ci=ci, shape="diamond"),
    )
    return Block(heading=against(names, treatment, reference), lines=lines)


def _spreads(found: GroupedFit) -> str:
    told = listed(f"{name} {number(math.sqrt(t), 2)}" for name, t in found.tau2.items())
    return f"τ: {told}; one for all {number(math.sqrt(found.one.tau2), 2)}."


def tau2_words(found: GroupedFit, test: Equality) -> str:
    """The groups that vary most and least, and whether they differ."""
    ordered = sorted(found.tau2.items(), key=lambda item: item[1])
    (least, low), (most, high) = ordered[0], ordered[-1]
    told = (
        f"In every group τ is {number(math.sqrt(low), 2)}."
        if number(math.sqrt(high), 2) == number(math.sqrt(low), 2)
        else f"Studies vary most in {most} (τ {number(math.sqrt(high), 2)}), least in {least} "
        f"(τ {number(math.sqrt(low), 2)})."
    )
    said = "These trials show that they differ" if test.p < 0.05 else "These trials do not show that they differ"
    return f"{told} {said}: likelihood ratio {number(test.statistic, 2)} on {test.df} df, {p_value(test.p)}."
