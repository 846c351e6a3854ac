"""What each combination of parts does against the reference by the additive model, given in a trial or in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from dorsal.faces.telling import Cell, Grid, Head, with_interval
from dorsal.faces.words import level_words
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.estimate import Estimate
from dorsal.trials.treatment import canonical, components

MOST_UNTESTED = 100
"""Combinations that no trial gave; of many parts there are more pairs than anybody reads."""
RESTS = {
    "": "a chain of trials",
    "extrapolated": "effects adding up",
    "untested": "effects adding up; in no trial",
}
NOT_SAID = "the trials do not say it, even if effects add up"


@dataclass(frozen=True, kw_only=True)
class Combined:
    """One treatment, single or of several parts, against the reference."""

    treatment: str
    tested: bool
    """Whether some trial gave it."""
    estimate: Estimate | None
    """None where the trials do not identify it."""

    @property
    def rests_on(self) -> str:
        """What the number rests on."""
        if self.estimate is None:
            return NOT_SAID
        flags = self.estimate.flags
        return RESTS["untested" if "untested" in flags else "extrapolated" if "extrapolated" in flags else ""]


def combined(analysis: Analysis) -> tuple[Combined, ...]:
    """All treatments of the network, then single parts and pairs of parts that no trial gave and that can be told."""
    model = analysis.additive
    if model is None:
        return ()
    given = analysis.network.treatments
    parts = [term[0] for term in model.terms if len(term) == 1]
    pairs = [canonical(f"{a}+{b}") for a, b in combinations(parts, 2)]
    untested = (t for t in (*parts, *pairs) if t not in given and model.identifies(t, analysis.reference))
    missing = islice(untested, MOST_UNTESTED)
    return tuple(
        Combined(
            treatment=treatment,
            tested=treatment in given,
            estimate=model.between(treatment, analysis.reference)
            if model.identifies(treatment, analysis.reference)
            else None,
        )
        for treatment in (*(t for t in given if t != analysis.reference), *missing)
    )


def combinations_grid(analysis: Analysis, rows: Sequence[Combined]) -> Grid:
    """For people."""
    level = level_words(analysis.options.level)
    heads = (
        Head("treatment", f"Against {analysis.reference}"),
        Head("effect", f"effect ({level})", width=20),
        Head("rests", "rests on", width=32),
    )
    told: list[dict[str, Cell]] = [
        {
            "treatment": " + ".join(components(row.treatment)),
            "effect": "" if row.estimate is None else _effect(row.estimate),
            "rests": row.rests_on,
        }
        for row in rows
    ]
    return Grid.of("combinations", "What each treatment and combination does by the additive model", heads, told)


def _effect(estimate: Estimate) -> str:
    return with_interval(estimate.measure, estimate.mean, estimate.ci)
