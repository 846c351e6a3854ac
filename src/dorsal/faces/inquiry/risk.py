"""Do treatments work better where the risk is higher? Meta-regression on baseline risk, with its error."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dorsal.errors import OptionError
from dorsal.faces.inquiry.asked import Bayes, Subject
from dorsal.faces.inquiry.bayes import moments
from dorsal.faces.inquiry.posteriors import counts_asked, priors_asked
from dorsal.faces.inquiry.quality import approximate_words, how_well, quality_grids, quality_words, stopped_words
from dorsal.faces.numbers import is_ratio, number, percent
from dorsal.faces.telling import Answer, Grid, Head, chances, decimals, effects, scale_notes
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.sampled import SampledNumber, SampledPosterior
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.exact.arm_posterior import ArmPosterior, arm_posterior_of
from dorsal.synthesis.exact.baseline_risk import BaselineRisk, baseline_risk_model
from dorsal.synthesis.exact.risk_baselines import SLOPES, RiskBaselines

Json = dict[str, Any]
Number = NormalMixture | SampledNumber
QUANTILES = (0.025, 0.5, 0.975)


def _risk_regression(subject: Subject) -> Answer:
    asked = subject.inquiry
    bayes = asked.bayes if asked.bayes.likelihood else Bayes(likelihood="binomial")
    if asked.slopes not in SLOPES or bayes.likelihood == "ordered":
        raise OptionError(
            "a regression on baseline risk is of events (--likelihood binomial or poisson), and its slopes are "
            f"{' or '.join(SLOPES)}"
        )
    found, left_out = _found(subject, bayes)
    at = None if asked.baseline_risk is None else _predictor(bayes, asked.baseline_risk)
    told: Json = {
        "likelihood": bayes.exact,
        "measure": found.posterior.measure,
        "reference": found.reference,
        "slopes": asked.slopes,
        "prior_tau": found.posterior.prior.name,
        "prior_effect": "flat" if found.posterior.effect_prior is None else found.posterior.effect_prior.name,
        "by_baseline": [_slope(found, t) for t in _others(subject, found)],
        "centre": _place(bayes, found.centre),
        "effects": [_effect(subject, found, t, None) for t in _others(subject, found)],
        "at": None if at is None else _place(bayes, at),
        "effects_at": [] if at is None else [_effect(subject, found, t, at) for t in _others(subject, found)],
        "baselines": _baselines(found),
        "tau": moments(found.posterior.tau),
        "dic": _dic(found),
        **how_well(found.posterior, subject.seed, _shared(found)),
        "left_out": [{"row": x.row, "study": x.study, "reason": x.reason} for x in left_out],
    }
    return Answer(
        key="risk_regression",
        json=told,
        stopped=stopped_words(told),
        title="Effects by baseline risk",
        lead=(_lead(told), *approximate_words(told)),
        grids=(_grid(told), *quality_grids(told, name="risk_chains")),
        notes=(*scale_notes(told["measure"]), *_notes(told), *quality_words(told)),
    )


def _found(subject: Subject, bayes: Bayes) -> tuple[BaselineRisk, tuple[Any, ...]]:
    counts, left_out = counts_asked(subject, bayes.likelihood)
    tau, effects_prior = priors_asked(subject, exact=True)
    model = baseline_risk_model(
        counts,
        tau,
        effects_prior,
        reference=subject.reference,
        likelihood=bayes.exact,
        slopes=subject.inquiry.slopes,  # type: ignore[arg-type]
    )
    posterior: ArmPosterior | SampledPosterior
    if bayes.sampler == "nuts":
        from dorsal.faces.inquiry.sampled import sampled_arms

        posterior = sampled_arms(subject, model, tau, effects_prior)
    else:
        subject.tell("Integrating over tau")
        posterior = arm_posterior_of(model, tau, effects_prior)
    baselines = model.integral.baselines
    assert isinstance(baselines, RiskBaselines)
    return BaselineRisk(posterior=posterior, reference=subject.reference, baselines=baselines), left_out


def _others(subject: Subject, found: BaselineRisk) -> list[str]:
    return [t for t in subject.others if t in found.posterior.treatments]


def _predictor(bayes: Bayes, risk: float) -> float:
    """The link of a risk or a rate."""
    return float(likelihood_of(bayes.exact).link(np.array(risk)))


def _place(bayes: Bayes, predictor: float) -> Json:
    """A baseline as predictor and as risk or rate."""
    risk = float(likelihood_of(bayes.exact).fitted(np.array(predictor), np.array(1.0)))
    return {"predictor": predictor, "risk": risk}


def _slope(found: BaselineRisk, treatment: str) -> Json:
    slope = found.slope(treatment)
    return {"treatment": treatment, **moments(slope), "p_below_0": slope.chance_below(0.0)}


def _effect(subject: Subject, found: BaselineRisk, treatment: str, at: float | None) -> Json:
    marginal, mic = found.between(treatment, found.reference, at), subject.inquiry.mic
    better = marginal.chance_below(-mic) if subject.better == "lower" else marginal.chance_above(mic)
    return {"treatment": treatment, "reference": found.reference, **moments(marginal), "p_better_by_mic": better}


def _baselines(found: BaselineRisk) -> Json:
    mean, log_sd = found.mean, found.log_sd
    assert mean is not None
    assert log_sd is not None
    return {"mean": moments(mean), "sd": {f"{p:g}": math.exp(log_sd.quantile(p)) for p in QUANTILES}}


def _dic(found: BaselineRisk) -> Json:
    deviance = found.posterior.deviance
    return {"deviance": deviance.mean, "p_d": deviance.effective_parameters, "dic": deviance.dic}


def _shared(found: BaselineRisk) -> list[str]:
    """What all arms share, in the order of the model: slopes, then the baselines' mean and log SD."""
    one = found.baselines.slopes == "shared"
    others = [t for t in found.posterior.treatments if t != found.reference]
    slopes = ["the slope"] if one else [f"the slope of {t}" for t in others]
    return [*slopes, "the mean of the baselines", "log of the baselines' SD"]


