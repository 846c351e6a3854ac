"""Node-split forest: for each comparison the direct, the indirect and the network's estimate, with their P value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.wording import Names, against
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count, is_ratio, p_value, percent
from dorsal.faces.words import listed, measure_words
from dorsal.synthesis.estimate import interval

if TYPE_CHECKING:
    from dorsal.synthesis.inconsistency.node_split import NodeSplit

TITLE = "Direct against indirect evidence"
ALERT = 0.05
MOST = 30
SHAPES = (("square", "direct"), ("open", "indirect"), ("diamond", "network: both together"))


def draw_node_splits(
    splits: Sequence[NodeSplit],
    key: str,
    *,
    measure: str,
    level: float = 0.95,
    most: int = MOST,
    names: Names = str,
    title: str = TITLE,
    narrow: bool = False,
) -> Markup:
    """A group of three rows for each comparison with both kinds of evidence, the smallest P first, at most so many.

    `measure` and `level` are the fit's.
    """
    tested = _tested(splits)
    if not tested:
        return nothing(key, title, "no comparison has both direct and indirect evidence.", narrow=narrow)
    plot = Intervals(
        blocks=tuple(_block(split, level, names) for split in tested[:most]),
        measure=measure,
        level=level,
        title=title,
        summary=split_words(splits, names=names),
        heading="Comparison",
        axis_title=axis_words(measure),
        favours=("lower with the first", "higher with the first"),
        entries=glyphs(SHAPES),
        notes=tuple(_notes(splits, tested, most)),
    )
    return draw_intervals(plot, key, narrow=narrow)


def axis_words(measure: str) -> str:
    """ "Odds ratio, logarithmic axis" """
    words = measure_words(measure)
    return f"{words[:1].upper()}{words[1:]}{', logarithmic axis' if is_ratio(measure) else ''}"


def _tested(splits: Sequence[NodeSplit]) -> list[NodeSplit]:
    return sorted((s for s in splits if s.has_both), key=lambda s: 1.0 if s.p is None else s.p)


def estimate_line(words: str, mean: float, se: float, level: float, shape: str, *, turned: bool = False) -> Line:
    """A row with a normal interval; `turned`: the second treatment against the first."""
    value = -mean if turned else mean
    return Line(label=words, mean=value, se=se, ci=interval(value, se, level, math.inf), shape=shape)


def direct_words(split: NodeSplit) -> str:
    """ "Direct: 3 studies, 45 % of the weight" """
    return f"Direct: {count(split.studies, 'study', 'studies')}, {percent(split.direct_share)} of the weight"


def _block(split: NodeSplit, level: float, names: Names) -> Block:
    assert split.indirect is not None
    assert split.se_indirect is not None
    direct = direct_words(split)
    return Block(
        heading=against(names, split.first, split.second),
        beside=f"Difference: {p_value(split.p)}",
        lines=(
            estimate_line(direct, split.direct, split.se_direct, level, "square"),
            estimate_line("Indirect", split.indirect, split.se_indirect, level, "open"),
            estimate_line("Network", split.network, split.se_network, level, "diamond"),
        ),
    )


def _notes(splits: Sequence[NodeSplit], tested: Sequence[NodeSplit], most: int) -> list[str]:
    lines = [f"P of no difference between direct and indirect evidence, by {tested[0].method}."]
    rest = len(splits) - len(tested)
    if rest:
        lines.append(f"{count(rest, 'comparison')} with direct evidence alone: not drawn.")
    if len(tested) > most:
        lines.append(f"{len(tested) - most} more with a larger P are not drawn.")
    return lines


def split_words(splits: Sequence[NodeSplit], *, names: Names = str) -> str:
    """How many comparisons can be tested, and in which direct and indirect evidence disagree."""
    tested = _tested(splits)
    apart = [s for s in tested if s.p is not None and s.p < ALERT]
    told = f"{len(tested)} of {count(len(splits), 'comparison')} have both direct and indirect evidence"
    if not apart:
        return f"{told}; they disagree in none by more than chance explains (P < 0.05)."
    worst = listed(f"{against(names, s.first, s.second)} ({p_value(s.p)})" for s in apart[:3])
    more = f" and {len(apart) - 3} more" if len(apart) > 3 else ""
    return f"{told}; they disagree at P < 0.05 in {len(apart)}: {worst}{more}."
