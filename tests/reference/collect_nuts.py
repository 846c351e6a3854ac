"""Sample long, and pin the posteriors that Laplace's approximation inside the integral is compared with.

    python -m tests.reference.collect_nuts [CASE ...]

Writes nuts.json: NUTS of NumPyro through dorsal.mcmc (exact likelihoods of the arms, their baselines and own effects
sampled too), 4 chains of 20,000 draws after 2,000 to warm up, seed 20260, on the cases below. Ten minutes or so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.mcmc.arm_target import ArmTarget
from dorsal.mcmc.nuts import Settings, nuts_posterior
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects, TauPrior, Uniform
from dorsal.synthesis.bayes.sampled import SampledNumber
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates
from dorsal.synthesis.exact.arm_model import ArmModel
from dorsal.synthesis.exact.arm_posterior import arm_model
from dorsal.synthesis.exact.baseline_risk import baseline_risk_model
from dorsal.synthesis.exact.ordered_posterior import ordered_model
from tests.synthesis.category_data import simulated
from tests.synthesis.event_data import RARE, smoking
from tests.synthesis.risk_data import trials

HERE = Path(__file__).parent
SETTINGS = Settings(draws=20_000, warmup=2_000, chains=4, seed=20260)
ORDERED = simulated(3, 8, 150, (0.0, 0.9, 1.7), (0.0, 0.6, -0.4), 0.2)
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True)
class Case:
    """A model of arms with its priors, and the names of what its arms share."""

    make: Callable[[TauPrior, NormalEffects | None], ArmModel]
    likelihood: str
    tau: TauPrior
    effects: NormalEffects | None
    shared: tuple[str, ...] = ()

    @property
    def model(self) -> ArmModel:
        return self.make(self.tau, self.effects)


def of_counts(counts: Sequence[EventCounts | EventRates], likelihood: str, *priors: Any) -> Case:
    """Events by an exact likelihood."""
    return Case(lambda tau, effects: arm_model(counts, tau, effects, likelihood=likelihood), likelihood, *priors)


def rates() -> tuple[EventRates, ...]:
    """The smoking trials read as events over person-time, which makes a Poisson network of the same shape."""
    return tuple(
        EventRates(study=c.study, treatments=c.treatments, events=c.events, person_time=tuple(map(float, c.n)))
        for c in smoking()
    )


CASES = {
    "smoking cessation": of_counts(
        smoking(), "binomial-logit", Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="A")
    ),
    "smoking cessation, cloglog": of_counts(smoking(), "binomial-cloglog", HalfNormal(1.0), None),
    "smoking cessation, probit": of_counts(smoking(), "binomial-probit", HalfNormal(0.5), None),
    "smoking cessation as rates": of_counts(rates(), "poisson-log", HalfNormal(1.0), None),
    "four trials with few events": of_counts(RARE, "binomial-logit", HalfNormal(0.5), NormalEffects(sd=2.5)),
    "simulated ordered outcomes": Case(
        lambda tau, effects: ordered_model(ORDERED, tau, effects),
        "ordered-logit",
        HalfNormal(0.5),
        None,
        ("second threshold", "third threshold"),
    ),
    "simulated baseline risks": Case(
        lambda tau, effects: baseline_risk_model(trials(1, 20, 60, -0.4), tau, effects, reference="placebo"),
        "binomial-logit",
        HalfNormal(0.5),
        None,
        ("slope by baseline risk", "mean baseline", "log SD of baselines"),
    ),
}


def _told(number: SampledNumber) -> dict[str, object]:
    return {
        "mean": number.mean,
        "sd": number.sd,
        "quantiles": {f"{p:g}": number.quantile(p) for p in QUANTILES},
        "mean_error": number.mean_error,
        "bulk": number.bulk_draws,
        "tail": number.tail_draws,
        "r_hat": number.r_hat,
    }


def sampled(case: Case) -> dict[str, object]:
    """The numbers of one case: tau, every effect against the first treatment, and what the arms share."""
    found = nuts_posterior(ArmTarget.of(case.model, case.tau, case.effects), SETTINGS)
    shared = {name: found.shared(place) for place, name in enumerate(case.shared)}
    return {
        "divergent": found.divergent,
        "deviance": found.deviance.mean,
        "p_d": found.deviance.effective_parameters,
        "parameters": {name: _told(number) for name, number in (found.numbers | shared).items()},
    }


def main(asked: Sequence[str]) -> None:
    recipe = " ".join((__doc__ or "").split("Writes nuts.json: ")[1].split())
    made = f"numpyro {version('numpyro')}, jax {version('jax')}, numpy {np.__version__}"
    path = HERE / "nuts.json"
    known = json.loads(path.read_text())["posteriors"] if path.exists() else {}
    for name in asked or CASES:
        known[name] = sampled(CASES[name])
        ordered = {each: known[each] for each in CASES if each in known}
        path.write_text(json.dumps({"recipe": recipe, "versions": made, "posteriors": ordered}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
