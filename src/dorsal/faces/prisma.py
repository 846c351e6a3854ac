"""The PRISMA checklist for network meta-analyses, filled in as far as the analysis knows.

Hutton et al. 2015, doi:10.7326/M14-2385: 27 items of PRISMA and five for networks (S1 to S5). The items are told here
in our own words. What only the reviewers know stays open, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dorsal.errors import OptionError
from dorsal.faces.csv_folder import csv_text
from dorsal.faces.document import Document
from dorsal.faces.markdown import plain, table
from dorsal.faces.numbers import count, number, p_value, percent
from dorsal.faces.overview import facts_words, limits_words
from dorsal.faces.own_file import replace_text
from dorsal.faces.release import release_id
from dorsal.faces.report.methods import steps
from dorsal.faces.tables import Table
from dorsal.faces.words import level_words, listed, measure_words, sentence, treatment_words
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Section
from dorsal.synthesis.inconsistency.consistency import consistency

OPEN = "For the reviewers to fill in."
SUFFIXES = (".md", ".csv")
COLUMNS = ("item", "section", "asks", "said", "where", "open")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of the checklist."""

    number: str
    section: str
    asks: str
    """What it wants to be told."""
    said: str = ""
    """What the analysis can say of it."""
    where: str = ""
    """Where it stands in Dorsal's report."""
    open: bool = True
    """Whether something is left for the reviewers."""


def checklist(document: Document) -> tuple[Item, ...]:
    """All 32 items in the order of the checklist."""
    return tuple(
        Item(number=no, section=part, asks=asks, **(FILLED[no](document) if no in FILLED else {}))  # type: ignore[arg-type]
        for no, part, asks in ITEMS
    )


ITEMS: tuple[tuple[str, str, str], ...] = (
    ("1", "Title", "Says that it is a systematic review with a network meta-analysis."),
    ("2", "Abstract", "A structured summary: question, sources, methods of the network, results, certainty, funding."),
    ("3", "Introduction", "Why the review is needed, and why a network of comparisons."),
    ("4", "Introduction", "The question: people, treatments, comparators, outcomes, kinds of study."),
    ("5", "Methods", "Protocol and registration, with where to find them."),
    ("6", "Methods", "Which studies count, which treatments make the network, and which were merged into one."),
    ("7", "Methods", "Every source that was searched, and when."),
    ("8", "Methods", "The whole search of at least one database."),
    ("9", "Methods", "How studies were chosen."),
    ("10", "Methods", "How data were taken from reports, and by whom."),
    ("11", "Methods", "Which data were sought, and what was assumed of them."),
    ("S1", "Methods", "How the shape of the network was looked at, and biases that it may bring."),
    ("12", "Methods", "How the risk of bias of each study was judged, and how that was used."),
    ("13", "Methods", "The measures of effect; how treatments are ranked and shown."),
    ("14", "Methods", "How data were combined: several arms, variances, priors, fit of the model."),
    (
        "S2",
        "Methods",
        "How agreement of direct and indirect evidence was judged, and what was done about a lack of it.",
    ),
    ("15", "Methods", "How bias across studies was judged, such as selective publication."),
    ("16", "Methods", "Further analyses: sensitivity, subgroups, meta-regression, other networks, other priors."),
    ("17", "Results", "Studies screened, assessed and included, with reasons for exclusion, as a diagram."),
    ("S3", "Results", "A picture of the network."),
    ("S4", "Results", "A description of the network: treatments, comparisons, gaps, people."),
    ("18", "Results", "What each study was like, with its citation."),
    ("19", "Results", "The risk of bias of each study."),
    ("20", "Results", "The results of each study: data of each arm, effects with intervals."),
    ("21", "Results", "The results of the network, with intervals; the comparisons that matter most."),
    ("S5", "Results", "What was found about inconsistency."),
    ("22", "Results", "What was found about bias across studies."),
    ("23", "Results", "What the further analyses found."),
    ("24", "Discussion", "The main findings, how strong the evidence is, for whom they matter."),
    ("25", "Discussion", "Limits: of the studies, of the review, of the assumptions (transitivity, consistency)."),
    ("26", "Discussion", "What follows for practice and research."),
    ("27", "Funding", "Who paid, and what role they had."),
)
"""Number, section, and what is asked, in our own words."""

Filled = dict[str, str | bool]


def _first(document: Document) -> tuple[Section, Analysis]:
    section = next(section for section in document.sections if section.analysis is not None)
    assert section.analysis is not None
    return section, section.analysis


def _question(document: Document) -> Filled:
    section, analysis = _first(document)
    names = listed(treatment_words(document, t) for t in analysis.network.treatments)
    return {"said": f"Treatments compared: {names}. Measure: {measure_words(section.question.measure)}."}


def _eligible(document: Document) -> Filled:
    _, analysis = _first(document)
    told = f"{count(len(analysis.network.treatments), 'treatment')} are nodes of the network, as named in the table."
    if analysis.additive is not None:
        told += " Combinations are nodes of their own; an additive model joins them by their parts."
    return {"said": told}


