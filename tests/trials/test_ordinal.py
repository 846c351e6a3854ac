"""Proportional odds of one study: against a general optimiser, closed forms, and what it refuses."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from dorsal.trials.left_out import Unusable
from dorsal.trials.ordinal import proportional_odds
from dorsal.trials.study import Arm, Result
from tests.trials.written import how, only, reasons

PEOPLE = [[20, 31, 14, 8], [11, 27, 25, 9], [30, 22, 9, 2]]


def minus_log_likelihood(theta: np.ndarray) -> float:
    cuts, effect = theta[:3], np.concatenate([[0.0], theta[3:]])
    above = expit(effect[:, None] - cuts)
    share = -np.diff(np.hstack([np.ones((3, 1)), above, np.zeros((3, 1))]), axis=1)
    return -float((np.array(PEOPLE) * np.log(np.maximum(share, 1e-300))).sum())


def test_it_is_the_maximum_with_its_information() -> None:
    effect, cov = proportional_odds(PEOPLE)
    found = minimize(minus_log_likelihood, [-0.5, 0.8, 2.0, 0.0, 0.0], method="BFGS", options={"gtol": 1e-9})
    assert effect == pytest.approx(found.x[3:], abs=1e-6)
    h, inverse = 1e-4, np.empty((5, 5))
    for i in range(5):
        for j in range(5):
            steps = [(a * h * np.eye(5)[i] + b * h * np.eye(5)[j], a * b) for a in (1, -1) for b in (1, -1)]
            inverse[i, j] = sum(sign * minus_log_likelihood(found.x + step) for step, sign in steps) / (4 * h * h)
    assert cov == pytest.approx(np.linalg.inv(inverse)[3:, 3:], rel=1e-3)


def test_two_categories_are_the_odds_ratio_and_empty_ones_are_joined() -> None:
    effect, cov = proportional_odds([[20, 8], [12, 15]])
    assert effect == pytest.approx([log(15 / 12 * 20 / 8)])
    assert cov == pytest.approx(np.array([[1 / 20 + 1 / 8 + 1 / 12 + 1 / 15]]))
    assert proportional_odds([[20, 0, 8], [12, 0, 15]])[0] == pytest.approx(effect)


def test_turning_the_categories_turns_the_sign() -> None:
    effect, cov = proportional_odds(PEOPLE)
    turned, same = proportional_odds([arm[::-1] for arm in PEOPLE])
    assert turned == pytest.approx(-effect)
    assert same == pytest.approx(cov)


def test_what_has_no_finite_odds_ratio() -> None:
    for people, words in (
        ([[5, 0, 0], [9, 0, 0]], "in one category"),
        ([[5, 4, 0], [9, 0, 0]], "in the lowest category"),
        ([[5, 4, 2], [0, 0, 3]], "in the highest category"),
        ([[5, 4, 0, 0], [0, 0, 3, 7]], "separate the arms"),
    ):
        with pytest.raises(Unusable, match=words):
            proportional_odds(people)


def ordered(row: str, treatment: str, *people: int | None, label: str = "") -> Result:
    n = sum(count or 0 for count in people)
    arm = Arm(treatment=treatment, label=label, n=n)
    return Result(row=row, study="s", outcome="pain", scale="", arms=(arm,), reported="ordered", categories=people)


def test_arms_become_a_contrast_and_the_same_treatment_is_added_up() -> None:
    contrast = only(
        ordered("1", "a", *PEOPLE[0]),
        ordered("2", "b", *PEOPLE[1]),
        ordered("3", "c", 10, 12, 4, 1, label="c: one"),
        ordered("4", "c", 20, 10, 5, 1, label="c: two"),
        measure="OR",
    )
    effect, cov = proportional_odds(PEOPLE)
    assert contrast.effect == pytest.approx(effect)
    assert contrast.cov == pytest.approx(cov)
    assert contrast.n == (73, 72, 63)
    assert "from 4 categories by proportional odds" in how(contrast, "log odds ratio")


def test_rows_that_do_not_enter_say_why() -> None:
    first, second = ordered("1", "a", *PEOPLE[0]), ordered("2", "b", 11, None, 25, 9)
    assert "do not tell the same categories apart" in reasons(first, second, measure="OR")["1"]
    assert "give no risk ratio" in reasons(first, ordered("2", "b", *PEOPLE[1]), measure="RR")["1"]
