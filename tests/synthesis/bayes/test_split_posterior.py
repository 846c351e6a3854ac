"""Direct against indirect evidence with tau integrated out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.prior import HalfNormal, LogNormal, NormalEffects, Uniform
from dorsal.synthesis.bayes.split_posterior import split_posterior
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network, study


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_at_a_tau_known_to_be_0_it_is_back_calculation(seed):
    """With studies of two arms, at the same tau, the ways agree."""
    net = Network.of([*network(seed, 4, 6, multi_arm=False), study(np.random.default_rng(seed), "loop", ("a", "c"))])
    splits = {(s.first, s.second): s for s in node_splits(fit_network(net, FitOptions(model="common")))}
    known = splits["a", "c"]
    found = split_posterior(net, "a", "c", LogNormal(-40.0, 0.01))
    assert found.direct.mean == pytest.approx(known.direct, rel=1e-6)
    assert found.direct.sd == pytest.approx(known.se_direct, rel=1e-6)
    assert found.indirect.mean == pytest.approx(known.indirect, rel=1e-6)
    assert found.difference.sd == pytest.approx(known.se_difference, rel=1e-6)
    assert found.p == pytest.approx(known.p, rel=1e-5)


def test_difference_is_direct_minus_indirect_and_turns_with_the_treatments():
    net = Network.of(network(3, 5, 14))
    one, other = split_posterior(net, "a", "c", HalfNormal(0.5)), split_posterior(net, "c", "a", HalfNormal(0.5))
    assert one.difference.mean == pytest.approx(one.direct.mean - one.indirect.mean)
    assert other.difference.mean == pytest.approx(-one.difference.mean)
    assert other.direct.mean == pytest.approx(-one.direct.mean)
    assert one.network.sd < min(one.direct.sd, one.indirect.sd)


def test_a_tight_prior_on_the_difference_is_consistency():
    net = Network.of(network(3, 5, 14))
    found = split_posterior(net, "a", "c", HalfNormal(0.5), difference_sd=1e-4)
    assert found.indirect.mean == pytest.approx(found.network.mean, abs=1e-5)
    assert found.log_bayes_factor_consistency == pytest.approx(0.0, abs=1e-4)


def shifted(contrasts, by):
    """The studies of a against c alone, c's effect moved."""

    def moved(c):
        sign = 1.0 if c.treatments == ("a", "c") else -1.0
        return Contrast(
            study=c.study, treatments=c.treatments, effect=c.effect + sign * by, cov=c.cov, measure=c.measure
        )

    return [moved(c) if set(c.treatments) == {"a", "c"} else c for c in contrasts]


def test_bayes_factor_speaks_for_what_made_the_data():
    rng = np.random.default_rng(2)
    plain = [*network(3, 4, 10, multi_arm=False, tau=0.1), *(study(rng, f"x{i}", ("a", "c"), 0.1) for i in range(4))]
    agree = split_posterior(Network.of(plain), "a", "c", HalfNormal(0.3), difference_sd=1.0)
    apart = split_posterior(Network.of(shifted(plain, 2.0)), "a", "c", HalfNormal(0.3), difference_sd=1.0)
    assert agree.log_bayes_factor_consistency > 0.0
    assert apart.log_bayes_factor_consistency < -2.0
    assert apart.p < 0.02
    assert apart.difference.mean == pytest.approx(-2.0, abs=1.0)


def test_what_cannot_be_split_is_refused():
    chain = Network.of(network(1, 4, 0))
    with pytest.raises(NetworkError, match="no indirect evidence"):
        split_posterior(chain, "a", "b", HalfNormal(0.5))
    with pytest.raises(NetworkError, match="no study compares a with c"):
        split_posterior(chain, "a", "c", HalfNormal(0.5))
    with pytest.raises(NetworkError, match="no study compares a with nobody"):
        split_posterior(chain, "a", "nobody", HalfNormal(0.5))
    net = Network.of(network(3, 5, 14))
    with pytest.raises(OptionError, match="above 0"):
        split_posterior(net, "a", "c", HalfNormal(0.5), difference_sd=0.0)
    with pytest.raises(OptionError, match="difference_sd"):
        _ = split_posterior(net, "a", "c", HalfNormal(0.5)).log_bayes_factor_consistency
    with pytest.raises(OptionError, match="integrates to 1"):
        _ = split_posterior(
            net, "a", "c", Uniform(0.0, math.inf), NormalEffects(sd=5.0), difference_sd=1.0
        ).log_bayes_factor_consistency
