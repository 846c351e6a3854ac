"""Does direct evidence agree with indirect, and one design with another?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from dorsal.errors import NetworkError
from dorsal.faces.charts.net_heat import draw_net_heat
from dorsal.faces.charts.node_splits import draw_node_splits
from dorsal.faces.cores import on_cores
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.heat import heat_json, heat_of, heat_sheet
from dorsal.faces.numbers import number, p_value
from dorsal.faces.telling import Answer, Grid, Head, Picture, decimals, p_values, scale_notes, whole, with_interval
from dorsal.faces.words import level_words
from dorsal.synthesis.estimate import interval
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.node_split import NodeSplit, node_splits
from dorsal.synthesis.q import Q

if TYPE_CHECKING:
    from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
    from dorsal.synthesis.bayes.split_posterior import SplitPosterior
    from dorsal.synthesis.network import Network

Json = dict[str, Any]
HOW_SPLIT = {
    "back-calculation": "Indirect: from all studies but those of the comparison, at the network's tau²",
    "SIDDE": "Indirect: from a fit without the studies that hold both treatments, with a tau² of its own",
    "bayes": "Posterior means, tau integrated out; P is twice the smaller posterior chance of a sign of the difference",
}
AGREE = "; the smallest P first. A P above 0.05 does not show that they agree."
AT_ONCE = 2
"""Bayesian splits between two words of progress."""
KINDS = ("direct", "indirect", "difference")
TITLE = "Direct against indirect evidence (node-splitting)"


def _node_splits(subject: Subject) -> Answer:
    method = subject.inquiry.split_method
    found = [] if method == "bayes" else [s for s in node_splits(subject.fit, method) if s.has_both]  # type: ignore[arg-type]
    level = subject.fit.options.level
    told, stopped = _bayes(subject) if method == "bayes" else ([_split(split, level) for split in found], "")
    if not told:
        lead = ("No comparison has both direct and indirect evidence.",)
        return Answer(key="node_splits", json=told, title=TITLE, lead=lead)
    return Answer(
        key="node_splits",
        json=told,
        title=TITLE,
        lead=(f"{stopped.capitalize()}.",) if stopped else (),
        stopped=stopped,
        grids=(_splits_grid(subject, told),),
        sheets=(_splits_sheet(told),),
        notes=(
            *scale_notes(subject.measure),
            HOW_SPLIT[method] + AGREE,
            *(subject.normal_only if method != "bayes" else ()),
        ),
        pictures=(Picture(name="node-splits", draw=partial(_drawn, subject, found)),) if found else (),
    )


def _drawn(subject: Subject, found: list[NodeSplit], key: str, narrow: bool) -> Any:
    level = subject.fit.options.level
    turned = [split.against(subject.reference) for split in found]
    return draw_node_splits(turned, key, measure=subject.measure, level=level, narrow=narrow)


def _bayes(subject: Subject) -> tuple[list[Json], str]:
    """Every comparison with both kinds of evidence, one after the other; Ctrl-C keeps those that are done."""
    from dorsal.faces.inquiry.posteriors import priors_asked

    asked = [(split.first, split.second) for split in node_splits(subject.fit) if split.has_both]
    tau, normal = priors_asked(subject, exact=False)
    parts = [asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE)]
    work = partial(_splits_of, subject.fit.network, tau, normal, subject.fit.options.level)
    told: list[Json] = []
    try:
        done, count = 0, subject.counting("comparisons")
        if asked:
            count(done, len(asked))
        for part, found in zip(parts, on_cores(work, parts), strict=True):
            told, done = [*told, *found], done + len(part)
            count(done, len(asked))
    except KeyboardInterrupt:
        if not told:
            raise
        return told, f"stopped after {done} of {len(asked)} comparisons"
    return told, ""


def _splits_of(
    network: Network, tau: TauPrior, normal: NormalEffects | None, level: float, asked: Sequence[tuple[str, str]]
) -> list[Json]:
    """Bayesian splits of these comparisons, without those that no other evidence tells of."""
    from dorsal.synthesis.bayes.split_posterior import split_posterior

    told: list[Json] = []
    for first, second in asked:
        with suppress(NetworkError):  # without evidence of its own once multi-arm studies are taken out
            told.append(_of_posterior(split_posterior(network, first, second, tau, normal), level))
    return told


def _of_posterior(split: SplitPosterior, level: float) -> Json:
    return {
        "method": "bayes",
        "treat1": split.first,
        "treat2": split.second,
        "direct": split.direct.mean,
        "se_direct": split.direct.sd,
        "indirect": split.indirect.mean,
        "se_indirect": split.indirect.sd,
        "difference": split.difference.mean,
        "se_difference": split.difference.sd,
        "p": split.p,
        "ci_direct": list(split.direct.interval(level)),
        "ci_indirect": list(split.indirect.interval(level)),
        "ci_difference": list(split.difference.interval(level)),
    }


def _split(split: NodeSplit, level: float) -> Json:
    return {
        "method": split.method,
        "treat1": split.first,
        "treat2": split.second,
        "direct": split.direct,
        "se_direct": split.se_direct,
        "indirect": split.indirect,
        "se_indirect": split.se_indirect,
        "difference": split.difference,
        "se_difference": split.se_difference,
        "p": split.p,
        "ci_direct": _ends(split.direct, split.se_direct, level),
        "ci_indirect": _ends(split.indirect, split.se_indirect, level),
        "ci_difference": _ends(split.difference, split.se_difference, level),
    }


def _ends(mean: float | None, se: float | None, level: float) -> list[float] | None:
    """A normal interval; none without an estimate."""
    return None if mean is None or se is None else list(interval(mean, se, level, math.inf))


def _splits_grid(subject: Subject, told: list[Json]) -> Grid:
    """For people: each with its interval."""
    level = level_words(subject.fit.options.level)
    heads = (
        Head("pair", "Comparison"),
        *(Head(kind, f"{kind} ({level})", width=16) for kind in KINDS),
        Head("p", "P", p_values, width=8),
    )
    rows = [
        {"pair": f"{row['treat1']} against {row['treat2']}", **_spans(subject.measure, row), "p": row["p"]}
        for row in sorted((_against(subject.reference, row) for row in told), key=lambda row: row["p"])
    ]
    return Grid.of("node_splits", "Every comparison with both kinds of evidence", heads, rows)


def _against(reference: str, row: Json) -> Json:
    """The row turned where its first treatment is the reference, so that it reads as effects do."""
    if row["treat1"] != reference:
        return row
    turned = {kind: -row[kind] for kind in KINDS}
    ends = {f"ci_{kind}": [-end for end in reversed(row[f"ci_{kind}"])] for kind in KINDS}
    return row | turned | ends | {"treat1": row["treat2"], "treat2": row["treat1"]}


def _spans(measure: str, row: Json) -> Json:
    """An estimate with its interval by kind of evidence."""
    return {kind: with_interval(measure, row[kind], row[f"ci_{kind}"]) for kind in KINDS}


def _splits_sheet(told: list[Json]) -> Grid:
    """For a workbook: numbers on the analysis scale."""
    each = [key for kind in KINDS for key in (kind, f"se_{kind}", f"{kind}_low", f"{kind}_high")]
    keys = ("treat1", "treat2", *each, "p", "method")
    rows = [
        row | {f"{kind}_{end}": row[f"ci_{kind}"][i] for kind in KINDS for i, end in enumerate(("low", "high"))}
        for row in sorted(told, key=lambda row: row["p"])
    ]
    return Grid.of("node_splits", "Both kinds of evidence in numbers", [Head(key, key) for key in keys], rows)


def _design_by_treatment(subject: Subject) -> Answer:
    found = interaction(subject.fit)
    heat = heat_of(found)
    told: Json = {
        "tau2": found.tau2,
        **_q(found.q),
        "detached": [{"design": list(design), **_q(q)} for design, q in found.detached.items()],
        "net_heat": heat_json(heat),
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
    shown = Grid.of("designs_detached", "What is left once one design has effects of its own", heads, rows)
    grids = (shown,) if rows and found.q.p is not None else ()
    return Answer(
        key="design_by_treatment",
        json=told,
        title="Do designs disagree? (design-by-treatment interaction)",
        lead=(lead,),
        grids=grids,
        sheets=(*grids, *(() if heat is None else (heat_sheet(heat),))),
        pictures=()
        if heat is None
        else (Picture(name="net-heat", draw=lambda key, narrow: draw_net_heat(heat, key, narrow=narrow)),),
    )


def _q(q: Q) -> Json:
    return {"q": q.q, "df": q.df, "p": q.p}


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {
    "node_splits": _node_splits,
    "design_by_treatment": _design_by_treatment,
}
