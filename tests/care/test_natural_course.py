"""The pooled course: by hand, against the exact posterior of a network of two, and on drawn settings."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.care.control_arm import ControlArm, Start
from dorsal.care.natural_course import course, given_tau
from dorsal.care.slope import Slope
from dorsal.errors import EvidenceError
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast

KNOWN = Slope(mean=0.5, sd=1e-9, sources=())


def _arm(study: str, n: int, at: float, end: float, spread: float | None = 20.0, **more: object) -> ControlArm:
    values = {
        "row": f"{study}-row", "study": study, "treatment": "usual_care", "population": "chronic", "weeks": 8.0,
        "n": n, "mean": end, "is_change": False, "spread": spread, "adjusted": True,
        "start": Start(row=f"{study}-start", study=study, outcome="pain", mean=at, sd=15.0, n=n),
    }  # fmt: skip
    return ControlArm(**{**values, **more})  # type: ignore[arg-type]


ARMS = (_arm("A", 60, 50.0, 40.0), _arm("B", 120, 62.0, 52.0), _arm("C", 45, 41.0, 25.0))


def test_one_arm_by_hand() -> None:
    found = course([_arm("A", 100, 50.0, 40.0)], KNOWN, np.random.default_rng(1), outcome="pain", window="short",
                   population="chronic", tau_scale=1e-6, draws=20_000)  # fmt: skip
    # intercept 40 - 0.5 x 50 = 15; variance 20^2 / 100 + 0.5^2 x 15^2 / 100 = 4.5625
    assert found.means(60.0).mean() == pytest.approx(45.0, abs=0.05)
    assert found.means(60.0).std() == pytest.approx(np.sqrt(4.5625), rel=0.02)
    assert (found.residual_sd, found.start_mean, found.people) == (20.0, 50.0, 100)
    assert found.end_sd == pytest.approx(np.sqrt(20.0**2 + 7.5**2))


def test_agrees_with_the_exact_posterior() -> None:
    found = course(ARMS, KNOWN, np.random.default_rng(2), outcome="pain", window="short", population="chronic",
                   draws=15_000)  # fmt: skip
    lines = [(arm, arm.intercept(0.5), arm.variance(0.5, 20.0)) for arm in ARMS]
    network = Network.of(
        [
            Contrast(study=arm.study, treatments=("nothing", "line"), effect=np.array([a]), cov=np.array([[v]]),
                     measure="MD")
            for arm, a, v in lines
        ]
    )  # fmt: skip
    exact = posterior(network, HalfNormal(10.0))
    new = exact.predictive("line", "nothing")
    assert found.tau == pytest.approx(exact.tau.mean, rel=0.03)
    assert found.intercepts.mean() == pytest.approx(new.mean, abs=0.25)
    assert found.intercepts.std() == pytest.approx(new.sd, rel=0.03)
    assert np.quantile(found.intercepts, [0.025, 0.975]) == pytest.approx(new.interval(), abs=1.0)
    assert found.se == pytest.approx(exact.between("line", "nothing").sd, rel=0.04)


def test_given_tau_by_hand() -> None:
    _, mean, se = given_tau(np.array([10.0, 20.0]), np.array([4.0, 9.0]), np.array(1.0))
    assert mean == pytest.approx((10.0 / 5.0 + 20.0 / 10.0) / (1.0 / 5.0 + 1.0 / 10.0))
    assert se == pytest.approx(np.sqrt(1.0 / 0.3))


def test_a_change_and_a_final_score_draw_the_same_line() -> None:
    final = _arm("A", 50, 60.0, 45.0)
    change = _arm("A", 50, 60.0, -15.0, is_change=True)
    assert final.intercept(0.7) == pytest.approx(change.intercept(0.7))


def test_what_is_left_of_a_spread() -> None:
    own = Start(row="s", study="A", outcome="pain", treatment="usual_care", mean=60.0, sd=16.0, n=50)
    final = _arm("A", 50, 60.0, 45.0, spread=20.0, adjusted=False, start=own)
    change = _arm("A", 50, 60.0, -15.0, spread=20.0, adjusted=False, start=own, is_change=True)
    assert final.residual_sd(0.5, 16.0) == pytest.approx(np.sqrt(400.0 - 64.0))
    assert change.residual_sd(0.75, 16.0) == pytest.approx(np.sqrt(400.0 - 16.0))
    assert final.residual_sd(0.6, None) == pytest.approx(16.0)  # 20 sqrt(1 - 0.36)
    assert change.residual_sd(0.28, None) == pytest.approx(16.0)  # 20 sqrt(1.28 / 2)
    assert final.variance(0.5, 18.0) == pytest.approx(18.0**2 / 50)


def test_an_arm_without_a_spread_borrows_the_others() -> None:
    found = course([*ARMS, _arm("D", 80, 50.0, 41.0, spread=None)], KNOWN, np.random.default_rng(1), outcome="pain",
                   window="short", population="chronic")  # fmt: skip
    assert found.residual_sd == 20.0
    assert found.people == 305


def test_nothing_to_pool_is_refused() -> None:
    with pytest.raises(EvidenceError, match="no control arm with a spread"):
        course([_arm("A", 50, 50.0, 40.0, spread=None)], KNOWN, np.random.default_rng(1), outcome="pain",
               window="short", population="chronic")  # fmt: skip


def test_who_starts_higher_ends_higher() -> None:
    found = course(ARMS, Slope(mean=0.5, sd=0.1, sources=()), np.random.default_rng(5), outcome="pain",
                   window="short", population="chronic")  # fmt: skip
    ends = [found.means(start).mean() for start in (20.0, 40.0, 60.0, 80.0)]
    assert ends == sorted(ends)
