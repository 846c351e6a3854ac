"""Effects in a population of one's choice: people and aggregate trials in one model (ML-NMR)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dorsal.errors import OptionError
from dorsal.faces.adjustment_file import Adjustment
from dorsal.faces.charts.populations import PopulationEffect, Populations, draw_populations
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.bayes import moments
from dorsal.faces.inquiry.findings import entered
from dorsal.faces.inquiry.population_words import answer_words
from dorsal.faces.sheet_answer import control_of
from dorsal.faces.telling import Answer, Picture
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior
from dorsal.synthesis.bayes.prior import TauPrior, Uniform
from dorsal.synthesis.bayes.prior_text import prior_of
from dorsal.synthesis.population.adjusted import adjusted, replicates
from dorsal.synthesis.population.adjusted_posterior import AdjustedPosterior, AtPopulation
from dorsal.synthesis.population.arrow import Block
from dorsal.synthesis.population.links import Family, family_of
from dorsal.synthesis.population.marginal_effects import MarginalEffects, marginal_effects
from dorsal.synthesis.population.mixed_arms import MixedArms
from dorsal.synthesis.population.settings import Settings
from dorsal.synthesis.population.target import Target, reach
from dorsal.trials.contrast import Array
from dorsal.trials.left_out import LeftOut

Json = dict[str, Any]
DRAWS, CHECKED_WITH = 1_000, 1_000
USUAL = {"mean": "normal-identity", "events": "binomial-logit", "rate": "poisson-log"}
"""By what is known of a person, the family where none is named."""
WIDEST_TAU = 5.0
"""Of the default prior uniform(0, 5): in SDs of the scores, else on the scale of the link."""
ENDS = (0.025, 0.975)


@dataclass(frozen=True)
class Found:
    """The model with people, the one that adjusts for nothing, and the populations."""

    subject: Subject
    adjusted: AdjustedPosterior
    plain: AdjustedPosterior
    populations: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]
    common: str
    """Why effects are common; "" where they are random."""

    @property
    def arms(self) -> MixedArms:
        return self.adjusted.model.arms

    @property
    def reference(self) -> str:
        return self.adjusted.treatments[0]

    @property
    def others(self) -> tuple[str, ...]:
        return self.adjusted.treatments[1:]

    @cached_property
    def drawn(self) -> Block:
        return self.adjusted.draws(np.random.default_rng(self.subject.seed), DRAWS)


def _population(subject: Subject) -> Answer:
    found = _found(subject)
    told = _told(found)
    words = answer_words(told, subject.better, bool(subject.inquiry.mic))
    return Answer(
        key="population",
        json=told,
        title="Effects in a population (people and aggregate trials together)",
        lead=words.lead,
        caution=words.caution,
        grids=words.grids,
        sheets=words.sheets,
        notes=words.notes,
        pictures=(Picture(name="populations", draw=_drawing(found, told)),),
    )


def posterior_of(subject: Subject) -> AdjustedPosterior:
    """The model with people alone."""
    arms, _ = _arms(subject)
    return adjusted(arms, _tau(subject, arms)[0], _settings(subject, arms))


def _found(subject: Subject) -> Found:
    arms, left_out = _arms(subject)
    tau, common = _tau(subject, arms)
    settings = _settings(subject, arms)
    with_people = adjusted(arms, tau, settings)
    unadjusted = Settings(control=settings.control, prior_effect=settings.prior_effect)
    plain = adjusted(arms.without_covariates(), tau, unadjusted)
    return Found(subject, with_people, plain, _adjustment(subject).populations(arms), left_out, common)


def _adjustment(subject: Subject) -> Adjustment:
    assert subject.inquiry.adjustment is not None  # an Inquiry that asks for a population has one
    return subject.inquiry.adjustment


def _arms(subject: Subject) -> tuple[MixedArms, tuple[LeftOut, ...]]:
    subject.tell("Joining people and aggregate trials")
    adjustment = _adjustment(subject)
    family = _family(subject, adjustment)
    elsewhere = {"summary_of_findings", "classes", "risk_regression"} & subject.inquiry.asked
    if subject.inquiry.baseline_risk is not None and family.kind != "binomial" and not elsewhere:
        raise OptionError(f"--baseline-risk is of people with an event or none, not of {family.name}; leave it out")
    return adjustment.arms(entered(subject), subject.reference, subject.fit.treatments, family)


def _settings(subject: Subject, arms: MixedArms) -> Settings:
    """The control is the table's own, whatever the reference: another reference is the same model."""
    inquiry = subject.inquiry
    return Settings(
        prognostic=_adjustment(subject).prognostic,
        interaction=inquiry.slopes,
        classes=inquiry.classes,
        control=control_of(subject.network, arms.treatments),
        prior_effect=inquiry.prior_effect,
    )


