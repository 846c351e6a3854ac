"""Sample long, and pin the posteriors that Laplace's approximation inside the integral is compared with.

    python -m tests.reference.collect_nuts

Writes nuts.json: NUTS of NumPyro through dorsal.mcmc (exact likelihoods of the arms, their baselines and own effects
sampled too), 4 chains of 20,000 draws after 2,000 to warm up, seed 20260, on the cases below. Ten minutes or so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from dorsal.mcmc.arm_target import ArmTarget
from dorsal.mcmc.nuts import Settings, nuts_posterior
from dorsal.synthesis.arm_posterior import arm_model
from dorsal.synthesis.event_counts import EventCounts, EventRates
from dorsal.synthesis.prior import HalfNormal, NormalEffects, TauPrior, Uniform
from dorsal.synthesis.sampled import SampledNumber
from tests.synthesis.event_data import RARE, smoking

HERE = Path(__file__).parent
SETTINGS = Settings(draws=20_000, warmup=2_000, chains=4, seed=20260)
QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)


@dataclass(frozen=True)
class Case:
    """Counts with their likelihood and priors."""

    counts: Sequence[EventCounts | EventRates]
    likelihood: str
    tau: TauPrior
    effects: NormalEffects | None


def rates() -> tuple[EventRates, ...]:
    """The smoking trials read as events over person-time, which makes a Poisson network of the same shape."""
    return tuple(
        EventRates(study=c.study, treatments=c.treatments, events=c.events, person_time=tuple(map(float, c.n)))
        for c in smoking()
    )


CASES = {
    "smoking cessation": Case(smoking(), "binomial-logit", Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="A")),
    "smoking cessation, cloglog": Case(smoking(), "binomial-cloglog", HalfNormal(1.0), None),
    "smoking cessation, probit": Case(smoking(), "binomial-probit", HalfNormal(0.5), None),
    "smoking cessation as rates": Case(rates(), "poisson-log", HalfNormal(1.0), None),
    "four trials with few events": Case(RARE, "binomial-logit", HalfNormal(0.5), NormalEffects(sd=2.5)),
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
    """The numbers of one case: tau and every effect against the first treatment."""
    model = arm_model(case.counts, case.tau, case.effects, likelihood=case.likelihood)
    found = nuts_posterior(ArmTarget.of(model, case.tau, case.effects), SETTINGS)
    return {
        "divergent": found.divergent,
        "deviance": found.deviance.mean,
        "p_d": found.deviance.effective_parameters,
        "parameters": {name: _told(number) for name, number in found.numbers.items()},
    }


def main() -> None:
    recipe = " ".join((__doc__ or "").split("Writes nuts.json: ")[1].split())
    made = f"numpyro {version('numpyro')}, jax {version('jax')}, numpy {np.__version__}"
    pinned: dict[str, object] = {"recipe": recipe, "versions": made, "posteriors": {}}
    for name, case in CASES.items():
        pinned["posteriors"] |= {name: sampled(case)}  # type: ignore[operator]
        (HERE / "nuts.json").write_text(json.dumps(pinned, indent=1) + "\n")


if __name__ == "__main__":
    main()
