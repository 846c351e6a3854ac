"""Contrast rows beside arm rows, and arms with the same treatment."""

from __future__ import annotations

import numpy as np
import pytest

from tests.trials.written import arm, converted, how, only, pair, reasons


def test_an_arm_without_a_contrast_joins_by_its_own_row() -> None:
    contrasts, left_out = converted(
        pair("r1", "a", "b", "md_se", -1.0, se=0.5, adjusted="yes"),
        arm("r2", "b", 20, "mean_sd", 5.0, sd=1.0),
        arm("r3", "c", 25, "mean_sd", 4.0, sd=1.5),
        arm("r4", "a", 25, "mean_sd", 4.1, sd=1.5),
    )
    (contrast,) = contrasts
    assert contrast.treatments == ("b", "a", "c")
    assert contrast.effect == pytest.approx([-1.0, -1.0])
    assert contrast.cov[1, 1] == pytest.approx(1 / 20 + 2.25 / 25)
    assert contrast.rows == ("r1", "r3", "r2") or contrast.rows == ("r1", "r2", "r3")
    assert "c has no printed contrast: its own row against that of b" in how(contrast, "difference")
    assert {left.row for left in left_out} == {"r4"}


def test_an_arm_that_cannot_join_is_left_out() -> None:
    contrasts, left_out = converted(
        pair("r1", "a", "b", "or_ci", 0.5, ci_low=0.25, ci_high=1.0),
        arm("r2", "b", 20, "events", 5),
        arm("r3", "c", 20, "events", 0),
        measure="OR",
        zero_cells="none",
    )
    assert [contrast.treatments for contrast in contrasts] == [("b", "a")]
    assert "zero cell" in {left.row: left.reason for left in left_out}["r3"]


def test_arms_of_other_people_are_a_piece_of_their_own() -> None:
    contrasts, left_out = converted(
        pair("r1", "a", "b", "md_se", -1.0, se=0.5),
        arm("r2", "c", 20, "mean_sd", 5.0, sd=1.0),
        arm("r3", "d", 25, "mean_sd", 4.0, sd=1.5),
    )
    assert [contrast.treatments for contrast in contrasts] == [("b", "a"), ("c", "d")]
    assert left_out == ()


def test_an_arm_row_that_nothing_needs_is_left_out() -> None:
    rows = [pair("r1", "a", "b", "md_se", -1.0, se=0.5), arm("r2", "b", 20, "mean_sd", 5.0, sd=1.0)]
    assert reasons(*rows) == {"r2": "the contrasts of the same arms are taken"}


def test_unusable_contrasts_give_way_to_the_arms() -> None:
    contrasts, left_out = converted(
        pair("r1", "a", "b", "md_only", -1.0),
        arm("r2", "a", 20, "mean_sd", 5.0, sd=1.0),
        arm("r3", "b", 20, "mean_sd", 6.0, sd=1.0),
    )
    assert contrasts[0].rows == ("r2", "r3")
    assert [left.row for left in left_out] == ["r1"]


TWO_DOSES = [
    pair("r1", "a:low", "c", "md_se", -1.0, (20, 40), se=0.5),
    pair("r2", "a:high", "c", "md_se", -2.0, (60, 40), se=0.4),
]


def test_two_doses_against_one_control_are_averaged_by_people() -> None:
    contrast = only(*TWO_DOSES)
    assert contrast.treatments == ("c", "a")
    assert contrast.effect == pytest.approx([-1.75])
    share = np.sqrt(20 / 60 * 60 / 100) * 0.5 * 0.4
    weight = np.array([0.25, 0.75])
    assert contrast.cov[0, 0] == pytest.approx(weight @ np.array([[0.25, share], [share, 0.16]]) @ weight)
    assert contrast.n == (40, 80)
    assert "low and high averaged as one arm, weighted by people" in how(contrast, "combined arm")


def test_a_contrast_within_a_treatment_still_tells_of_it() -> None:
    # schneider2015: one kind of manipulation against the other, and against usual care
    contrast = only(
        pair("r1", "a:thrust", "usual_care", "md_se", -6.5, se=3.03),
        pair("r2", "a:thrust", "a:mechanical", "md_se", -8.1, se=3.10),
    )
    assert contrast.effect == pytest.approx([6.5 - 4.05]) or contrast.effect == pytest.approx([-6.5 + 4.05])
    words = next(d for d in contrast.derived if d.what == "combined arm")
    assert "weighted equally" in words.how
    assert words.assumed


def test_same_treatment_only_is_left_out() -> None:
    rows = [pair("r1", "a:x", "a:y", "md_se", -1.0, se=0.5), pair("r2", "a:y", "a:z", "md_se", -1.0, se=0.5)]
    assert set(reasons(*rows).values()) == {"both arms are the same treatment"}


def test_the_arms_of_a_row_without_a_usable_number_are_not_counted_as_covered() -> None:
    contrasts, left_out = converted(
        pair("r1", "a", "b", "md_se", -1.0, se=0.5),
        pair("r2", "c", "b", "md_p", 0.0, p=0.8),
        arm("r3", "b", 20, "mean_sd", 5.0, sd=1.0),
        arm("r4", "c", 20, "mean_sd", 5.0, sd=1.0),
    )
    assert contrasts[0].treatments == ("b", "a", "c")
    assert [left.row for left in left_out] == ["r2"]
