"""Geometry of a network."""

import numpy as np
import pytest

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network, study


def three_islands():
    rng = np.random.default_rng(0)
    return Network.of(
        [
            study(rng, "1", ("a", "b")),
            study(rng, "2", ("b", "c", "a")),
            study(rng, "3", ("d", "e")),
            study(rng, "4", ("f+a", "f")),
        ]
    )


def test_islands_the_largest_first():
    assert three_islands().islands == (("a", "b", "c"), ("a+f", "f"), ("d", "e"))
    assert three_islands().island_of("e") == ("d", "e")
    with pytest.raises(NetworkError, match="z is in no study"):
        three_islands().island_of("z")


def test_bridges_say_what_would_join_an_island():
    joins = three_islands().bridges()
    assert "shares a with the rest" in joins[0]
    assert "only a trial of one of these" in joins[1]


def test_comparisons_count_studies_and_people():
    found = {(c.first, c.second): c for c in three_islands().comparisons}
    assert found["a", "b"].studies == ("1", "2")
    first, second = three_islands().contrasts[:2]
    assert found["a", "b"].people == sum(first.n) + second.n[0] + second.n[2]
    assert ("a", "f") not in found


def test_a_number_not_printed_stays_unknown():
    contrast = Contrast(
        study="x", treatments=("a", "b"), effect=np.array([1.0]), cov=np.array([[1.0]]), measure="MD", n=(5, None)
    )
    net = Network.of([contrast])
    assert net.comparisons[0].people is None
    assert net.people_given("a") == 5
    assert net.people_given("b") is None
    assert (net.people, net.people_unknown) == (5, ("x",))


def test_designs_gather_studies_whatever_the_order_of_arms():
    designs = three_islands().designs
    assert set(designs) == {("a", "b"), ("a", "b", "c"), ("d", "e"), ("a+f", "f")}


@pytest.mark.parametrize(
    ("cov", "message"),
    [
        ([[1.0, 2.0], [2.0, 1.0]], "contradict each other"),
        ([[1.0, 0.3], [0.1, 1.0]], "not symmetric"),
        ([[1.0, np.nan], [np.nan, 1.0]], "not a finite number"),
    ],
)
def test_a_covariance_that_cannot_be_is_refused(cov, message):
    with pytest.raises(EvidenceError, match=message):
        Contrast(study="s", treatments=("a", "b", "c"), effect=np.zeros(2), cov=np.array(cov), measure="MD")


def test_memory_of_the_rows_is_linear_in_studies():
    def size(studies):
        rows = Network.of(network(1, 6, studies, multi_arm=False)).rows
        return sum(getattr(rows, name).nbytes for name in rows.__dataclass_fields__ if name != "treatments")

    assert size(2000) < 2.2 * size(1000)
