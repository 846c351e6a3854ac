"""Curves against a regression by hand, against the network of doses itself, and what the answer must not hang on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.dose.dose_fit import fit_dose
from dorsal.synthesis.dose.doses import Doses
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from tests.synthesis.dose.generated import CURVES, DESIGNS, trials
from tests.synthesis.dose.plain import plain

METHODS = [FitOptions(model="common"), *(FitOptions(tau2_method=m) for m in ("REML", "ML", "DL", "PM"))]
AGENTS = ("A", "B", "C")


def terms(of):
    """A row by hand: a block of terms for each agent, and one for usual care."""
    width = len(of(1.0))

    def row(dosage):
        found = [0.0] * (width * 3 + 1)
        if dosage.agent == "usual care":
            found[-1] = 1.0
        elif dosage.dose:
            place = width * AGENTS.index(dosage.agent)
            found[place : place + width] = of(dosage.dose)
        return found

    return row


BY_HAND = {
    "linear": lambda d: [d],
    "log-linear": lambda d: [math.log(d + 1)],
    "fp:0.5": lambda d: [math.sqrt(d)],
    "fp:-1": lambda d: [1 / (d + 1) - 1],
    "lumped": lambda _: [1.0],
}


@pytest.mark.parametrize("options", METHODS, ids=lambda o: o.tau2_from if o.model == "random" else "common")
@pytest.mark.parametrize("shape", BY_HAND)
def test_agrees_with_a_regression_by_hand(shape, options):
    doses = trials()
    fit = fit_dose(doses, shape, options=options)
    by_hand = plain(doses, terms(BY_HAND[shape]))
    beta, cov = by_hand.beta(fit.tau2)
    assert [c.mean for c in fit.coefficients] == pytest.approx(list(beta), rel=1e-8)
    assert [c.se for c in fit.coefficients] == pytest.approx(list(np.sqrt(np.diag(cov))), rel=1e-8)
    assert fit.q.q == pytest.approx(by_hand.q(), rel=1e-9)
    assert fit.df == by_hand.df == fit.q.df
    (a, b), w = (BY_HAND[shape](50.0)[0], BY_HAND[shape](10.0)[0]), np.zeros(4)
    w[:2] = a, -b
    effect = fit.effect("A", 50.0, "B", 10.0)
    assert (effect.mean, effect.se) == pytest.approx((w @ beta, math.sqrt(w @ cov @ w)), rel=1e-8)
    assert effect.ci == pytest.approx(tuple(effect.mean + 1.959963984540054 * effect.se * s for s in (-1, 1)))


def test_tau2_is_the_one_of_the_likelihood_by_hand():
    doses = trials(tau=0.4, times=4)
    by_hand = plain(doses, terms(BY_HAND["log-linear"]))
    expected = {
        "REML": by_hand.maximum(restricted=True), "ML": by_hand.maximum(restricted=False),
        "DL": by_hand.dersimonian_laird(),
    }  # fmt: skip
    for method, tau2 in expected.items():
        fit = fit_dose(doses, "log-linear", options=FitOptions(tau2_method=method))
        assert fit.tau2 > 0.01
        assert fit.tau2 == pytest.approx(tau2, rel=1e-5)
        low, high = fit.tau2_ci
        assert low < fit.tau2 < high


def test_the_prediction_interval_is_that_of_a_new_study():
    fit = fit_dose(trials(tau=0.4), "log-linear")
    effect = fit.effect("A", 100.0)
    assert fit.effect("A", 0.0).pi is None
    half = stats.t.ppf(0.975, fit.df) * math.hypot(effect.se, math.sqrt(fit.tau2))
    assert effect.pi == pytest.approx((effect.mean - half, effect.mean + half))
    assert fit_dose(trials(), "linear", options=FitOptions(model="common")).effect("A", 100.0).pi is None


@pytest.mark.parametrize("options", METHODS[:2], ids=("common", "random"))
def test_split_is_the_network_of_doses(options):
    doses = trials()
    split, network = fit_dose(doses, "split", options=options), fit_network(doses.network, options)
    assert split.tau2 == pytest.approx(network.tau2, abs=1e-10)
    assert (split.q.q, split.df) == pytest.approx((network.q_total.q, network.df))
    for first, second in ((("A", 50.0), ("B", 10.0)), (("C", 30.0), ("A", 25.0))):
        mine = split.effect(*first, *second)
        usual = network.between(*(f"{agent} {dose:g}" for agent, dose in (first, second)))
        assert (mine.mean, mine.se) == pytest.approx((usual.mean, usual.se), rel=1e-7)
        assert mine.pi == (None if options.model == "common" else pytest.approx(usual.pi))
    care = split.effect("usual care", None)
    assert care.mean == pytest.approx(network.between("usual care", "placebo").mean)


def test_linear_is_a_regression_on_dose_through_zero():
    doses = trials([(("placebo", 0.0), ("A", d)) for d in (5.0, 10.0, 20.0, 40.0)], times=3, tau=0.3)
    fit = fit_dose(doses, "linear")
    d = np.array([doses.of[c.treatments[1]].dose for c in doses.network.contrasts])
    y = np.array([c.effect[0] for c in doses.network.contrasts])
    w = 1 / (np.array([c.cov[0, 0] for c in doses.network.contrasts]) + fit.tau2)
    assert fit.coefficients[0].mean == pytest.approx((w * d * y).sum() / (w * d * d).sum())
    assert fit.coefficients[0].se == pytest.approx((w * d * d).sum() ** -0.5)


@pytest.mark.parametrize("shape", ["quadratic", "spline", "fp:1", "spline:5,20,60"])
def test_a_straight_line_is_found_by_what_can_bend(shape):
    straight = {**CURVES, "A": lambda d: 0.02 * d, "B": lambda d: -0.1 * d, "C": lambda d: 0.03 * d}
    doses = trials(noise=0.0, curves=straight)
    fit = fit_dose(doses, shape, options=FitOptions(model="common"))
    for agent in AGENTS:
        for dose in np.linspace(0.0, doses.levels(agent)[-1], 7):
            assert fit.effect(agent, dose).mean == pytest.approx(straight[agent](dose), abs=1e-8)
    assert fit.q.q == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("shape", ["linear", "quadratic", "fp:0.5", "spline", "emax", "exponential", "lumped"])
def test_another_unit_of_dose_changes_nothing(shape):
    one, other = (fit_dose(trials(unit=unit), shape) for unit in (1.0, 1000.0))
    assert one.tau2 == pytest.approx(other.tau2, abs=1e-7)
    for first, second in ((("A", 50.0), ("B", 10.0)), (("C", 30.0), ("A", 130.0))):
        a = one.effect(*first, *second)
        b = other.effect(first[0], 1000 * first[1], second[0], 1000 * second[1])
        assert (a.mean, a.se) == pytest.approx((b.mean, b.se), rel=2e-5)


def test_the_order_of_arms_and_studies_changes_nothing():
    doses = trials()
    turned = []
    for c in reversed(doses.network.contrasts):
        k = len(c.effect)
        to = np.vstack([np.append(np.zeros(k - 1), -1.0)] + [np.eye(k)[i] - np.eye(k)[k - 1] for i in range(k - 1)])
        names = (c.treatments[-1], *c.treatments[:-1])
        turned.append(
            type(c)(study=c.study, treatments=names, effect=to @ c.effect, cov=to @ c.cov @ to.T, measure="MD")
        )
    other = Doses(network=Network.of(turned), of=doses.of)
    for shape in ("quadratic", "emax"):
        a, b = (fit_dose(d, shape).effect("A", 70.0, "B", 4.0) for d in (doses, other))
        assert (a.mean, a.se) == pytest.approx((b.mean, b.se), rel=1e-5)


def test_with_one_dose_an_agent_has_no_shape():
    designs = [(("placebo", 0.0), ("A", 20.0)), (("A", 20.0), ("B", 3.0)), (("placebo", 0.0), ("B", 3.0))]
    doses = trials(designs, times=4)
    split = fit_dose(doses, "split").effect("A", 20.0, "B", 3.0)
    for shape in ("linear", "log-linear", "lumped", "quadratic", "spline", "emax", "emax-shared"):
        fit = fit_dose(doses, shape)
        found = fit.effect("A", 20.0, "B", 3.0)
        assert (found.mean, found.se) == pytest.approx((split.mean, split.se), rel=1e-6)
        assert fit.curves.simpler == (() if fit.shape.needs == 1 and not fit.shape.curved else ("A", "B"))


def test_curves_join_islands_that_no_study_joins():
    designs = [(("placebo", 0.0), ("A", 10.0)), (("A", 20.0), ("A", 40.0)), (("A", 30.0), ("B", 5.0))]
    doses = trials(designs, times=2)
    assert len(doses.network.islands) == 3
    assert fit_dose(doses, "linear").effect("B", 5.0).se > 0
    with pytest.raises(NetworkError, match="do not tell how B 5 compares with dose 0"):
        fit_dose(doses, "split").effect("B", 5.0)


def test_without_dose_zero_effects_against_it_are_marked():
    fit = fit_dose(trials([(("A", 10.0), ("A", 30.0)), (("A", 20.0), ("B", 2.0)), (("B", 2.0), ("B", 6.0))]), "linear")
    assert fit.effect("A", 20.0).beyond
    assert not fit.effect("A", 20.0, "B", 3.0).beyond
    with pytest.raises(OptionError, match=r"A 5 lies outside the doses studied \(10 to 30\)"):
        fit.effect("A", 5.0)


def test_beyond_the_doses_studied_only_where_asked():
    fit = fit_dose(trials(), "linear")
    with pytest.raises(OptionError, match=r"A 300 lies outside the doses studied \(0 to 200\).*beyond=True"):
        fit.effect("A", 300.0)
    far = fit.effect("A", 300.0, beyond=True)
    assert far.beyond
    assert far.mean == pytest.approx(1.5 * fit.effect("A", 200.0).mean)
    assert not fit.effect("A", 1.0).beyond


def test_an_agent_may_have_a_shape_of_its_own():
    doses = trials()
    mixed = fit_dose(doses, "linear", {"A": "log-linear"})
    by_hand = plain(doses, lambda p: [
        math.log(p.dose + 1) if p.agent == "A" else 0.0, (p.dose or 0.0) * (p.agent == "B"),
        (p.dose or 0.0) * (p.agent == "C"), float(p.dose is None),
    ])  # fmt: skip
    assert [c.mean for c in mixed.coefficients] == pytest.approx(list(by_hand.beta(mixed.tau2)[0]))
    with pytest.raises(OptionError, match="Z has no dose in these studies; there are A, B, C"):
        fit_dose(doses, "linear", {"Z": "emax"})


def test_intervals_follow_the_fit_options():
    doses = trials(tau=0.4)
    plain_one, t, hk = (fit_dose(doses, "linear", options=FitOptions(interval=i)) for i in ("normal", "t", "HK"))
    normal = plain_one.effect("A", 50.0)
    assert t.effect("A", 50.0).ci[1] - normal.mean == pytest.approx(stats.t.ppf(0.975, t.df) * normal.se)
    factor = math.sqrt(hk.found.solution.rss / hk.df)
    assert hk.effect("A", 50.0).se == pytest.approx(factor * normal.se)


@pytest.mark.parametrize(
    ("ask", "error", "why"),
    [
        (("Z", 5.0), NetworkError, "Z has no dose in these studies; there are A, B, C"),
        (("Z", None), NetworkError, "Z is in no study without a dose; say its dose"),
        (("A", -1.0), OptionError, "a dose is a number from 0 up"),
        (("A", math.nan), OptionError, "a dose is a number from 0 up"),
    ],
)
def test_what_cannot_be_asked_says_why(ask, error, why):
    with pytest.raises(error, match=why):
        fit_dose(trials(), "linear").effect(*ask)


def test_the_split_model_knows_only_studied_doses():
    with pytest.raises(NetworkError, match="A 30: the split model knows only the doses studied, 25, 50, 100, 200"):
        fit_dose(trials(), "split").effect("A", 30.0)


def test_doses_that_one_shape_takes_for_one_are_told():
    designs = [(("A", 10.0), ("A", 20.0))]
    with pytest.raises(NetworkError, match="compare only doses that these curves take for one"):
        fit_dose(trials(designs), "lumped")


def test_designs_hold_arms_of_one_agent_in_one_study():
    """Else the covariance of such arms would not be tried."""
    assert any(len({agent for agent, _ in design}) < len(design) > 2 for design in DESIGNS)
