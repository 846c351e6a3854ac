"""The league table as text: as many digits as its uncertainty is worth."""

import re

import numpy as np
import pytest

from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.league import league
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast


def table(effect, se, measure):
    one = Contrast(
        study="1", treatments=("A", "B"), effect=np.array([effect]), cov=np.array([[se**2]]), measure=measure
    )
    return str(league(fit_network(Network.of([one]))))


@pytest.mark.parametrize(
    ("effect", "se", "measure", "told"),
    [
        (0.0023, 0.0015, "RD", "0.0023 (-0.0006 to 0.0052)"),
        (-20.9, 5.25, "MD", "-21 (-31 to -11)"),
        (-0.42, 0.1, "MD", "-0.42 (-0.62 to -0.22)"),
        (np.log(1.5), 0.2, "OR", "1.50 (1.01 to 2.22)"),
        (np.log(1.01), 0.001, "OR", "1.010 (1.008 to 1.012)"),
    ],
)
def test_digits_follow_the_interval(effect, se, measure, told):
    assert table(effect, se, measure).splitlines()[2].startswith(f"B  {told}")


def test_there_is_no_minus_zero():
    assert "-0.0 " not in table(-1e-9, 5.0, "MD").replace("-0.00", "-0.0 ")
    assert table(-1e-9, 5.0, "MD").splitlines()[2].startswith("B  0 (-10 to 10)")


def test_all_cells_have_the_digits_of_the_narrowest_interval():
    pairs = [("A", "B", 1.0, 2.0), ("B", "C", 0.5, 0.02), ("A", "C", 1.4, 2.0)]
    contrasts = [
        Contrast(study=a + b, treatments=(a, b), effect=np.array([y]), cov=np.array([[se**2]]), measure="MD")
        for a, b, y, se in pairs
    ]
    told = str(league(fit_network(Network.of(contrasts))))
    assert set(re.findall(r"\.\d+", told)) == set(re.findall(r"\.\d{3}(?!\d)", told))
    assert str(league(fit_network(Network.of(contrasts[:1])), ["A"])).split() == ["A", "A"]
