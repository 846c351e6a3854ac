"""Arms combined: as if everybody had been measured in one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dorsal.trials.combine import added, averaging, combined_mean_sd, pooled_sd

groups = st.lists(arrays(float, st.integers(2, 12), elements=st.floats(-100, 100)), min_size=1, max_size=5)


@given(groups)
def test_combined_is_what_everybody_together_has(samples: list[np.ndarray]) -> None:
    n, mean, sd = combined_mean_sd(
        [len(s) for s in samples], [float(s.mean()) for s in samples], [float(s.std(ddof=1)) for s in samples]
    )
    everybody = np.concatenate(samples)
    assert n == len(everybody)
    assert mean == pytest.approx(everybody.mean(), abs=1e-9)
    assert sd == pytest.approx(everybody.std(ddof=1), abs=1e-6)


def test_two_groups_by_the_handbooks_table() -> None:
    # Handbook 6.5.2.10, Table 6.5.a, its formula for two groups
    n1, m1, s1, n2, m2, s2 = 24, 5.0, 2.0, 31, 6.5, 2.4
    formula = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2 + n1 * n2 / (n1 + n2) * (m1**2 + m2**2 - 2 * m1 * m2)) / (
        n1 + n2 - 1
    )
    assert combined_mean_sd([n1, n2], [m1, m2], [s1, s2])[2] == pytest.approx(formula**0.5)


def test_pooled_sd_weights_by_degrees_of_freedom() -> None:
    assert pooled_sd([11, 31], [1.0, 2.0]) == pytest.approx(((10 + 120) / 40) ** 0.5)


def test_sum_of_what_is_partly_unknown_is_unknown() -> None:
    assert added([3, 4]) == 7
    assert added([3, None]) is None


def test_average_within_groups_against_the_first_group() -> None:
    # arms 0 and 2 are one group, weighted 1 : 3; arm 1 the other
    effect_against_arm_0 = np.array([10.0, 4.0])
    against_first = averaging([[0, 2], [1]], [1.0, 5.0, 3.0]) @ effect_against_arm_0
    assert against_first == pytest.approx([10.0 - 0.75 * 4.0])
