"""One network of doses: whether intervals along the curves hold the truth, and what tests of the shape say."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Mapping

import numpy as np

from dorsal.errors import NetworkError, NotSettled
from dorsal.synthesis.dose.choice import Tried, judged
from dorsal.synthesis.dose.dose_fit import DoseFit, fit_dose
from dorsal.synthesis.dose.doses import Doses
from dorsal.synthesis.network import Network
from dorsal.trials.dosage import Dosage
from validation.experiments import LEVEL
from validation.runs import Outcome
from validation.truth import study

LEVELS: Mapping[str, tuple[float, ...]] = {"a": (5.0, 10.0, 20.0, 40.0), "b": (1.0, 2.0, 4.0, 8.0)}
ED50 = {"a": 10.0, "b": 2.0}
Curve = Callable[[str, float], float]
TRUTHS: Mapping[str, tuple[str, Curve]] = {
    "emax": ("emax", lambda agent, dose: (1.5 if agent == "a" else 1.0) * dose / (ED50[agent] + dose)),
    "line": ("linear", lambda agent, dose: (0.03 if agent == "a" else 0.1) * dose),
}
"""The shape that is right, and the effect of a dose."""
SHAPES = ("linear", "log-linear", "quadratic", "spline", "emax")
SHOWN = ("linear", "spline", "emax")


def curves(rng: np.random.Generator, studies: int, tau: float, truth: str) -> Outcome:
    """Coverage of the effects of all doses against none by some shapes, and by the one that is chosen by AIC."""
    right, curve = TRUTHS[truth]
    doses = _drawn(rng, studies, tau, curve)
    split = fit_dose(doses, "split")
    fits: dict[str, DoseFit] = {}
    tried: dict[str, Tried] = {}
    for shape in SHAPES:
        with contextlib.suppress(NotSettled):  # emax, in none of these networks
            fits[shape] = fit_dose(doses, shape)
            tried[shape] = judged(fits[shape], split)
    best = min(tried, key=lambda shape: tried[shape].aic)
    return {
        **{shape: _covered(fits[shape], curve) if shape in fits else math.nan for shape in SHOWN},
        "lowest AIC": _covered(fits[best], curve),
        "split": _covered(split, curve),
        "right shape rejected": _rejected(tried.get(right)),
        "line rejected": _rejected(tried.get("linear")),
        **_ed50(fits.get("emax"), truth),
    }


def _drawn(rng: np.random.Generator, studies: int, tau: float, curve: Curve) -> Doses:
    """Placebo against a dose, every fifth study two doses of an agent beside it, every seventh one agent's against the
    other's."""
    of = {"placebo": Dosage("placebo", 0.0)}
    contrasts = []
    for s in range(studies):
        agent, other = ("a", "b") if s % 2 else ("b", "a")
        dose, higher = np.sort(rng.choice(LEVELS[agent], 2, replace=False)).tolist()
        arms = [("placebo", 0.0), (agent, dose)]
        if s % 5 == 4:
            arms.append((agent, higher))
        elif s % 7 == 6:
            arms = [(agent, dose), (other, float(rng.choice(LEVELS[other])))]
        dosages = [Dosage(name, dose) for name, dose in arms]
        of |= {dosage.name: dosage for dosage in dosages}
        effect = np.array([curve(name, dose) if dose else 0.0 for name, dose in arms])
        contrasts.append(study(rng, f"s{s}", tuple(dosage.name for dosage in dosages), effect, tau))
    return Doses(network=Network.of(contrasts), of=of)


def _covered(fit: DoseFit, curve: Curve) -> float:
    held = []
    for agent in fit.doses.agents:
        for dose in fit.doses.levels(agent):
            with contextlib.suppress(NetworkError):  # a dose that no chain of trials joins to placebo, split
                low, high = fit.effect(agent, dose).ci
                held.append(low <= curve(agent, dose) <= high)
    return float(np.mean(held))


def _rejected(tried: Tried | None) -> float:
    p = None if tried is None else tried.lack_of_fit.p
    return math.nan if p is None else float(p < LEVEL)


def _ed50(fit: DoseFit | None, truth: str) -> dict[str, float]:
    """How many of the two were found, and how many of those intervals hold the truth."""
    asked = [] if fit is None else [c for c in fit.coefficients if c.term == "ED50"]
    told = [c for c in asked if c.ci is not None]
    held = [c.ci[0] <= ED50[c.of] <= c.ci[1] for c in told if c.ci is not None]
    known = truth == "emax"
    return {
        "ED50 found": len(told) / len(asked) if asked else math.nan,
        "ED50": float(np.mean(held)) if known and held else math.nan,
    }
