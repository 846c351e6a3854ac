"""The density that is sampled against textbook densities of the contrasts."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import halfnorm, multivariate_normal, norm

from dorsal.errors import NetworkError, OptionError
from dorsal.mcmc.contrast_target import ContrastTarget
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects
from dorsal.synthesis.bayes.prior_text import prior_of
from dorsal.synthesis.network import Network
from tests.synthesis.dense import Dense
from tests.synthesis.generated import network


@pytest.fixture(scope="module")
def contrasts():
    return network(3, 4, 9)


@pytest.mark.parametrize("sd", [None, 2.0])
def test_the_density_is_prior_times_likelihood(contrasts, sd):
    net = Network.of(contrasts)
    target = ContrastTarget.of(net, HalfNormal(0.5), None if sd is None else NormalEffects(sd=sd))
    dense, rng, apart = Dense.of(contrasts), np.random.default_rng(1), []
    with jax.enable_x64(True):
        for _ in range(5):
            x = rng.normal(size=target.size)
            d, tau = target.effects(x), float(target.tau(x))
            assert d[0] == 0.0
            height = multivariate_normal(dense.x @ d[1:], dense.sigma(tau**2)).logpdf(dense.y)
            height += halfnorm(scale=0.5).logpdf(tau) + np.log(tau)
            height += norm(scale=sd).logpdf(d[1:]).sum() if sd else 0.0
            apart.append(height - float(target.log_density(jnp.asarray(x))))
    np.testing.assert_allclose(apart, apart[0], atol=1e-9)


def test_deviance_is_that_of_the_exact_posterior(contrasts):
    net = Network.of(contrasts)
    exact = posterior(net, HalfNormal(0.5))
    target = ContrastTarget.of(net, HalfNormal(0.5))
    rng = np.random.default_rng(2)
    with jax.enable_x64(True):
        node = rng.choice(len(exact.nodes.weight), size=4_000, p=exact.nodes.weight)
        points = np.empty((len(node), target.size))
        for i, j in enumerate(node):
            known = exact.nodes.known[j]
            d = known.drawn(rng.standard_normal((1, known.size)))[0]
            points[i, :-1] = np.linalg.solve(np.linalg.cholesky(target.middle.cov_b), d[1:] - target.middle.b)
            points[i, -1] = target.scale.line(np.sqrt(known.tau2))
        found = target.deviance(points)
    assert found.mean == pytest.approx(exact.deviance.mean, rel=0.02)
    assert found.effective_parameters == pytest.approx(exact.deviance.effective_parameters, rel=0.03)


def test_what_cannot_be_sampled(contrasts):
    apart = [*contrasts, *network(1, 2, 0, prefix="z")]
    with pytest.raises(NetworkError, match="2 islands"):
        ContrastTarget.of(Network.of(apart), HalfNormal(0.5))
    with pytest.raises(OptionError, match="derived for OR"):
        ContrastTarget.of(Network.of(contrasts), prior_of("turner2012()"))
