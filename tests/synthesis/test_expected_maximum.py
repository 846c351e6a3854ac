"""The mean of the best of several lines, against numerical integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from dorsal.synthesis.expected_maximum import expected_maximum

LINES = st.lists(st.tuples(st.floats(-5, 5), st.floats(-3, 3)), min_size=1, max_size=8)


@given(LINES)
def test_is_the_integral(lines):
    level, slope = (np.array(part) for part in zip(*lines, strict=True))
    z = np.linspace(-9, 9, 400_001)
    best = (level[:, None] + slope[:, None] * z).max(axis=0)
    assert expected_maximum(level, slope) == pytest.approx(np.trapezoid(best * norm.pdf(z), z), abs=1e-6)


def test_two_lines_are_the_unit_normal_loss():
    found = expected_maximum(np.array([0.0, -0.5]), np.array([0.0, 1.0]))
    assert found == pytest.approx(quad(lambda z: (z - 0.5) * norm.pdf(z), 0.5, np.inf)[0])


def test_parallel_lines_are_the_higher_one():
    assert expected_maximum(np.array([1.0, 2.0, 1.5]), np.zeros(3)) == 2.0
