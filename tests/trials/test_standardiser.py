"""The one standard deviation by which a study's printed differences are divided."""

from __future__ import annotations

from math import sqrt

import pytest

from dorsal.trials import continuous
from tests.trials.written import arm, converted, how, only, pair, reasons


def test_recovered_from_the_standard_error_it_is_the_arms_own() -> None:
    # two arms with SD 3 and a difference of 2: the same g from the arms as from the difference
    arms = [arm("r1", "b", 20, "mean_sd", 7.0, sd=3.0), arm("r2", "a", 25, "mean_sd", 5.0, sd=3.0)]
    row = pair("r", "a", "b", "md_se", -2.0, (25, 20), se=3 * sqrt(1 / 20 + 1 / 25))
    for measure in ("SMD", "SMD-D"):
        from_arms, printed = only(*arms, measure=measure), only(row, measure=measure)
        assert printed.effect == pytest.approx(from_arms.effect)
        assert printed.cov == pytest.approx(from_arms.cov)
    derivation = next(d for d in only(row, measure="SMD").derived if d.what == "standardised difference")
    assert "standard deviation of 3, recovered" in derivation.how
    assert not derivation.assumed


def test_recovered_from_an_adjusted_difference_is_an_assumption() -> None:
    contrast = only(pair("r", "a", "b", "md_se", -2.0, (25, 20), se=0.9, adjusted="yes"), measure="SMD")
    assert "may be adjusted" in how(contrast, "standardised difference")
    assert any(d.assumed for d in contrast.derived)


def test_the_arms_own_standard_deviations_come_first() -> None:
    contrasts, left_out = converted(
        pair("r", "a", "b", "md_se", -2.0, (25, 20), se=0.5, adjusted="yes"),
        arm("r1", "a", 25, "mean_sd", 5.0, sd=4.0),
        measure="SMD-D",
    )
    assert contrasts[0].effect == pytest.approx([-0.5])
    assert contrasts[0].cov[0, 0] == pytest.approx(0.25 / 16 + 0.25 / 90)
    assert {left.row: left.reason for left in left_out} == {
        "r1": "only its spread counts, beside the contrasts of the same arms"
    }


def test_printed_standard_deviation_without_numbers() -> None:
    contrast = only(pair("r", "a", "b", "md_se", -2.0, se=0.5, sd=4.0), measure="SMD")
    assert contrast.effect == pytest.approx([-0.5])
    assert contrast.cov[0, 0] == pytest.approx(0.25 / 16)
    assert "no small-sample correction" in how(contrast, "standardised difference")
    assert "no standard deviation" in reasons(pair("r", "a", "b", "md_se", -2.0, se=0.5), measure="SMD")["r"]


def test_clustering_widens_the_interval_and_not_the_scores() -> None:
    plain = pair("r", "a", "b", "md_se", -2.0, (25, 20), se=0.9)
    clustered = pair("r", "a", "b", "md_se", -2.0, (25, 20), se=0.9, cluster_size=11, icc=0.1)
    one, two = only(plain, measure="SMD-D"), only(clustered, measure="SMD-D")
    assert two.effect == pytest.approx(one.effect)
    assert two.cov[0, 0] > one.cov[0, 0]


def test_one_standard_deviation_keeps_a_studys_contrasts_adding_up() -> None:
    rows = [
        pair("r1", "b", "a", "md_se", -2.0, (25, 20), se=0.9),
        pair("r2", "c", "a", "md_se", -3.0, (30, 20), se=0.8),
        pair("r3", "b", "c", "md_se", 1.0, (25, 30), se=0.85),
    ]
    contrast = only(*rows, measure="SMD")
    effect = dict(zip(contrast.treatments[1:], contrast.effect, strict=True))
    assert contrast.treatments[0] == "a"
    assert effect["b"] / effect["c"] == pytest.approx(2 / 3)
    assert not any(d.what == "effects" for d in contrast.derived)


def test_crossover_difference_of_the_handbook() -> None:
    # Handbook 5.1, 16.4.6.4: MD 0.5, SE 0.583 in ten people, correlation 0.68: SMD about 0.218 with SE 0.256
    contrast = only(
        pair("r", "a", "b", "md_se", 0.5, (10, 10), se=0.583),
        measure="SMD-D", correlation=0.68, study={"design": "crossover"},
    )  # fmt: skip
    assert contrast.effect == pytest.approx([0.218], abs=0.002)
    assert sqrt(contrast.cov[0, 0]) == pytest.approx(0.256, abs=1e-3)
    half = only(pair("r", "a", "b", "md_se", 0.5, (10, 10), se=0.583), measure="SMD-D", study={"design": "crossover"})
    assert half.effect == pytest.approx([0.5 / (0.583 * sqrt(10))])


def test_small_sample_correction_counts_every_arm_once() -> None:
    rows = [
        pair("r1", "b", "a", "md_se", -2.0, (10, 10), se=1.0, sd=2.0),
        pair("r2", "c", "a", "md_se", -3.0, (10, 10), se=1.0, sd=2.0),
    ]
    assert only(*rows, measure="SMD").effect == pytest.approx(
        [-1.0 * continuous.exact_j(27), -1.5 * continuous.exact_j(27)]
    )