def _lead(told: Json) -> str:
    slopes = told["by_baseline"]
    if told["slopes"] == "shared" and slopes:
        one = slopes[0]
        low, high = one["quantiles"]["0.025"], one["quantiles"]["0.975"]
        return (
            f"Where the baseline of {told['reference']} is 1 higher on the scale of the link, effects change by "
            f"{number(one['mean'], 2)} (95 % from {number(low, 2)} to {number(high, 2)}); one slope for all treatments."
        )
    return f"A slope for each treatment, by the baseline of {told['reference']} on the scale of the link."


def _notes(told: Json) -> tuple[str, ...]:
    sd = told["baselines"]["sd"]
    return (
        "The baseline is the risk itself, not what a control arm happened to show: its error is integrated out, with "
        f"baselines normal (SD between studies {number(sd['0.5'], 2)}).",
        "Slopes are on the scale of the link (a log for ratios), and no ratios themselves; 0: effects do not change.",
        f"DIC {number(told['dic']['dic'], 1)}; compare with that of --posterior --likelihood.",
    )


def _grid(told: Json) -> Grid:
    of = effects(told["measure"])
    where = [("centre", "effects")] + ([("at", "effects_at")] if told["at"] else [])
    heads = [
        Head("treatment", f"Against {told['reference']}"),
        Head("slope", "slope (log)" if is_ratio(told["measure"]) else "slope", decimals(2)),
        Head("slope_low", "2.5 %", decimals(2)),
        Head("slope_high", "97.5 %", decimals(2)),
        *(Head(key, f"at {_said(told[key])}", of) for key, _ in where),
        Head("better", "better", chances),
    ]
    rows = []
    for i, slope in enumerate(told["by_baseline"]):
        last = told[where[-1][1]][i]
        rows.append(
            {
                "treatment": slope["treatment"],
                "slope": slope["mean"],
                "slope_low": slope["quantiles"]["0.025"],
                "slope_high": slope["quantiles"]["0.975"],
                **{key: told[of_them][i]["mean"] for key, of_them in where},
                "better": last["p_better_by_mic"],
            }
        )
    caption = "Slope by baseline risk, and effects at a baseline"
    return Grid.of("risk_regression", caption, heads, rows)


def _said(place: Json) -> str:
    return percent(place["risk"]) if place["risk"] <= 1.0 else number(place["risk"], 2)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"risk_regression": _risk_regression}
