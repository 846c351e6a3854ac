"""The posterior of effects, tau and SUCRA."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dorsal.faces.charts.densities import draw_densities
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.posterior_ranks import rank_grids, rank_sheets, ranks_json, ranks_told
from dorsal.faces.inquiry.posteriors import Asked, Found, Marginal, asked_of
from dorsal.faces.inquiry.quality import (
    approximate_words,
    how_well,
    quality_grids,
    quality_words,
    smooth,
    stopped_words,
)
from dorsal.faces.numbers import is_ratio, number
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, chances, decimals, effects, scale_notes
from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior
from dorsal.synthesis.bayes.plausible import plausible_spread
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.sampled import SampledPosterior
from dorsal.synthesis.exact.arm_posterior import arm_posterior_of

Json = dict[str, Any]
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
MOST_DRAWN = 12
NO_MEAN = "none"
"""In the cell of a mean that does not exist."""


def _posterior(subject: Subject) -> Answer:
    asked = asked_of(subject)
    known = _found(subject, asked)
    told: Json = {
        "likelihood": asked.likelihood or "normal contrasts",
        "measure": asked.measure,
        "prior_tau": known.prior.name,
        "prior_effect": "flat" if known.effect_prior is None else known.effect_prior.name,
        "prior_baseline": asked.baselines,
        "tau": moments(known.tau),
        "effects": [_effect(subject, known, treatment) for treatment in _others(subject, known)],
        "sucra": known.sucra(better=subject.better),
        "dic": dic_json(known.deviance),
        **how_well(known, subject.seed),
        "left_out": [{"row": x.row, "study": x.study, "reason": x.reason} for x in asked.left_out],
    }
    rows, statements = ranks_told(subject, known)
    told |= ranks_json(rows, statements)
    return Answer(
        key="posterior",
        json=told,
        stopped=stopped_words(told),
        title=_title(told),
        lead=(
            f"{_of_what(asked)}; prior of tau {told['prior_tau']}, of effects {told['prior_effect']}.",
            _tau(told["tau"]),
            *_no_means(subject, told),
            *approximate_words(told),
        ),
        grids=(*_grids(subject, told), *rank_grids(rows, statements), *quality_grids(told)),
        sheets=(*_grids(subject, told), *rank_sheets(rows, statements), *quality_grids(told)),
        notes=(*scale_notes(asked.measure), _fit_words(told), *quality_words(told)),
        pictures=(Picture(name="posterior", draw=lambda key, narrow: _drawn(subject, known, asked, key, narrow)),),
    )


def _found(subject: Subject, asked: Asked) -> Found:
    """The posterior. Raises as synthesis does, and OptionError where sampling is asked for without `dorsal[mcmc]`."""
    if subject.inquiry.bayes.sampler == "nuts":
        from dorsal.faces.inquiry.sampled import sampled

        return sampled(subject, asked)
    if asked.model is not None:
        subject.tell("Integrating over tau")
        return arm_posterior_of(asked.model, asked.tau, asked.effects)
    return posterior(subject.fit, asked.tau, asked.effects)


def _others(subject: Subject, known: Found) -> tuple[str, ...]:
    return tuple(t for t in subject.others if t in known.treatments)


def _title(told: Json) -> str:
    if told["sampling"]:
        return "Posterior, sampled"
    return "Posterior from the arms" if told["laplace"] else "Exact posterior"


def _of_what(asked: Asked) -> str:
    if not asked.likelihood:
        return "Of the contrasts, with normal errors"
    return f"Of the counts of the arms, by their exact likelihood ({asked.likelihood})"


def _tau(moments: Json) -> str:
    mean, (low, high) = moments["mean"], (moments["quantiles"][end] for end in ("0.025", "0.975"))
    there = mean is not None and math.isfinite(mean)
    at = f"mean {number(mean, 3)}, " if there else "no mean (with so few studies its tail is too heavy), "
    return f"tau: {at}95 % from {number(low, 3)} to {number(high, 3)}."


def _exists(mean: float | None) -> bool:
    return mean is not None and math.isfinite(mean)


def _no_means(subject: Subject, told: Json) -> tuple[str, ...]:
    """The way out where a mean does not exist: a prior with a scale in the outcome's unit."""
    if all(_exists(found["mean"]) for found in (told["tau"], *told["effects"])):
        return ()
    scale, why = plausible_spread(subject.fit.network.contrasts, told["measure"])
    return (
        f"So few studies leave numbers without a mean under the flat prior of tau (none); medians and intervals exist. "
        f"A prior with an end brings it back: --prior-tau 'halfnormal({scale:g})', say, which takes tau to lie below "
        f"{2.0 * scale:g} with 95 %; {scale:g} is {why}. Put in its place what is plausible for this outcome.",
    )