def _extraction(document: Document) -> Filled:
    derived = {d.row for s in document.sections for c in s.evidence.contrasts for d in c.derived}
    said = f"{count(len(derived), 'number set')} hold a number that was derived; each rule is told beside it."
    return {"said": said, "where": "The trials; sheet derived"}


def _geometry_methods(document: Document) -> Filled:
    del document
    said = "Treatments as nodes, direct comparisons as edges; islands that no trial joins are told apart."
    return {"said": said, "where": "What was compared with what", "open": False}


def _bias_methods(document: Document) -> Filled:
    judged = sum(study.bias.overall != "not_assessed" for study in document.studies.values())
    studies = count(len(document.studies), "study", "studies")
    told = f"A judgement is given for {judged} of {studies}; unknown is not low."
    return {"said": told, "where": "The trials"}


def _measures(document: Document) -> Filled:
    section, analysis = _first(document)
    measure = measure_words(section.question.measure)
    said = (
        f"{measure[:1].upper()}{measure[1:]} with {level_words(analysis.options.level)} intervals; P-scores and rank "
        "probabilities; league table."
    )
    return {"said": said, "where": "How it was done", "open": False}


def _model(document: Document) -> Filled:
    said = " ".join(words for words, _ in steps(document) if "fitted" in words or "covariance" in words)
    prior = next((a.lead[0] for a in document.answers if a.key == "posterior" and a.lead), "")
    return {"said": f"{said} {prior}".strip(), "where": "How it was done", "open": False}


def _consistency_methods(document: Document) -> Filled:
    asked = [a.title for a in document.answers if a.key in CONSISTENCY]
    told = "Q within and between designs" + (f"; {'; '.join(asked)}" if asked else "")
    return {"said": sentence(told), "where": "Do the trials agree?", "open": not asked}


CONSISTENCY = ("node_splits", "design_by_treatment", "loops", "unrelated_mean_effects", "random_inconsistency")
ACROSS = ("small_study", "selection")
FURTHER = (
    "meta_regression", "subgroups", "leave_one_out", "posterior", "interaction", "rare_events", "power", "order",
    "down_weighting", "tau2_groups", "dose_response",
)  # fmt: skip


def _titles(document: Document, keys: tuple[str, ...]) -> Filled:
    asked = [a for a in document.answers if a.key in keys]
    if not asked:
        return {}
    return {"said": sentence("; ".join(a.title for a in asked)), "where": "; ".join(a.title for a in asked)}


def _led(document: Document, keys: tuple[str, ...]) -> Filled:
    asked = [a for a in document.answers if a.key in keys]
    said = " ".join(f"{a.title}: {' '.join(a.lead)}" if a.lead else sentence(a.title) for a in asked)
    return {"said": said, "where": "; ".join(a.title for a in asked)} if asked else {}


def _selected(document: Document) -> Filled:
    reasons = Counter(out.reason for section in document.sections for out in section.evidence.left_out)
    told = "; ".join(f"{n} {'row' if n == 1 else 'rows'}: {reason}" for reason, n in reasons.most_common(5))
    said = f"Of the {count(len(document.studies), 'study', 'studies')} in the table {_used(document)} count."
    return {"said": f"{said} Rows left out: {told or 'none'}.", "where": "What was left out, and why"}


def _used(document: Document) -> int:
    return len({c.study for section in document.sections for c in section.evidence.contrasts})


def _graph(document: Document) -> Filled:
    del document
    return {"said": "Drawn, with trials on the lines and people in the discs.", "where": "What was compared with what",
            "open": False}  # fmt: skip


def _geometry(document: Document) -> Filled:
    section, analysis = _first(document)
    network = analysis.network
    several = sum(len(c.treatments) > 2 for c in network.contrasts)
    missing = len(network.treatments) * (len(network.treatments) - 1) // 2 - len(network.comparisons)
    said = (
        f"{sentence(facts_words(section))} {count(len(network.comparisons), 'direct comparison')}, {missing} pairs "
        f"never compared; {several} trials with three or more arms; {count(len(network.islands), 'island')}."
    )
    return {"said": said, "where": "What was compared with what", "open": False}


def _table_of(where: str) -> Callable[[Document], Filled]:
    def filled(document: Document) -> Filled:
        return {"said": f"{count(_used(document), 'study', 'studies')} with their rows and sources.", "where": where}

    return filled


def _results(document: Document) -> Filled:
    contrasts = sum(len(c.effect) for section in document.sections for c in section.evidence.contrasts)
    said = (
        f"{count(contrasts, 'effect')} of {count(_used(document), 'study', 'studies')}, each with its standard error."
    )
    return {"said": said, "where": "The trials; sheet contrasts", "open": False}


