"""The worked examples that the literature prints in full, with netmeta's results on them (tests/reference)."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.trials.contrast import Contrast

FOLDER = Path(__file__).parents[1] / "reference"
EXAMPLES = ("Senn2013", "smokingcessation", "smokingcessation_RR", "parkinson")
MODELS = ("common", "random")


@cache
def pinned(example: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"consistency_{example}.json").read_text())


@cache
def network(example: str) -> Network:
    """Studies from all their pairwise effects and standard errors."""
    by_study: dict[str, list[Any]] = defaultdict(list)
    for study, *pair in pinned(example)["pairs"]:
        by_study[study].append(pair)
    return Network.of(contrast(study, pairs) for study, pairs in by_study.items())


def contrast(study: str, pairs: list[Any]) -> Contrast:
    effect, variance = {}, defaultdict(float)
    for a, b, y, se in pairs:
        effect[a, b], effect[b, a] = y, -y
        variance[a, b] = variance[b, a] = se**2
    first, *others = dict.fromkeys(t for pair in pairs for t in pair[:2])
    cov = [[(variance[s, first] + variance[t, first] - variance[s, t]) / 2 for t in others] for s in others]
    return Contrast(
        study=study,
        treatments=(first, *others),
        effect=np.array([effect[t, first] for t in others]),
        cov=np.array(cov),
        measure="MD",
    )


@cache
def fitted(example: str, model: str) -> NetworkFit:
    """With DL, as netmeta's reference results."""
    return fit_network(network(example), FitOptions(model=model, tau2_method="DL"))


def cells(table: dict[str, Any]) -> dict[tuple[str, str], float]:
    return {
        (row, column): value
        for row, values in zip(table["rows"], table["values"], strict=True)
        for column, value in zip(table["columns"], values, strict=True)
    }
