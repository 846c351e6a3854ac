"""How answers to further questions show themselves in a notebook: posteriors, ranks, what drives an estimate, Q."""

from __future__ import annotations

from typing import Any

import numpy as np

from dorsal.faces.charts.bubbles import draw_bubbles
from dorsal.faces.charts.contributions import draw_contributions
from dorsal.faces.charts.densities import draw_densities
from dorsal.faces.charts.rankograms import draw_rankograms
from dorsal.faces.markup import element
from dorsal.faces.notebook_piece import MOST_DRAWN, drawing_key, piece, table
from dorsal.faces.numbers import count, is_ratio, number, p_value, percent, shown, span
from dorsal.faces.words import measure_words
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior
from dorsal.synthesis.bayes.marginal import Marginal, NormalMixture
from dorsal.synthesis.bayes.posterior import Posterior
from dorsal.synthesis.bayes.sampled import SampledPosterior
from dorsal.synthesis.flows.contribution import Contributions
from dorsal.synthesis.modifier import RegressionFit
from dorsal.synthesis.omission.influence import Influence
from dorsal.synthesis.q import QDecomposition
from dorsal.synthesis.ranks.ranking import Ranks
from dorsal.trials.decimals import table_decimals
from dorsal.trials.shown import to_html

DRAWN, LISTED = 5, 10
"""Estimates in a drawing of contributions; rows of a table that could have thousands."""
LEVEL = 0.95


def _measure(found: Any) -> str:
    """The measure of a posterior's effects; where it is of parts or classes, that of plain numbers."""
    return found.network.measure if isinstance(found, Posterior) else str(getattr(found, "measure", "MD"))


@to_html.register
def _marginal(result: Marginal) -> str:
    low, high = result.interval(LEVEL)
    cells = [f"{value:.4g}" for value in (result.mean, result.sd, result.median)]
    heads = ("mean", "SD", "median", f"{percent(LEVEL)} interval")
    return table("On the scale of the analysis.", heads, [("posterior", *cells, f"{low:.4g} to {high:.4g}")])


@to_html.register(EffectsPosterior)
@to_html.register(SampledPosterior)
def _posterior(result: Any) -> str:
    first, *others = result.treatments
    if not others:
        return element("p", f"A posterior of one treatment, {first}: there is nothing to compare.")
    measure, effects = _measure(result), {t: result.between(t, first) for t in others[:MOST_DRAWN]}
    rows = [(treatment, *_cells(effect, measure)) for treatment, effect in effects.items()]
    caption = f"Each treatment against {first}: {measure_words(measure)}, {percent(LEVEL)} credible interval."
    tau = result.tau.interval(LEVEL)
    told = element("p", f"tau: median {result.tau.median:.3g} ({tau[0]:.3g} to {tau[1]:.3g}).")
    more = len(others) - len(effects)
    curves = {t: effect for t, effect in effects.items() if isinstance(effect, NormalMixture)}
    key = drawing_key("posterior", repr(result.treatments), repr(result.tau))
    return piece(
        told,
        table(caption, ("median", "interval", "SD of the logarithm" if is_ratio(measure) else "SD"), rows),
        element("p", f"... and {count(more, 'treatment')} more") if more else None,
        draw_densities(curves, key, measure=measure, better="") if curves else None,
    )


def _cells(effect: Marginal, measure: str) -> tuple[str, str, str]:
    low, high = effect.interval(LEVEL)
    places = table_decimals(measure, (high - low) / 2.0)
    return shown(effect.median, measure, places), span((low, high), measure, places), f"{effect.sd:.3g}"


@to_html.register
def _ranks(result: Ranks) -> str:
    rows = []
    for treatment, sucra in list(result.sucra.items())[:MOST_DRAWN]:
        own = result.summary(treatment)
        rows.append((treatment, percent(sucra), number(own.mean, 1), f"{own.median:.0f} ({own.low} to {own.high})"))
    key = drawing_key("ranks", repr(result.treatments), repr(result.probability.tolist()))
    return piece(
        table("The best first; rank 1 is the best.", ("SUCRA", "mean rank", "median rank (95 %)"), rows),
        draw_rankograms(result, key) if len(result.treatments) <= MOST_DRAWN else None,
    )


@to_html.register
def _contributions(result: Contributions) -> str:
    rows = [
        (f"{a} against {b}", ", ".join(f"{study} ({percent(share)})" for study, share in _largest(result, a, b)))
        for a, b in result.estimates[:LISTED]
    ]
    more = len(result.estimates) - len(rows)
    key = drawing_key("contributions", result.method, repr(result.estimates))
    return piece(
        table(f"Studies that contribute most, by {result.method}.", ("studies",), rows),
        element("p", f"... and {count(more, 'estimate')} more; .of() and .studies_of() give each") if more else None,
        draw_contributions(result, {}, key, estimates=result.estimates[:DRAWN]) if rows else None,
    )


def _largest(found: Contributions, first: str, second: str) -> list[tuple[str, float]]:
    return [item for item in list(found.studies_of(first, second).items())[:4] if item[1] >= 0.005]


@to_html.register
def _influence(result: Influence) -> str:
    order = np.argsort(-np.nan_to_num(result.cook), kind="stable")[:LISTED]
    rows = [
        (
            result.studies[s],
            f"{result.at_fit.hat[s]:.2f}",
            f"{result.residual[s]:.1f}",
            p_value(None if np.isnan(result.p[s]) else float(result.p[s])),
            f"{result.cook[s]:.3g}",
            f"{max(0.0, float(result.tau2[s])) ** 0.5:.3g}",
        )
        for s in order
    ]
    outliers = ", ".join(result.outliers) or "none"
    return piece(
        element(
            "p", f"Each of {count(len(result.studies), 'study', 'studies')} left out in turn. Outliers: {outliers}."
        ),
        table(
            "Those that move the answer most.",
            ("hat value", "residual", "P value", "Cook's distance", "tau without it"),
            rows,
        ),
    )


@to_html.register
def _q(result: QDecomposition) -> str:
    parts = {"total": result.total, "within designs": result.within, "between designs": result.between}
    rows = [(name, number(q.q, 2), str(q.df), p_value(q.p)) for name, q in parts.items()]
    return table("Around the common-effect fit.", ("Q", "df", "P value"), rows)


@to_html.register
def _regression(result: RegressionFit) -> str:
    measure = result.network.measure
    rows = []
    for slope in result.slopes:
        places = table_decimals(measure, (slope.ci[1] - slope.ci[0]) / 2.0)
        change = f"{shown(slope.mean, measure, places)} ({span(slope.ci, measure, places)})"
        rows.append((f"{slope.covariate}: {slope.of}", change, p_value(slope.p)))
    drawings = [
        draw_bubbles(result, covariate, drawing_key("bubbles", covariate, repr(result.solution.theta.tolist())))
        for covariate in list(result.centre)[:1]
    ]
    caption = f"Change of the {measure_words(measure)} against {result.reference} with one unit more."
    return piece(table(caption, ("change", "P value"), rows), *drawings)
