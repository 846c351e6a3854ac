"""Does direct evidence agree with indirect, and one design with another?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.charts.node_splits import draw_node_splits
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import number, p_value
from dorsal.faces.telling import Answer, Grid, Head, Picture, decimals, effects, p_values, scale_notes, whole
from dorsal.synthesis.design_by_treatment import interaction
from dorsal.synthesis.node_split import NodeSplit, node_splits
from dorsal.synthesis.q import Q

Json = dict[str, Any]
HOW_SPLIT = (
    "Indirect: from all studies but those of the comparison, at the network's tau²; the smallest P first. A P above "
    "0.05 does not show that they agree."
)


def _node_splits(subject: Subject) -> Answer:
    found = [split for split in node_splits(subject.fit) if split.has_both]
    told = [_split(split) for split in found]
    title = "Direct against indirect evidence (node-splitting)"
    if not found:
        lead = ("No comparison has both direct and indirect evidence.",)
        return Answer(key="node_splits", json=told, title=title, lead=lead)
    level = subject.fit.options.level
    return Answer(
        key="node_splits",
        json=told,
        title=title,
        grids=(_splits_grid(subject, told),),
        notes=(*scale_notes(subject.measure), HOW_SPLIT),
        pictures=(
            Picture(
                name="node-splits",
                draw=lambda key, narrow: draw_node_splits(
                    found, key, measure=subject.measure, level=level, narrow=narrow
                ),
            ),
        ),
    )


def _split(split: NodeSplit) -> Json:
    return {
        "treat1": split.first,
        "treat2": split.second,
        "direct": split.direct,
        "se_direct": split.se_direct,
        "indirect": split.indirect,
        "se_indirect": split.se_indirect,
        "difference": split.difference,
        "se_difference": split.se_difference,
        "p": split.p,
    }


def _splits_grid(subject: Subject, told: list[Json]) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("treat1", "Comparison"),
        Head("treat2", "against", width=16),
        Head("direct", "direct", of),
        Head("indirect", "indirect", of),
        Head("difference", "difference", of),
        Head("p", "P", p_values),
    )
    rows = sorted(told, key=lambda row: row["p"])
    return Grid.of("node_splits", "Every comparison with both kinds of evidence", heads, rows)


def _design_by_treatment(subject: Subject) -> Answer:
    found = interaction(subject.fit)
    told = {
        "tau2": found.tau2,
        **_q(found.q),
        "detached": [{"design": list(design), **_q(q)} for design, q in found.detached.items()],
    }
    if found.q.p is None:
        lead = "No two designs could disagree."
    else:
        size = f"Q = {number(found.q.q, 2)} on {found.q.df} df, {p_value(found.q.p)}"
        lead = f"{size}, at the tau² within designs, {number(found.tau2, 3)}."
    heads = (
        Head("design", "With this design detached"),
        Head("q", "Q", decimals(2)),
        Head("df", "df", whole),
        Head("p", "P", p_values),
    )
    rows = [{"design": " : ".join(design), **_q(q)} for design, q in found.detached.items()]
    return Answer(
        key="design_by_treatment",
        json=told,
        title="Do designs disagree? (design-by-treatment interaction)",
        lead=(lead,),
        grids=(Grid.of("designs_detached", "What is left once one design has effects of its own", heads, rows),)
        if rows and found.q.p is not None
        else (),
    )


def _q(q: Q) -> Json:
    return {"q": q.q, "df": q.df, "p": q.p}


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {
    "node_splits": _node_splits,
    "design_by_treatment": _design_by_treatment,
}
