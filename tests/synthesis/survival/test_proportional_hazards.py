"""The test of proportional hazards against derivatives of the likelihood with effects that change, and its errors."""

import numpy as np
import pytest

from dorsal.synthesis.survival.cox import cox
from dorsal.synthesis.survival.proportional_hazards import clock, proportionality
from dorsal.synthesis.survival.risk_sets import risk_sets
from tests.synthesis.survival.generated import times
from tests.synthesis.survival.worked import sets, study


def _height(found, beta, theta, g):
    """Breslow's log-likelihood with the effect beta + theta g(t)."""
    total = 0.0
    for t in range(len(found.time)):
        full = np.concatenate([[0.0], beta + theta * g[t]])
        total += found.events[t] @ full - found.events[t].sum() * np.log(found.at_risk[t] @ np.exp(full))
    return total


@pytest.mark.parametrize("name", ["Ash", "Elm"])
def test_it_is_the_score_test_of_effects_that_change(name):
    found = sets(study(name))
    fit, g = cox(found, "breslow"), clock(found)
    q, step = len(fit.effect), 1e-3
    at = np.concatenate([fit.effect, np.zeros(q)])

    def height(x):
        return _height(found, x[:q], x[q:], g)

    unit = step * np.eye(2 * q)
    score = np.array([(height(at + u) - height(at - u)) / (2 * step) for u in unit])
    inner = -np.array(
        [[(height(at + a + b) - height(at + a - b) - height(at - a + b) + height(at - a - b)) / (4 * step**2)
          for b in unit] for a in unit]
    )  # fmt: skip
    slow = score @ np.linalg.solve(inner, score)
    told = proportionality(found, fit, "breslow")
    assert told.chi2 == pytest.approx(slow, rel=1e-3)
    assert told.df == q


def test_the_clock_is_the_share_of_events_before():
    found = risk_sets(np.array([1.0, 2, 3, 4]), np.ones(4) == 1, np.full(4, -np.inf), np.array([0, 1, 0, 1]), 2)
    assert clock(found) == pytest.approx([0.0, 0.25, 0.5, 0.75])


def test_a_delayed_effect_is_found_and_a_constant_one_is_refuted_rarely():
    rng = np.random.default_rng(5)
    rejected = {}
    for kind, ratios in {"constant": (0.6, 0.6), "delayed": (1.0, 0.4)}.items():
        hits = 0
        for _ in range(120):
            (a, seen_a), (b, seen_b) = times(rng, 120, 0.06, (1.0, 1.0)), times(rng, 120, 0.06, ratios)
            time, event = np.concatenate([a, b]), np.concatenate([seen_a, seen_b])
            found = risk_sets(time, event, np.full(240, -np.inf), np.repeat([0, 1], 120), 2)
            hits += proportionality(found, cox(found)).p < 0.05
        rejected[kind] = hits / 120
    assert rejected["constant"] <= 0.12
    assert rejected["delayed"] >= 0.6
