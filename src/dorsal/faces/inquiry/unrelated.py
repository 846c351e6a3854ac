"""Do comparisons that go their own way fit better than bound to one another? Unrelated mean effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.bayes import dic_json
from dorsal.faces.inquiry.posteriors import priors_asked
from dorsal.faces.numbers import number, p_value
from dorsal.faces.telling import Answer, Grid, Head, decimals, scale_notes, whole, with_interval
from dorsal.faces.words import level_words
from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.unrelated_posterior import unrelated_posterior
from dorsal.synthesis.estimate import interval
from dorsal.synthesis.inconsistency.unrelated_mean_effects import ModelFit, unrelated_mean_effects

Json = dict[str, Any]


def _unrelated_mean_effects(subject: Subject) -> Answer:
    fit, found = subject.fit, unrelated_mean_effects(subject.fit, subject.reference)
    prior, deviances = _deviances(subject)
    ruler = found.yardstick
    told: Json = {
        "effects": [
            {
                "treat1": e.first,
                "treat2": e.second,
                "estimate": e.mean,
                "se": ruler.factor * e.se,
                "ci": list(interval(e.mean, ruler.factor * e.se, fit.options.level, ruler.df)),
                "network": network.mean,
                "se_network": network.se,
                "ci_network": list(network.ci),
            }
            for e in found.effects
            for network in [fit.between(e.first, e.second)]
        ],
        "unrelated": _model(found.unrelated, deviances.get("unrelated")),
        "consistency": _model(found.consistency, deviances.get("consistency")),
        "data": found.data,
        "likelihood_ratio": {"q": found.likelihood_ratio, "df": found.df, "p": found.p},
        "wald": {"q": found.wald.q, "df": found.wald.df, "p": found.wald.p},
        "prior_tau": prior,
        "bases": [
            {"study": b.study, "base": b.base, "left_out": [list(pair) for pair in b.left_out]} for b in found.bases
        ],
    }
    return Answer(
        key="unrelated_mean_effects",
        json=told,
        title="Every comparison on its own (unrelated mean effects)",
        lead=(_unrelated_lead(told),),
        grids=(_models_grid(told), _unrelated_grid(subject, told)),
        sheets=(_models_grid(told), _unrelated_sheet(told)),
        notes=tuple(_unrelated_notes(subject, told)),
    )


def _deviances(subject: Subject) -> tuple[str | None, Mapping[str, Deviance]]:
    """Posterior deviance of both models with the prior of tau; none where tau has no posterior or is no parameter."""
    if subject.fit.options.known_tau2 is None:
        tau, _ = priors_asked(subject, exact=False)
        with suppress(OptionError):
            network = subject.fit.network
            both = {
                "unrelated": unrelated_posterior(network, tau, subject.reference).deviance,
                "consistency": posterior(network, tau).deviance,
            }
            return tau.name, both
    return None, {}


def _model(model: ModelFit, found: Deviance | None) -> Json:
    return {
        "parameters": model.parameters,
        "tau2": model.tau2,
        "residual_deviance": model.residual_deviance,
        "deviance": model.deviance,
        "aic": model.aic,
        "dic": None if found is None else dic_json(found),
    }


def _unrelated_lead(told: Json) -> str:
    ratio = told["likelihood_ratio"]
    if ratio["p"] is None:
        return "No loop is closed: the two models are the same, and nothing can be checked."
    size = f"{number(ratio['q'], 2)} on {ratio['df']} df, {p_value(ratio['p'])}"
    return f"Unbound, the comparisons fit better by a deviance of {size} (likelihood ratio)."


def _unrelated_notes(subject: Subject, told: Json) -> list[str]:
    notes = [
        *scale_notes(subject.measure),
        f"Residual deviance is weighed at each model's tau²; about {told['data']} would be a good fit. A clearly lower "
        "DIC or AIC (by 3 or more), or a clearly smaller tau², without bonds speaks against consistency.",
    ]
    kind = subject.fit.options.interval
    if kind != "normal":
        left = told["data"] - told["unrelated"]["parameters"]
        own = f"by {kind} with {left} degrees of freedom" if left else "normal ones, as no comparison was made twice"
        notes.append(f"Intervals of comparisons on their own are {own}; those in the network are by {kind}.")
    notes += _base_notes(told["bases"])
    if told["prior_tau"] is not None:
        notes.append(f"DIC: by the exact posteriors, flat effects, prior of tau {told['prior_tau']}.")
    return notes


def _base_notes(bases: list[Json]) -> list[str]:
    """What multi-arm trials were compared with and do not inform, trials with the same arms and base in one note."""
    alike: dict[tuple[str, str], list[str]] = {}
    for base in bases:
        left_out = ", ".join(" against ".join(pair) for pair in base["left_out"])
        alike.setdefault((base["base"], left_out), []).append(base["study"])
    return [
        f"On its own: multi-arm trial {', '.join(studies)} stands against {base} and does not inform {left_out}."
        if len(studies) == 1
        else f"On its own: multi-arm trials {', '.join(studies)} stand against {base} and do not inform {left_out}."
        for (base, left_out), studies in alike.items()
    ]


def _models_grid(told: Json) -> Grid:
    heads = (
        Head("model", "Model"),
        Head("parameters", "effects", whole, width=7),
        Head("tau2", "tau²", decimals(3), width=7),
        Head("residual_deviance", "residual deviance", decimals(1), width=8),
        Head("aic", "AIC", decimals(1), width=7),
        Head("posterior_deviance", "posterior deviance", decimals(1), width=9),
        Head("p_d", "pD", decimals(1), width=6),
        Head("dic", "DIC", decimals(1), width=7),
    )
    rows = []
    for key, words in (("consistency", "consistency"), ("unrelated", "unrelated mean effects")):
        found = told[key]["dic"] or {}
        more = {"posterior_deviance": found.get("deviance"), "p_d": found.get("p_d"), "dic": found.get("dic")}
        rows.append({"model": words, **told[key], **more})
    return Grid.of("unrelated_models", "How well each model fits", heads, rows)


def _unrelated_grid(subject: Subject, told: Json) -> Grid:
    level = level_words(subject.fit.options.level)
    heads = (
        Head("pair", "Comparison"),
        Head("own", f"on its own ({level})", width=20),
        Head("network", f"in the network ({level})", width=20),
    )
    rows = [
        {
            "pair": f"{e['treat1']} against {e['treat2']}",
            "own": with_interval(subject.measure, e["estimate"], e["ci"]),
            "network": with_interval(subject.measure, e["network"], e["ci_network"]),
        }
        for e in told["effects"]
    ]
    return Grid.of("unrelated_effects", "Each comparison on its own, and bound to the others", heads, rows)


def _unrelated_sheet(told: Json) -> Grid:
    keys = ("treat1", "treat2", "estimate", "se", "low", "high", "network", "se_network", "network_low", "network_high")
    rows = [
        e | dict(zip(("low", "high", "network_low", "network_high"), (*e["ci"], *e["ci_network"]), strict=True))
        for e in told["effects"]
    ]
    return Grid.of("unrelated_effects", "Each comparison on its own", [Head(key, key) for key in keys], rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"unrelated_mean_effects": _unrelated_mean_effects}
