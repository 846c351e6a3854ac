"""The documents as JSON: a contract, versioned by `schema` and described key by key in docs/json.md.

Effects are on the analysis scale (a log for ratios); what cannot be known is null, never NaN.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from dorsal.faces.combinations import combined
from dorsal.faces.direction import rows_of
from dorsal.faces.document import Document
from dorsal.faces.inquiry import SCHEMA as INQUIRY_SCHEMA
from dorsal.faces.numbers import is_ratio
from dorsal.faces.ranking import rank_json, ranked
from dorsal.faces.release import release_id
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.components import ComponentFit
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import league
from dorsal.synthesis.network import Network
from dorsal.synthesis.q import Q
from dorsal.trials.contrast import Contrast
from dorsal.trials.left_out import LeftOut
from dorsal.trials.scale import Better

FIT_SCHEMA = "dorsal/fit/1"
ANSWER_SCHEMA = "dorsal/answer/1"
COMPARE_SCHEMA = "dorsal/compare/1"
LEAGUE_SCHEMA = "dorsal/league/1"
NETWORK_SCHEMA = "dorsal/network/1"

Json = dict[str, Any]


def text(document: Json, *, ascii_only: bool = False) -> str:
    """The JSON text. Numbers that are none (NaN, infinite) become null."""
    return json.dumps(finite(document), indent=2, ensure_ascii=ascii_only, allow_nan=False)


def finite(value: Any) -> Any:
    """The same value with null for numbers that JSON has not."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(one) for one in value]
    return value


def fit_json(document: Document) -> Json:
    """`dorsal fit FILE --json`: the one section of a spreadsheet. Its analysis must be there.

    Questions asked beside the fit add their keys, and the schema is that of the grown contract.
    """
    section = document.sections[0]
    assert section.analysis is not None
    return {
        "schema": INQUIRY_SCHEMA if document.answers else FIT_SCHEMA,
        "measure": section.question.measure,
        **_analysis(section.analysis, section, _better(document, section), document.provenance.seed),
        "derived": _derived(_counted(section.analysis)),
        "left_out": _left_out(section.evidence.left_out),
        "diary": asdict(section.analysis.main.diary),
        "notes": [*document.limits, *section.evidence.notes],
        "cautions": list(document.cautions),
        "provenance": _provenance(document),
        **{answer.key: answer.json for answer in document.answers},
        **_combinations(section.analysis),
    }


def _combinations(analysis: Analysis) -> Json:
    """The components again, with what each combination does."""
    if analysis.additive is None:
        return {}
    rows = combined(analysis)
    told = [
        {"treatment": row.treatment, "tested": row.tested, "rests_on": row.rests_on, **_numbers(row.estimate)}
        for row in rows
    ]
    return {"components": {**components_json(analysis.additive), "combinations": told}}


def answer_json(document: Document) -> Json:
    """`dorsal answer --json`: every section, the findings asked for, and what stands beside them."""
    return {
        "schema": ANSWER_SCHEMA,
        "title": document.title,
        "question": document.question,
        "target": document.target or None,
        "sections": [_section(document, one) for one in _all_sections(document)],
        "comparisons": [
            _asked(section, first, second)
            for section in _all_sections(document)
            for first, second in document.comparisons
        ],
        "reviews": [dict(row) for row in document.reviews],
        "narrative": [dict(row) for row in document.narrative],
        "limits": list(document.limits),
        "provenance": _provenance(document),
    }


def compare_json(document: Document, first: str, second: str) -> Json:
    """`dorsal compare A B --json`: one pair in every section, with its studies."""
    return {
        "schema": COMPARE_SCHEMA,
        "treatment": first,
        "reference": second,
        "findings": [_asked(section, first, second) for section in _all_sections(document)],
        "narrative": [dict(row) for row in rows_of(document, first, second)],
        "provenance": _provenance(document),
    }


def league_json(document: Document) -> Json:
    """`dorsal league --json`: every ordered pair of each island; ratios as ratios."""
    return {
        "schema": LEAGUE_SCHEMA,
        "sections": [
            {**_place(section), "pairs": [row for fit in section.analysis.fits for row in league(fit).rows()]}
            for section in document.sections
            if section.analysis is not None
        ],
        **{answer.key: answer.json for answer in document.answers},
        "provenance": _provenance(document),
    }


def network_json(document: Document) -> Json:
    """`dorsal network --json`: comparisons, designs, islands, and what would join them."""
    return {
        "schema": NETWORK_SCHEMA,
        "sections": [{**_place(section), **_network(section)} for section in document.sections],
        "provenance": _provenance(document),
    }


def _network(section: Section) -> Json:
    if not section.evidence.contrasts:
        nothing: Json = {key: [] for key in ("treatments", "comparisons", "designs", "islands", "bridges")}
        return nothing | {"why_not": section.why_not or None, "studies": 0, "people": 0}
    network = Network.of(section.evidence.contrasts)
    return {
        "why_not": None,
        "studies": len(network.studies),
        "people": network.people,
        "treatments": list(network.treatments),
        "comparisons": [asdict(comparison) for comparison in network.comparisons],
        "designs": [{"treatments": list(d), "studies": [c.study for c in cs]} for d, cs in network.designs.items()],
        "islands": [list(island) for island in network.islands],
        "bridges": list(network.bridges()),
    }


def _all_sections(document: Document) -> Iterable[Section]:
    return (*document.sections, *document.standardised.values())


def _better(document: Document, section: Section) -> Better:
    return "higher" if document.better.get(section.question.outcome) == "higher" else "lower"


