"""What an arm's data say of its linear predictor, for all arms of a network: events here, categories elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from dorsal.synthesis.counts.arm_likelihood import ArmLikelihood, Terms
from dorsal.synthesis.counts.arms import Arms, Index, StudyArms
from dorsal.trials.contrast import Array

Places = Index | slice
EVERY = slice(None)


class Beside(NamedTuple):
    """Derivatives of log-likelihoods by k parameters that all arms share."""

    gradient: Array
    """(..., k)"""
    hessian: Array
    """(..., k, k)"""
    cross: Array
    """(..., k) by the predictor and each of them."""


class ArmTerms(Protocol):
    """Log-likelihoods of all arms by their predictors, log-concave in them."""

    @property
    def arms(self) -> StudyArms: ...
    @property
    def measure(self) -> str:
        """What a difference of two predictors is."""

    @property
    def ends_at_zero(self) -> bool:
        """Whether the predictor must stay below 0."""

    @property
    def shared(self) -> Array:
        """(k,) where to start with parameters that all arms share beside their predictors."""

    @property
    def alone(self) -> Array:
        """(2, A): where each arm alone would put its predictor, and how much it knows."""

    @property
    def edge(self) -> NDArray[np.bool_]:
        """(A,) whether an arm alone would have its predictor at infinity."""

    @property
    def interior(self) -> Array:
        """Of each study, the number of arms that alone would have a finite predictor."""

    @property
    def data(self) -> int:
        """Numbers that the residual deviance is compared with."""

    def allows(self, shared: Array) -> bool:
        """Whether the shared parameters can have these values."""

    def bound(self, shared: Array) -> Self:
        """The same at other values of the shared parameters."""

    def terms(self, eta: Array, places: Places = EVERY) -> Terms:
        """Log-likelihoods without their constants, with two derivatives, at predictors (arms, ...) of those arms."""

    def beside(self, eta: Array, places: Places = EVERY) -> Beside: ...
    def counts(self, like: Array, places: Places = EVERY) -> tuple[Array, Array]:
        """Events and sizes, to go with an array (arms, ...); only where the predictor ends at 0."""

    def fitted(self, eta: Array, places: Places = EVERY) -> Array:
        """What is expected of an arm at predictors (arms, ...): (arms, ..., quantities)."""

    def deviance(self, expected: Array, places: Places = EVERY) -> Array:
        """Residual deviance (arms, ...) at what is expected of these arms, (arms, ..., quantities)."""


@dataclass(frozen=True, kw_only=True)
class CountTerms:
    """Events in each arm by one of the likelihoods of synthesis.counts.arm_likelihood."""

    arms: Arms
    likelihood: ArmLikelihood

    @property
    def measure(self) -> str:
        return self.likelihood.measure

    @property
    def ends_at_zero(self) -> bool:
        return self.likelihood.ends_at_zero

    @property
    def shared(self) -> Array:
        return np.empty(0)

    @cached_property
    def alone(self) -> Array:
        predictor = self.likelihood.start(self.arms.events, self.arms.size)
        return np.array([predictor, -self.likelihood.terms(predictor, self.arms.events, self.arms.size)[2]])

    @property
    def edge(self) -> NDArray[np.bool_]:
        none = self.arms.events == 0.0
        return np.asarray(none | (self.arms.events == self.arms.size) if self.likelihood.counted else none)

    @property
    def interior(self) -> Array:
        return self.arms.interior

    @property
    def data(self) -> int:
        return len(self.arms.events)

    def allows(self, shared: Array) -> bool:
        del shared
        return True

    def bound(self, shared: Array) -> Self:
        del shared
        return self

    def terms(self, eta: Array, places: Places = EVERY) -> Terms:
        return self.likelihood.terms(eta, *self.counts(eta, places))

    def beside(self, eta: Array, places: Places = EVERY) -> Beside:
        del places
        return Beside(np.empty((*eta.shape, 0)), np.empty((*eta.shape, 0, 0)), np.empty((*eta.shape, 0)))

    def counts(self, like: Array, places: Places = EVERY) -> tuple[Array, Array]:
        shape = (-1,) + (1,) * (like.ndim - 1)
        return self.arms.events[places].reshape(shape), self.arms.size[places].reshape(shape)

    def fitted(self, eta: Array, places: Places = EVERY) -> Array:
        return self.likelihood.fitted(eta, self.counts(eta, places)[1])[..., None]

    def deviance(self, expected: Array, places: Places = EVERY) -> Array:
        return self.likelihood.deviance(expected[..., 0], *self.counts(expected[..., 0], places))


Function = Callable[[Array, Index], Array]
"""Of predictors (arms, ...) and the places of those arms: (arms, ..., quantities)."""
