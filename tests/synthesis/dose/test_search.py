"""Curves with an ED50 against brute force, and where they must be found exactly or not at all."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dorsal.errors import NotSettled
from dorsal.synthesis.dose import search
from dorsal.synthesis.dose.dose_fit import fit_dose
from dorsal.synthesis.options import FitOptions
from tests.synthesis.dose.generated import CURVES, trials
from tests.synthesis.dose.plain import dense, most_likely

SATURATION = {"emax": lambda d, ed50: d / (ed50 + d), "exponential": lambda d, ed50: 1.0 - 2.0 ** (-d / ed50)}
NAMES = [("A", "maximum"), ("B", "maximum"), ("C", "dose"), ("usual care", "effect"), ("A", "ED50"), ("B", "ED50")]


def effect(share):
    """Of A and B curved with their own ED50, of C straight (it has one dose)."""

    def value(dosage, beta):
        if dosage.dose is None:
            return beta[3]
        if not dosage.dose:
            return 0.0
        if dosage.agent == "C":
            return beta[2] * dosage.dose
        k = "AB".index(dosage.agent)
        return beta[k] * share(dosage.dose, math.exp(beta[4 + k]))

    return value


@pytest.mark.parametrize("shape", SATURATION)
def test_ml_is_the_highest_likelihood_that_brute_force_finds(shape):
    doses = trials(tau=0.25, times=3, seed=4)
    fit = fit_dose(doses, shape, options=FitOptions(tau2_method="ML"))
    assert [(c.of, c.term) for c in fit.coefficients] == NAMES
    value = effect(SATURATION[shape])
    start = np.array([2.0, 2.0, 0.02, 0.0, math.log(30.0), math.log(4.0)])
    beta, tau2, height = most_likely(doses, value, start)
    assert fit.found.beta == pytest.approx(beta, rel=2e-3)
    assert fit.tau2 == pytest.approx(tau2, rel=1e-2)
    mine = dense(doses, np.zeros((len(fit.found.rows), 1)))
    residual = mine.y - np.array([
        value(doses.of[t], fit.found.beta) - value(doses.of[c.treatments[0]], fit.found.beta)
        for c in doses.network.contrasts for t in c.treatments[1:]
    ])  # fmt: skip
    sigma = mine.sigma(fit.tau2)
    reached = -(np.linalg.slogdet(sigma)[1] + residual @ np.linalg.solve(sigma, residual)) / 2
    assert reached >= height - 1e-6


@pytest.mark.parametrize("method", ["REML", "DL"])
def test_tau2_and_errors_are_those_of_the_curves_made_straight(method):
    doses = trials(tau=0.4, times=3, seed=2)
    fit = fit_dose(doses, "emax", options=FitOptions(tau2_method=method))
    beta, value = fit.found.beta, effect(SATURATION["emax"])
    step = 1e-5 * np.eye(len(beta))
    gradient = {
        t: np.array([(value(d, beta + h) - value(d, beta - h)) / 2e-5 for h in step]) for t, d in doses.of.items()
    }
    x, around = [], []
    for c in doses.network.contrasts:
        for t in c.treatments[1:]:
            x.append(gradient[t] - gradient[c.treatments[0]])
            around.append(value(doses.of[t], beta) - value(doses.of[c.treatments[0]], beta))
    flat = dense(doses, np.array(x))
    flat = type(flat)(y=flat.y - np.array(around) + flat.x @ beta, x=flat.x, v=flat.v, h=flat.h)
    tau2 = flat.maximum(restricted=True) if method == "REML" else flat.dersimonian_laird()
    assert fit.tau2 == pytest.approx(tau2, rel=1e-4)
    again, cov = flat.beta(fit.tau2)
    assert again == pytest.approx(beta, rel=1e-4)
    assert [c.se for c in fit.coefficients] == pytest.approx(list(np.sqrt(np.diag(cov))), rel=1e-4)
    w = gradient["A 50"] - gradient["B 10"]
    assert fit.effect("A", 50.0, "B", 10.0).se == pytest.approx(math.sqrt(w @ cov @ w), rel=1e-4)


def test_curves_without_error_are_found_exactly():
    fit = fit_dose(trials(noise=0.0), "emax", options=FitOptions(model="common"))
    found = {(c.of, c.term): c.mean for c in fit.coefficients}
    assert found["A", "maximum"] == pytest.approx(3.0, rel=1e-6)
    assert found["A", "ED50"] == pytest.approx(40.0, rel=1e-6)
    assert found["B", "ED50"] == pytest.approx(5.0, rel=1e-6)
    assert fit.effect("A", 77.0).mean == pytest.approx(CURVES["A"](77.0))


def test_one_ed50_for_all_agents():
    curves = {**CURVES, "A": lambda d: 3 * d / (20 + d), "B": lambda d: -2 * d / (20 + d), "C": lambda d: d / (20 + d)}
    fit = fit_dose(trials(noise=0.0, curves=curves), "emax-shared", options=FitOptions(model="common"))
    shared = fit.coefficients[-1]
    assert (shared.of, shared.term) == ("all agents", "ED50")
    assert shared.mean == pytest.approx(20.0, rel=1e-6)
    assert fit.curves.simpler == ()  # C has one dose, and the ED50 of the others
    assert fit.effect("C", 30.0).mean == pytest.approx(0.6)


def test_a_line_has_no_ed50_and_the_answer_says_so():
    straight = {**CURVES, "A": lambda d: 0.02 * d}
    fit = fit_dose(trials(curves=straight, tau=0.0), "emax", options=FitOptions(model="common"))
    of_a = next(c for c in fit.coefficients if (c.of, c.term) == ("A", "ED50"))
    assert not of_a.found
    assert of_a.ci is None
    assert of_a.mean == pytest.approx(2000.0, rel=2e-3)
    assert fit.parameters == 6
    assert fit.df == len(fit.found.rows) - 6
    assert fit.effect("A", 200.0).se > 0


def test_an_ed50_that_goes_to_and_fro_with_tau2_is_held_at_its_edge(monkeypatch):
    p = ("placebo", 0.0)
    designs = [
        (p, ("A", 5.0)), (p, ("B", 1.0)), (p, ("A", 10.0)), (p, ("B", 2.0), ("B", 8.0)), (p, ("A", 20.0)),
        (p, ("B", 4.0)), (p, ("A", 40.0)), (p, ("A", 5.0), ("A", 40.0)), (p, ("B", 8.0)), (("A", 20.0), ("B", 4.0)),
    ]  # fmt: skip
    curves = {"A": lambda d: 1.5 * d / (10 + d), "B": lambda d: d / (2 + d), "placebo": lambda _: 0.0}
    doses = trials(designs, times=1, tau=0.4, seed=370, curves=curves)
    assert [c.found for c in fit_dose(doses, "emax").coefficients if c.term == "ED50"].count(False) >= 1
    monkeypatch.setattr(search, "ROUNDS", 20)
    monkeypatch.setattr(search, "PATIENCE", 20)
    with pytest.raises(NotSettled):
        fit_dose(doses, "emax")


def test_rounds_without_an_end_are_told(monkeypatch):
    monkeypatch.setattr(search, "ROUNDS", 1)
    with pytest.raises(NotSettled, match="did not settle in 1 rounds; take one ED50"):
        fit_dose(trials(tau=0.5), "emax")
