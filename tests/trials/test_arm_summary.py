"""What one arm shows, from every way it can be printed."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from dorsal.errors import EvidenceError
from dorsal.trials import moments
from dorsal.trials.arm_summary import CountArm, ScoreArm, count_arm, counted_together, score_arm, together
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.left_out import Unusable
from dorsal.trials.study import Result
from tests.trials.written import arm, how, only, reasons


def score(reported: str, value: float | None = 5.0, n: int | None = 25, options: Any = None, **more: Any) -> ScoreArm:
    result = arm("r", "a", n, reported, value, **more)
    return score_arm(result, {"a": n} if n else {}, EffectOptions(**(options or {})))


@pytest.mark.parametrize(
    ("reported", "numbers"),
    [
        ("mean_sd", {"sd": 2.0}),
        ("mean_se", {"se": 0.4}),
        ("mean_ci", {"ci_low": 5 - 1.959964 * 0.4, "ci_high": 5 + 1.959964 * 0.4}),
        ("mean_ci", {"ci_low": 5 - 1.644854 * 0.4, "ci_high": 5 + 1.644854 * 0.4, "ci_level": 0.9}),
        ("mean_ci", {"ci_low": 5 - 1.959964 * 0.4}),
        ("change_sd", {"sd": 2.0}),
    ],
)
def test_spread_in_every_form_is_the_same(reported: str, numbers: dict[str, float]) -> None:
    summary = score(reported, **numbers)
    assert summary.mean == 5.0
    assert summary.se == pytest.approx(0.4, rel=1e-6)
    assert summary.sd == pytest.approx(2.0, rel=1e-6)
    assert summary.is_change == reported.startswith("change")


def test_interval_by_t() -> None:
    summary = score("mean_ci", ci_low=5 - 2.063899 * 0.4, ci_high=5 + 2.063899 * 0.4, options={"ci": "t"})
    assert summary.se == pytest.approx(0.4, rel=1e-6)
    assert "t with 24 degrees of freedom" in summary.derived[0].how


def test_middle_of_an_interval_stands_for_the_mean() -> None:
    summary = score("mean_ci", None, ci_low=4.0, ci_high=6.0)
    assert summary.mean == 5.0
    assert summary.derived[0].assumed


def test_mean_outside_its_interval_is_a_fault() -> None:
    with pytest.raises(EvidenceError, match=r"r \(study s\): the estimate 5 lies outside its interval 6 to 7; check"):
        score("mean_ci", ci_low=6.0, ci_high=7.0)


def test_standard_error_needs_no_number_of_people() -> None:
    summary = score("mean_se", n=None, se=0.4)
    assert (summary.se, summary.sd) == (0.4, None)
    with pytest.raises(Unusable, match="no number of people in the arm printed"):
        score("mean_sd", n=None, sd=2.0)


@pytest.mark.parametrize(
    ("reported", "numbers", "expected"),
    [
        ("median_iqr", {"quartiles": (3.0, 8.0)}, "quartiles"),
        ("median_range", {"extremes": (1.0, 10.0)}, "range"),
        ("median_iqr_range", {"quartiles": (3.0, 8.0), "extremes": (1.0, 10.0)}, "quartiles and range"),
    ],
)
def test_medians(reported: str, numbers: dict[str, Any], expected: str) -> None:
    summary = score(reported, n=30, **numbers)
    means = {
        "quartiles": moments.mean_from_quartiles(3, 5, 8, 30),
        "range": moments.mean_from_range(1, 5, 10, 30),
        "quartiles and range": moments.mean_from_five(1, 3, 5, 8, 10, 30),
    }
    assert summary.mean == pytest.approx(means[expected])
    assert summary.se == pytest.approx((summary.sd or 0) / sqrt(30))
    (derivation,) = summary.derived
    assert expected in derivation.how
    assert derivation.assumed


def test_medians_out_of_order_are_a_fault() -> None:
    with pytest.raises(EvidenceError, match="not in order: 6, 5, 8"):
        score("median_iqr", quartiles=(6.0, 8.0))
    with pytest.raises(Unusable, match="no quartiles printed"):
        score("median_iqr")
    with pytest.raises(Unusable, match="no spread to take"):
        score("median_iqr", quartiles=(5.0, 5.0))


def test_clusters_widen_and_shrink() -> None:
    summary = score("mean_sd", n=100, sd=2.0, cluster_size=11, icc=0.05)
    assert summary.se == pytest.approx(2.0 / 10 * sqrt(1.5))
    assert summary.size == pytest.approx(100 / 1.5)
    assert summary.n == 100
    assert "23.1.4" in summary.derived[0].how
    with pytest.raises(EvidenceError, match="give both cluster_size and icc"):
        score("mean_sd", sd=2.0, icc=0.05)
    with pytest.raises(EvidenceError, match="between 0 and 1"):
        score("mean_sd", sd=2.0, cluster_size=10, icc=5.0)


BASELINES = [
    arm("r1", "a", 57, "mean_sd", 10.92, sd=4.0, baseline=13.67, baseline_sd=3.904),
    arm("r2", "b", 57, "mean_sd", 12.66, sd=4.2, baseline=16.09),
]


def test_final_scores_become_changes_where_every_arm_prints_its_baseline() -> None:
    contrast = only(*BASELINES)
    assert contrast.effect == pytest.approx([(12.66 - 16.09) - (10.92 - 13.67)])
    variance = moments.sd_of_change(3.904, 4.0, 0.5) ** 2 / 57 + 4.2**2 / 57
    assert contrast.cov[0, 0] == pytest.approx(variance)
    words = how(contrast, "change from baseline")
    assert "correlation of 0.5, printed SDs" in words
    assert "baseline's standard deviation taken equal" in words
    assert all(d.assumed for d in contrast.derived)


def test_correlation_is_an_option() -> None:
    wide, narrow = only(*BASELINES, correlation=0.2), only(*BASELINES, correlation=0.8)
    assert wide.cov[0, 0] > narrow.cov[0, 0]
    assert wide.effect == pytest.approx(narrow.effect)


@pytest.mark.parametrize(
    ("second", "options"),
    [
        (BASELINES[1], {"scores": "as_printed"}),
        (arm("r2", "b", 57, "mean_sd", 12.66, sd=4.2), {}),
        (arm("r2", "b", 57, "mean_sd", 12.66, sd=4.2, baseline=16.09, adjusted="yes"), {}),
    ],
)
def test_final_scores_stay_where_not_every_arm_can_change(second: Result, options: dict[str, Any]) -> None:
    assert only(BASELINES[0], second, **options).effect == pytest.approx([12.66 - 10.92])


def test_changes_and_final_scores_are_not_mixed() -> None:
    change = arm("r2", "b", 57, "change_sd", -3.4, sd=4.2)
    assert only(BASELINES[0], change).effect == pytest.approx([-3.4 - (10.92 - 13.67)])
    final = arm("r1", "a", 57, "mean_sd", 10.92, sd=4.0)
    left = reasons(final, change, arm("r3", "c", 50, "change_sd", -1.0, sd=4.0))
    assert left == {"r1": "a final score beside changes of the other arms, without a baseline to make them alike"}


def test_arms_of_a_crossover_count_as_parallel() -> None:
    contrast = only(
        arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0), arm("r2", "b", 50, "mean_sd", 3.0, sd=2.5),
        study={"design": "crossover"},
    )  # fmt: skip
    assert contrast.cov[0, 0] == pytest.approx((4 + 6.25) / 50)
    assert "cross-over trial analysed as parallel" in how(contrast, "standard error")


def test_arms_with_the_same_treatment_are_combined_by_the_handbook() -> None:
    low, high = score("mean_sd", 5.0, 20, sd=2.0), score("mean_sd", 6.0, 30, sd=3.0)
    both = together([low, high])
    assert (both.n, both.size, both.mean) == (50, 50, pytest.approx(5.6))
    assert both.sd == pytest.approx(sqrt((19 * 4 + 29 * 9 + 20 * 0.36 + 30 * 0.16) / 49))
    assert both.se == pytest.approx((both.sd or 0) / sqrt(50))
    assert "6.5.2.10" in both.derived[-1].how


def test_arms_without_numbers_are_averaged_and_say_so() -> None:
    both = together([score("mean_se", 5.0, None, se=0.3), score("mean_se", 6.0, 30, se=0.4)])
    assert (both.n, both.mean, both.se) == (None, 5.5, pytest.approx(0.25))
    assert both.derived[-1].assumed


def counted(value: float, n: int, **more: Any) -> CountArm:
    return count_arm(arm("r", "a", n, "events", value, **more), {"a": n}, EffectOptions(measure="OR"))


def test_events_are_added() -> None:
    both = counted_together([counted(3, 20), counted(5, 30)])
    assert (both.events, both.size, both.n) == (8, 50, 50)


def test_events_of_clusters_shrink_with_their_people() -> None:
    summary = counted(30, 100, cluster_size=11, icc=0.05)
    assert (summary.events, summary.size) == (pytest.approx(20), pytest.approx(100 / 1.5))


def test_rates_need_person_time() -> None:
    rates = [arm("r1", "a", None, "rate", 10, person_time=100), arm("r2", "b", None, "rate", 5, person_time=100)]
    assert only(*rates, measure="IRR").effect == pytest.approx([-0.693147])
    assert reasons(arm("r1", "a", None, "rate", 10), rates[1], measure="IRR")["r1"] == "no person-time printed"
