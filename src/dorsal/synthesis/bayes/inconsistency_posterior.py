"""Random inconsistency: every design has effects of its own around those of the network, their SD integrated out.

The design-by-treatment interaction model with random inconsistency (Jackson, Barrett, Rice, White & Higgins 2014):
a contrast of two treatments in one design is off the network's by N(0, omega^2), two contrasts of a design by a
correlation of 1/2. Its evidence against that of the consistency model is a Bayes factor for consistency.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.marginal import NormalMixture, ScaleMarginal, ScaleMixture
from dorsal.synthesis.bayes.posterior import TOLERANCE, Posterior, posterior
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.bayes.shrinkage import Hierarchy, ShrunkPosterior, shrunk_posterior
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast
from dorsal.trials.treatment import JOIN, canonical


@dataclass(frozen=True, kw_only=True)
class InconsistencyPosterior:
    """The network's effects with room for inconsistency between designs."""

    reference: str
    own: ShrunkPosterior = field(repr=False)
    """Its treatments are those of each design; its mean effects are the network's."""
    consistent: Posterior = field(repr=False)

    @property
    def omega(self) -> ScaleMarginal:
        """SD of the inconsistency of one comparison in one design."""
        return self.own.omega

    @property
    def tau(self) -> ScaleMixture:
        return self.own.tau

    def against_reference(self, treatment: str) -> NormalMixture:
        """`treatment` minus the reference over all designs. Raises NetworkError if the network does not have it."""
        return self.own.mean_effect(canonical(treatment))

    @property
    def log_bayes_factor_consistency(self) -> float:
        """log p(y) under consistency less log p(y) with random inconsistency.

        Flat effects stand in both and cancel. Raises OptionError if tau or omega has an improper prior.
        """
        if not self.own.proper:
            raise OptionError("a Bayes factor for consistency needs priors on tau and omega that integrate to 1")
        return self.consistent.rule.log_total - self.own.rule.log_total


def inconsistency_posterior(
    network: Network,
    tau: TauPrior,
    omega: TauPrior,
    effects: NormalEffects | None = None,
    *,
    reference: str | None = None,
    tolerance: float = TOLERANCE,
) -> InconsistencyPosterior:
    """`tau`: prior on heterogeneity within designs; `omega`: on the SD of inconsistency between them.

    `effects`: prior on the effects against its reference (None: flat, against `reference`). Raises NetworkError if
    the network is not connected, OptionError if it has only one design or a prior does not suit, NotSettled as
    `posterior` does.
    """
    consistent = posterior(network, tau, effects, tolerance=tolerance)
    if len(network.designs) < 2:
        raise OptionError("all studies compared the same treatments, so there is no inconsistency between designs")
    given = effects.reference if effects is not None else reference
    reference = network.treatments[0] if given is None else canonical(given)
    hierarchy = _by_design(network, reference, None if effects is None else effects.sd)
    own = shrunk_posterior(hierarchy, tau, omega, tolerance=tolerance)
    return InconsistencyPosterior(reference=reference, own=own, consistent=consistent)


def _by_design(network: Network, reference: str, mean_sd: float | None) -> Hierarchy:
    """Every treatment of every design as one of its own, around the effect that its treatment has in the network."""
    split = Network.of([_renamed(contrast) for contrast in network.contrasts])
    plain = {_name(t, c): t for c in network.contrasts for t in c.treatments}
    names = tuple(t for t in network.treatments if t != reference)
    n = len(split.treatments)
    member = np.zeros((len(names), n))
    for column, treatment in enumerate(split.treatments):
        if plain[treatment] != reference:
            member[names.index(plain[treatment]), column] = math.sqrt(2.0)
    return Hierarchy(
        network=split,
        names=names,
        fixed=np.zeros((n, len(names))),
        # Two treatments of a design that vary by omega^2 / 2 each make a contrast that varies by omega^2.
        random=np.eye(n) / math.sqrt(2.0),
        member=member,
        mean_sd=mean_sd,
    )


def _renamed(contrast: Contrast) -> Contrast:
    return replace(contrast, treatments=tuple(_name(treatment, contrast) for treatment in contrast.treatments))


def _name(treatment: str, contrast: Contrast) -> str:
    # A line's end in place of "+": the treatment of a design is no combination, and no name has one.
    return f"{treatment} in {' | '.join(sorted(contrast.treatments))}".replace(JOIN, "\n")
