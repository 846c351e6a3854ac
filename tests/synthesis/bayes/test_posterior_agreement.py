"""Against posteriors sampled by JAGS (tests/reference/jags.json says how), to their Monte-Carlo error."""

import csv
import json
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import NormalEffects, Uniform
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast

TESTS = Path(__file__).parents[2]
JAGS = json.loads((TESTS / "reference" / "jags.json").read_text())["posteriors"]
QUANTILES = ("2.5%", "25%", "50%", "75%", "97.5%")


def arm_contrast(study, treatments, mean, variance):
    """A study of independent arms."""
    return Contrast(
        study=study,
        treatments=treatments,
        effect=mean[1:] - mean[0],
        cov=np.diag(variance[1:]) + variance[0],
        measure="MD",
    )


@pytest.fixture(scope="module")
def parkinson():
    """With normal arms and wide priors on baselines the model of arms is the model of contrasts."""
    arms = defaultdict(list)
    with (TESTS / "data" / "parkinson.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            arms[row["study"]].append(row)
    contrasts = [
        arm_contrast(
            study,
            tuple(row["treatment"] for row in rows),
            np.array([float(row["mean"]) for row in rows]),
            np.array([float(row["std.dev"]) ** 2 / int(row["sampleSize"]) for row in rows]),
        )
        for study, rows in arms.items()
    ]
    return posterior(Network.of(contrasts), Uniform(0.0, 5.0), NormalEffects(sd=10.0, reference="1"))


def marginal(found, parameter):
    if parameter == "tau":
        return found.tau
    first, second = parameter.removeprefix("d[").removesuffix("]").split(" vs ")
    return found.between(first, second)


PARAMETERS = ("tau", "d[2 vs 1]", "d[3 vs 1]", "d[4 vs 1]", "d[5 vs 1]")


def test_every_parameter_is_compared():
    assert {*PARAMETERS, "totresdev"} == set(JAGS["parkinson"]["parameters"])


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_parkinson_agrees_with_jags(parkinson, parameter):
    sampled, exact = JAGS["parkinson"]["parameters"][parameter], marginal(parkinson, parameter)
    assert exact.mean == pytest.approx(sampled["mean"], abs=3 * sampled["mcse"])
    for name in QUANTILES:
        p = float(name.removesuffix("%")) / 100.0
        assert exact.chance_below(sampled[name]) == pytest.approx(p, abs=3 * math.sqrt(p * (1 - p) / sampled["ess"])), (
            name
        )


def test_parkinson_deviance_agrees_with_jags(parkinson):
    """The model of arms has a baseline for each of the 7 studies more, each of which spends one parameter."""
    sampled = JAGS["parkinson"]["parameters"]["totresdev"]
    assert parkinson.deviance.mean + 7.0 == pytest.approx(sampled["mean"], abs=3 * sampled["mcse"])


def test_parkinson_ranking_agrees_with_jags(parkinson):
    sampled = JAGS["parkinson"]["ranking"]
    ranks = parkinson.rank_probabilities(np.random.default_rng(1), draws=100_000)
    sucra, mean_rank = parkinson.sucra(), parkinson.mean_rank()
    for i, treatment in enumerate(parkinson.treatments):
        assert sucra[treatment] == pytest.approx(sampled[treatment]["sucra"], abs=0.01)
        assert mean_rank[treatment] == pytest.approx(sampled[treatment]["mean_rank"], abs=0.04)
        assert ranks[i, 0] == pytest.approx(sampled[treatment]["p_best"], abs=0.01)