def _family(subject: Subject, adjustment: Adjustment) -> Family:
    said = subject.inquiry.bayes.exact
    return family_of(said or USUAL[adjustment.people.kind])


def _tau(subject: Subject, arms: MixedArms) -> tuple[TauPrior | None, str]:
    """The prior on tau; None for common effects, with the reason."""
    said = subject.inquiry.prior_tau
    if subject.fit.options.model == "common":
        return None, "as asked"
    if said:
        return prior_of(said), ""
    if replicates(arms) <= 0:
        return (
            None,
            "no comparison stands in two studies, so heterogeneity cannot be told; with --prior-tau it is assumed",
        )
    return Uniform(0.0, float(f"{WIDEST_TAU * arms.unit:.3g}")), ""


def _told(found: Found) -> Json:
    posterior, arms = found.adjusted, found.arms
    check = posterior.check(np.random.default_rng(found.subject.seed), draws=CHECKED_WITH)
    return {
        "likelihood": arms.family.name,
        "measure": posterior.measure,
        "reference": found.reference,
        "model": "common" if posterior.prior is None else "random",
        "why_common": found.common or None,
        "interaction": posterior.settings.interaction,
        "control": posterior.layout.control,
        "prior_tau": None if posterior.prior is None else posterior.prior.name,
        "prior_effect": posterior.settings.prior_effect,
        "prior_coefficient": posterior.settings.prior_coefficient * arms.unit,
        "people": {
            "people": sum(len(arm.y) for arm in arms.people),
            "studies": list(dict.fromkeys(arm.study for arm in arms.people)),
            "left_out": _adjustment(found.subject).people.left_out,
        },
        "aggregate": {
            "studies": list(dict.fromkeys(arm.study for arm in arms.aggregate)),
            "arms": len(arms.aggregate),
        },
        "covariates": [_covariate(posterior, j) for j in range(len(arms.covariates))],
        "coefficients": list(_coefficients(posterior)),
        "tau": None if posterior.tau is None else moments(posterior.tau),
        "populations": [_place(found, target) for target in found.populations],
        "unadjusted": [_effect(found, found.plain.effects_at(np.zeros(0)), t) for t in found.others],
        "laplace": {
            "draws": check.draws,
            "effective_share": check.effective_share,
            "mean_shift": float(np.abs(check.mean_shift).max()),
            "mean_shift_beyond_chance": check.largest,
        },
        "error": 0.0 if posterior.rule is None else posterior.rule.error,
        "points": posterior.points if arms.aggregate and arms.family.kind != "normal" else None,
        "points_error": posterior.points_error,
        "left_out": [{"row": x.row, "study": x.study, "reason": x.reason} for x in found.left_out]
        + [{"row": "", "study": study, "reason": reason} for study, reason in arms.left_out],
    }  # fmt: skip


def _covariate(posterior: AdjustedPosterior, j: int) -> Json:
    arms, layout = posterior.model.arms, posterior.layout
    return {
        "covariate": arms.covariates[j],
        "margin": arms.margins[j],
        "mean": float(layout.centre[j]),
        "sd": float(layout.scale[j]),
        "changes_effects": arms.covariates[j] in layout.modifiers,
    }


def _coefficients(posterior: AdjustedPosterior) -> Any:
    """For one unit of a covariate: of the outcome, then of the effects."""
    layout = posterior.layout
    prior = posterior.settings.prior_coefficient * posterior.model.arms.unit
    places = [("outcome", name, layout.n + j) for j, name in enumerate(layout.covariates)]
    for g, group in enumerate(layout.groups):
        places += [(group, name, layout.interaction(g, m)) for m, name in enumerate(layout.modifiers)]
    for of, name, place in places:
        weights = np.zeros(layout.size)
        weights[place] = 1.0 / layout.scale[layout.covariates.index(name)]
        share = float(posterior.shared_sd[place] / prior)
        yield {"of": of, "covariate": name, **moments(posterior.shared(weights)), "prior_share": share}


Effects = EffectsPosterior[AtPopulation]


