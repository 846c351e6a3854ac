"""One outcome at one time: the network, a fit for each island, and the additive model that joins them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from dorsal.errors import NetworkError
from dorsal.synthesis.component_matrix import ComponentMatrix
from dorsal.synthesis.components import ComponentFit, fit_components
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.living import updated
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast
from dorsal.trials.treatment import canonical


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """Fits of one set of contrasts. `fits` has one for each island, in the order of network.islands."""

    network: Network
    reference: str
    options: FitOptions
    fits: tuple[NetworkFit, ...]
    additive: ComponentFit | None
    """None where it was not asked for, or where components cannot be told apart."""

    @cached_property
    def main(self) -> NetworkFit:
        """The fit of the island of the reference."""
        return next(fit for fit in self.fits if self.reference in fit.treatments)

    @property
    def unconnected(self) -> tuple[str, ...]:
        """Treatments that no chain of trials joins to the reference."""
        return tuple(t for t in self.network.treatments if t not in self.main.treatments)

    def between(self, first: str, second: str) -> Estimate:
        """`first` minus `second`: from the island that holds both, else from the additive model.

        Raises NetworkError where neither can say.
        """
        a, b = canonical(first), canonical(second)
        for fit in self.fits:
            if a in fit.treatments and b in fit.treatments:
                return fit.between(a, b)
        if self.additive is None:
            raise NetworkError(f"no chain of trials joins {a} and {b}")
        return self.additive.between(a, b)

    def can_say(self, first: str, second: str) -> bool:
        """Whether `between` has an answer."""
        try:
            self.between(first, second)
        except NetworkError:
            return False
        return True


def analyse(
    contrasts: Sequence[Contrast],
    reference: str,
    options: FitOptions | None = None,
    *,
    additive: bool = True,
    inactive: Collection[str] = (),
    matrix: ComponentMatrix | None = None,
    before: Analysis | None = None,
) -> Analysis:
    """Fit every island and, with `additive`, the component model over all of them.

    `before`: an earlier version of the same analysis, from whose fits those of the islands go on (see `living`).
    `matrix`: what treatments hold, see `fit_components`. Raises NetworkError if there is nothing to pool or no study
    gave the reference, NotSettled from a fit, SheetError where the matrix does not fit.
    """
    network = Network.of(contrasts)
    network.island_of(canonical(reference))
    chosen = options or FitOptions()
    fits = tuple(_island(network.part(island), chosen, before) for island in network.islands)
    return Analysis(
        network=network,
        reference=canonical(reference),
        options=chosen,
        fits=fits,
        additive=_additive(network, chosen, inactive, matrix) if additive else None,
    )


def _island(network: Network, options: FitOptions, before: Analysis | None) -> NetworkFit:
    """The fit of an island, from the earlier fit that shares most treatments with it where there is one."""
    earlier = [] if before is None or before.options != options else list(before.fits)
    if not earlier or earlier[0].network.measure != network.measure:
        return fit_network(network, options)
    here = set(network.treatments)
    return updated(max(earlier, key=lambda fit: len(here & set(fit.treatments))), network)


def _additive(
    network: Network, options: FitOptions, inactive: Collection[str], matrix: ComponentMatrix | None
) -> ComponentFit | None:
    try:
        return fit_components(network, options, inactive, matrix=matrix)
    except NetworkError:
        return None
