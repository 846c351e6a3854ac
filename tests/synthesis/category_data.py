"""People in ordered categories that tests share."""

from __future__ import annotations

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from dorsal.synthesis.counts.category_counts import CategoryCounts

DISTRIBUTION = {"logit": expit, "probit": norm.cdf}


def categories(study: str, *arms: tuple[str, tuple[int | None, ...]]) -> CategoryCounts:
    treatments, people = zip(*arms, strict=True)
    return CategoryCounts(study=study, treatments=treatments, people=people)


FEW = (
    categories("1", ("a", (9, 7, 4)), ("b", (5, 6, 9))),
    categories("2", ("a", (12, None, 8)), ("b", (10, None, 11)), ("c", (6, None, 14))),
    categories("3", ("b", (0, 0, 6)), ("c", (3, 4, 5))),
)


def shares(eta, thresholds, link):
    """(..., J) of people by category."""
    above = DISTRIBUTION[link](np.asarray(eta)[..., None] - np.asarray(thresholds))
    edges = np.concatenate([np.ones_like(above[..., :1]), above, np.zeros_like(above[..., :1])], axis=-1)
    return edges[..., :-1] - edges[..., 1:]


def simulated(seed, studies, n, thresholds, truth, tau, link="logit"):
    """A network around its truth: the first two treatments in every other study, else two at random."""
    rng, made = np.random.default_rng(seed), []
    for s in range(studies):
        arms = [0, 1 + (s // 2) % (len(truth) - 1)] if s % 2 == 0 else rng.choice(len(truth), size=2, replace=False)
        baseline, rows = rng.normal(0.3, 0.5), []
        for t in arms:
            eta = baseline + truth[t] + rng.normal() * tau / np.sqrt(2.0)
            rows.append(("abcdef"[t], tuple(int(x) for x in rng.multinomial(n, shares(eta, thresholds, link)))))
        made.append(categories(f"s{s}", *rows))
    return made
