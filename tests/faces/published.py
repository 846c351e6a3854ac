"""Fits of the published examples in tests/data, made once, and what the charts draw of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

import dorsal
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.modifier import RegressionFit, fit_regression
from dorsal.synthesis.ranks.partial_order import PartialOrder

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def diabetes() -> NetworkFit:
    """Senn 2013: ten medicines, mean differences."""
    return dorsal.fit(DATA / "senn2013.csv", measure="MD")


@cache
def smoking() -> NetworkFit:
    """Hasselblad 1998: four treatments, odds ratios of stopping (higher is better), multi-arm trials."""
    return dorsal.fit(DATA / "smoking_cessation.csv", measure="OR")


@cache
def by_size() -> RegressionFit:
    """The smoking trials with their size as covariate, a slope for each treatment."""
    contrasts = [
        replace(c, covariates={"size": float(sum(n or 0 for n in c.n)), "arms": float(len(c.treatments))})
        for c in smoking().network.contrasts
    ]
    return fit_regression(contrasts, ["size", "arms"], "A", interaction="independent")


@cache
def by_year() -> RegressionFit:
    """The diabetes trials with the year in their name as covariate."""
    contrasts = [
        replace(c, covariates={"year": float(re.findall(r"(?:19|20)\d\d", c.study)[0])})
        for c in diabetes().network.contrasts
    ]
    return fit_regression(contrasts, ["year"], "placebo")


def biases(fit: NetworkFit) -> Mapping[str, str]:
    """A judgement for each study, each kind in turn; the last study has none."""
    kinds = ("low", "some", "high", "unclear", "not_assessed")
    return {study: kinds[(7 * i) % 5] for i, study in enumerate(fit.network.studies[:-1])}


@cache
def order() -> PartialOrder:
    """P-scores of diabetes, and made-up ones beside them."""
    scores = dorsal.p_scores(diabetes())
    rng = np.random.default_rng(3)
    return PartialOrder(scores={"HbA1c": scores, "weight": {t: float(rng.random()) for t in scores}})
