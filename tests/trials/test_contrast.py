"""A contrast that cannot be is not made, and combinations have one spelling."""

import numpy as np
import pytest

from dorsal.errors import EvidenceError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast


def contrast(*treatments, study="s1", effect=1.0):
    return Contrast(study=study, treatments=treatments, effect=np.array([effect]), cov=np.array([[0.04]]), measure="MD")


def test_treatments_take_their_one_spelling():
    assert contrast("b + a", " P ").treatments == ("a+b", "P")
    fit = fit_network(Network.of([contrast("b+a", "P", study="1"), contrast("P", "a+b", study="2")]))
    assert fit.treatments == ("P", "a+b")
    assert fit.between("b + a", "P").mean == pytest.approx(fit.between("a+b", "P").mean)


@pytest.mark.parametrize(
    ("treatments", "words"),
    [
        (("a+b", "b+a"), "two or more different treatments"),
        (("a", ""), "empty part"),
        (("a", "b+"), "empty part"),
        (("a", 2), "a treatment is named in text, got 2; write '2'"),
    ],
)
def test_treatments_that_cannot_be_are_refused(treatments, words):
    with pytest.raises(EvidenceError, match=words):
        contrast(*treatments)
