"""Consistency against inconsistency: designs with effects of their own, their spread integrated out; a Bayes factor."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.bayes import dic_json, moments
from dorsal.faces.inquiry.posteriors import priors_asked
from dorsal.faces.numbers import HARD_SPACE, number
from dorsal.faces.telling import Answer, Grid, Head, decimals, effects, scale_notes
from dorsal.synthesis.bayes.deviance import deviance
from dorsal.synthesis.bayes.inconsistency_posterior import InconsistencyPosterior, inconsistency_posterior
from dorsal.synthesis.bayes.plausible import plausible_spread
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects, TauPrior
from dorsal.synthesis.bayes.prior_text import prior_of

Json = dict[str, Any]
ENDS = ("0.025", "0.5", "0.975")
LARGEST_FACTOR = 1_000_000.0
NO_FACTOR = "No Bayes factor: it needs priors that integrate to 1, such as --prior-tau halfnormal(1)."
NO_DESIGNS = "All studies compared the same treatments, so that no two designs could disagree."


def _random_inconsistency(subject: Subject) -> Answer:
    network, title = subject.fit.network, "Designs that disagree at random"
    if len(network.designs) < 2:
        return Answer(key="random_inconsistency", json=None, title=title, lead=(NO_DESIGNS,))
    (tau, why), (omega, omega_why), normal = _priors(subject)
    subject.tell("Integrating over tau and omega")
    found = inconsistency_posterior(network, tau, omega, normal, reference=subject.reference)
    told = _random_told(subject, found, tau, omega)
    return Answer(
        key="random_inconsistency",
        json=told,
        title=title,
        lead=(
            f"Prior of tau {tau.name}, of omega, the SD of one comparison between designs, {omega.name}; no sampling.",
            _omega(told["omega"]),
            _factor(told["log_bayes_factor_consistency"]),
        ),
        grids=(_random_grid(subject, told), _random_models(told)),
        notes=(
            *scale_notes(subject.measure),
            *_why_notes({"tau": why, "omega": omega_why}),
            "The wider the prior of omega, the more the Bayes factor favours consistency; try others. Differences of "
            "DIC below about 3 mean little.",
        ),
    )


def _priors(subject: Subject) -> tuple[tuple[TauPrior, str], tuple[TauPrior, str], NormalEffects | None]:
    """Of tau and omega, each with the reason for its scale where nobody gave it, and of the effects.

    A flat prior leaves omega, which few designs inform, without a posterior, and the models without a Bayes factor.
    Where the default is flat, half-normal priors on the scale of the outcome stand in.
    """
    inquiry = subject.inquiry
    tau, normal = priors_asked(subject, exact=False)
    scale, why = plausible_spread(subject.fit.network.contrasts, subject.measure)
    usual = (HalfNormal(scale), why)
    of_tau = (tau, "") if tau.proper or inquiry.prior_tau else usual
    if inquiry.prior_omega:
        return of_tau, (prior_of(inquiry.prior_omega, "omega"), ""), normal
    return of_tau, of_tau if of_tau[0].proper else usual, normal


def _why_notes(reasons: Mapping[str, str]) -> list[str]:
    """What the scale of the priors is that nobody gave, and how to give another."""
    named = [name for name, why in reasons.items() if why]
    if not named:
        return []
    options = " and ".join(f"--prior-{name}" for name in named)
    why = reasons[named[0]]
    return [
        f"The half-normal prior of {' and '.join(named)} has the scale of this outcome: {why}; {options} set others."
    ]


def _random_told(subject: Subject, found: InconsistencyPosterior, tau: TauPrior, omega: TauPrior) -> Json:
    return {
        "prior_tau": tau.name,
        "prior_omega": omega.name,
        "tau": moments(found.tau),
        "omega": moments(found.omega),
        "effects": [
            {
                "treatment": t,
                "reference": found.reference,
                **moments(found.against_reference(t)),
                "consistency": moments(found.consistent.between(t, found.reference)),
            }
            for t in subject.fit.treatments
            if t != found.reference
        ],
        "log_bayes_factor_consistency": found.log_bayes_factor_consistency if found.own.proper else None,
        "dic_inconsistency": dic_json(deviance(found.own.nodes)),
        "dic_consistency": dic_json(found.consistent.deviance),
        "error": found.own.error,
    }


def _omega(told: Json) -> str:
    low, high = (number(told["quantiles"][end], 3) for end in ("0.025", "0.975"))
    return f"omega: median {number(told['quantiles']['0.5'], 3)}, 95 % from {low} to {high}; 0 is consistency."


def _factor(log_factor: float | None) -> str:
    """How much more probable the data are under one model than under the other."""
    if log_factor is None:
        return NO_FACTOR
    times = min(math.exp(min(abs(log_factor), 700.0)), LARGEST_FACTOR)
    than = "consistency as under inconsistency" if log_factor >= 0.0 else "inconsistency as under consistency"
    said = f"over {times:,.0f}" if times == LARGEST_FACTOR else number(times, 1)
    return f"The data are {said} times as probable under {than} (log Bayes factor {number(log_factor, 2)})."


def _random_grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        *(Head(end, f"{100 * float(end):g} %", of, width=9) for end in ENDS),
        *(Head(f"bound_{end}", f"bound: {100 * float(end):g}{HARD_SPACE}%", of, width=9) for end in ENDS),
    )
    rows = [
        {
            "treatment": e["treatment"],
            **{end: e["quantiles"][end] for end in ENDS},
            **{f"bound_{end}": e["consistency"]["quantiles"][end] for end in ENDS},
        }
        for e in told["effects"]
    ]
    caption = "Effects with room for inconsistency, and bound to consistency"
    return Grid.of("random_inconsistency", caption, heads, rows)


def _random_models(told: Json) -> Grid:
    heads = (
        Head("model", "Model"),
        Head("deviance", "deviance", decimals(1)),
        Head("p_d", "pD", decimals(1)),
        Head("dic", "DIC", decimals(1)),
    )
    rows = [
        {"model": "consistency", **told["dic_consistency"]},
        {"model": "random inconsistency", **told["dic_inconsistency"]},
    ]
    return Grid.of("random_inconsistency_models", "Posterior residual deviance of each model", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"random_inconsistency": _random_inconsistency}
