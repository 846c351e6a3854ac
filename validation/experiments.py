"""One run of each experiment: draw a network with a known truth, analyse it, say what came true (1) or not (0)."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr
from scipy.stats import spearmanr

from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal, NormalEffects
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.node_split import SplitMethod, node_splits
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.contrast import Array
from validation.runs import Outcome
from validation.truth import Size, names, network, study

FITS = {
    "REML": FitOptions(),
    "REML, t": FitOptions(interval="t"),
    "REML, HK": FitOptions(interval="HK"),
    "REML, HK-t": FitOptions(interval="HK-t"),
    "DL": FitOptions(tau2_method="DL"),
    "DL, t": FitOptions(tau2_method="DL", interval="t"),
    "PM": FitOptions(tau2_method="PM"),
    "PM, t": FitOptions(tau2_method="PM", interval="t"),
    "common": FitOptions(model="common"),
}
SPREAD = 0.5
"""SD of the true effects."""
PRIOR_TAU, PRIOR_EFFECT = 0.3, 1.0
ADDITIVE = ("control", "a", "b", "c", "a+b", "b+c")
LEVEL = 0.05


def intervals(rng: np.random.Generator, size: Size, tau: float) -> Outcome:
    """Coverage of 95 % intervals of all effects against the first treatment, of prediction and of tau2."""
    truth = rng.normal(size=size.treatments) * SPREAD
    net = network(rng, size, truth, tau)
    fits = {name: fit_network(net, options) for name, options in FITS.items()}
    found = {name: _covered(fit, truth) for name, fit in fits.items()}
    found["prediction"] = _predicted(fits["REML"], truth, tau)
    for name in ("REML", "DL"):
        ci = fits[name].tau2_ci
        found[f"tau2, {name}"] = math.nan if ci is None else float(ci[0] <= tau * tau <= ci[1])
    return found


def _covered(fit: NetworkFit, truth: Array) -> float:
    label = names(len(truth))
    ends = (fit.between(other, label[0]).ci for other in label[1:])
    return float(np.mean([low <= t - truth[0] <= high for (low, high), t in zip(ends, truth[1:], strict=True)]))


def _predicted(fit: NetworkFit, truth: Array, tau: float) -> float:
    """Chance that a new study's effect, known exactly, lies in the prediction interval."""
    label = names(len(truth))
    shares = []
    for other, t in zip(label[1:], truth[1:], strict=True):
        pi = fit.between(other, label[0]).pi
        if pi is None:
            return math.nan
        off = np.array(pi) - (t - truth[0])
        shares.append(float(off[0] <= 0 <= off[1]) if tau == 0 else float(np.diff(ndtr(off / tau))[0]))
    return float(np.mean(shares))


def inconsistency(rng: np.random.Generator, size: Size, tau: float, off: float) -> Outcome:
    """How often tests at 5 % find inconsistency; `off` in the direct evidence on the first two treatments."""
    truth = rng.normal(size=size.treatments) * SPREAD
    fit = fit_network(network(rng, size, truth, tau, off))
    return {
        "design by treatment": _significant(interaction(fit).q.p),
        "Q between designs": _significant(fit.q.between.p),
        "node-splits": _split(fit, "back-calculation"),
        "node-splits, SIDDE": _split(fit, "SIDDE"),
    }


def _split(fit: NetworkFit, method: SplitMethod) -> float:
    """Whether the split of the first two treatments is significant."""
    return _significant(node_splits(fit, method, [("t0", "t1")])[0].p)


def _significant(p: float | None) -> float:
    return math.nan if p is None else float(p < LEVEL)


def ranks(rng: np.random.Generator, size: Size, tau: float) -> Outcome:
    """P-scores against the true order, and whether a chance to be better is kept."""
    truth = rng.normal(size=size.treatments) * SPREAD
    fit = fit_network(network(rng, size, truth, tau))
    scores = p_scores(fit)
    label = names(size.treatments)
    claimed, kept = [], []
    for i, a in enumerate(label):
        for j in range(i):
            chance = fit.between(a, label[j]).chance_below(0.0)
            claimed.append(max(chance, 1.0 - chance))
            kept.append(float((chance > 0.5) == (truth[i] < truth[j])))
    return {
        "rank correlation": float(spearmanr([-scores[a] for a in label], truth).statistic),
        "truly best ranked first": float(next(iter(scores)) == label[int(np.argmin(truth))]),
        "claimed": float(np.mean(claimed)),
        "kept": float(np.mean(kept)),
    }


def calibration(rng: np.random.Generator, size: Size) -> Outcome:
    """Truth drawn from the prior: posterior intervals must hold it as often as they say."""
    tau = abs(rng.normal()) * PRIOR_TAU
    truth = np.concatenate(([0.0], rng.normal(size=size.treatments - 1) * PRIOR_EFFECT))
    net = network(rng, size, truth, tau)
    found = posterior(net, HalfNormal(PRIOR_TAU), NormalEffects(sd=PRIOR_EFFECT, reference="t0"))
    outcome = {}
    for level in (0.5, 0.95):
        held = []
        for i in range(1, size.treatments):
            low, high = found.between(f"t{i}", "t0").interval(level)
            held.append(low <= truth[i] <= high)
        low, high = found.tau.interval(level)
        outcome[f"effects, {level:.0%}"] = float(np.mean(held))
        outcome[f"tau, {level:.0%}"] = float(low <= tau <= high)
    return outcome


def components(rng: np.random.Generator, studies: int, tau: float) -> Outcome:
    """Coverage of what a component adds where effects do add up, and the test of additivity."""
    added = dict(zip("abc", rng.normal(size=3) * SPREAD, strict=True))
    truth = np.array([sum(added.get(part, 0.0) for part in name.split("+")) for name in ADDITIVE])
    drawn = []
    for s in range(studies):
        i, j = s % len(ADDITIVE), (s + 1 + (s // len(ADDITIVE)) % (len(ADDITIVE) - 1)) % len(ADDITIVE)
        drawn.append(study(rng, f"s{s}", (ADDITIVE[i], ADDITIVE[j]), truth[[i, j]], tau))
    net = Network.of(drawn)
    outcome = {}
    for name in ("REML", "REML, t"):
        fit = fit_components(net, FITS[name], inactive=("control",))
        held = [est.ci[0] <= added[c] <= est.ci[1] for c in added if (est := fit.added(c)) is not None]
        outcome[name] = float(np.mean(held))
    outcome["additivity rejected"] = _significant(fit.q_additivity.p)
    return outcome
