"""Many networks of one shape at once, as arrays: simulations, bootstraps, topics with the same trials.

All networks have the same studies with the same treatments; their effects and variances are their own. The fit is that
of synthesis.fit, step by step, with every step taken for all networks together. The arrays are of an engine's kind:
numpy here, JAX where somebody brings it (`dorsal.accelerator`), by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtr

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.batches.batch_likelihood import highest
from dorsal.synthesis.batches.batch_solve import Shared, moments, paule_mandel, solved, solver
from dorsal.synthesis.direction import margin, upward
from dorsal.synthesis.heterogeneity import TAU2_METHODS, Tau2Method
from dorsal.synthesis.network import Network
from dorsal.synthesis.rows import Index, rotated
from dorsal.trials.contrast import Array
from dorsal.trials.scale import Better
from dorsal.trials.treatment import canonical

AT_ONCE = 200_000
"""Numbers of rows that are held at once, few enough to stay near the processor; larger batches go in parts."""
MOST_PRODUCTS = 4_000_000
"""Numbers of products of a shared design that are kept."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Where arrays live: numpy's functions, or others that mean the same."""

    xp: Any = np
    compiled: Callable[..., Any] = lambda function: function
    """Makes a function of arrays fast; numpy's are as fast as they get."""
    within: Callable[[], AbstractContextManager[Any]] = nullcontext
    """What must hold while it computes."""

    @cached_property
    def solve(self) -> Callable[..., Any]:
        """Made fast once, for all batches."""
        return self.compiled(solver(self.xp))  # type: ignore[no-any-return]


NUMPY = Engine()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """k networks of n treatments on m rows (synthesis.rows)."""

    treatments: tuple[str, ...]
    z: Array
    """(k, m) rotated effects."""
    v: Array
    """(k, m) or (1, m) within-study variances."""
    design: Array
    """(k, m, n - 1) or (1, m, n - 1): the rows of A without the first treatment."""

    def __len__(self) -> int:
        return len(self.z)

    @classmethod
    def of(cls, networks: Sequence[Network]) -> Batch:
        """Networks that have the same studies, by their order, with the same treatments in each.

        Raises NetworkError if they have not, or fall into islands.
        """
        first = networks[0]
        _require_connected(first)
        shape = [contrast.treatments for contrast in first.contrasts]
        for place, network in enumerate(networks):
            if [contrast.treatments for contrast in network.contrasts] != shape:
                raise NetworkError(
                    f"network {place + 1} of the batch has other studies or treatments than the first; "
                    "a batch is of networks with one shape"
                )
        rows = [network.rows for network in networks]
        designs = [_design(each.entry_row, each.entry_treatment, each.entry, first) for each in rows]
        alike = all(np.array_equal(each, designs[0]) for each in designs)
        return cls(
            treatments=first.treatments,
            z=np.array([each.z for each in rows]),
            v=np.array([each.v for each in rows]),
            design=np.array(designs[:1] if alike else designs),
        )

    @classmethod
    def around(cls, network: Network, effects: Array) -> Batch:
        """The network with other effects, (k, c): of all contrasts in their order, a study's beside each other.

        Variances stay, so that all networks share a design.
        """
        _require_connected(network)
        size = sum(len(contrast.effect) for contrast in network.contrasts)
        if effects.ndim != 2 or effects.shape[1] != size:
            raise NetworkError(f"the network has {size} effects; give an array (networks, {size}), got {effects.shape}")
        rows = network.rows
        return cls(
            treatments=network.treatments,
            z=rotated(network.contrasts, effects),
            v=rows.v[None, :],
            design=_design(rows.entry_row, rows.entry_treatment, rows.entry, network)[None, :, :],
        )

    @cached_property
    def products(self) -> Array | None:
        """(m, p * p) of a design that all networks share, if it is not too large."""
        _, m, p = self.design.shape
        if len(self.design) > 1 or m * p * p > MOST_PRODUCTS:
            return None
        return np.asarray((self.design[0, :, :, None] * self.design[0, :, None, :]).reshape(m, p * p))

    def part(self, start: int, stop: int) -> Batch:
        """Some of the networks."""
        return Batch(
            treatments=self.treatments,
            z=self.z[start:stop],
            v=self.v if len(self.v) == 1 else self.v[start:stop],
            design=self.design if len(self.design) == 1 else self.design[start:stop],
        )


