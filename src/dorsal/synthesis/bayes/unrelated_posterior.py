"""The unrelated-mean-effects model with tau integrated out: its DIC stands beside that of consistency.

Dias, Welton, Sutton, Caldwell, Lu & Ades 2013 (NICE TSD 4, section 3): every comparison has an effect of its own, with
one tau for all. The model is a network too, a star of comparisons (synthesis.inconsistency.unrelated_mean_effects).
"""

from __future__ import annotations

from dorsal.synthesis.bayes.posterior import TOLERANCE, Posterior, posterior
from dorsal.synthesis.bayes.prior import TauPrior
from dorsal.synthesis.inconsistency.unrelated_mean_effects import star
from dorsal.synthesis.network import Network


def unrelated_posterior(
    network: Network, tau: TauPrior, reference: str | None = None, *, tolerance: float = TOLERANCE
) -> Posterior:
    """The exact posterior with flat effects; its treatments are the comparisons, against a node that stands for 0.

    Raises as `posterior` does. Its evidence is not comparable with that of consistency: flat effects have no height.
    """
    return posterior(Network.of(star(network, reference)[0]), tau, tolerance=tolerance)
