"""Newton's search for a maximum."""

import numpy as np
import pytest

from dorsal.errors import NotSettled
from dorsal.synthesis.rare.newton import maximise


def test_a_parabola_is_one_step_and_one_to_see_it():
    information, top = np.array([[4.0, 1.0], [1.0, 3.0]]), np.array([1.0, -2.0])

    def step_at(x):
        away = x - top
        return -0.5 * float(away @ information @ away), -away

    theta, diary = maximise(step_at, np.zeros(2), "parabola")
    np.testing.assert_allclose(theta, top)
    assert (diary.method, diary.stopped, diary.steps, diary.objective) == ("parabola", "converged", 2, 0.0)


def test_steps_that_lead_downhill_are_halved():
    """-log cosh(x): its curvature far out is so small that whole Newton steps would overshoot for ever."""

    def step_at(x):
        return -float(np.logaddexp(x[0], -x[0])), -np.tanh(x) * np.cosh(x) ** 2

    theta, diary = maximise(step_at, np.array([3.0]), "log cosh")
    assert abs(theta[0]) < 1e-9
    assert diary.steps < 15


def test_a_maximum_at_infinity_ends_with_the_diary():
    def step_at(x):
        return -float(np.exp(-x[0])), np.ones(1)

    with pytest.raises(NotSettled, match="the slope fit did not settle") as caught:
        maximise(step_at, np.zeros(1), "slope")
    assert caught.value.diary.stopped == "no convergence in 100 steps"