def _synthesis(document: Document) -> Filled:
    section, analysis = _first(document)
    fit = analysis.main
    told = (
        f"{count(len(section.against_reference), 'treatment')} against "
        f"{treatment_words(document, analysis.reference)}, and every pair in the league table"
    )
    spread = f"tau² {number(fit.tau2, 4)}" + ("" if fit.i2 is None else f", I² {percent(fit.i2)}")
    return {"said": f"{told}; {spread}.", "where": "Each treatment against the reference; league", "open": False}


def _inconsistency(document: Document) -> Filled:
    _, analysis = _first(document)
    q = consistency(analysis.main).interaction.q
    test = "Q between designs" if analysis.options.model == "common" else "Design-by-treatment interaction: Q"
    said = f"{test} {number(q.q, 2)} on {q.df} df, {p_value(q.p)}." if q.df else "Nothing could disagree."
    splits = next((a for a in document.answers if a.key == "node_splits"), None)
    if splits is not None and splits.json:
        least = min(splits.json, key=lambda row: row["p"])
        pair = f"{least['treat1']} against {least['treat2']}"
        said += f" {count(len(splits.json), 'comparison')} split; smallest P for {pair}: {p_value(least['p'])}."
    return {"said": said, "where": "Do the trials agree?", "open": False}


def _evidence(document: Document) -> Filled:
    section, _ = _first(document)
    levels = Counter(f.certainty.level for f in section.against_reference if f.certainty is not None)
    told = ", ".join(f"{n} {level}" for level, n in levels.most_common())
    return {"said": f"Certainty by rule, against the reference: {told}."}


def _limits(document: Document) -> Filled:
    sections = [s for s in document.sections if s.analysis is not None]
    derived = {c.study for s in sections for c in s.evidence.contrasts if any(d.assumed for d in c.derived)}
    unjudged = sum(study.bias.overall == "not_assessed" for study in document.studies.values())
    said = (
        f"Numbers of {count(len(derived), 'study', 'studies')} rest on assumptions; the risk of bias of {unjudged} was "
        "not assessed. One tau² is assumed for all comparisons, and transitivity cannot be computed."
    )
    return {"said": said, "where": limits_words(document)}


FILLED: dict[str, Callable[[Document], Filled]] = {
    "4": _question,
    "6": _eligible,
    "11": _extraction,
    "S1": _geometry_methods,
    "12": _bias_methods,
    "13": _measures,
    "14": _model,
    "S2": _consistency_methods,
    "15": lambda document: _titles(document, ACROSS),
    "16": lambda document: _titles(document, FURTHER),
    "17": _selected,
    "S3": _graph,
    "S4": _geometry,
    "18": _table_of("The trials; sheet studies"),
    "19": _table_of("The trials"),
    "20": _results,
    "21": _synthesis,
    "S5": _inconsistency,
    "22": lambda document: _led(document, ACROSS),
    "23": lambda document: _led(document, FURTHER),
    "24": _evidence,
    "25": _limits,
}


def checklist_table(document: Document) -> Table:
    """The checklist as rows, for CSV."""
    rows = tuple(
        {
            "item": item.number,
            "section": item.section,
            "asks": item.asks,
            "said": item.said,
            "where": item.where,
            "open": "yes" if item.open else "no",
        }
        for item in checklist(document)
    )
    return Table("prisma_nma", COLUMNS, rows)


def checklist_markdown(document: Document) -> str:
    """The checklist as Markdown, the reviewers' part marked."""
    head = ("Item", "Section", "What is asked", "What the analysis says", "Where in the report")
    rows = [(i.number, i.section, i.asks, " ".join(_said(i)), i.where) for i in checklist(document)]
    return "\n\n".join(
        [
            f"# PRISMA-NMA checklist: {plain(document.title)}",
            "Items of Hutton et al. 2015, <https://doi.org/10.7326/M14-2385>, in Dorsal's words: read the original "
            "beside it. Page numbers are the reviewers' to add.",
            table(head, rows),
            plain(f"Dorsal {document.provenance.version}; release {release_id(document.provenance)}."),
            "",
        ]
    )


def _said(item: Item) -> Iterator[str]:
    if item.said:
        yield item.said
    if item.open:
        yield OPEN if not item.said else "The rest is for the reviewers."


def write_checklist(path: Path, document: Document, *, force: bool = False) -> str:
    """Write it as Markdown or CSV by its suffix. Raises OptionError for another one, or where a file stands."""
    if path.suffix.casefold() not in SUFFIXES:
        raise OptionError(f"{path}: the checklist is written as {' or '.join(SUFFIXES)}; name it so")
    if path.exists() and not force:
        raise OptionError(f"{path} exists and stays as it is; name another file, or add --force")
    if not any(section.analysis for section in document.sections):
        raise OptionError("there is no analysis to fill a checklist with")
    as_csv = path.suffix.casefold() == ".csv"
    replace_text(path, csv_text(checklist_table(document)) if as_csv else checklist_markdown(document))
    left = sum(item.open for item in checklist(document))
    return f"PRISMA-NMA: {path} ({left} of {len(ITEMS)} items wait for the reviewers)"
