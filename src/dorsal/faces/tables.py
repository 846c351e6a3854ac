"""Every table of a document as rows and columns, for CSV and for data frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dorsal.faces.combinations import combined
from dorsal.faces.document import Document
from dorsal.faces.numbers import is_ratio, natural
from dorsal.faces.ranking import ranked, rankogram_sheet, ranks_sheet
from dorsal.faces.telling import Grid
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.league import league
from dorsal.trials.contrast import Contrast

Cell = str | float | int | None
Row = Mapping[str, Cell]

ESTIMATE = ("estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high", "ratio", "ratio_low", "ratio_high")


_PLACE = ("outcome", "window", "measure")
_FINDING = (
    "treatment", "reference", *ESTIMATE, "direct_share", "studies", "people", "chance_better", "chance_worse",
    "certainty", "certainty_reasons", "flags", "why_not",
)  # fmt: skip
_RANK = ("treatment", "p_score", "sucra", "mean_rank", "median_rank", "rank_low", "rank_high")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "effects": (*_PLACE, *_FINDING),
    "comparisons": (*_PLACE, *_FINDING),
    "league": (*_PLACE, "treatment", "versus", "estimate", "ci_low", "ci_high"),
    "ranking": (*_PLACE, *_RANK),
    "rankogram": (*_PLACE, "treatment", "rank", "probability", "cumulative"),
    "network": (*_PLACE, "treatment1", "treatment2", "studies", "people", "study_ids", "island"),
    "contrasts": (
        *_PLACE, "study", "treatment", "versus", "effect", "se", "n_treatment", "n_versus", "arms", "use", "rows",
    ),
    "derived": (*_PLACE, "study", "row", "what", "how", "assumed"),
    "left_out": (*_PLACE, "study", "row", "reason"),
    "components": (*_PLACE, "component", *ESTIMATE),
    "combinations": (*_PLACE, "treatment", "reference", "tested", "rests_on", *ESTIMATE),
    "studies": (
        "study", "label", "title", "year", "country", "population", "n_randomised", "design", "risk_of_bias", "doi",
        "pmid", "source_url", "used",
    ),
}  # fmt: skip
"""The columns of each table, for one without rows."""


@dataclass(frozen=True)
class Table:
    """A named table; every row has the columns, in their order."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(document: Document) -> tuple[Table, ...]:
    """The tables of COLUMNS, in their order; then those of answers."""
    fitted = [(section, section.analysis) for section in _sections(document) if section.analysis is not None]
    return (
        _table("effects", (row for section, _ in fitted for row in _effects(section))),
        _table("comparisons", (row for section in _sections(document) for row in _comparisons(document, section))),
        _table("league", (row for section, analysis in fitted for row in _league(section, analysis))),
        *_ranks(document, fitted),
        _table("network", (row for section, analysis in fitted for row in _network(section, analysis))),
        _table("contrasts", (row for section in _sections(document) for row in _contrasts(section))),
        _table("derived", (row for section in _sections(document) for row in _derived(section))),
        _table("left_out", (row for section in _sections(document) for row in _left_out(section))),
        *_parts(document, fitted),
        _table("studies", _studies(document)),
        *(_of_grid(grid) for answer in document.answers for grid in answer.tables),
    )


def _of_grid(grid: Grid) -> Table:
    """A table of an answer, its cells as they are: effects on the analysis scale."""
    keys = tuple(head.key for head in grid.heads)
    return Table(grid.name, keys, tuple(dict(zip(keys, row, strict=True)) for row in grid.rows))


def _sections(document: Document) -> Iterable[Section]:
    return (*document.sections, *document.standardised.values())


def _table(name: str, rows: Iterable[Row]) -> Table:
    found = tuple(rows)
    return Table(name, tuple(dict.fromkeys(column for row in found for column in row)) or COLUMNS[name], found)


def place(section: Section) -> dict[str, Cell]:
    """Which section a row belongs to."""
    window = section.question.window
    return {
        "outcome": section.question.outcome,
        "window": window.name if window else "",
        "measure": section.question.measure,
    }


def _effects(section: Section) -> Iterator[Row]:
    for finding in section.against_reference:
        yield place(section) | finding_row(finding)


def _comparisons(document: Document, section: Section) -> Iterator[Row]:
    for first, second in document.comparisons:
        yield place(section) | finding_row(section.finding(first, second))


def finding_row(finding: Finding) -> dict[str, Cell]:
    """One treatment against another, effects on the analysis scale with ratios beside."""
    estimate, sure = finding.estimate, finding.certainty
    return {
        "treatment": finding.first,
        "reference": finding.second,
        **estimate_row(estimate),
        "direct_share": estimate.direct_share if estimate else None,
        "studies": "; ".join(estimate.studies) if estimate else "",
        "people": estimate.people if estimate else None,
        "chance_better": finding.chance_first,
        "chance_worse": finding.chance_second,
        "certainty": sure.level if sure else "",
        "certainty_reasons": "; ".join(sure.reasons) if sure else "",
        "flags": "; ".join(estimate.flags) if estimate else "",
        "why_not": finding.why_not,
    }


