"""What all options do against the reference, drawn together: what two options share, their draws share too.

A draw belongs to a new setting: the mean effects, and on top the deviation of its own trial, which has SD tau and,
between options, the usual correlation of 1/2. Options that no chain of trials joins to the reference come from the
additive model; their draws are tied to the others' by how the two hang together in that model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import numpy as np

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.bayes.component_posterior import ComponentPosterior, component_posterior
from dorsal.synthesis.bayes.effects_posterior import EffectsPosterior
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import TauPrior
from dorsal.trials.contrast import Array

Asked = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class JointEffects:
    """Effects against the reference in points of 0-100 (negative is better)."""

    reference: str
    treatments: tuple[str, ...]
    draws: Array = field(repr=False)
    """(draws, treatments)"""
    prior: str
    """On tau."""

    def __post_init__(self) -> None:
        if self.draws.ndim != 2 or self.draws.shape[1] != len(self.treatments):
            raise EvidenceError("joint effects need a column of draws for each treatment")

    def of(self, treatment: str) -> Array:
        """(draws,) for one; zero for the reference."""
        if treatment == self.reference:
            return np.zeros(len(self.draws))
        try:
            return np.asarray(self.draws[:, self.treatments.index(treatment)], dtype=np.float64)
        except ValueError:
            raise NetworkError(f"the trials do not say how {treatment} compares with {self.reference}") from None


def joint_effects(
    analysis: Analysis, treatments: Asked, prior: TauPrior, rng: np.random.Generator, draws: int
) -> JointEffects:
    """Draws for those of `treatments` about which the trials say something."""
    reference = analysis.reference
    near = [t for t in treatments if t in analysis.main.treatments and t != reference]
    far = [t for t in treatments if t not in analysis.main.treatments and analysis.can_say(t, reference)]
    network = posterior(analysis.main, prior)
    average, tau = _draws(network, rng, draws)
    others = [t for t in analysis.main.treatments if t != reference]
    columns = average[:, [network.treatments.index(t) for t in others]]
    columns -= average[:, [network.treatments.index(reference)]]
    picked = columns[:, [others.index(t) for t in near]]
    parts = [_in_new_setting(picked, tau, rng)]
    if far:
        assert analysis.additive is not None
        additive = component_posterior(analysis.additive, prior)
        distant, tau_far = _tied(additive, others, far, reference, columns, rng)
        parts.append(_in_new_setting(distant, tau_far, rng))
    return JointEffects(
        reference=reference, treatments=(*near, *far), draws=np.concatenate(parts, axis=1), prior=prior.name
    )


def _draws(joint: EffectsPosterior[Any], rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Draws (count, n) of the mean effects with the tau (count,) of each, in the order of tau.

    Each node of tau has its share of them (systematic resampling).
    """
    edges = np.cumsum(joint.nodes.weight)
    points = (np.arange(count) + rng.random()) / count * edges[-1]
    node = np.minimum(np.searchsorted(edges, points), len(edges) - 1)
    parts = []
    for j, size in enumerate(np.bincount(node, minlength=len(edges))):
        if size:
            known = joint.nodes.known[j]
            parts.append(known.drawn(rng.standard_normal((size, known.size))))
    return np.concatenate(parts), joint.nodes.tau[node]


def _in_new_setting(average: Array, tau: Array, rng: np.random.Generator) -> Array:
    """Effects there: each option's and the reference's own deviation has variance tau^2 / 2."""
    count, options = average.shape
    deviations = rng.standard_normal((count, options)) - rng.standard_normal((count, 1))
    return np.asarray(average + (tau / sqrt(2.0))[:, None] * deviations, dtype=np.float64)


def _tied(
    additive: ComponentPosterior,
    near: Asked,
    far: Asked,
    reference: str,
    network: Array,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Draws of `far` under additivity, tied to the network's draws of `near`, and their tau.

    In the additive model far = mean + near x B + rest. Their share through `near` is taken from the network's draws
    in the additive model's units, so that far keeps its own mean and spread and its correlation with near.
    """
    joint, tau = _draws(additive.joint, rng, len(network))
    shared = joint @ np.stack([additive.weights(t, reference) for t in near], axis=1)
    wanted = joint @ np.stack([additive.weights(t, reference) for t in far], axis=1)
    by_shared, by_network = shared - shared.mean(axis=0), _units(network)
    slope = np.linalg.lstsq(by_shared, wanted - wanted.mean(axis=0), rcond=None)[0]
    through = by_shared @ slope
    rest = wanted - wanted.mean(axis=0) - through
    instead = by_network @ (by_shared.std(axis=0)[:, None] * slope)
    spread = instead.std(axis=0)
    scale = np.divide(through.std(axis=0), spread, out=np.zeros_like(spread), where=spread > 0.0)
    return np.asarray(wanted.mean(axis=0) + instead * scale + rest, dtype=np.float64), tau


def _units(draws: Array) -> Array:
    spread = draws.std(axis=0)
    units = np.divide(draws - draws.mean(axis=0), spread, out=np.zeros_like(draws), where=spread > 0.0)
    return np.asarray(units, dtype=np.float64)
