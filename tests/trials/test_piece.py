"""Studies printed as contrasts between three or more arms: consistent, complete, rounded or contradictory."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import EvidenceError
from dorsal.trials.contrast import Contrast
from tests.trials.written import converted, how, only, pair

arms = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 5)), min_size=3, max_size=6)


def full(contrast: Contrast, order: str) -> tuple[np.ndarray, np.ndarray]:
    """Effects against, and covariance with, the first of `order`."""
    place = [contrast.treatments.index(t) for t in order]
    k = len(place)
    effect, cov = np.zeros(k), np.zeros((k, k))
    effect[1:], cov[1:, 1:] = contrast.effect, contrast.cov
    turn = np.zeros((k - 1, k))
    for row, p in enumerate(place[1:]):
        turn[row, p] += 1
        turn[row, place[0]] -= 1
    return turn @ effect, turn @ cov @ turn.T


@given(arms, st.data())
def test_all_pairs_in_any_order_are_the_arms(points: list[tuple[float, float]], data: st.DataObject) -> None:
    """Whatever the order and direction of full-precision pairs, effects and covariance are those of the arms."""
    names = "abcdef"[: len(points)]
    pairs = [(i, j) for i in range(len(points)) for j in range(i)]
    rows = []
    for number, (i, j) in enumerate(data.draw(st.permutations(pairs))):
        i, j = (i, j) if data.draw(st.booleans()) else (j, i)
        value, se = points[i][0] - points[j][0], sqrt(points[i][1] + points[j][1])
        rows.append(pair(f"r{number}", names[i], names[j], "effect_se", value, se=se))
    effect, cov = full(only(*rows), names)
    v = [variance for _, variance in points]
    assert effect == pytest.approx([p - points[0][0] for p, _ in points[1:]], abs=1e-6)
    assert cov == pytest.approx(np.diag(v[1:]) + v[0], rel=1e-6, abs=1e-6)


def triangle(ab: float, ac: float, bc: float, values: tuple[float, float, float] = (1.0, 2.0, 1.0)) -> Contrast:
    return only(
        pair("r1", "b", "a", "effect_se", values[0], se=ab),
        pair("r2", "c", "a", "effect_se", values[1], se=ac),
        pair("r3", "c", "b", "effect_se", values[2], se=bc),
    )


def test_printed_standard_errors_are_kept_exactly() -> None:
    _, cov = full(triangle(0.3, 0.4, 0.35), "abc")
    assert np.sqrt([cov[0, 0], cov[1, 1], cov[0, 0] + cov[1, 1] - 2 * cov[0, 1]]) == pytest.approx([0.3, 0.4, 0.35])


def test_contrasts_that_miss_by_rounding_are_reconciled() -> None:
    contrast = triangle(0.3, 0.4, 0.35, (1.1, 2.1, 1.1))
    effect, _ = full(contrast, "abc")
    assert 1.0 < effect[0] < 1.1
    assert 2.1 < effect[1] < 2.2
    assert "which is rounding, reconciled" in how(contrast, "effects")
    assert not any(d.assumed for d in contrast.derived)


def test_contrasts_that_contradict_are_told_and_the_base_arm_is_taken() -> None:
    contrast = triangle(0.31, 0.42, 0.35, (1.1, 2.1, -1.05))
    effect, _ = full(contrast, "abc")
    assert effect == pytest.approx([1.1, 2.1])
    words = how(contrast, "effects")
    assert "miss adding up by 2.05, more than rounding explains" in words
    assert "those against a were taken" in words
    assert any(d.assumed for d in contrast.derived)


def test_standard_errors_that_contradict_by_rounding_are_put_right() -> None:
    contrast = triangle(0.1, 0.1, 0.2)
    _, cov = full(contrast, "abc")
    se = np.sqrt([cov[0, 0], cov[1, 1], cov[0, 0] + cov[1, 1] - 2 * cov[0, 1]])
    assert np.abs(se - [0.1, 0.1, 0.2]).max() <= 0.05
    assert "rounding makes an arm's variance negative" in how(contrast, "covariance")


def test_standard_errors_that_contradict_are_a_fault_with_a_way_out() -> None:
    with pytest.raises(EvidenceError) as fault:
        triangle(0.101, 0.102, 0.304)
    assert str(fault.value) == (
        "study s: the standard errors of its contrasts contradict each other, for no arms can have them all "
        "(r1: b - a 0.101, r2: c - a 0.102, r3: c - b 0.304); look for a standard deviation or a variance given as "
        "standard error, an interval of another level, or two arms exchanged, or give the arms (n, mean, sd; or "
        "events, n) instead"
    )


def test_pairs_of_adjusted_estimates_may_imply_a_negative_arm() -> None:
    contrast = triangle(0.101, 0.102, 0.151)
    _, cov = full(contrast, "abc")
    assert cov[0, 1] < 0
    assert "negative variance of one arm" in how(contrast, "covariance")
    assert any(d.assumed for d in contrast.derived)


def test_pairwise_standardised_differences_are_not_sums_over_arms() -> None:
    # netmeta refuses this study ("negative treatment arm variance"): guido-s/netmeta issue 17
    contrast = only(
        pair("r1", "b", "c", "smd_se", 1.3208092, se=0.2110693),
        pair("r2", "b", "control", "smd_se", -0.780556, se=0.1811051),
        pair("r3", "c", "control", "smd_se", -2.0122344, se=0.2879232),
        measure="SMD",
    )
    assert np.linalg.eigvalsh(contrast.cov)[0] > 0
    assert "negative variance" not in how(contrast, "covariance")
    assert "miss adding up by 0.0891" in how(contrast, "effects")


def test_four_arms_whose_variances_do_not_add_up() -> None:
    # netmeta refuses this study ("inconsistent variances"): guido-s/netmeta issue 8, Frank 1990, log hazard ratios
    printed = {
        ("adm", "ipt"): 0.45, ("adm", "adm+ipt"): 0.58, ("adm", "placebo"): 0.48,
        ("ipt", "adm+ipt"): 0.52, ("ipt", "placebo"): 0.47, ("adm+ipt", "placebo"): 0.53,
    }  # fmt: skip
    rows = [pair(f"r{a}{b}", a, b, "effect_se", 0.0, se=se) for (a, b), se in printed.items()]
    contrast = only(*rows, measure="HR")
    place = {t: i for i, t in enumerate(contrast.treatments)}
    cov = np.zeros((4, 4))
    cov[1:, 1:] = contrast.cov
    for (a, b), se in printed.items():
        i, j = place[a], place[b]
        assert sqrt(cov[i, i] + cov[j, j] - 2 * cov[i, j]) == pytest.approx(se)


def test_a_loop_in_a_study_that_is_not_complete() -> None:
    # five of six pairs of four arms with variances 1, 2, 3, 4: the arms are determined, so the sixth is too
    v = dict(zip("abcd", (1.0, 2.0, 3.0, 4.0), strict=True))
    rows = [
        pair(f"r{x}{y}", x, y, "effect_se", float(ord(x) - ord(y)), se=sqrt(v[x] + v[y]))
        for x, y in ("ba", "ca", "da", "cb", "dc")
    ]
    contrast = only(*rows)
    effect, cov = full(contrast, "abcd")
    assert effect == pytest.approx([1.0, 2.0, 3.0])
    assert cov == pytest.approx(np.diag([2.0, 3.0, 4.0]) + 1.0)
    assert "which the standard errors determine" in how(contrast, "covariance")
    assert contrast.rows == ("rba", "rca", "rda", "rcb", "rdc")


def test_a_loop_that_contradicts_in_a_study_that_is_not_complete() -> None:
    rows = [pair(f"r{x}{y}", x, y, "effect_se", value, se=0.5) for x, y, value in
            [("b", "a", 1.0), ("c", "a", 2.0), ("d", "a", 3.0), ("c", "b", 4.0)]]  # fmt: skip
    assert "miss adding up by 3" in how(only(*rows), "effects")


def test_a_chain_of_arms_joins_from_end_to_end() -> None:
    contrasts, _ = converted(
        pair("r1", "a", "b", "md_se", 1.0, (20, 20), se=0.3),
        pair("r2", "d", "c", "md_se", -2.0, (20, 20), se=0.3),
        pair("r3", "b", "c", "md_se", 4.0, (20, 20), se=0.3),
    )
    (contrast,) = contrasts
    effect, cov = full(contrast, "abcd")
    assert effect == pytest.approx([-1.0, -5.0, -7.0])
    assert cov == pytest.approx(np.diag([0.045] * 3) + 0.045)
