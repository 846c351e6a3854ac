"""Random inconsistency between designs: against one dense normal, and in its limits."""

import math
from dataclasses import replace

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.inconsistency_posterior import inconsistency_posterior
from dorsal.synthesis.bayes.prior import HalfNormal, LogNormal, NormalEffects, Uniform
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network, study

TAU, OMEGA = 0.3, 0.5


def dense_evidence(contrasts, effect_sd):
    """Effects, heterogeneity by study and inconsistency by design in one covariance matrix."""
    dense = Dense.of(contrasts)
    designs = [tuple(sorted(c.treatments)) for c in contrasts for _ in c.effect]
    pairs = [(t, c.treatments[0]) for c in contrasts for t in c.treatments[1:]]
    shared = np.zeros((len(pairs), len(pairs)))
    for i, (one, design) in enumerate(zip(pairs, designs, strict=True)):
        for j, (other, same) in enumerate(zip(pairs, designs, strict=True)):
            if design == same:
                # Arms of a design vary by 1/2 each: the covariance of two differences of them.
                terms = ((one[0], other[0], 1), (one[0], other[1], -1), (one[1], other[0], -1), (one[1], other[1], 1))
                shared[i, j] = sum(0.5 * sign for a, b, sign in terms if a == b)
    whole = dense.sigma(TAU**2) + OMEGA**2 * shared + effect_sd**2 * dense.x @ dense.x.T
    gain = effect_sd**2 * dense.x.T @ np.linalg.inv(whole)
    value = -0.5 * (np.linalg.slogdet(2 * math.pi * whole)[1] + dense.y @ np.linalg.solve(whole, dense.y))
    return value, gain @ dense.y, effect_sd**2 * np.eye(dense.x.shape[1]) - gain @ dense.x * effect_sd**2


def test_at_known_scales_it_is_one_normal():
    contrasts = network(3, 4, 10)
    found = inconsistency_posterior(
        Network.of(contrasts),
        LogNormal(2 * math.log(TAU), 1e-5),
        LogNormal(2 * math.log(OMEGA), 1e-5),
        NormalEffects(sd=2.0),
    )
    evidence, mean, cov = dense_evidence(contrasts, 2.0)
    assert found.own.log_evidence == pytest.approx(evidence, abs=1e-4)
    for i, treatment in enumerate("bcd"):
        assert found.against_reference(treatment).mean == pytest.approx(mean[i], abs=1e-5)
        assert found.against_reference(treatment).sd == pytest.approx(math.sqrt(cov[i, i]), rel=1e-4)


def test_without_inconsistency_it_is_the_posterior():
    net = Network.of(network(3, 4, 10))
    found = inconsistency_posterior(net, HalfNormal(0.5), HalfNormal(1e-5))
    assert found.against_reference("c").mean == pytest.approx(found.consistent.between("c", "a").mean, abs=1e-5)
    assert found.tau.mean == pytest.approx(found.consistent.tau.mean, rel=1e-4)
    assert found.log_bayes_factor_consistency == pytest.approx(0.0, abs=1e-4)


def turned(contrasts):
    """Studies of a against d alone say the opposite of the rest."""
    return [
        Contrast(study=c.study, treatments=c.treatments, effect=-c.effect, cov=c.cov, measure=c.measure)
        if set(c.treatments) == {"a", "d"}
        else c
        for c in contrasts
    ]


def test_bayes_factor_speaks_for_what_made_the_data():
    rng = np.random.default_rng(6)
    plain = [*network(3, 4, 12, tau=0.1), *(study(rng, f"x{i}", ("a", "d"), 0.1) for i in range(4))]
    agree = inconsistency_posterior(Network.of(plain), HalfNormal(0.3), HalfNormal(1.0))
    apart = inconsistency_posterior(Network.of(turned(plain)), HalfNormal(0.3), HalfNormal(1.0))
    assert agree.log_bayes_factor_consistency > 0.0
    assert apart.log_bayes_factor_consistency < -5.0
    assert apart.omega.mean > 2.0 * agree.omega.mean
    assert apart.own.error <= 1e-6
    assert apart.against_reference("b").sd > apart.consistent.between("b", "a").sd


def test_the_reference_is_that_of_the_prior():
    found = inconsistency_posterior(
        Network.of(network(3, 4, 10)), HalfNormal(0.5), HalfNormal(0.5), NormalEffects(sd=2.0, reference="d")
    )
    assert found.reference == "d"
    assert found.against_reference("a").mean < 0.0


def test_what_cannot_be_is_refused():
    rng = np.random.default_rng(1)
    pair = Network.of([study(rng, f"s{i}", ("a", "b")) for i in range(3)])
    with pytest.raises(OptionError, match="same treatments"):
        inconsistency_posterior(pair, HalfNormal(0.5), HalfNormal(0.5))
    found = inconsistency_posterior(Network.of(network(3, 4, 10)), Uniform(0.0, math.inf), HalfNormal(0.5))
    with pytest.raises(OptionError, match="integrate to 1"):
        _ = found.log_bayes_factor_consistency


def test_names_that_are_combinations_are_those_of_any_other_names():
    plain = network(3, 4, 10)
    names = {"a": "a", "b": "a+b", "c": "b", "d": "b+c"}
    combined = [replace(c, treatments=tuple(names[t] for t in c.treatments)) for c in plain]
    here, there = (
        inconsistency_posterior(Network.of(cs), HalfNormal(0.5), HalfNormal(0.5)) for cs in (plain, combined)
    )
    for one, other in names.items():
        if one != "a":
            assert there.against_reference(other).mean == pytest.approx(here.against_reference(one).mean, abs=1e-9)
