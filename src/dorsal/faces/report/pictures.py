"""A section's network and ranks as pictures, with the lists that stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dorsal.faces.charts import Edge, Graph, Node, RankRow, Ranks, draw_network, draw_ranks
from dorsal.faces.charts.bias_network import draw_bias_network
from dorsal.faces.charts.network import numbered
from dorsal.faces.document import Document
from dorsal.faces.league_words import null_words
from dorsal.faces.markup import Markup, element, fragment
from dorsal.faces.numbers import count, number, short_chance, shown, span
from dorsal.faces.ranking import DRAWS, MOST_PLACES, RANKS_WORDS, Ranked, places, ranked
from dorsal.faces.report.chosen import MOST, MOST_WHOLE, elsewhere
from dorsal.faces.report.table import folded, paragraph, table
from dorsal.faces.words import better, inside, level_words, section_words, treatment_words
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Section
from dorsal.synthesis.network import Network
from dorsal.trials.decimals import table_decimals

JUDGED = ("low", "some", "high")
"""Overall judgements on risk of bias that somebody made."""


def graph_of(document: Document, section: Section, network: Network) -> Graph:
    """The network of a section as nodes and edges, numbered in the order of its islands."""
    order = [treatment for island in network.islands for treatment in island]
    nodes = tuple(
        Node(
            code=treatment,
            label=treatment_words(document, treatment),
            group=document.treatments.group(treatment),
            people=network.people_given(treatment),
            number=i,
        )
        for i, treatment in enumerate(order, 1)
    )
    edges = tuple(Edge(first=c.first, second=c.second, studies=len(c.studies)) for c in network.comparisons)
    return Graph(
        nodes=nodes,
        edges=edges,
        islands=network.islands,
        title=f"{section_words(document, section)}: which treatments were compared with which",
        summary=_summary(network),
        groups=(*dict.fromkeys(t.group for t in document.treatments.values()), "combination"),
    )


def _summary(network: Network) -> str:
    parts = [count(len(network.treatments), "treatment"), count(len(network.comparisons), "direct comparison")]
    joined = "all joined" if len(network.islands) == 1 else f"in {len(network.islands)} islands that no trial joins"
    return f"{', '.join(parts)} in {count(len(network.studies), 'trial')}, {joined}."


def network_part(document: Document, section: Section, key: str) -> Markup:
    """The network graph with its key; of a table whose studies are judged, their risk of bias on the lines."""
    assert section.analysis is not None
    network = section.analysis.network
    graph = graph_of(document, section, network)
    if len(graph.nodes) > MOST_WHOLE:
        return fragment(_not_drawn(network), _key(graph, network))
    if not document.target and any(judgement in JUDGED for judgement in section.bias.values()):
        return _by_bias(document, section, network, key, _key(graph, network))
    return element(
        "figure",
        element("div", draw_network(graph, key), class_="wide"),
        element("div", draw_network(graph, f"{key}-narrow", narrow=True), class_="narrow"),
        element(
            "figcaption",
            element("span", network_caption(graph), class_="wide"),
            element("span", network_caption(graph, narrow=True), class_="narrow"),
        ),
        _key(graph, network),
    )


def network_caption(graph: Graph, *, narrow: bool = False) -> str:
    """How the drawing is read: only signs that stand on it."""
    printed = [node.people for node in graph.nodes if node.people is not None]
    disc = "Each disc is a treatment"
    if printed:
        disc += "; its area grows with the people who were given it"
    if numbered(graph, narrow=narrow):
        disc += f". The number beside it is its place in the key below{', where the people stand' if printed else ''}"
    elif len(printed) < len(graph.nodes):
        disc += " (the number in brackets; ? where a trial does not print it)" if printed else ""
        disc += "" if printed else " (?: no trial prints how many people were given it)"
    else:
        disc += " (the number in brackets)"
    told = [f"{disc}.", "Each line is a direct comparison, thicker with more trials;"]
    told.append("their number is written on it where it is more than one.")
    if any(node.group for node in graph.nodes):
        told.append("Letters and rings tell the classes apart.")
    return " ".join(told)


def _not_drawn(network: Network) -> Markup:
    lines = len(network.comparisons)
    return element(
        "p",
        f"{len(network.treatments)} treatments are too many for a picture, with {lines:,} comparisons between them. "
        "The treatments are listed here; every comparison with its trials stands ",
        elsewhere("table network"),
        ".",
    )


def _by_bias(document: Document, section: Section, network: Network, key: str, beside: Markup) -> Markup:
    wide, narrow = (
        draw_bias_network(network, section.bias, each, names=partial(treatment_words, document), narrow=small)
        for each, small in ((key, False), (f"{key}-narrow", True))
    )
    return element("figure", element("div", wide, class_="wide"), element("div", narrow, class_="narrow"), beside)


def _key(graph: Graph, network: Network) -> Markup:
    rows = [
        (
            f"{n.number}. {n.label}",
            n.group,
            "not printed" if n.people is None else f"{n.people:,}",
            str(network.given[n.code]),
        )
        for n in graph.nodes
    ]
    head = ("Treatment", "Class", "People", "Trials")
    made = table(graph.title, head, rows, name="Key to the network", numeric=(2, 3))
    return folded("Key: treatments with their numbers, people and trials", made, paper=False)


def ranks_part(document: Document, section: Section, key: str, seed: int) -> Markup | None:
    """P-scores and rank probabilities beside the intervals; None where ranking makes no sense."""
    good = better(document, section.question.outcome)
    if section.analysis is None or not good or len(section.analysis.main.treatments) < 3:
        return None
    if not section.analysis.main.has_intervals:
        return None
    standing = ranked(section.analysis.main, better="higher" if good == "higher" else "lower", seed=seed)
    if len(standing) > MOST:
        why = f"The ranks of {len(standing)} treatments are too many for a picture that could be read; here they are"
        return fragment(paragraph(f"{why} as numbers. {RANKS_WORDS}"), _rank_numbers(document, section, standing))
    picture = _ranks_of(document, section, section.analysis, standing)
    return element(
        "figure",
        element("div", draw_ranks(picture, key), class_="wide"),
        element("div", draw_ranks(picture, f"{key}-narrow", narrow=True), class_="narrow"),
        element(
            "figcaption",
            "Darker: that rank is more likely. P-score: the mean certainty of being better than another treatment, "
            "from 0 to 1. A rank says nothing about how large a difference is or how sound the trials are; read it "
            "only beside the intervals. A wide smear means that nobody knows.",
        ),
        _rank_numbers(document, section, standing),
    )


def _rank_numbers(document: Document, section: Section, standing: Sequence[Ranked]) -> Markup:
    """The same as a table; every rank has a column where there are few."""
    assert section.analysis is not None
    level = level_words(section.analysis.options.level)
    placed = range(1, len(standing) + 1) if len(standing) <= MOST_PLACES else ()
    drawn = bool(standing[0].probabilities)
    median = [f"Median rank ({level})"] if drawn else []
    head = ["Treatment", "P-score, SUCRA", "Mean rank", *median, *(f"Rank {i}" for i in placed)]
    rows = [
        [
            treatment_words(document, row.treatment),
            number(row.p_score, 3),
            number(row.mean, 2),
            *([places(row)] if drawn else []),
            *(short_chance(p) for p in row.probabilities[: len(placed)]),
        ]
        for row in standing
    ]
    caption = f"{section_words(document, section)}: ranks, 1 the best"
    made = table(caption, head, rows, name=caption, numeric=range(1, len(head)))
    if not drawn:
        return folded("P-score and mean rank of every treatment", made)
    told = f"Median, interval and chances: {DRAWS:,} draws of all effects together."
    if not placed:
        told += " The chance of every rank stands in the workbook and the folder of tables (rankogram)."
    summary = "The same as numbers: P-score, SUCRA, mean and median rank, chance of each rank"
    return folded(summary, made, paragraph(told))


def _ranks_of(document: Document, section: Section, analysis: Analysis, standing: Sequence[Ranked]) -> Ranks:
    rows = tuple(
        RankRow(
            label=treatment_words(document, row.treatment),
            estimate=_against(analysis, row.treatment),
            p_score=row.p_score,
            probabilities=row.probabilities,
        )
        for row in standing
    )
    first = rows[0]
    return Ranks(
        rows=rows,
        title=f"{section_words(document, section)}: ranks beside their uncertainty",
        summary=f"{first.label} has the highest P-score, {first.p_score:.2f}, of {len(rows)} treatments; "
        f"its chance of being the best is {100 * first.probabilities[0]:.0f} %.",
        heading=f"Against {inside(treatment_words(document, analysis.reference))} "
        f"[{level_words(analysis.options.level)} interval]",
    )


def _against(analysis: Analysis, treatment: str) -> str:
    if treatment == analysis.reference:
        return f"{null_words(analysis.network.measure)} (reference)"
    e = analysis.main.between(treatment, analysis.reference)
    decimals = table_decimals(e.measure, (e.ci[1] - e.ci[0]) / 2.0)
    return f"{shown(e.mean, e.measure, decimals)} [{span(e.ci, e.measure, decimals)}]"
