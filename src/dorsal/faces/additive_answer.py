"""Pairs of treatments that the additive component model alone joins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from dorsal.faces.document import Document
from dorsal.faces.numbers import natural
from dorsal.faces.telling import Answer, Grid, Head, decimals
from dorsal.synthesis.analysis import Analysis

Json = dict[str, Any]
NUMBERS = (
    Head("estimate", "effect", decimals(2)),
    Head("ci_low", "low", decimals(2)),
    Head("ci_high", "high", decimals(2)),
)


def additive_of(document: Document) -> Analysis | None:
    """The analysis of a table whose additive model was asked for and fitted."""
    analysis = document.sections[0].analysis
    asked = document.provenance.options.get("components") == "yes"
    return analysis if asked and analysis is not None and analysis.additive is not None else None


def joined(analysis: Analysis) -> Iterator[Json]:
    """Every ordered pair of treatments of two islands that the additive model can compare; ratios as ratios."""
    island = {t: i for i, names in enumerate(analysis.network.islands) for t in names}
    for first, second in permutations(analysis.network.treatments, 2):
        if island[first] == island[second] or not analysis.can_say(first, second):
            continue
        e = analysis.between(first, second)
        numbers = zip(("estimate", "ci_low", "ci_high"), (e.mean, *e.ci), strict=True)
        yield {"treatment": first, "versus": second, **{key: natural(x, e.measure) for key, x in numbers}}


def joined_answer(document: Document) -> Answer | None:
    """The pairs beside the league tables of the islands; None where no additive model was asked for."""
    analysis = additive_of(document)
    if analysis is None:
        return None
    rows = list(joined(analysis))
    lead = "By no chain of trials, but if effects of parts add up: all this rests on the additive model."
    heads = (Head("treatment", "Treatment"), Head("versus", "against", width=18), *NUMBERS)
    return Answer(
        key="joined",
        json=rows,
        title="Across islands, by the additive model",
        lead=(lead if rows else "No two islands are joined by it.",),
        grids=(Grid.of("joined", "Pairs of different islands", heads, rows),) if rows else (),
    )
