"""Joint draws of effects: against the exact posteriors of each model, and what options share."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.care.joint_effects import JointEffects, joint_effects
from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.analysis import Analysis, analyse
from dorsal.synthesis.bayes.component_posterior import component_posterior
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.trials.contrast import Contrast

PRIOR = HalfNormal(5.0)
ROWS = [
    ("s1", "care", "a", -8.0), ("s2", "care", "a", -5.0), ("s3", "care", "b", -3.0), ("s4", "a", "b", 3.0),
    ("s5", "c", "c+d", -6.0), ("s6", "a", "a+c", -4.0), ("s7", "care", "b", -1.0),
]  # fmt: skip


def _analysis() -> Analysis:
    contrasts = [
        Contrast(study=s, treatments=(t, u), effect=np.array([y]), cov=np.array([[4.0]]), measure="MD100", n=(40, 40))
        for s, t, u, y in ROWS
    ]
    return analyse(contrasts, "care", inactive=("care",))


ANALYSIS = _analysis()
ASKED = ("a", "b", "c", "c+d", "nothing_known")
FOUND = joint_effects(ANALYSIS, ASKED, PRIOR, np.random.default_rng(4), 40_000)


def test_what_nothing_is_known_of_is_not_there() -> None:
    assert FOUND.treatments == ("a", "b", "c", "c+d")
    with pytest.raises(NetworkError, match="nothing_known compares with care"):
        FOUND.of("nothing_known")
    assert not FOUND.of("care").any()


@pytest.mark.parametrize("treatment", ["a", "b"])
def test_joined_options_have_the_network_s_predictive_distribution(treatment: str) -> None:
    exact = posterior(ANALYSIS.main, PRIOR).predictive(treatment, "care")
    draws = FOUND.of(treatment)
    assert draws.mean() == pytest.approx(exact.mean, abs=0.06)
    assert draws.std() == pytest.approx(exact.sd, rel=0.02)


@pytest.mark.parametrize("treatment", ["c", "c+d"])
def test_other_options_have_the_additive_model_s(treatment: str) -> None:
    assert ANALYSIS.additive is not None
    additive = component_posterior(ANALYSIS.additive, PRIOR)
    exact = additive.between(treatment, "care")
    tau = additive.joint.nodes
    more = float(tau.weight @ tau.tau**2)
    draws = FOUND.of(treatment)
    assert draws.mean() == pytest.approx(exact.mean, abs=0.1)
    assert draws.std() == pytest.approx(np.sqrt(exact.sd**2 + more), rel=0.03)


def test_options_hang_together_as_in_their_models() -> None:
    assert ANALYSIS.additive is not None
    joint = component_posterior(ANALYSIS.additive, PRIOR)
    far = joint.joint.draws(np.random.default_rng(1), 40_000)
    expected = np.corrcoef((far @ joint.weights("c", "care")), (far @ joint.weights("c+d", "care")))[0, 1]
    found = np.corrcoef(FOUND.of("c"), FOUND.of("c+d"))[0, 1]
    assert 0.3 < found < expected + 0.05, "each has a deviation of its own in a new setting"
    assert np.corrcoef(FOUND.of("a"), FOUND.of("b"))[0, 1] > 0.3


def test_a_column_for_each() -> None:
    with pytest.raises(EvidenceError, match="a column of draws"):
        JointEffects(reference="care", treatments=("a",), draws=np.zeros((10, 2)), prior="halfnormal(5)")