def estimate_row(estimate: Estimate | None) -> dict[str, Cell]:
    """The numbers of an estimate by the names in ESTIMATE, empty where there is none."""
    if estimate is None:
        return dict.fromkeys(ESTIMATE)
    bounds = (estimate.mean, estimate.se, *estimate.ci, *(estimate.pi or (None, None)))
    ratios: Iterable[Cell] = (None, None, None)
    if is_ratio(estimate.measure):
        ratios = [natural(value, estimate.measure) for value in (estimate.mean, *estimate.ci)]
    return dict(zip(ESTIMATE, (*bounds, *ratios), strict=True))


def _league(section: Section, analysis: Analysis) -> Iterator[Row]:
    """Every treatment against every other within an island; ratios as ratios."""
    for fit in analysis.fits:
        for row in league(fit).rows():
            yield {**place(section), **row}


def _ranks(document: Document, fitted: Iterable[tuple[Section, Analysis]]) -> tuple[Table, Table]:
    """Where each treatment stands, and how likely every rank is."""
    standing: list[Row] = []
    chances: list[Row] = []
    for section, analysis in fitted:
        higher = document.better.get(section.question.outcome) == "higher"
        rows = ranked(analysis.main, better="higher" if higher else "lower", seed=document.provenance.seed)
        standing += [place(section) | dict(row) for row in _of_grid(ranks_sheet("ranking", rows, "p_score")).rows]
        chances += [place(section) | dict(row) for row in _of_grid(rankogram_sheet("rankogram", rows)).rows]
    return _table("ranking", standing), _table("rankogram", chances)


def _parts(document: Document, fitted: Iterable[tuple[Section, Analysis]]) -> tuple[Table, ...]:
    """Of a table's additive model: what each part adds, and what each combination does."""
    own = [(section, analysis) for section, analysis in fitted if analysis.additive is not None]
    if document.target or not own:
        return ()
    added = (
        place(section) | {"component": name} | estimate_row(analysis.additive.added(name))
        for section, analysis in own
        if analysis.additive is not None
        for name in analysis.additive.names
    )
    together = (
        place(section)
        | {"treatment": row.treatment, "reference": analysis.reference}
        | {"tested": "yes" if row.tested else "no", "rests_on": row.rests_on}
        | estimate_row(row.estimate)
        for section, analysis in own
        for row in combined(analysis)
    )
    return _table("components", added), _table("combinations", together)


def _network(section: Section, analysis: Analysis) -> Iterator[Row]:
    islands = {t: n for n, island in enumerate(analysis.network.islands, 1) for t in island}
    for comparison in analysis.network.comparisons:
        yield place(section) | {
            "treatment1": comparison.first,
            "treatment2": comparison.second,
            "studies": len(comparison.studies),
            "people": comparison.people,
            "study_ids": "; ".join(comparison.studies),
            "island": islands[comparison.first],
        }


def _contrasts(section: Section) -> Iterator[Row]:
    for contrast in section.evidence.contrasts:
        for number, treatment in enumerate(contrast.treatments[1:]):
            yield place(section) | _contrast(contrast, number, treatment)


def _contrast(contrast: Contrast, number: int, treatment: str) -> dict[str, Cell]:
    people = tuple(contrast.groups.values())
    return {
        "study": contrast.study,
        "treatment": treatment,
        "versus": contrast.treatments[0],
        "effect": float(contrast.effect[number]),
        "se": float(contrast.cov[number, number]) ** 0.5,
        "n_treatment": people[number + 1],
        "n_versus": people[0],
        "arms": len(contrast.treatments),
        "use": contrast.use,
        "rows": "; ".join(contrast.rows),
    }


def _derived(section: Section) -> Iterator[Row]:
    for contrast in section.evidence.contrasts:
        for one in contrast.derived:
            yield place(section) | {
                "study": contrast.study,
                "row": one.row,
                "what": one.what,
                "how": one.how,
                "assumed": "yes" if one.assumed else "no",
            }


def _left_out(section: Section) -> Iterator[Row]:
    for out in section.evidence.left_out:
        yield place(section) | {"study": out.study, "row": out.row, "reason": out.reason}


def _studies(document: Document) -> Iterator[Row]:
    used = {contrast.study for section in _sections(document) for contrast in section.evidence.contrasts}
    for study in document.studies.values():
        yield {
            "study": study.id,
            "label": study.name,
            "title": study.title,
            "year": study.year,
            "country": study.country,
            "population": study.population,
            "n_randomised": study.n_randomised,
            "design": study.design,
            "risk_of_bias": study.bias.overall,
            "doi": study.doi,
            "pmid": study.pmid,
            "source_url": study.source_url,
            "used": "yes" if study.id in used else "no",
        }
