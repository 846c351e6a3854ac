"""tau2 without each part, found on shared points, against the closed form of a one-sample problem."""

from dataclasses import dataclass

import numpy as np
import pytest

from dorsal.synthesis.omission.own_tau2 import own_tau2


@dataclass(frozen=True)
class Exact:
    """k squares of normal variables with variance 1 + tau2 each: every estimate of tau2 is mean square - 1."""

    tau2: float
    squares: np.ndarray
    k: float = 40.0

    @property
    def weight(self):
        return np.full(len(self.squares), self.k / (1 + self.tau2))

    trace = weight

    @property
    def rss(self):
        return self.squares / (1 + self.tau2)

    @property
    def df(self):
        return np.full(len(self.squares), self.k)

    @property
    def pull(self):
        return self.squares / (1 + self.tau2) ** 2

    @property
    def log_likelihood(self):
        return -0.5 * (self.k * np.log1p(self.tau2) + self.rss)

    restricted_log_likelihood = log_likelihood
    watched = rss

    @property
    def sure(self):
        return self.squares > 0

    @property
    def rounding(self):
        return np.zeros(len(self.squares))


@pytest.mark.parametrize("method", ["REML", "ML", "PM", "DL"])
@pytest.mark.parametrize("spread", [0.0, 0.001, 0.3, 1.0])
def test_each_part_gets_its_own(method, spread):
    squares = 40.0 * (1.5 + spread * np.linspace(-1, 1, 9))
    calls = []

    def at(several):
        calls.append(list(several))
        return [Exact(tau2, squares) for tau2 in several]

    own = own_tau2(at, 0.5, np.ones(40), method)
    truth = np.maximum(0.0, squares / 40.0 - 1.0)
    inside = ~own.outside
    assert inside[truth <= 1.0].all()
    np.testing.assert_allclose(own.tau2[inside], truth[inside], rtol=1e-9, atol=1e-12)
    rss = own.at(np.array([point.rss for point in own.points]))
    np.testing.assert_allclose(rss[inside], (squares / (1 + truth))[inside], rtol=1e-9)
    assert sum(map(len, calls)) < 45


def test_a_part_far_from_the_rest_is_left_to_a_fit_of_its_own():
    squares = np.array([60.0, 60.0, 61.0, 1e9])
    own = own_tau2(lambda several: [Exact(t, squares) for t in several], 0.5, np.ones(40), "REML")
    assert own.outside[3]
