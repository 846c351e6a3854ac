"""Every plot of a fitted table as a file: SVG, PNG or PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.charts.baujat import draw_baujat
from dorsal.faces.charts.bias_network import draw_bias_network
from dorsal.faces.charts.components import draw_components
from dorsal.faces.charts.contributions import draw_comparison_shares, draw_contributions
from dorsal.faces.charts.evidence_forest import draw_evidence_forest
from dorsal.faces.charts.forest import draw_forest
from dorsal.faces.charts.funnel import draw_funnel
from dorsal.faces.charts.image import SUFFIXES, encoded
from dorsal.faces.charts.league import draw_league
from dorsal.faces.charts.leave_one_out import draw_leave_one_out
from dorsal.faces.charts.net_heat import draw_net_heat
from dorsal.faces.charts.network import draw_network
from dorsal.faces.charts.node_splits import draw_node_splits
from dorsal.faces.charts.radial import draw_radial
from dorsal.faces.charts.rankograms import draw_rankograms
from dorsal.faces.document import Document
from dorsal.faces.inquiry import Inquiry, Subject, subject_of
from dorsal.faces.overview import best_first
from dorsal.faces.report.forests import against_title, forest_of, forest_row, sides_against
from dorsal.faces.report.pictures import JUDGED, graph_of
from dorsal.faces.words import inside, treatment_words
from dorsal.synthesis.flows.contribution import contributions
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.net_heat import net_heat
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.league import league
from dorsal.synthesis.omission.baujat import baujat
from dorsal.synthesis.omission.influence import leave_one_out
from dorsal.synthesis.ranks.ranking import rank_draws
from dorsal.synthesis.reporting.small_study import LEAST_POINTS, Asymmetry, FunnelPoint, asymmetry, funnel

FORMATS = tuple(suffix.removeprefix(".") for suffix in SUFFIXES)
MOST_ESTIMATES = 30


def write_plots(folder: Path, document: Document, *, suffix: str = "svg", force: bool = False) -> list[Path]:
    """Write every plot of a table's document into `folder`, which is made.

    Raises OptionError for another format, or where a file stands in the way and `force` does not say to replace it.
    """
    files = plot_files(document, suffix)
    standing = [name for name in files if (folder / name).exists()]
    if standing and not force:
        raise OptionError(f"{folder} holds {', '.join(standing)} already; name another folder, or add --force")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def plot_files(document: Document, suffix: str = "svg") -> dict[str, bytes]:
    """Every plot by the name of its file. Raises OptionError for another format than FORMATS."""
    if suffix not in FORMATS:
        raise OptionError(f"plots are written as {', '.join(FORMATS)}, got {suffix!r}")
    return {f"{name}.{suffix}": encoded(svg, f".{suffix}") for name, svg in plots(document)}


def plots(document: Document) -> Iterator[tuple[str, str]]:
    """Every plot of a table's document as SVG, by its name."""
    subject = subject_of(document, Inquiry())
    for name, draw in PLOTS.items():
        svg = draw(document, subject)
        if svg is not None:
            yield name, svg
    for picture in (picture for answer in document.answers for picture in answer.pictures):
        svg = None if picture.name in PLOTS else picture.draw(picture.name, False)
        if svg is not None:
            yield picture.name, svg


def _network(document: Document, subject: Subject) -> str:
    """By risk of bias where any study's is known."""
    if any(judgement in JUDGED for judgement in subject.bias.values()):
        names = partial(treatment_words, document)
        return draw_bias_network(subject.network, subject.bias, "network", names=names)
    return draw_network(graph_of(document, document.sections[0], subject.network), "network")


def _forest(document: Document, subject: Subject) -> str:
    section = document.sections[0]
    findings = [f for f in best_first(document, section) if f.first in subject.fit.treatments]
    rows = [forest_row(document, section, f, treatment_words(document, f.first)) for f in findings]
    reference = inside(treatment_words(document, subject.reference))
    plot = forest_of(
        document,
        section,
        rows,
        title=against_title(document, section, reference),
        heading=f"Against {reference}",
        sides=sides_against(document, reference),
    )
    return draw_forest(plot, "forest")


