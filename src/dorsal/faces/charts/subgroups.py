"""Forest by subgroup: each treatment against the reference in each subgroup, beside the whole network's estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import ALERT, axis_words
from dorsal.faces.charts.wording import Names, against, favours
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count, p_value
from dorsal.faces.words import listed

if TYPE_CHECKING:
    from dorsal.synthesis.fit import NetworkFit
    from dorsal.synthesis.subgroup import Subgroups

MOST = 12
SHAPES = (("square", "a subgroup"), ("diamond", "all studies"))


def draw_subgroups(
    found: Subgroups,
    whole: NetworkFit,
    reference: str,
    key: str,
    *,
    better: str = "lower",
    most: int = MOST,
    names: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """A group of rows for each treatment of `whole`, the fit of all studies; those that differ most first."""
    heading = title or f"Effects against {names(reference)} by {found.by}"
    asked = compared(found, whole, reference)
    if not asked:
        return nothing(key, heading, "no two subgroups compare the same treatments.", narrow=narrow)
    more = [f"{len(asked) - most} more, which differ less, are not drawn."] if len(asked) > most else []
    plot = Intervals(
        blocks=tuple(_block(found, whole, treatment, reference, names) for treatment in asked[:most]),
        measure=whole.network.measure,
        level=whole.options.level,
        title=heading,
        summary=subgroup_words(found, whole, reference, names=names),
        heading="Subgroup",
        axis_title=axis_words(whole.network.measure),
        favours=favours(better),
        entries=glyphs(SHAPES),
        notes=("P of no difference between subgroups. Subgroups differ in more than the column says.", *more),
    )
    return draw_intervals(plot, key, narrow=narrow)


def compared(found: Subgroups, whole: NetworkFit, reference: str) -> list[str]:
    """Treatments that two subgroups or more compare with the reference, the smallest P first."""
    p = {}
    for treatment in whole.treatments:
        known = treatment != reference and {treatment, reference} <= set(found.treatments)
        q = found.difference(treatment, reference) if known else None
        if q is not None:
            p[treatment] = 1.0 if q.p is None else q.p
    return sorted(p, key=p.__getitem__)


def _block(found: Subgroups, whole: NetworkFit, treatment: str, reference: str, names: Names) -> Block:
    q = found.difference(treatment, reference)
    every = whole.between(treatment, reference)
    lines = [
        Line(label=f"{name} ({count(len(e.studies), 'study', 'studies')} head to head)", mean=e.mean, se=e.se, ci=e.ci)
        for name, e in found.between(treatment, reference).items()
    ]
    lines.append(Line(label="All studies", mean=every.mean, se=every.se, ci=every.ci, shape="diamond"))
    beside = "" if q is None else f"Difference: {p_value(q.p)}"
    return Block(heading=against(names, treatment, reference), beside=beside, lines=tuple(lines))


def subgroup_words(found: Subgroups, whole: NetworkFit, reference: str, *, names: Names = str) -> str:
    """How many subgroups, whether they differ over all, and for which treatments."""
    groups = listed(f"{group.name} ({count(len(group.network.studies), 'study', 'studies')})" for group in found.groups)
    told = f"Subgroups by {found.by}: {groups}."
    if found.overall.p is None:
        return f"{told} No two of them compare the same treatments, so no difference can be tested."
    q = found.overall
    by_f = "" if found.overall_p_by_f is None else f", by F {p_value(found.overall_p_by_f)}"
    told += f" All effects at once: Q = {q.q:.2f} on {q.df} df, {p_value(q.p)}{by_f}."
    apart = [t for t in compared(found, whole, reference) if _p(found, t, reference) < ALERT]
    if not apart:
        return f"{told} Against {names(reference)} no treatment's effect differs at P < 0.05."
    return f"{told} Against {names(reference)} the effect differs at P < 0.05 for {listed(map(names, apart))}."


def _p(found: Subgroups, treatment: str, reference: str) -> float:
    q = found.difference(treatment, reference)
    return 1.0 if q is None or q.p is None else q.p
