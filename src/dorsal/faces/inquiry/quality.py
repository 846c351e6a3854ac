"""How good a posterior is as a computation: the integral's error, Laplace's approximation, or the chains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from dorsal.faces.inquiry.posteriors import Found, Marginal
from dorsal.faces.numbers import count, number
from dorsal.faces.telling import Grid, Head, decimals, whole
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.posterior import Posterior
from dorsal.synthesis.bayes.sampled import SampledNumber, SampledPosterior
from dorsal.synthesis.exact.arm_posterior import ArmPosterior

Json = dict[str, Any]
CHECKED_WITH = 100
"""Draws that check Laplace's approximation."""
FAR_OFF = 0.05
"""Posterior SDs by which Laplace's approximation may be off before a person is told of the way without it."""
SETTLED = 1.01
"""R-hat above which chains have not settled (Vehtari et al. 2021)."""
ENOUGH = 100
"""Effective draws for each chain that are asked for (the same)."""


def how_well(known: Found | ArmPosterior | SampledPosterior, seed: int, shared: Sequence[str] = ()) -> Json:
    """`sampler`, `log_bayes_factor_common`, `error`, `laplace` and `sampling`; null where one does not apply.

    `shared`: names of what all arms share, in its order, where an answer shows it.
    """
    nothing: Json = {"sampler": "integral", "log_bayes_factor_common": None, "error": None}
    nothing |= {"laplace": None, "sampling": None}
    if isinstance(known, SampledPosterior):
        return nothing | {"sampler": "nuts", "sampling": _sampling(known)}
    assert isinstance(known, (Posterior, ArmPosterior))
    told = nothing | {"error": known.error}
    told["log_bayes_factor_common"] = known.log_bayes_factor_common if known.prior.proper else None
    if isinstance(known, ArmPosterior):
        check = known.check(np.random.default_rng(seed), draws=CHECKED_WITH)
        told["laplace"] = {
            "effective_share": check.effective_share,
            "mean_shift": float(np.abs(check.mean_shift).max()),
            "shared_shift": float(np.abs(check.shared_shift).max()) if len(check.shared_shift) else None,
            "sd_ratio": [float(check.sd_ratio.min()), float(check.sd_ratio.max())],
            "moved": _moved([*known.treatments, *shared], [*check.mean_shift, *check.shared_shift]),
        }
    return told


def _moved(names: Sequence[str], shifts: Sequence[float]) -> list[Json]:
    """The means that are off by more than a little, the worst first."""
    far = [(name, float(shift)) for name, shift in zip(names, shifts, strict=False) if abs(shift) > FAR_OFF]
    return [{"of": name, "shift": shift} for name, shift in sorted(far, key=lambda each: -abs(each[1]))]


def approximate_words(told: Json) -> tuple[str, ...]:
    """Above the numbers: which of them the approximation puts in doubt, and the way to those without it."""
    moved = told["laplace"]["moved"] if told["laplace"] else []
    if not moved:
        return ()
    by = ", ".join(f"{each['of']} by {number(abs(each['shift']), 2)}" for each in moved)
    return (
        f"Approximate: the exact likelihood moves means (in posterior SDs): {by}. Ask for --sampler nuts (with "
        "dorsal[mcmc]), which does not approximate, before you use these numbers.",
    )


def _sampling(known: SampledPosterior) -> Json:
    return {
        "chains": known.chains,
        "draws": known.draws_a_chain,
        "planned": known.planned,
        "seed": known.seed,
        "stopped": known.stopped,
        "divergent": known.divergent,
        "r_hat": known.worst_r_hat,
        "effective": known.fewest_effective,
        "parameters": [
            {
                "parameter": name,
                "r_hat": draws.r_hat,
                "bulk": draws.bulk_draws,
                "tail": draws.tail_draws,
                "mean_error": draws.mean_error,
            }
            for name, draws in known.numbers.items()
        ],
    }


def quality_grids(told: Json, name: str = "chains") -> tuple[Grid, ...]:
    """The chains, parameter by parameter, in a table of this name."""
    if told["sampling"] is None:
        return ()
    heads = (
        Head("parameter", "Parameter"),
        Head("r_hat", "R-hat", decimals(3)),
        Head("bulk", "bulk", whole),
        Head("tail", "tail", whole),
        Head("mean_error", "MC error", decimals(4)),
    )
    caption = "R-hat, effective draws for the middle and for the ends, Monte-Carlo error of the mean"
    return (Grid.of(name, caption, heads, told["sampling"]["parameters"]),)


def quality_words(told: Json) -> tuple[str, ...]:
    """What a reader must know of the computation."""
    words = []
    if told["error"] is not None:
        words.append(f"Error of the integral at most {told['error']:.1g} posterior SDs; nothing was sampled.")
    if told["log_bayes_factor_common"] is not None:
        factor = number(told["log_bayes_factor_common"], 2)
        words.append(f"Log Bayes factor of common against random effects {factor}.")
    if told["laplace"] is not None:
        beside = told["laplace"]["shared_shift"] if "by_baseline" in told else None
        shift = max(told["laplace"]["mean_shift"], beside or 0.0)
        words.append(
            f"Effects given tau are taken for normal; the exact likelihood moves a mean by at most {number(shift, 2)} "
            f"posterior SDs ({CHECKED_WITH} draws)."
            + (" That is more than a little: see what stands above the table." if shift > FAR_OFF else "")
        )
    return (*words, *(_chain_words(told["sampling"]) if told["sampling"] else ()))


def _chain_words(told: Json) -> list[str]:
    said = f"NUTS: {count(told['chains'], 'chain', 'chains')} of {told['draws']:,} draws, seed {told['seed']}"
    words = [
        f"{said}; R-hat at most {number(told['r_hat'], 3)}, at least {told['effective']:,.0f} effective draws, "
        f"{count(told['divergent'], 'divergence', 'divergences')}."
    ]
    if told["stopped"]:
        words.append(f"Stopped before the {told['planned']:,} draws of each chain were made.")
    if told["divergent"]:
        words.append("Where draws diverge the posterior is not explored; a tighter prior on tau helps as a rule.")
    unsettled = math.isnan(told["r_hat"]) or told["r_hat"] > SETTLED
    if unsettled or told["effective"] < ENOUGH * told["chains"]:
        words.append("The chains have not settled: ask for more with --draws before you use these numbers.")
    return words


def stopped_words(told: Json) -> str:
    """How much there is of draws that Ctrl-C stopped; "" where nothing was stopped."""
    sampling = told["sampling"]
    if not sampling or not sampling["stopped"]:
        return ""
    return f"stopped after {sampling['draws']:,} of {sampling['planned']:,} draws of each chain"


def smooth(marginal: Marginal) -> NormalMixture:
    """As a mixture of normals, for drawing."""
    if isinstance(marginal, SampledNumber):
        return marginal.smoothed
    assert isinstance(marginal, NormalMixture)
    return marginal
