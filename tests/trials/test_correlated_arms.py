"""Arms in the same people: the covariance of their effects against a dense one and against raw scores, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Contrast
from dorsal.trials.correlated_arms import of_study
from dorsal.trials.covariance import against_first
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import LeftOut
from dorsal.trials.study import Result, Study
from tests.trials.written import arm, converted, pair


def arms(*said: tuple[str, float, float], n: int = 30) -> list[Result]:
    """Arm rows of one study: treatment, mean, standard deviation."""
    return [arm(f"r{i}", name, n, "mean_sd", value, sd=sd) for i, (name, value, sd) in enumerate(said)]


def made(
    results: list[Result], covariates: dict[str, float | str] | None = None, **options: Any
) -> tuple[tuple[Contrast, ...], tuple[LeftOut, ...]]:
    return converted(*results, study={"covariates": covariates or {}}, **options)


@given(
    variance=st.lists(st.floats(0.01, 10), min_size=2, max_size=5),
    correlation=st.floats(-0.2, 0.95),
)
def test_covariance_against_the_dense_product(variance: list[float], correlation: float) -> None:
    k = len(variance)
    effect, cov = against_first(range(k), variance, correlation)
    se = np.sqrt(variance)
    arms_cov = np.outer(se, se) * (correlation + (1 - correlation) * np.eye(k))
    turn = np.hstack([-np.ones((k - 1, 1)), np.eye(k - 1)])
    np.testing.assert_allclose(cov, turn @ arms_cov @ turn.T, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(effect, np.arange(1, k))


def test_the_variance_is_that_of_the_paired_differences() -> None:
    """From the people's own scores: with their correlation the arms give the paired standard error exactly."""
    rng = np.random.default_rng(8)
    scores = rng.multivariate_normal([5, 6], [[4, 2.1], [2.1, 3]], size=40)
    means, sds = scores.mean(axis=0), scores.std(axis=0, ddof=1)
    r = float(np.corrcoef(scores.T)[0, 1])
    rows = arms(("a", means[0], sds[0]), ("b", means[1], sds[1]), n=40)
    ((contrast,), _) = made(rows, measure="MD", arm_correlation=r)
    paired = scores[:, 1] - scores[:, 0]
    assert contrast.effect[0] == pytest.approx(paired.mean())
    assert contrast.cov[0, 0] == pytest.approx(paired.var(ddof=1) / 40)
    ((apart,), _) = made(rows, measure="MD")
    assert apart.cov[0, 0] > 1.5 * contrast.cov[0, 0]
    assert any(d.what == "covariance" and "correlation of" in d.how and d.assumed for d in contrast.derived)


def test_logarithms_of_means_by_the_delta_method() -> None:
    rows = arms(("a", 10, 2), ("b", 12, 3), ("c", 9, 1.5))
    ((contrast,), _) = made(rows, measure="ROM", arm_correlation=0.6)
    relative = np.array([2 / 10, 3 / 12, 1.5 / 9]) / np.sqrt(30)
    arms_cov = np.outer(relative, relative) * (0.6 + 0.4 * np.eye(3))
    turn = np.hstack([-np.ones((2, 1)), np.eye(2)])
    np.testing.assert_allclose(contrast.cov, turn @ arms_cov @ turn.T, rtol=1e-12)


def test_a_column_gives_each_study_its_own() -> None:
    rows = arms(("a", 5, 2), ("b", 6, 2))
    by_column = {"measure": "MD", "arm_correlation_column": "r"}
    ((own,), _) = made(rows, {"r": 0.5}, **by_column)
    ((said,), _) = made(rows, measure="MD", arm_correlation=0.5)
    ((empty,), _) = made(rows, {}, **by_column)
    ((apart,), _) = made(rows, measure="MD")
    assert own.cov[0, 0] == pytest.approx(said.cov[0, 0]) == pytest.approx(apart.cov[0, 0] / 2)
    assert empty.cov[0, 0] == apart.cov[0, 0]
    assert (
        of_study(Study(id="s", covariates={"r": 0.3}), EffectOptions(arm_correlation_column="r")).arm_correlation == 0.3
    )


@pytest.mark.parametrize("said", ["high", 1.0, -1.5])
def test_what_is_no_correlation_is_refused_by_study_and_column(said: float | str) -> None:
    with pytest.raises(EvidenceError, match=r"study s, column r: .* is no correlation"):
        made(arms(("a", 5, 2), ("b", 6, 2)), {"r": said}, measure="MD", arm_correlation_column="r")


def test_counts_and_standardised_differences_are_left_out_with_the_way_out() -> None:
    counts = [arm("r0", "a", 30, "events", 5.0), arm("r1", "b", 30, "events", 9.0)]
    found, left = made(counts, measure="OR", arm_correlation=0.5)
    assert found == ()
    assert all("give the paired contrast" in out.reason for out in left)
    found, left = made(arms(("a", 5, 2), ("b", 6, 2)), measure="SMD", arm_correlation=0.5)
    assert found == ()
    assert all("take MD, MD100 or ROM" in out.reason for out in left)
    found, left = made(arms(("a:x", 5, 2), ("a:y", 4, 2), ("b", 6, 2)), measure="MD", arm_correlation=0.5)
    assert found == ()
    assert all("got the same treatment" in out.reason for out in left)


def test_three_arms_cannot_all_go_against_each_other() -> None:
    with pytest.raises(EvidenceError, match=r"3 arms cannot all correlate by -0.6; it must lie above -0.5"):
        made(arms(("a", 5, 2), ("b", 6, 2), ("c", 7, 2)), measure="MD", arm_correlation=-0.6)


def test_printed_contrasts_stand_as_they_are() -> None:
    printed = pair("p", "b", "a", "md_se", 1.0, (30, 30), se=0.2)
    ((contrast,), left) = made([printed, *arms(("a", 5, 2), ("b", 6, 2))], measure="MD", arm_correlation=0.5)
    assert contrast.cov[0, 0] == pytest.approx(0.04)
    assert {out.row for out in left} == {"r0", "r1"}
    assert all("the arms are in the same people" in out.reason for out in left)


def test_contrasts_of_three_correlated_arms_have_the_covariance_that_their_errors_imply() -> None:
    """Variances that no independent arms could have: cov(a-0, b-0) = (V_a0 + V_b0 - V_ab) / 2 all the same."""
    variance = np.array([1.0, 0.2, 0.3])
    se = np.sqrt(variance)
    arms_cov = np.outer(se, se) * (0.8 + 0.2 * np.eye(3))
    turn = np.array([[-1, 1, 0], [-1, 0, 1], [0, -1, 1]])
    spread = np.sqrt(np.diag(turn @ arms_cov @ turn.T))
    said = (("b", "a", 1.0), ("c", "a", 3.0), ("c", "b", 2.0))
    rows = [pair(f"p{i}", x, y, "md_se", v, se=float(spread[i])) for i, (x, y, v) in enumerate(said)]
    ((contrast,), _) = made(rows, measure="MD")
    place = ["abc".index(t) for t in contrast.treatments]
    against = np.hstack([-np.ones((2, 1)), np.eye(2)])
    np.testing.assert_allclose(contrast.effect, against @ np.array([0.0, 1.0, 3.0])[place], atol=1e-9)
    np.testing.assert_allclose(contrast.cov, against @ arms_cov[np.ix_(place, place)] @ against.T, rtol=1e-9)