def _section(document: Document, section: Section) -> Json:
    shown: Json = {
        **_place(section),
        "mic": section.mic,
        "why_not": section.why_not or None,
        "notes": list(section.evidence.notes),
        "left_out": _left_out(section.evidence.left_out),
        "derived": _derived(section.evidence.contrasts),
    }
    if section.analysis is None:
        return shown
    network = section.analysis.network
    return shown | {
        **_analysis(section.analysis, section, _better(document, section), document.provenance.seed),
        "people": network.people,
        "islands": [list(island) for island in network.islands],
        "bridges": list(network.bridges()),
        "diary": asdict(section.analysis.main.diary),
    }


def _place(section: Section) -> Json:
    window = section.question.window
    return {
        "outcome": section.question.outcome,
        "window": None if window is None else window.name,
        "weeks": None if window is None else [window.above, window.upto],
        "measure": section.question.measure,
    }


def _analysis(analysis: Analysis, section: Section, better: Better, seed: int) -> Json:
    """What a fit says, for the island of the reference (with the additive model: for all that it joins)."""
    main = analysis.main
    network = main.network
    return {
        "model": analysis.options.model,
        "tau2_method": analysis.options.tau2_from,
        "level": analysis.options.level,
        "interval": analysis.options.interval,
        "reference": analysis.reference,
        "studies": len(network.studies),
        "study_ids": list(network.studies),
        "study_marks": [study_mark(main.by_study[study]) for study in network.studies],
        "treatments": list(network.treatments),
        "tau2": main.tau2,
        "tau2_ci": main.tau2_ci,
        "i2": main.i2,
        "i2_ci": main.q_total.i2_interval(main.options.level),
        **_qs(main),
        "effects": [_finding(finding) for finding in section.against_reference],
        "ranking": [
            {"treatment": row.treatment, "p_score": row.p_score, **rank_json(row)}
            for row in ranked(main, better=better, seed=seed)
        ],
        **({} if analysis.additive is None else {"components": components_json(analysis.additive)}),
    }


def study_mark(contrasts: Iterable[Contrast]) -> str:
    """Eight hexadecimal digits of what a study brings to a fit (to ten digits): others where its numbers changed."""
    told = [
        (c.measure, c.treatments, c.n, *(f"{number:.10g}" for number in (*c.effect.ravel(), *c.cov.ravel())))
        for c in contrasts
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def _qs(fit: NetworkFit) -> Json:
    return {"q_total": _q(fit.q_total), "q_within": _q(fit.q.within), "q_between": _q(fit.q.between)}


def _q(q: Q) -> Json:
    return {"q": q.q, "df": q.df, "p": q.p}


def components_json(additive: ComponentFit) -> Json:
    """The effect of adding each component, as far as the trials identify it, and the test of additivity."""
    return {
        "inactive": sorted(additive.inactive),
        "tau2": additive.tau2,
        "q_additive": _q(additive.q_additive),
        "q_additivity": _q(additive.q_additivity),
        "effects": [_component(additive, name) for name in additive.names],
    }


def _component(additive: ComponentFit, name: str) -> Json:
    return {"component": name, **_numbers(additive.added(name))}


def _asked(section: Section, first: str, second: str) -> Json:
    return _place(section) | _finding(section.finding(first, second))


def _finding(finding: Finding) -> Json:
    """One treatment against another, with everything that bears on it."""
    estimate = finding.estimate
    return {
        "treatment": finding.first,
        "reference": finding.second,
        **_numbers(estimate),
        "direct_share": None if estimate is None else estimate.direct_share,
        "studies": [] if estimate is None else list(estimate.studies),
        "people": None if estimate is None else estimate.people,
        "chance_better": finding.chance_first,
        "chance_worse": finding.chance_second,
        "certainty": None if finding.certainty is None else finding.certainty.level,
        "certainty_reasons": [] if finding.certainty is None else list(finding.certainty.reasons),
        "flags": [] if estimate is None else list(estimate.flags),
        "why_not": finding.why_not or None,
    }


def _numbers(estimate: Estimate | None) -> Json:
    if estimate is None:
        return {"estimate": None, "se": None, "ci": None, "pi": None, "p": None}
    numbers: Json = {
        "estimate": estimate.mean,
        "se": estimate.se,
        "ci": list(estimate.ci),
        "pi": None if estimate.pi is None else list(estimate.pi),
        "p": estimate.p,
    }
    if is_ratio(estimate.measure):
        numbers |= {
            "estimate_ratio": _exp(estimate.mean),
            "ci_ratio": [_exp(bound) for bound in estimate.ci],
            "pi_ratio": None if estimate.pi is None else [_exp(bound) for bound in estimate.pi],
        }
    return numbers


def _exp(value: float) -> float:
    return math.exp(value) if value < 700.0 else math.inf


def _counted(analysis: Analysis) -> tuple[Contrast, ...]:
    """The contrasts that some result rests on: those of the reference's island, or all under the additive model."""
    return (analysis.network if analysis.additive else analysis.main.network).contrasts


def _derived(contrasts: Iterable[Contrast]) -> list[Json]:
    return [
        {"row": d.row, "study": contrast.study, "what": d.what, "how": d.how, "assumed": d.assumed}
        for contrast in contrasts
        for d in contrast.derived
    ]


def _left_out(rows: Iterable[LeftOut]) -> list[Json]:
    return [{"row": out.row, "study": out.study, "reason": out.reason} for out in rows]


def _provenance(document: Document) -> Json:
    said = document.provenance
    return {
        "dorsal": said.version,
        "data": said.data_name,
        "sha256": said.data_hash,
        "command": said.command,
        "options": dict(said.options),
        "seed": said.seed,
        "release": release_id(said),
    }