def _effect(found: Found, effects: Effects, treatment: str) -> Json:
    mic = found.subject.inquiry.mic
    marginal = effects.between(treatment, found.reference)
    better = marginal.chance_below(-mic) if found.subject.better == "lower" else marginal.chance_above(mic)
    return {
        "treatment": treatment,
        "reference": found.reference,
        **moments(marginal),
        "p_better_by_mic": better,
        "prediction": moments(effects.predictive(treatment, found.reference)),
    }


def _place(found: Found, target: Target) -> Json:
    effects = found.adjusted.effects_at(target.mean)
    better = found.subject.better
    reaches = reach(found.arms, target)
    ranks = effects.rank_probabilities(np.random.default_rng(found.subject.seed), better=better)
    return {
        "population": target.name,
        "is_study": bool(target.study),
        "means": {each.covariate: each.mean for each in reaches},
        "reach": [
            {
                "covariate": each.covariate,
                "place": each.place,
                "study_means": list(each.means),
                "people": None if each.people is None else list(each.people),
            }
            for each in reaches
        ],
        "extrapolated": [each.covariate for each in reaches if each.place == "outside"],
        "effects": [_effect(found, effects, treatment) for treatment in found.others],
        "league": list(_league(effects)),
        "sucra": effects.sucra(better=better),
        "ranks": [
            {"treatment": name, "chances": row.tolist()} for name, row in zip(effects.treatments, ranks, strict=True)
        ],
        "marginal": _marginal(found, target),
    }


def _league(effects: Effects) -> Any:
    for i, first in enumerate(effects.treatments):
        for second in effects.treatments[i + 1 :]:
            apart = effects.between(first, second)
            low, high = (apart.quantile(p) for p in ENDS)
            yield {"treat1": first, "treat2": second, "mean": apart.mean, "sd": apart.sd, "low": low, "high": high}


def _marginal(found: Found, target: Target) -> Json | None:
    """Average outcomes; None of mean scores, and where no baseline is known."""
    kind, given = found.arms.family.kind, found.subject.inquiry.baseline_risk
    if kind == "normal" or (kind == "binomial" and not target.study and given is None):
        return None
    baseline = None if target.study or kind == "poisson" else given
    drawn = marginal_effects(found.adjusted, found.drawn, target, baseline=baseline)
    told: Json = {"baseline": baseline, "risks": [], "effects": []}
    if kind == "binomial" or target.study:
        told["risks"] = [{"treatment": t, **_ends(drawn.expected[:, k])} for k, t in enumerate(drawn.treatments)]
    for k, treatment in enumerate(drawn.treatments[1:], 1):
        told["effects"].append({"treatment": treatment, "reference": found.reference, **_compared(drawn, k, kind)})
    return told


def _compared(drawn: MarginalEffects, k: int, kind: str) -> Json:
    nothing: Json = {"odds_ratio": None, "risk_difference": None, "nnt": None, "nnt_ci": None}
    if kind == "poisson":
        return {**nothing, "ratio": _ends(drawn.ratio[:, k])}
    difference = _ends(drawn.difference[:, k])
    apart = difference["low"] * difference["high"] > 0.0
    return {
        "odds_ratio": _ends(drawn.odds_ratio[:, k]),
        "ratio": _ends(drawn.ratio[:, k]),
        "risk_difference": difference,
        "nnt": 1.0 / difference["median"] if difference["median"] else None,
        "nnt_ci": sorted([1.0 / difference["low"], 1.0 / difference["high"]]) if apart else None,
    }


def _ends(values: Array) -> Json:
    low, middle, high = (float(v) for v in np.quantile(values, [ENDS[0], 0.5, ENDS[1]]))
    return {"median": middle, "low": low, "high": high}


def _drawing(found: Found, told: Json) -> Callable[[str, bool], Any]:
    places = [
        *told["populations"],
        {"population": "", "is_study": True, "extrapolated": [], "effects": told["unadjusted"]},
    ]
    effects = tuple(
        PopulationEffect(
            treatment=e["treatment"],
            population=place["population"],
            mean=e["mean"],
            sd=e["sd"],
            interval=(e["quantiles"]["0.025"], e["quantiles"]["0.975"]),
            asked=not place["is_study"],
            extrapolated=bool(place["extrapolated"]),
        )
        for treatment in found.others
        for place in places
        for e in place["effects"]
        if e["treatment"] == treatment and math.isfinite(e["sd"])
    )
    shown = Populations(
        effects=effects, reference=found.reference, measure=told["measure"], covariates=found.arms.covariates
    )
    return lambda key, narrow: draw_populations(shown, key, better=found.subject.better, narrow=narrow)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"population": _population}
