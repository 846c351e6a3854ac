"""The exact posterior of effects, tau and SUCRA."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.charts.densities import draw_densities
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import number
from dorsal.faces.telling import Answer, Grid, Head, Picture, decimals, effects, scale_notes, shares
from dorsal.synthesis.posterior import Posterior, posterior
from dorsal.synthesis.prior import NormalEffects
from dorsal.synthesis.prior_text import prior_of
from dorsal.trials.effect_options import RATIO_MEASURES

Json = dict[str, Any]
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
MOST_DRAWN = 12


def default_prior(measure: str) -> str:
    """uniform(0,5) on the scales of NICE TSD 2 (logs and standard deviations), flat where the unit is free."""
    return "uniform(0,5)" if measure in RATIO_MEASURES or measure.startswith("SMD") else "uniform(0,inf)"


def _posterior(subject: Subject) -> Answer:
    asked = subject.inquiry
    prior = prior_of(asked.prior_tau or default_prior(subject.measure))
    normal = None if asked.prior_effect is None else NormalEffects(sd=asked.prior_effect, reference=subject.reference)
    found = posterior(subject.fit, prior, normal)
    told: Json = {
        "prior_tau": found.prior.name,
        "prior_effect": "flat" if found.effect_prior is None else found.effect_prior.name,
        "tau": _moments(found.tau),
        "effects": [_effect(subject, found, treatment) for treatment in subject.others],
        "sucra": found.sucra(better=subject.better),
        "dic": {"deviance": found.deviance.mean, "p_d": found.deviance.effective_parameters, "dic": found.deviance.dic},
        "log_bayes_factor_common": found.log_bayes_factor_common if found.prior.proper else None,
        "error": found.error,
    }
    return Answer(
        key="posterior",
        json=told,
        title="Exact posterior",
        lead=(f"Prior of tau {told['prior_tau']}, of effects {told['prior_effect']}; no sampling.", _tau(told["tau"])),
        grids=(_grid(subject, told),),
        notes=(
            *scale_notes(subject.measure),
            _fit_words(told),
        ),
        pictures=(Picture(name="posterior", draw=lambda key, narrow: _drawn(subject, found, key, narrow)),),
    )


def _tau(moments: Json) -> str:
    mean, (low, high) = moments["mean"], (moments["quantiles"][end] for end in ("0.025", "0.975"))
    at = "" if mean is None else f"mean {number(mean, 3)}, "
    return f"tau: {at}95 % from {number(low, 3)} to {number(high, 3)}."


def _fit_words(told: Json) -> str:
    dic = told["dic"]
    said = (
        f"Residual deviance {number(dic['deviance'], 1)}, pD {number(dic['p_d'], 1)}, DIC {number(dic['dic'], 1)}; "
        f"error of the integral at most {told['error']:.1g} posterior SDs."
    )
    factor = told["log_bayes_factor_common"]
    return said if factor is None else f"{said} Log Bayes factor of common against random effects {number(factor, 2)}."


def _effect(subject: Subject, found: Posterior, treatment: str) -> Json:
    marginal, mic = found.between(treatment, subject.reference), subject.inquiry.mic
    better = marginal.chance_below(-mic) if subject.better == "lower" else marginal.chance_above(mic)
    return {"treatment": treatment, "reference": subject.reference, **_moments(marginal), "p_better_by_mic": better}


def _moments(marginal: Any) -> Json:
    return {
        "mean": marginal.mean,
        "sd": marginal.sd,
        "quantiles": {f"{p:g}": marginal.quantile(p) for p in QUANTILES},
    }


def _grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("mean", "mean", of),
        Head("low", "2.5 %", of),
        Head("high", "97.5 %", of),
        Head("p_better_by_mic", "better by MIC" if subject.inquiry.mic else "better", shares),
        Head("sucra", "SUCRA", decimals(3)),
    )
    rows = [
        {
            **{key: effect[key] for key in ("treatment", "mean", "p_better_by_mic")},
            "low": effect["quantiles"]["0.025"],
            "high": effect["quantiles"]["0.975"],
            "sucra": told["sucra"][effect["treatment"]],
        }
        for effect in told["effects"]
    ]
    rows.append({"treatment": f"{subject.reference} (reference)", "sucra": told["sucra"][subject.reference]})
    return Grid.of("posterior", "Posterior of each treatment's effect", heads, rows)


def _drawn(subject: Subject, found: Posterior, key: str, narrow: bool) -> Any:
    names = sorted(subject.others, key=lambda t: -found.sucra(better=subject.better)[t])[:MOST_DRAWN]
    densities = {treatment: found.between(treatment, subject.reference) for treatment in names}
    return draw_densities(
        densities, key, measure=subject.measure, better=subject.better, mic=subject.inquiry.mic or None, narrow=narrow
    )


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"posterior": _posterior}
