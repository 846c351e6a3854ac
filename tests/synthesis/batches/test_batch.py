"""Batches of networks against fits of each, by every estimator of tau2."""

import numpy as np
import pytest

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.batches.batch import Batch, fit_batch
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.heterogeneity import TAU2_METHODS
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.contrast import Contrast
from tests.synthesis.generated import network, wild


def noisy(contrasts, seed, sd, *, variances=False):
    """The same studies with other effects, and with other variances if asked."""
    rng = np.random.default_rng(seed)
    return [
        Contrast(
            study=c.study,
            treatments=c.treatments,
            effect=c.effect + rng.normal(size=len(c.effect)) * sd,
            cov=c.cov * (rng.uniform(0.5, 2.0) if variances else 1.0),
            measure="MD",
        )
        for c in contrasts
    ]


def agrees(networks, batch, options):
    """To 1e-9 of what it is; the fit of one stops within 1e-9 of a typical variance."""
    found = fit_batch(batch, options.tau2_method, model=options.model)
    a, b = networks[0].treatments[:2]
    mean, se = found.between(b, a)
    scores = found.p_scores(better="higher")
    for i, net in enumerate(networks):
        fit = fit_network(net, options)
        assert found.tau2[i] == pytest.approx(fit.tau2, rel=1e-8, abs=1e-9 * np.median(net.rows.v))
        np.testing.assert_allclose(found.effect[i], fit.effect, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(found.cov[i], fit.cov, rtol=1e-8, atol=1e-10)
        assert found.q[i] == pytest.approx(fit.q_total.q, rel=1e-9)
        assert found.df == fit.df
        assert (mean[i], se[i]) == pytest.approx((fit.between(b, a).mean, fit.between(b, a).se), rel=1e-8, abs=1e-9)
        theirs = p_scores(fit, better="higher")
        assert scores[i] == pytest.approx([theirs[t] for t in net.treatments], abs=1e-8)


@pytest.mark.parametrize("method", TAU2_METHODS)
@pytest.mark.parametrize("variances", [False, True])
def test_every_network_is_fitted_as_alone(method, variances):
    shape = network(3, 5, 12)
    networks = [Network.of(noisy(shape, seed, 0.1 * (seed % 4), variances=variances)) for seed in range(12)]
    agrees(networks, Batch.of(networks), FitOptions(tau2_method=method))


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_where_likelihoods_have_two_modes(method):
    for seed, treatments, studies, tau in ((7, 4, 14, 0.5), (9, 6, 10, 2.0), (0, 6, 14, 2.0)):
        networks = [Network.of(noisy(wild(seed, treatments, studies, tau), s, 0.3 * s)) for s in range(6)]
        agrees(networks, Batch.of(networks), FitOptions(tau2_method=method))


def test_common_effects_and_no_degrees_of_freedom():
    networks = [Network.of(noisy(network(1, 4, 6), seed, 0.5)) for seed in range(3)]
    agrees(networks, Batch.of(networks), FitOptions(model="common"))
    chains = [Network.of(noisy(network(1, 4, 0), seed, 0.5)) for seed in range(3)]
    agrees(chains, Batch.of(chains), FitOptions())


def test_other_effects_around_one_network():
    contrasts = network(5, 4, 10)
    networks = [Network.of(noisy(contrasts, seed, 0.4)) for seed in range(5)]
    effects = np.array([np.concatenate([c.effect for c in net.contrasts]) for net in networks])
    batch = Batch.around(networks[0], effects)
    assert len(batch.design) == len(batch.v) == 1
    agrees(networks, batch, FitOptions())


def test_large_batches_go_in_parts(monkeypatch):
    networks = [Network.of(noisy(network(5, 4, 10), seed, 0.4)) for seed in range(7)]
    whole = fit_batch(Batch.of(networks))
    monkeypatch.setattr("dorsal.synthesis.batches.batch.AT_ONCE", 2 * len(networks[0].rows) * 3)
    parts = fit_batch(Batch.of(networks))
    np.testing.assert_allclose(parts.effect, whole.effect, rtol=1e-12, atol=1e-12)


def test_what_is_no_batch_is_refused():
    one, other = Network.of(network(1, 4, 6)), Network.of(network(2, 4, 6))
    with pytest.raises(NetworkError, match="network 2 of the batch has other studies"):
        Batch.of([one, other])
    with pytest.raises(NetworkError, match="2 islands"):
        Batch.of([Network.of([*network(1, 2, 0), *network(1, 2, 0, prefix="z")])])
    with pytest.raises(NetworkError, match=r"give an array \(networks, "):
        Batch.around(one, np.zeros((3, 2)))
    with pytest.raises(OptionError, match="REML, ML, DL, PM"):
        fit_batch(Batch.of([one]), "EB")
    with pytest.raises(NetworkError, match="z is in no study"):
        fit_batch(Batch.of([one])).between("z", "a")
