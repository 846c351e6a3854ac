"""Effects without an end are found by a linear programme, before any search for them."""

import itertools

import numpy as np
import pytest

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects, Uniform
from dorsal.synthesis.counts.arms import Arms
from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.exact.arm_posterior import arm_posterior
from dorsal.synthesis.exact.separation import require_ends


def trial(name, **arms):
    events, n = zip(*arms.values(), strict=True)
    return EventCounts(study=name, treatments=tuple(arms), events=np.array(events), n=np.array(n))


NO_EVENT = [
    trial("1", A=(0, 50), B=(5, 50)),
    trial("2", A=(0, 60), B=(7, 60)),
    trial("3", B=(5, 50), C=(9, 50)),
    trial("4", A=(0, 40), C=(4, 40)),
]


@pytest.mark.parametrize("prior", [HalfNormal(0.5), HalfNormal(1.0), Uniform(0.0, 5.0)], ids=lambda p: p.name)
@pytest.mark.parametrize("trials", [NO_EVENT, NO_EVENT[:2], NO_EVENT[:1]], ids=["four", "two", "one"])
def test_a_treatment_without_an_event_has_no_finite_effect(trials, prior):
    with pytest.raises(NetworkError, match=r"an effect is infinite: no study saw an event with A\. Give a prior"):
        arm_posterior(trials, prior)


def test_a_prior_on_the_effects_gives_it_one():
    found = arm_posterior(NO_EVENT, HalfNormal(0.5), NormalEffects(sd=2.5))
    assert found.between("B", "A").mean > 1.0


def test_a_treatment_that_everybody_had_the_event_with():
    trials = [trial("1", A=(5, 20), B=(20, 20)), trial("2", A=(4, 20), B=(9, 9))]
    with pytest.raises(NetworkError, match="no study saw anything but events with B"):
        arm_posterior(trials, HalfNormal(0.5))


def test_arms_that_are_empty_in_one_trial_only_are_no_fault():
    trials = [trial("1", A=(0, 50), B=(5, 50)), trial("2", A=(3, 60), B=(7, 60)), trial("3", B=(0, 9), A=(1, 30))]
    assert np.isfinite(arm_posterior(trials, HalfNormal(0.5)).between("B", "A").mean)


def test_comparisons_whose_events_are_on_one_side_are_found_without_an_empty_treatment():
    trials = [trial("1", A=(0, 50), B=(5, 50)), trial("2", A=(3, 40), C=(6, 40)), trial("3", B=(4, 30), D=(2, 30))]
    with pytest.raises(NetworkError, match="all events of a comparison are on one side"):
        arm_posterior(trials, HalfNormal(0.5))


def rises_for_ever(arms):
    """Plain search: some direction of effects -1, 0, 1 (and any baselines) only raises the likelihood."""
    for step in itertools.product((-1, 0, 1), repeat=len(arms.treatments) - 1):
        d = np.array([0, *step])
        good = any(step)
        for s in range(len(arms.studies)):
            own = arms.study == s
            move, low, high = d[arms.treatment[own]], arms.events[own] == 0, arms.full[own]
            fits = [
                m
                for m in (-1, 0, 1, -2, 2)
                if all(
                    (m + x <= 0) if a else (m + x >= 0) if b else (m + x == 0)
                    for x, a, b in zip(move, low, high, strict=True)
                )
            ]
            good &= bool(fits)
        if good:
            return True
    return False


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_with_trying_all_directions(seed):
    rng = np.random.default_rng(seed)
    trials = []
    for i, (a, b) in enumerate([("A", "B"), ("B", "C"), ("A", "C"), ("A", "B")][: rng.integers(2, 5)]):
        events = rng.choice([0, 3, 10], size=2, p=[0.45, 0.4, 0.15])
        if 0 < events.sum() < 20:
            trials.append(trial(str(i), **{a: (events[0], 10), b: (events[1], 10)}))
    used = tuple(sorted({t for each in trials for t in each.treatments}))
    if len(used) < 2:
        return
    arms = Arms.of(trials, used)
    if rises_for_ever(arms):
        with pytest.raises(NetworkError, match="an effect is infinite"):
            require_ends(arms, counted=True, flat_baselines=True)
    else:
        require_ends(arms, counted=True, flat_baselines=True)
