"""Which treatments are better than which on several outcomes of the table at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.charts.hasse import draw_hasse, order_words
from dorsal.faces.charts.scores import draw_scores
from dorsal.faces.charts.spie import draw_spie
from dorsal.faces.inquiry.asked import OutcomeAsked, Subject
from dorsal.faces.inquiry.outcomes import contrasts_of
from dorsal.faces.numbers import count
from dorsal.faces.request import check_efficacy
from dorsal.faces.telling import Answer, Grid, Head, Picture, decimals, whole
from dorsal.faces.words import listed
from dorsal.synthesis.analysis import analyse
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.ranks.partial_order import PartialOrder
from dorsal.synthesis.ranks.ranking import p_scores

Json = dict[str, Any]


def _order(subject: Subject) -> Answer:
    asked = subject.inquiry.order
    if len(asked) < 2:
        raise OptionError("an order over outcomes needs two of them: --order pain=lower --order response=higher")
    fits = {each.outcome: _fitted(subject, each) for each in asked}
    better = {each.outcome: each.better or subject.better for each in asked}
    for outcome, fit in fits.items():
        check_efficacy(fit.network.measure, better[outcome], f"--order {outcome}")
    scores = {outcome: p_scores(fit, better=better[outcome]) for outcome, fit in fits.items()}
    order = PartialOrder(scores=scores)
    areas = order.areas()
    told = {
        "outcomes": [_outcome(outcome, fit, better[outcome]) for outcome, fit in fits.items()],
        "scores": [{"treatment": t, "scores": {o: scores[o][t] for o in scores}, "area": areas[t]} for t in areas],
        "levels": [list(row) for row in order.levels],
        "covers": [{"better": a, "worse": b} for a, b in order.covers],
        "not_scored": list(order.not_scored),
    }
    return Answer(
        key="order",
        json=told,
        title=f"Better on everything? ({', '.join(fits)})",
        lead=(order_words(order),),
        grids=(_scores_grid(told, list(fits)), _outcomes_grid(told)),
        notes=(
            "Above another: at least as good a P-score on every outcome, and a better one on one. A difference of "
            "P-scores may be chance; outcomes count alike, and harms that are not in the table do not count.",
        ),
        pictures=tuple(_pictures(order)),
    )


def _pictures(order: PartialOrder) -> list[Picture]:
    found = [Picture(name="hasse", draw=lambda key, narrow: draw_hasse(order, key, narrow=narrow))]
    if len(order.scores) == 2:
        found.append(Picture(name="scores", draw=lambda key, narrow: draw_scores(order, key, narrow=narrow)))
    found.append(Picture(name="spie", draw=lambda key, narrow: draw_spie(order, key, narrow=narrow)))
    return found


def _fitted(subject: Subject, asked: OutcomeAsked) -> NetworkFit:
    """The fit of one outcome with the same options, on the island of the reference, else on the largest."""
    contrasts = contrasts_of(subject, asked.outcome, asked.measure, "--order")
    given = {t for contrast in contrasts for t in contrast.treatments}
    reference = subject.reference if subject.reference in given else min(given)
    return analyse(contrasts, reference, subject.fit.options, additive=False).main


def _outcome(outcome: str, fit: NetworkFit, better: str) -> Json:
    return {
        "outcome": outcome,
        "better": better,
        "measure": fit.network.measure,
        "studies": len(fit.network.studies),
        "treatments": len(fit.treatments),
        "tau2": fit.tau2,
    }


def _scores_grid(told: Json, outcomes: list[str]) -> Grid:
    places = {t: i for i, row in enumerate(told["levels"], 1) for t in row}
    heads = (
        Head("treatment", "P-scores"),
        Head("level", "level", whole, width=6),
        *(Head(o, o, decimals(2), width=max(8, min(16, len(o)))) for o in outcomes),
        Head("area", "spie area", decimals(2), width=6),
    )
    rows = [
        {"treatment": row["treatment"], "level": places[row["treatment"]], "area": row["area"], **row["scores"]}
        for row in sorted(told["scores"], key=lambda row: (places[row["treatment"]], -row["area"]))
    ]
    return Grid.of("order", "Level 1: beaten on all outcomes by none", heads, rows)


def _outcomes_grid(told: Json) -> Grid:
    heads = (
        Head("outcome", "Outcome"),
        Head("measure", "measure", width=8),
        Head("better", "good", width=7),
        Head("studies", "studies", whole),
        Head("treatments", "treatments", whole),
        Head("tau2", "tau²", decimals(3)),
    )
    missing = told["not_scored"]
    more = f"; without a score on all: {listed(missing)}" if missing else ""
    return Grid.of("outcomes", f"{count(len(told['outcomes']), 'outcome')} fitted alike{more}", heads, told["outcomes"])


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"order": _order}
