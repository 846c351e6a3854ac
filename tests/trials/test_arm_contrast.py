"""Arms made into contrasts: exact covariance, standardised by the whole study, zero cells said."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from dorsal.trials import continuous
from tests.trials.written import arm, how, only, reasons

THREE = [
    arm("r1", "a", 20, "mean_sd", 6.0, sd=2.0),
    arm("r2", "b", 30, "mean_sd", 4.0, sd=2.5),
    arm("r3", "c", 25, "mean_sd", 3.0, sd=1.5),
]


def test_three_arms_share_the_variance_of_the_first() -> None:
    contrast = only(*THREE)
    assert contrast.cov == pytest.approx(np.diag([6.25 / 30, 2.25 / 25]) + 4 / 20)


def test_hundred_points() -> None:
    plain, hundred = only(*THREE), only(*THREE, measure="MD100")
    assert hundred.effect == pytest.approx(10 * plain.effect)
    assert hundred.cov == pytest.approx(100 * plain.cov)
    assert how(hundred, "difference") == "NPRS rescaled to 0-100 (times 10)"


def test_standardised_by_the_sd_of_the_whole_study() -> None:
    contrast = only(*THREE, measure="SMD")
    pooled = sqrt((19 * 4 + 29 * 6.25 + 24 * 2.25) / 72)
    assert contrast.effect == pytest.approx(np.array([-2, -3]) / pooled * continuous.exact_j(72))
    assert contrast.cov[0, 1] == pytest.approx(
        1 / 20 + continuous.exact_k(72) * contrast.effect[0] * contrast.effect[1]
    )


def test_glass_takes_the_control_that_is_named() -> None:
    contrast = only(*THREE, measure="SMD-GLASS", control="c")
    assert contrast.treatments == ("c", "a", "b")
    assert contrast.effect == pytest.approx([2.0, 1.0 / 1.5])
    assert "arm with c" in how(contrast, "standardised difference")


def test_changes_are_standardised_by_scores() -> None:
    changes = [
        arm("r1", "a", 20, "change_sd", -1.0, sd=1.0, baseline_sd=2.0),
        arm("r2", "b", 20, "change_sd", -2.0, sd=1.0, baseline_sd=2.0),
    ]
    contrast = only(*changes, measure="SMD-D")
    assert contrast.effect == pytest.approx([-0.5])
    assert contrast.cov[0, 0] == pytest.approx(0.25 * 2 / 20 + 0.25 / 80)
    guessed = [arm("r1", "a", 20, "change_sd", -1.0, sd=1.0), arm("r2", "b", 20, "change_sd", -2.0, sd=1.0)]
    contrast = only(*guessed, measure="SMD-D", correlation=0.75)
    assert contrast.effect == pytest.approx([-1.0 / sqrt(2)])
    assert "correlation of 0.75" in how(contrast, "standard deviation of scores")
    # with a correlation of one half scores and changes vary alike
    assert only(*guessed, measure="SMD-D").effect == pytest.approx([-1.0])


def test_standardising_needs_people() -> None:
    left = reasons(*THREE[:2], arm("r3", "c", None, "mean_se", 3.0, se=0.3), measure="SMD")
    assert left == {"r1": NEED, "r2": NEED, "r3": NEED}


NEED = "a standardised difference needs the number of people in every arm"


def test_ratio_of_means() -> None:
    contrast = only(*THREE, measure="ROM")
    assert contrast.effect == pytest.approx([log(4 / 6), log(3 / 6)])
    assert contrast.cov[0, 1] == pytest.approx(4 / 20 / 36)
    left = reasons(arm("r1", "a", 20, "mean_sd", -1.0, sd=2.0), THREE[1], measure="ROM")
    assert left["r1"] == "a ratio of means needs means above 0 in every arm"
    left = reasons(arm("r1", "a", 20, "change_sd", 1.0, sd=2.0), arm("r2", "b", 9, "change_sd", 1, sd=1), measure="ROM")
    assert "not changes" in left["r1"]


def test_zero_cells_are_said() -> None:
    rows = [arm("r1", "a", 20, "events", 0), arm("r2", "b", 30, "events", 5)]
    contrast = only(*rows, measure="OR")
    assert contrast.effect == pytest.approx([log(5.5 / 25.5) - log(0.5 / 20.5)])
    (derivation,) = contrast.derived
    assert derivation.row == "r1, r2"
    assert derivation.how == "0.5 added to every cell of every arm (rule if_any)"
    assert derivation.assumed
    assert not only(*rows, measure="ASD").derived


def test_a_study_without_events_is_left_out_or_kept() -> None:
    rows = [arm("r1", "a", 20, "events", 0), arm("r2", "b", 30, "events", 0)]
    reason = "no event in any arm says nothing on the odds ratio"
    assert reasons(*rows, measure="OR") == {"r1": reason, "r2": reason}
    assert only(*rows, measure="OR", double_zero="keep").effect == pytest.approx([log(20.5 / 30.5)])
    assert only(*rows, measure="RD").effect == pytest.approx([0.0])


def test_two_doses_of_one_treatment_are_one_arm() -> None:
    contrast = only(
        arm("r1", "a:low", 20, "events", 4), arm("r2", "b", 30, "events", 5), arm("r3", "a:high", 10, "events", 2),
        measure="RD",
    )  # fmt: skip
    assert contrast.treatments == ("a", "b")
    assert contrast.n == (30, 30)
    assert contrast.effect == pytest.approx([5 / 30 - 6 / 30])
    assert contrast.rows == ("r1", "r3", "r2")
    assert how(contrast, "combined arm") == "low and high added up as one arm (Cochrane Handbook 23.3.4)"
