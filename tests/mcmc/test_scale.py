"""tau on a line: its density there is that of the prior, and integrates to one where the prior does."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.mcmc.scale import ScaleOnLine
from dorsal.synthesis.bayes.prior import Density
from dorsal.synthesis.bayes.prior_text import prior_of

PRIORS = ("halfnormal(0.4)", "halfcauchy(0.7)", "uniform(0,5)", "uniform(0.1,2)", "turner2012()", "rhodes2015()")


@pytest.mark.parametrize("text", PRIORS)
def test_the_density_on_the_line_is_that_of_the_prior(text):
    prior = prior_of(text)
    with jax.enable_x64(True):
        scale = ScaleOnLine.of(prior)
        u = jnp.linspace(-25.0, 25.0, 20_001)
        tau, height = np.asarray(scale.tau(u)), np.asarray(scale.log_density(u))
        by_tau = height - np.log(np.asarray(jax.vmap(jax.grad(scale.tau))(u)))
    inside = (tau > 1e-6) & (tau < 1e3) & (np.abs(np.asarray(u)) < 15.0)
    apart = (by_tau - prior.log_density(tau))[inside]
    np.testing.assert_allclose(apart, apart[0], atol=1e-8)
    # logt has a tail that leaves the line's window
    assert np.exp(height - apart[0]).sum() * 0.0025 == pytest.approx(1.0, abs=1e-3 if text != "rhodes2015()" else 0.05)
    middle = tau[np.argmax(height)]
    assert float(scale.tau(jnp.asarray(scale.line(middle)))) == pytest.approx(middle, rel=1e-5)


def test_a_prior_of_ones_own_is_refused():
    with pytest.raises(OptionError, match="only the integral"):
        ScaleOnLine.of(Density(density=np.ones_like, name="mine", high=2.0))
