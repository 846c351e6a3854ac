"""Laplace's approximation inside the integral against long NUTS runs (tests/reference/nuts.json says how)."""

import numpy as np
import pytest

from dorsal.synthesis.exact.arm_posterior import arm_posterior_of
from tests.reference.collect_nuts import CASES
from tests.reference.compare_nuts import pinned, rows

USUAL = "smoking cessation"
RARE = "four trials with few events"


def test_every_case_was_sampled_and_settled():
    assert set(pinned()) == set(CASES)
    for case in pinned().values():
        assert case["divergent"] < 0.002 * 80_000
        assert all(number["r_hat"] < 1.001 for number in case["parameters"].values())


@pytest.mark.parametrize("name", [USUAL, "smoking cessation as rates", "simulated ordered outcomes"])
def test_with_events_enough_means_and_sds_agree(name):
    for _, _, parameter, off, error, ratio, _ in rows(name):
        assert abs(off) < (0.06 if "threshold" in parameter else 0.012) + 3 * error, parameter
        assert ratio == pytest.approx(1.0, abs=0.02), parameter


def test_a_slope_by_baseline_risk_is_off_and_the_check_says_by_how_much():
    case = CASES["simulated baseline risks"]
    sampled = pinned()["simulated baseline risks"]["parameters"]["slope by baseline risk"]
    found = arm_posterior_of(case.model, case.tau, case.effects)
    off = (sampled["mean"] - found.shared(0).mean) / sampled["sd"]
    assert 0.1 < off < 0.2
    check = found.check(np.random.default_rng(1), draws=200)
    assert check.shared_shift[0] == pytest.approx(off, abs=0.06)


def test_with_few_events_they_are_off_and_the_check_says_by_how_much():
    case, sampled = CASES[RARE], pinned()[RARE]["parameters"]
    found = arm_posterior_of(case.model, case.tau, case.effects)
    check = found.check(np.random.default_rng(1), draws=400)
    for i, treatment in enumerate(found.treatments[1:], start=1):
        off = (sampled[treatment]["mean"] - found.between(treatment, "a").mean) / sampled[treatment]["sd"]
        assert 0.05 < off < 0.2
        assert check.mean_shift[i] == pytest.approx(off, abs=0.05)
        assert check.sd_ratio[i] == pytest.approx(sampled[treatment]["sd"] / found.between(treatment, "a").sd, abs=0.05)
