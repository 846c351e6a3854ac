"""The signal of each study: which difference decides whether it is published."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.network import Network
from dorsal.synthesis.reporting.signal import places, signals_of
from tests.synthesis.generated import network, study

RNG = np.random.default_rng(3)


def test_named_treatments_stand_first_and_the_reference_last():
    assert places(("a", "b", "c", "d"), ("c",), "a") == {"c": 0, "b": 1, "d": 1, "a": 2}
    assert places(("a", "b"), ("a",), "a") == {"a": 0, "b": 1}
    with pytest.raises(OptionError, match="favoured z: no such treatment; there are a, b"):
        places(("a", "b"), ("z",), "a")
    with pytest.raises(OptionError, match="stands twice"):
        places(("a", "b"), ("a", "a"), "b")


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_two_arms_are_the_favoured_one_minus_the_other(better):
    contrasts = [study(RNG, "one", ("a", "b")), study(RNG, "two", ("b", "a"))]
    found = signals_of(Network.of(contrasts), {"b": 0, "a": 1}, better)
    sign = -1.0 if better == "lower" else 1.0
    assert found.value == pytest.approx([sign * contrasts[0].effect[0], -sign * contrasts[1].effect[0]])
    assert found.size == pytest.approx([np.sqrt(c.cov[0, 0]) for c in contrasts])


def test_several_arms_are_means_of_the_ends():
    contrasts = network(1, 4, 20)
    place = {"a": 2, "b": 1, "c": 1, "d": 0}
    found = signals_of(Network.of(contrasts), place, "higher")
    sent = [c for c in contrasts if len({place[t] for t in c.treatments}) > 1]
    assert found.studies == tuple(c.study for c in sent)
    for value, size, c in zip(found.value, found.size, sent, strict=True):
        own = np.array([place[t] for t in c.treatments])
        first, last = own == own.min(), own == own.max()
        w = (first / first.sum() - last / last.sum())[1:]
        assert value == pytest.approx(w @ c.effect)
        assert size == pytest.approx(np.sqrt(w @ c.cov @ w))


def test_treatments_that_are_favoured_alike_send_no_signal():
    contrasts = [study(RNG, "one", ("a", "b")), study(RNG, "two", ("b", "c"))]
    found = signals_of(Network.of(contrasts), {"a": 1, "b": 0, "c": 0}, "lower")
    assert found.studies == ("one",)
    with pytest.raises(OptionError, match="one is favoured; say which treatments are"):
        signals_of(Network.of(contrasts[1:]), {"b": 0, "c": 0}, "lower")
