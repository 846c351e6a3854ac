"""The highest point: of several tops the highest, on a bound where it lies there."""

import numpy as np
import pytest

from dorsal.errors import NotSettled
from dorsal.synthesis.reporting.climb import climb

FREE = [(-np.inf, np.inf)] * 2


def hill(x):
    """One top at (1, -2), with second derivatives -2 and -8."""
    return -((x[0] - 1) ** 2) - 4 * (x[1] + 2) ** 2, np.array([-2 * (x[0] - 1), -8 * (x[1] + 2)])


def two_tops(x):
    """At -1 and, a little higher, at 1."""
    return -((x[0] ** 2 - 1) ** 2) + 0.1 * x[0], np.array([-4 * x[0] * (x[0] ** 2 - 1) + 0.1])


def test_a_top_with_its_covariance():
    found = climb(hill, [np.array([30.0, 20.0])], FREE)
    assert found.x == pytest.approx([1, -2])
    assert found.covariance(2) == pytest.approx(np.diag([1 / 2, 1 / 8]), abs=1e-9)


def test_a_bound_holds_and_is_not_free():
    found = climb(hill, [np.array([3.0, 3.0])], [(2.0, np.inf), (-np.inf, np.inf)])
    assert found.x == pytest.approx([2, -2])
    assert list(found.free) == [False, True]


def test_the_higher_of_two_tops():
    found = climb(two_tops, [np.array([-0.9]), np.array([0.9])], FREE[:1])
    assert found.x[0] == pytest.approx(1.0125, abs=1e-3)


def test_what_is_fixed_stays():
    found = climb(hill, [np.array([7.0, 3.0])], FREE, fixed=[0])
    assert found.x == pytest.approx([7, -2])


def test_no_top_is_an_error():
    with pytest.raises(NotSettled, match="no maximum that was found"):
        climb(lambda x: (float(x[0]), np.ones(1)), [np.array([1.0])], FREE[:1])
