"""The exact posterior of the additive component model, its components flat, with a prior, or shrunk to nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dorsal.errors import NetworkError
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.posterior import TOLERANCE, Posterior, posterior
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.bayes.shrinkage import Hierarchy, ShrunkPosterior, shrunk_posterior
from dorsal.synthesis.components import ComponentFit
from dorsal.trials.contrast import Array


@dataclass(frozen=True, kw_only=True)
class ComponentPosterior:
    """The posterior of what a ComponentFit identifies: combinations, tested or not, and single components."""

    fit: ComponentFit
    joint: Posterior | ShrunkPosterior
    """The same about the treatments of the network. Its rankings hold only if all of them can be compared."""

    def between(self, first: str, second: str) -> NormalMixture:
        """`first` minus `second` under additivity; ComponentFit.between says which trials it rests on.

        Raises NetworkError if the trials do not identify the difference.
        """
        return self.joint.of(self.weights(first, second))

    def weights(self, first: str, second: str) -> Array:
        """`first` minus `second` as weights (n,) on the network's treatments, for draws of `joint`.

        Raises NetworkError if the trials do not identify the difference.
        """
        return self.fit.difference(first, second)

    def added(self, term: str) -> NormalMixture:
        """What adding a component to something else does, or an interaction beside its parts' own effects.

        Raises NetworkError if there is no such term, or if the trials do not identify it.
        """
        weights = self.fit.addition(term)
        if weights is None:
            raise NetworkError(f"the trials do not say what {term} adds")
        return self.joint.of(weights)


def component_posterior(
    fit: ComponentFit, tau: TauPrior, effects: NormalEffects | None = None, *, tolerance: float = TOLERANCE
) -> ComponentPosterior:
    """The posterior of an additive model; `effects`: prior on the effects of the components (None: flat).

    Raises OptionError if a prior does not suit, NotSettled if the integral does not reach the tolerance.
    """
    found = posterior(fit.fit, tau, effects, tolerance=tolerance)
    return ComponentPosterior(fit=fit, joint=found)


def by_evidence(tau: TauPrior, effects: NormalEffects) -> Callable[[ComponentFit], float]:
    """-2 log p(y) of a component model, for `select_interactions`: the exact evidence that BIC approximates.

    Half the difference of two models is the log of their Bayes factor. The prior on effects is one on interactions
    too, so a wide one speaks against every interaction (Lindley's paradox): choose an SD that effects may have.
    """
    return lambda fit: -2.0 * posterior(fit.fit, tau, effects).log_evidence


def shrunk_components(
    fit: ComponentFit, tau: TauPrior, omega: TauPrior, *, tolerance: float = TOLERANCE
) -> ComponentPosterior:
    """Components shrunk to no effect: each ~ N(0, omega^2), omega integrated out with its own prior.

    Many components on few trials do not then take chance for effect. `joint.omega` is their SD.
    """
    basis = fit.fit.basis
    assert basis is not None
    n, p = basis.shape
    hierarchy = Hierarchy(
        network=fit.network,
        names=(),
        fixed=np.zeros((n, 0)),
        # The directions are orthonormal, so independent components give independent directions of the same SD.
        random=basis,
        member=np.zeros((0, p)),
        mean_sd=None,
    )
    found = shrunk_posterior(hierarchy, tau, omega, tolerance=tolerance)
    return ComponentPosterior(fit=fit, joint=found)