@dataclass(frozen=True, kw_only=True)
class BatchFit:
    """What synthesis.fit tells of one network, of k of them."""

    treatments: tuple[str, ...]
    tau2: Array
    """(k,)"""
    effect: Array
    """(k, n) against the first treatment."""
    cov: Array
    """(k, n, n)"""
    q: Array
    """(k,) the total Q, around the common-effect fit."""
    df: int

    def between(self, first: str, second: str) -> tuple[Array, Array]:
        """`first` minus `second` and its standard error, (k,) each."""
        a, b = self._place(first), self._place(second)
        variance = self.cov[:, a, a] + self.cov[:, b, b] - 2.0 * self.cov[:, a, b]
        return self.effect[:, a] - self.effect[:, b], np.sqrt(np.maximum(variance, 0.0))

    def p_scores(self, *, better: Better = "lower", mic: float = 0.0) -> Array:
        """(k, n) as synthesis.ranks.ranking.p_scores, in the order of `treatments`."""
        least, n = margin(mic), len(self.treatments)
        mean = upward(better) * (self.effect[:, :, None] - self.effect[:, None, :])
        own = np.diagonal(self.cov, axis1=1, axis2=2)
        spread = np.sqrt(np.maximum(own[:, :, None] + own[:, None, :] - 2.0 * self.cov, 0.0))
        beats = np.divide(mean - least, spread, out=np.zeros_like(mean), where=spread > 0.0)
        chance = np.where(np.eye(n, dtype=bool), 0.0, ndtr(beats))
        return np.asarray(chance.sum(axis=2) / (n - 1), dtype=np.float64)

    def _place(self, treatment: str) -> int:
        name = canonical(treatment)
        if name not in self.treatments:
            raise NetworkError(f"{treatment} is in no study of these networks; they have {', '.join(self.treatments)}")
        return self.treatments.index(name)


def fit_batch(batch: Batch, method: Tau2Method = "REML", *, model: str = "random", engine: Engine = NUMPY) -> BatchFit:
    """Fit all networks. Equal to synthesis.fit of each to 1e-9, by every engine in double precision.

    Raises OptionError for another method or model.
    """
    if method not in TAU2_METHODS or model not in ("random", "common"):
        raise OptionError(f"method must be one of {', '.join(TAU2_METHODS)}, model random or common")
    per_network = batch.z.shape[1] * (1 if batch.products is not None else len(batch.treatments) - 1)
    width = max(1, AT_ONCE // per_network)
    with engine.within():
        parts = [_fit(batch.part(at, at + width), method, model, engine) for at in range(0, len(batch), width)]
    tau2, theta, cov, q = (np.concatenate(column) for column in zip(*parts, strict=True))
    n = len(batch.treatments)
    full = np.zeros((len(batch), n, n))
    full[:, 1:, 1:] = cov
    return BatchFit(
        treatments=batch.treatments,
        tau2=tau2,
        effect=np.concatenate([np.zeros((len(batch), 1)), theta], axis=1),
        cov=full,
        q=q,
        df=batch.z.shape[1] - (n - 1),
    )


def _fit(batch: Batch, method: Tau2Method, model: str, engine: Engine) -> tuple[Array, Array, Array, Array]:
    xp = engine.xp
    shared = Shared(
        xp=xp,
        z=xp.asarray(batch.z),
        v=xp.asarray(np.broadcast_to(batch.v, batch.z.shape)),
        design=xp.asarray(batch.design),
        products=None if batch.products is None else xp.asarray(batch.products),
        solve=engine.solve,
    )
    at_zero = solved(shared, xp.zeros(len(batch)))
    if model == "common" or shared.df == 0:
        found = at_zero
    elif method == "DL":
        found = solved(shared, moments(shared, at_zero))
    elif method == "PM":
        found = solved(shared, paule_mandel(shared, at_zero))
    else:
        found = solved(shared, highest(shared, at_zero, restricted=method == "REML"))
    return tuple(np.asarray(part, dtype=np.float64) for part in (found.tau2, found.theta, found.cov, at_zero.rss))  # type: ignore[return-value]


def _require_connected(network: Network) -> None:
    if len(network.islands) > 1:
        raise NetworkError(f"the networks fall into {len(network.islands)} islands; take each on its own")


def _design(entry_row: Index, entry_treatment: Index, entry: Array, network: Network) -> Array:
    full = np.zeros((int(entry_row.max()) + 1, len(network.treatments)))
    full[entry_row, entry_treatment] = entry
    return full[:, 1:]
