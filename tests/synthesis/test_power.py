"""What a further trial would do, against a real refit with that trial added."""

import math

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.fit import fit_network, fit_on
from dorsal.synthesis.gls import solve
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.power import Power, most_useful_trials
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network


def asked(seed=1, tau=0.5):
    return Power(fit=fit_network(Network.of(network(seed, 4, 10, tau=tau))), first="a", second="b")


@pytest.mark.parametrize("pair", [("a", "b"), ("c", "d"), ("b", "d")])
def test_the_update_is_the_refit_at_the_same_tau2(pair):
    power = asked()
    trial = power.trial(50, pair)
    variance = 2 * power.person_variance / 50
    new = Contrast(study="new", treatments=pair, effect=np.array([0.0]), cov=np.array([[variance]]), measure="MD")
    cov = solve(Network.of([*power.fit.network.contrasts, new]).rows, None, power.fit.tau2).cov
    assert trial.se_then == pytest.approx(math.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1]))


def test_power_and_gain_are_what_simulation_of_the_trial_finds():
    power = asked(2)
    trial = power.trial(100)
    rng = np.random.default_rng(1)
    now = power.fit.between("a", "b")
    removed = trial.se_now**2 - trial.se_then**2
    new = now.mean + rng.normal(size=400_000) * math.sqrt(removed)
    assert trial.power == pytest.approx((abs(new) > 1.959964 * trial.se_then).mean(), abs=0.003)
    assert trial.gain == pytest.approx(np.maximum(new, 0).mean() - max(now.mean, 0.0), abs=0.003)


def test_effective_people_of_a_single_trial_are_its_people():
    variance, n = 9.0, 60
    only = Contrast(
        study="x",
        treatments=("a", "b"),
        effect=np.array([1.0]),
        cov=np.array([[2 * variance / n]]),
        measure="MD",
        n=(n, n),
    )
    power = Power(fit=fit_network(Network.of([only]), FitOptions(model="common")), first="a", second="b")
    assert power.person_variance == pytest.approx(variance)
    assert power.effective_people == pytest.approx(2 * n)


def test_more_people_never_hurt_and_the_least_that_settle_are_found():
    power = asked(3, tau=0.1)
    now = power.fit.between("a", "b")
    target = now.mean + 0.8 * now.se
    chances = [power.trial(n, target=target).power for n in (1, 10, 100, 1000)]
    assert chances == sorted(chances)
    goal = (chances[0] + chances[-1]) / 2
    n = power.people_to_settle(goal, target=target)
    assert power.trial(n, target=target).power >= goal > power.trial(n - 1, target=target).power


def test_what_is_settled_needs_nobody_and_some_questions_no_trial_settles():
    power = asked(3, tau=0.1)
    now = power.fit.between("a", "b")
    assert power.people_to_settle(target=now.mean + 3 * now.se) == 0
    assert power.people_to_settle(0.999999, target=now.mean) is None


def test_the_most_useful_trial_comes_first():
    found = asked(4).most_useful(100)
    assert len(found) == 6
    assert [t.gain for t in found] == sorted((t.gain for t in found), reverse=True)


def test_wrong_questions():
    power = asked()
    with pytest.raises(OptionError, match="at least one person"):
        power.trial(0)
    with pytest.raises(NetworkError, match="z is in no study"):
        power.trial(10, ("a", "z"))
    with pytest.raises(OptionError, match="against itself"):
        Power(fit=power.fit, first="a", second="a")
    with pytest.raises(NetworkError, match="z is in no study"):
        Power(fit=power.fit, first="a", second="z")
    with pytest.raises(OptionError, match="power must lie"):
        power.people_to_settle(80)
    bare = Contrast(study="x", treatments=("a", "b"), effect=np.array([1.0]), cov=np.array([[1.0]]), measure="MD")
    with pytest.raises(NetworkError, match="numbers in its arms"):
        _ = Power(fit=fit_on(Network.of([bare]), None, FitOptions()), first="a", second="b").person_variance


def test_the_most_useful_trial_for_choosing_among_all_is_what_simulation_finds():
    fit = asked(2).fit
    found = most_useful_trials(fit, 60, better="higher")
    assert len(found) == 6
    assert [t.gain for t in found] == sorted((t.gain for t in found), reverse=True)
    rng = np.random.default_rng(5)
    for trial in (found[0], found[-1]):
        power = Power(fit=fit, first=trial.first, second=trial.second)
        a = np.zeros(4)
        a[fit.network.index[trial.first]], a[fit.network.index[trial.second]] = 1.0, -1.0
        added = a @ fit.cov @ a + 2 * power.person_variance / 60 + fit.tau2
        new = fit.effect + np.outer(rng.normal(size=400_000), fit.cov @ a / math.sqrt(added))
        assert trial.gain == pytest.approx(new.max(axis=1).mean() - fit.effect.max(), abs=0.002)
        assert trial.changes == pytest.approx((new.argmax(axis=1) != fit.effect.argmax()).mean(), abs=0.003)


def test_of_two_treatments_the_gain_is_that_of_the_pair():
    fit = asked(4).fit
    (trial,) = most_useful_trials(fit, 80, treatments=["a", "b"])
    assert trial.gain == pytest.approx(Power(fit=fit, first="a", second="b").trial(80).gain)
