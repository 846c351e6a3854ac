"""From printed curves back to people: the log hazard ratio of the real ones."""

import numpy as np
import pytest

from dorsal.synthesis.survival.cox import cox
from dorsal.synthesis.survival.kaplan_meier import kaplan_meier
from dorsal.synthesis.survival.reconstruction import rebuilt
from dorsal.synthesis.survival.risk_sets import at_risk, risk_sets
from tests.synthesis.survival.generated import times

N = 200


def _read(time, seen, *, total, every=6.0):
    """The curve as somebody reads it from a figure: to a tenth and three decimals, numbers at risk twice a year."""
    start = np.full(len(time), -np.inf)
    curve, when = kaplan_meier(time, seen, start), np.arange(0.0, 36.0, every)
    risk = at_risk(time, start, when)
    return rebuilt(curve.time, np.round(curve.survival, 3), when, risk, int(seen.sum()) if total else None)


@pytest.mark.parametrize("total", [True, False])
def test_hazard_ratios_come_back(total):
    rng = np.random.default_rng(2)
    off = []
    for _ in range(12):
        real = [times(rng, N, 0.06, ratios) for ratios in ((1.0, 1.0), (0.6, 0.6))]
        back = [_read(time, seen, total=total) for time, seen in real]
        arm, start = np.repeat([0, 1], N), np.full(2 * N, -np.inf)
        joined = [np.concatenate(part) for part in zip(*real, strict=True)]
        true = cox(risk_sets(joined[0], joined[1], start, arm, 2))
        time, event = np.concatenate([b.time for b in back]), np.concatenate([b.event for b in back])
        found = cox(risk_sets(time, event, start, arm, 2))
        off.append(float((found.effect - true.effect)[0] / np.sqrt(true.cov[0, 0])))
        assert [len(b.time) for b in back] == [N, N]
        assert found.cov[0, 0] == pytest.approx(true.cov[0, 0], rel=0.1)
    assert np.abs(off).max() < 0.35
    assert abs(np.mean(off)) < 0.12


def test_the_total_of_events_decides_the_end():
    time, seen = times(np.random.default_rng(3), N, 0.06, (1.0, 1.0))
    assert _read(time, seen, total=True, every=40.0).event.sum() == pytest.approx(seen.sum(), abs=1)


def test_a_curve_without_censoring_comes_back_whole():
    time = np.array([1.0, 2, 3, 4, 5])
    back = rebuilt(time, 1.0 - time / 5.0, np.array([0.0]), np.array([5.0]))
    assert back.time.tolist() == time.tolist()
    assert back.event.all()
    assert back.gap < 1e-12


def test_numbers_at_risk_that_contradict_the_curve_end_and_are_told_by_the_gap():
    time = np.arange(1.0, 11.0)
    level = np.full(10, 0.9)
    assert rebuilt(time, level, np.array([0.0, 5.0]), np.array([50.0, 10.0])).gap < 0.02
    steep = np.linspace(0.9, 0.05, 10)
    back = rebuilt(time, steep, np.array([0.0, 5.0]), np.array([50.0, 49.0]))
    assert len(back.time) == 50
    assert back.time.min() >= 0.0
