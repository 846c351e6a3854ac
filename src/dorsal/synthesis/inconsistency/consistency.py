"""Is the evidence consistent? Every view of it on one fitted network, each worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsal.errors import NetworkError
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.inconsistency.design_by_treatment import Interaction, interaction
from dorsal.synthesis.inconsistency.loops import Loop, loops
from dorsal.synthesis.inconsistency.net_heat import NetHeat, net_heat
from dorsal.synthesis.inconsistency.node_split import NodeSplit, node_splits
from dorsal.synthesis.inconsistency.unrelated_mean_effects import UnrelatedMeanEffects, unrelated_mean_effects
from dorsal.synthesis.q import Q, QDecomposition


@dataclass(frozen=True)
class Consistency:
    """The consistency of one fitted network, globally, by design, by comparison and by loop."""

    fit: NetworkFit

    @property
    def q(self) -> QDecomposition:
        """Common-effect Q within designs (each and together) and between them."""
        return self.fit.q

    @cached_property
    def detached(self) -> Mapping[tuple[str, ...], Q]:
        """Common-effect Q between designs once each design is detached."""
        return interaction(self.fit, 0.0).detached

    @cached_property
    def interaction(self) -> Interaction:
        """The design-by-treatment interaction with the heterogeneity found within designs."""
        return interaction(self.fit, 0.0 if self.fit.options.model == "common" else None)

    @cached_property
    def node_splits(self) -> tuple[NodeSplit, ...]:
        """Direct against indirect evidence by back-calculation, where there are both."""
        return tuple(split for split in node_splits(self.fit) if split.has_both)

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        return loops(self.fit)

    @cached_property
    def unrelated(self) -> UnrelatedMeanEffects:
        return unrelated_mean_effects(self.fit)

    @cached_property
    def net_heat(self) -> NetHeat:
        return net_heat(self.interaction)


def consistency(fit: NetworkFit) -> Consistency:
    """The consistency of a fitted network. Raises NetworkError for a component model, whose effects are bound."""
    if fit.basis is not None:
        raise NetworkError("consistency is asked of the network's own fit; a component model adds bonds of its own")
    return Consistency(fit)
