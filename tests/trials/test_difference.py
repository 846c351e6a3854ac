"""What a contrast row prints, read in every form and brought to every measure."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import pytest

from dorsal.errors import EvidenceError
from dorsal.trials import continuous
from dorsal.trials.standard_error import two_sided
from tests.trials.written import how, only, pair, reasons

T58 = two_sided(0.05, 58)


@pytest.mark.parametrize(
    ("reported", "numbers", "options"),
    [
        ("md_se", {"se": 1.5}, {}),
        ("md_ci", {"ci_low": -3 - 1.5 * two_sided(0.05), "ci_high": -3 + 1.5 * two_sided(0.05)}, {}),
        ("md_ci", {"ci_low": -3 - 1.5 * two_sided(0.1), "ci_high": -3 + 1.5 * two_sided(0.1), "ci_level": 0.9}, {}),
        ("md_ci", {"ci_low": -3 - 1.5 * T58, "ci_high": -3 + 1.5 * T58}, {"ci": "t"}),
        ("md_ci", {"ci_high": -3 + 1.5 * two_sided(0.05)}, {}),
        ("md_t", {"statistic": -2.0}, {}),
        ("md_f", {"statistic": 4.0}, {}),
        ("md_p", {"p": 0.0501912}, {}),
        ("effect_se", {"se": 1.5}, {}),
        ("effect_p", {"p": 0.0455003}, {}),
    ],
)
def test_standard_error_in_every_form_is_the_same(
    reported: str, numbers: dict[str, float], options: dict[str, Any]
) -> None:
    contrast = only(pair("r", "a", "b", reported, -3.0, (30, 30), **numbers), **options)
    assert contrast.treatments == ("b", "a")
    assert contrast.effect == pytest.approx([-3.0])
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(1.5, rel=1e-5)
    assert contrast.n == (30, 30)
    assert [d.assumed for d in contrast.derived] == [reported.endswith("_p")] * (not reported.endswith("_se"))


def test_p_without_numbers_is_taken_as_normal() -> None:
    contrast = only(pair("r", "a", "b", "md_p", -17.23, p=0.006))
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(17.23 / 2.7478, rel=1e-4)
    assert "by a normal test" in how(contrast, "standard error")


@pytest.mark.parametrize(
    ("reported", "value", "numbers", "reason"),
    [
        ("md_p", 0.0, {"p": 0.5}, "the difference is 0 or P is 1"),
        ("md_p", -3.0, {"p": 1.0}, "the difference is 0 or P is 1"),
        ("md_p", -3.0, {}, "no P value printed"),
        ("md_t", -3.0, {"statistic": 0.0}, "test statistic is 0"),
        ("md_f", -3.0, {"statistic": -1.0}, "F is below 0"),
        ("md_ci", -3.0, {}, "no interval printed"),
        ("md_se", None, {"se": 1.0}, "no estimate printed"),
        ("md_se", -3.0, {}, "no standard error printed"),
    ],
)
def test_what_gives_no_standard_error(
    reported: str, value: float | None, numbers: dict[str, float], reason: str
) -> None:
    assert reason in reasons(pair("r", "a", "b", reported, value, **numbers))["r"]


def test_estimate_outside_its_interval_is_a_fault_that_names_the_row() -> None:
    with pytest.raises(EvidenceError, match=r"line 7 \(study s\): the estimate 3 lies outside its interval -5 to -1"):
        only(pair("line 7", "a", "b", "md_ci", 3.0, ci_low=-5, ci_high=-1))


def test_ratios_are_read_on_the_log_scale() -> None:
    contrast = only(pair("r", "a", "b", "rr_ci", 1.33, ci_low=1.04, ci_high=1.70), measure="RR")
    assert contrast.effect == pytest.approx([log(1.33)])
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(log(1.70 / 1.04) / 3.919928)
    middle = only(pair("r", "a", "b", "rr_ci", None, ci_low=1.0, ci_high=4.0), measure="RR")
    assert middle.effect == pytest.approx([log(2.0)])
    left = reasons(pair("r", "a", "b", "rr_ci", 1.0, ci_low=0.0, ci_high=4.0), measure="RR")
    assert left == {"r": "the interval of a ratio must lie above 0"}


def test_hazard_and_rate_ratios_enter_only_their_own_measure() -> None:
    hazard = pair("r", "a", "b", "hr_ci", 0.5, ci_low=0.25, ci_high=1.0)
    assert only(hazard, measure="HR").effect == pytest.approx([log(0.5)])
    assert reasons(hazard, measure="IRR") == {"r": "a hazard ratio cannot become a rate ratio"}


def test_clusters_widen_a_difference() -> None:
    contrast = only(pair("r", "a", "b", "md_se", -3.0, se=1.0, cluster_size=21, icc=0.05))
    assert contrast.cov[0, 0] == pytest.approx(2.0)
    assert "design effect" in how(contrast, "design effect")


def test_effect_size_with_only_numbers_of_people() -> None:
    contrast = only(pair("r", "a", "b", "smd_n", -0.95, (39, 39)), measure="SMD")
    assert contrast.effect == pytest.approx([-0.95])
    assert contrast.cov[0, 0] == pytest.approx(continuous.variance_of_g(-0.95, 39, 39))
    assert contrast.derived[0].assumed
    assert (
        reasons(pair("r", "a", "b", "smd_n", -0.95), measure="SMD")["r"] == "no number of people in both arms printed"
    )


def test_effect_size_of_a_crossover_trial() -> None:
    contrast = only(
        pair("r", "a", "b", "smd_n", 0.218, (10, 10)),
        measure="SMD",
        correlation=0.68,
        study={"design": "crossover"},
    )
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(0.256, abs=5e-4)


def test_standardised_difference_becomes_points_of_a_familiar_scale() -> None:
    contrast = only(pair("r", "a", "b", "smd_ci", -0.5, ci_low=-0.9, ci_high=-0.1), measure="MD100", reference_sd=20.0)
    assert contrast.effect == pytest.approx([-10.0])
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(20 * 0.8 / 3.919928)
    assert "15.5.3.2" in how(contrast, "mean difference")
    mixed = pair("r", "a", "b", "smd_se", -0.5, se=0.1, scale="ODD")
    assert "standardised differences only" in reasons(mixed, measure="MD100", reference_sd=20.0)["r"]
    assert only(mixed, measure="SMD").effect == pytest.approx([-0.5])


def test_t_alone_gives_a_standardised_difference() -> None:
    row = pair("r", "a", "b", "md_t", None, (20, 25), statistic=-2.5)
    d = -2.5 * sqrt(1 / 20 + 1 / 25)
    assert only(row, measure="SMD-D").effect == pytest.approx([d])
    contrast = only(row, measure="SMD")
    assert contrast.effect == pytest.approx([d * continuous.exact_j(43)])
    assert contrast.cov[0, 0] == pytest.approx(continuous.variance_of_g(contrast.effect[0], 20, 25))
    assert reasons(row)["r"] == "no estimate printed"


def test_hundred_points() -> None:
    contrast = only(pair("r", "a", "b", "md_se", -1.5, se=0.4), measure="MD100")
    assert contrast.effect == pytest.approx([-15.0])
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(4.0)