def _fit_words(told: Json) -> str:
    dic = told["dic"]
    return f"Residual deviance {number(dic['deviance'], 1)}, pD {number(dic['p_d'], 1)}, DIC {number(dic['dic'], 1)}."


def _effect(subject: Subject, known: Found, treatment: str) -> Json:
    marginal, mic = known.between(treatment, subject.reference), subject.inquiry.mic
    better = marginal.chance_below(-mic) if subject.better == "lower" else marginal.chance_above(mic)
    return {
        "treatment": treatment,
        "reference": subject.reference,
        **moments(marginal),
        "p_better_by_mic": better,
        "prediction": moments(_predicted(subject, known, treatment)),
    }


def _predicted(subject: Subject, known: Found, treatment: str) -> Marginal:
    """The effect in a new study: its own, without sampling error."""
    if isinstance(known, SampledPosterior):
        return known.predictive(treatment, subject.reference, np.random.default_rng(subject.seed))
    assert isinstance(known, EffectsPosterior)
    return known.predictive(treatment, subject.reference)


def dic_json(found: Deviance) -> Json:
    """Mean residual deviance, pD and their sum."""
    return {"deviance": found.mean, "p_d": found.effective_parameters, "dic": found.dic}


def moments(marginal: Marginal) -> Json:
    """Mean, SD and quantiles."""
    return {
        "mean": marginal.mean,
        "sd": marginal.sd,
        "quantiles": {f"{p:g}": marginal.quantile(p) for p in QUANTILES},
    }


def _or_none(of: Callable[[Cell], str]) -> Callable[[Cell], str]:
    """Numbers as they are shown, and what says that there is none."""
    return lambda value: NO_MEAN if value == NO_MEAN else of(value)


def _grid(subject: Subject, told: Json) -> Grid:
    of = effects(told["measure"])
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("mean", "geometric mean" if is_ratio(told["measure"]) else "mean", _or_none(of), width=10),
        Head("median", "median", of, width=9),
        Head("low", "2.5 %", of, width=9),
        Head("high", "97.5 %", of, width=9),
        Head("p_better_by_mic", "better by MIC" if subject.inquiry.mic else "better", chances, width=7),
        Head("sucra", "SUCRA", decimals(3), width=7),
    )
    rows = [
        {
            **{key: effect[key] for key in ("treatment", "p_better_by_mic")},
            "mean": effect["mean"] if _exists(effect["mean"]) else NO_MEAN,
            "median": effect["quantiles"]["0.5"],
            "low": effect["quantiles"]["0.025"],
            "high": effect["quantiles"]["0.975"],
            "sucra": told["sucra"][effect["treatment"]],
        }
        for effect in told["effects"]
    ]
    rows.append({"treatment": f"{subject.reference} (reference)", "sucra": told["sucra"][subject.reference]})
    return Grid.of("posterior", "Posterior of each treatment's effect", heads, rows)


def _grids(subject: Subject, told: Json) -> tuple[Grid, ...]:
    """The effects in the average study, and in a new one."""
    of = effects(told["measure"])
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        *(Head(end, f"{100 * float(end):g} %", of) for end in ("0.025", "0.5", "0.975")),
    )
    rows = [{"treatment": e["treatment"], **e["prediction"]["quantiles"]} for e in told["effects"]]
    predicted = Grid.of("posterior_prediction", "The effect in a new study (prediction interval)", heads, rows)
    return _grid(subject, told), predicted


def _drawn(subject: Subject, known: Found, asked: Asked, key: str, narrow: bool) -> Any:
    sucra = known.sucra(better=subject.better)
    names = sorted(_others(subject, known), key=lambda t: -sucra[t])[:MOST_DRAWN]
    densities = {treatment: smooth(known.between(treatment, subject.reference)) for treatment in names}
    return draw_densities(
        densities, key, measure=asked.measure, better=subject.better, mic=subject.inquiry.mic or None, narrow=narrow
    )


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"posterior": _posterior}
