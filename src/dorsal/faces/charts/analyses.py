"""Several analyses against one reference in one forest plot: common beside random effects, outcome beside outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Names, favours, within
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count
from dorsal.faces.words import level_words, listed

if TYPE_CHECKING:
    from dorsal.synthesis.fit import NetworkFit

MOST = 30


@dataclass(frozen=True, kw_only=True)
class Named:
    """An analysis with the name that tells it from the others."""

    name: str
    fit: NetworkFit
    better: str = "lower"
    """Which way is better: "lower", "higher", or "" for neither."""


def draw_analyses(
    analyses: Sequence[Named],
    reference: str,
    key: str,
    *,
    most: int = MOST,
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A group of rows for each treatment, a row for each analysis that has it and the reference; one measure for all.

    The first analysis gives the order and the level; treatments that only others have come last.
    """
    heading = title or f"{listed(each.name for each in analyses)}: against {within(names, reference)}"
    treatments = compared(analyses, reference)
    if not treatments:
        return nothing(key, heading, "no analysis has another treatment beside the reference.", narrow=narrow)
    first = analyses[0].fit
    sides = ("favours the treatment", f"favours {within(names, reference)}")
    ways = {each.better for each in analyses}
    better = ways.pop() if len(ways) == 1 else ""
    shapes = (("square", analyses[0].name), ("open", listed(each.name for each in analyses[1:]) or "no other"))
    plot = Intervals(
        blocks=tuple(_block(analyses, t, reference, names) for t in treatments[:most]),
        measure=first.network.measure,
        level=first.options.level,
        title=heading,
        summary=analyses_words(analyses, reference, names=names),
        heading=f"Against {within(names, reference)}",
        axis_title=axis_words(first.network.measure),
        favours=favours(better, sides),
        entries=glyphs(shapes),
        notes=_notes(analyses, len(treatments) - most),
    )
    return draw_intervals(plot, key, narrow=narrow)


def _notes(analyses: Sequence[Named], left: int) -> tuple[str, ...]:
    level = level_words(analyses[0].fit.options.level)
    lines = [f"Thick line: {level} interval. Thin line: prediction interval."]
    if len({each.better for each in analyses}) > 1:
        ways = (f"{each.name}: {each.better or 'neither'}" for each in analyses)
        lines.append(f"Which way is better is not the same: {', '.join(ways)}.")
    if left > 0:
        lines.append(f"{count(left, 'treatment')} more not drawn.")
    return tuple(lines)


def compared(analyses: Sequence[Named], reference: str) -> list[str]:
    """Treatments that some analysis compares with the reference, by the first analysis' estimates, lowest first."""
    first = analyses[0].fit
    mean = {t: first.between(t, reference).mean for t in first.treatments if reference in first.treatments}
    order = sorted((t for t in mean if t != reference), key=mean.__getitem__)
    others = (t for each in analyses[1:] if reference in each.fit.treatments for t in each.fit.treatments)
    return [*order, *dict.fromkeys(t for t in others if t != reference and t not in mean)]


def _block(analyses: Sequence[Named], treatment: str, reference: str, names: Names) -> Block:
    lines = [_line(each, treatment, reference, "open" if i else "square") for i, each in enumerate(analyses)]
    return Block(heading=names(treatment), lines=tuple(lines))


def _line(each: Named, treatment: str, reference: str, shape: str) -> Line:
    if not {treatment, reference} <= set(each.fit.treatments):
        return Line(label=each.name, mean=None, missing="not compared")
    found = each.fit.between(treatment, reference)
    return Line(label=each.name, mean=found.mean, se=found.se, ci=found.ci, pi=found.pi, shape=shape)


def analyses_words(analyses: Sequence[Named], reference: str, *, names: Names = str) -> str:
    """How many intervals leave out no difference in each analysis, and where they do not agree on that."""
    treatments = compared(analyses, reference)
    told, clear = [], []
    for each in analyses:
        known = [t for t in treatments if {t, reference} <= set(each.fit.treatments)]
        found = {t: _clear(each.fit.between(t, reference).ci) for t in known}
        clear.append(found)
        told.append(f"{each.name} {sum(found.values())} of {len(found)}")
    apart = [t for t in treatments if len({found[t] for found in clear if t in found}) > 1]
    said = (
        f"{count(len(treatments), 'treatment')} against {within(names, reference)}. Intervals that leave out no "
        f"difference: {'; '.join(told)}."
    )
    return f"{said} The analyses do not agree on that for {listed(map(names, apart))}." if apart else said


def _clear(ci: tuple[float, float]) -> bool:
    return not ci[0] <= 0.0 <= ci[1]