def _league(document: Document, subject: Subject) -> str:  # noqa: ARG001
    return draw_league(league(subject.fit), "league", better=subject.better)


def _ranks(document: Document, subject: Subject) -> str:
    rng = np.random.default_rng(document.provenance.seed)
    return draw_rankograms(rank_draws(subject.fit, rng, better=subject.better, draws=20_000), "ranks")


def _funnel(document: Document, subject: Subject) -> str | None:  # noqa: ARG001
    points = _points(subject)
    if len(points) < LEAST_POINTS:
        return None
    tests = [test for test in (_egger(points),) if test]
    return draw_funnel(points, "funnel", measure=subject.fit.network.measure, tests=tests)


def _radial(document: Document, subject: Subject) -> str | None:  # noqa: ARG001
    points = _points(subject)
    if len(points) < LEAST_POINTS:
        return None
    return draw_radial(points, "radial", measure=subject.fit.network.measure, test=_egger(points))


def _points(subject: Subject) -> tuple[FunnelPoint, ...]:
    """Alphabetical, the reference last: a table does not say which treatments small studies would favour."""
    return funnel(subject.fit, (*subject.others, subject.reference))


def _egger(points: Sequence[FunnelPoint]) -> Asymmetry | None:
    try:
        return asymmetry(points, "egger")
    except NetworkError:
        return None


def _baujat(document: Document, subject: Subject) -> str | None:  # noqa: ARG001
    points = baujat(subject.fit)
    return draw_baujat(points, "baujat") if len(points) >= LEAST_POINTS else None


def _net_heat(document: Document, subject: Subject) -> str | None:  # noqa: ARG001
    try:
        return draw_net_heat(net_heat(interaction(subject.fit)), "net-heat")
    except NetworkError:
        return None


def _contributions(document: Document, subject: Subject) -> str:  # noqa: ARG001
    asked = _against_reference(subject)
    return draw_contributions(
        contributions(subject.fit, estimates=asked), subject.bias, "contributions", estimates=asked
    )


def _comparisons(document: Document, subject: Subject) -> str:  # noqa: ARG001
    asked = _against_reference(subject)
    return draw_comparison_shares(contributions(subject.fit, estimates=asked), "comparisons", estimates=asked)


def _against_reference(subject: Subject) -> list[tuple[str, str]]:
    return [(treatment, subject.reference) for treatment in subject.others[:MOST_ESTIMATES]]


def _splits(document: Document, subject: Subject) -> str:  # noqa: ARG001
    found = [split.against(subject.reference) for split in node_splits(subject.fit) if split.has_both]
    return draw_node_splits(found, "splits", measure=subject.fit.network.measure, level=subject.fit.options.level)


def _evidence(document: Document, subject: Subject) -> str:  # noqa: ARG001
    return draw_evidence_forest(
        subject.fit, node_splits(subject.fit), subject.reference, "evidence", better=subject.better
    )


def _leave_one_out(document: Document, subject: Subject) -> str | None:  # noqa: ARG001
    """Of the estimate against the reference that most people stand behind."""
    if not subject.others or len(subject.fit.network.studies) < LEAST_POINTS:
        return None
    first = max(subject.others, key=lambda t: len(subject.fit.between(t, subject.reference).studies))
    found = leave_one_out(subject.fit, [(first, subject.reference)])
    return draw_leave_one_out(found, first, subject.reference, "leave-one-out")


def _components(document: Document, subject: Subject) -> str | None:
    analysis = document.sections[0].analysis
    if analysis is None or analysis.additive is None:
        return None
    return draw_components(analysis.additive, "components", better=subject.better)


PLOTS: Mapping[str, Callable[[Document, Subject], str | None]] = {
    "network": _network,
    "forest": _forest,
    "league": _league,
    "ranks": _ranks,
    "funnel": _funnel,
    "radial": _radial,
    "baujat": _baujat,
    "net-heat": _net_heat,
    "contributions": _contributions,
    "comparisons": _comparisons,
    "node-splits": _splits,
    "direct-indirect": _evidence,
    "leave-one-out": _leave_one_out,
    "components": _components,
}
