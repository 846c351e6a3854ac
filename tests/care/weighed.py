"""Made-up consequences of options, for tests of what is done with them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from dorsal.care.consequences import Consequences
from dorsal.care.criterion import BURDENS, Criterion

KINDS = (
    ("pain", "pain"),
    ("disability", "moving"),
    ("mild_harm", "few_side_effects"),
    ("serious_harm", "few_side_effects"),
    ("visits", "fewer_visits"),
    ("needles", "needles"),
)
"""Criterion and the weight that it takes."""
WEIGHTS = ("pain", "moving", "few_side_effects", "fewer_visits", "needles")


def made(values: np.ndarray, known: np.ndarray | None = None) -> Consequences:
    """Consequences with these values (draws, options, criteria); what is no score lies between its extreme draws."""
    _, n, k = values.shape
    criteria = tuple(
        Criterion(
            code=code,
            weight=weight,
            label=code,
            worst=1.0,
            best=0.0,
            share=0.5 if weight == "few_side_effects" else 1.0,
        )
        for code, weight in KINDS[:k]
    )
    return Consequences(
        options=tuple("abcdefgh"[:n]),
        criteria=criteria,
        ranges=((1.0, 0.0),) * k,
        values=values,
        least=values.min(axis=0),
        most=values.max(axis=0),
        known=np.ones((n, k), dtype=bool) if known is None else known,
        left_out={},
    )


@st.composite
def some_consequences(draw: st.DrawFn) -> Consequences:
    """Two to five options on two to six criteria; some things are the same in all draws, some tie, some are unknown."""
    n, k = draw(st.integers(2, 5)), draw(st.integers(2, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    centre = rng.integers(0, 5, (n, k)) / 4.0
    width = rng.choice([0.0, 0.1, 0.5], (n, k))
    values = centre + width * rng.normal(size=(40, n, k))
    for j, (code, _) in enumerate(KINDS[:k]):
        if code in BURDENS:
            values[:, :, j] = centre[:, j] + width[:, j] * rng.random((40, n))
    return made(values, rng.random((n, k)) > 0.2)


some_weights = st.fixed_dictionaries({name: st.floats(0.0, 10.0).map(lambda w: round(w, 2)) for name in WEIGHTS})
