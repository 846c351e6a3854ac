"""Generated networks: any number of treatments, multi-arm studies, islands where asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from dorsal.trials.contrast import Contrast


def study(rng: np.random.Generator, name: str, treatments: tuple[str, ...], tau: float = 0.3) -> Contrast:
    """A study whose true effects are 0, 1, 2 ... in the order of the treatments' names."""
    k = len(treatments)
    variance = rng.uniform(0.02, 0.5, k)
    truth = np.array([float(ord(t[0]) - ord("a")) for t in treatments])
    arms = truth + rng.normal(size=k) * np.sqrt(variance) + rng.normal(size=k) * tau / np.sqrt(2)
    return Contrast(
        study=name,
        treatments=treatments,
        effect=arms[1:] - arms[0],
        cov=np.diag(variance[1:]) + variance[0],
        measure="MD",
        n=tuple(int(n) for n in rng.integers(10, 200, k)),
    )


def network(
    seed: int, treatments: int, studies: int, *, multi_arm: bool = True, tau: float = 0.3, prefix: str = ""
) -> list[Contrast]:
    """A connected network: a chain through all treatments, then studies with arms at random."""
    rng = np.random.default_rng(seed)
    names = [chr(ord("a") + i) + prefix for i in range(treatments)]
    made = [study(rng, f"{prefix}chain{i}", (names[i], names[i + 1]), tau) for i in range(treatments - 1)]
    for s in range(studies):
        k = int(rng.integers(2, min(4, treatments) + 1)) if multi_arm else 2
        arms = rng.choice(treatments, size=k, replace=False)
        made.append(study(rng, f"{prefix}s{s}", tuple(names[i] for i in arms), tau))
    return made


def wild(seed: int, treatments: int, studies: int, tau: float) -> list[Contrast]:
    """Variances over four orders of magnitude: likelihoods with two modes, and tau2 that one study moves far."""
    rng = np.random.default_rng(seed)
    made = []
    for s in range(studies):
        arms = [s, s + 1] if s < treatments - 1 else rng.choice(treatments, size=2, replace=False)
        variance = 10 ** rng.uniform(-3.5, 1, 2)
        y = rng.normal(size=2) * np.sqrt(variance + tau**2 / 2)
        made.append(
            Contrast(
                study=f"s{s}",
                treatments=tuple("abcdefgh"[i] for i in arms),
                effect=y[1:] - y[:1],
                cov=np.array([[variance.sum()]]),
                measure="MD",
            )
        )
    return made


@st.composite
def networks(draw: st.DrawFn, *, min_studies: int = 0) -> list[Contrast]:
    """Generated connected networks of 2 to 6 treatments, homogeneous ones among them."""
    return network(
        seed=draw(st.integers(0, 2**32 - 1)),
        treatments=draw(st.integers(2, 6)),
        studies=draw(st.integers(min_studies, 12)),
        multi_arm=draw(st.booleans()),
        tau=draw(st.sampled_from([0.0, 0.1, 1.0])),
    )
