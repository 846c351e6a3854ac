"""Which shape fits: each against the split model, in which every dose is a treatment of its own, and by AIC and BIC."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.errors import DorsalError
from dorsal.synthesis.dose.dose_fit import DoseFit, fit_dose, with_options
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q

SHAPES = ("lumped", "linear", "log-linear", "quadratic", "fp:-0.5", "fp:0.5", "spline", "exponential", "emax", "split")
"""That are compared by themselves."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One shape, and how it fits."""

    shape: str
    parameters: int
    """That the trials tell, tau2 apart."""
    simpler: tuple[str, ...]
    """Agents that got a straight line, for their doses are too few for the shape."""
    tau2: float
    q: Q
    """Around the curves, at tau2 = 0."""
    lack_of_fit: Q
    """Against the split model at its tau2: how much worse the curves fit. Small P: the shape is not the data's."""
    aic: float
    """Akaike 1974; of the maximised likelihood, as BIC (Schwarz 1978) by the number of independent contrasts."""
    bic: float


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A shape that could not be fitted, with the reason."""

    shape: str
    why: str


def compare_shapes(
    asked: DoseFit, split: DoseFit, names: Sequence[str] = SHAPES
) -> tuple[tuple[Tried, ...], tuple[Failed, ...]]:
    """A fit, and each of the shapes fitted by its options, against the split model; and those that cannot be fitted.

    In the order of `names`, with the fit's own shapes behind them where they are not among them.
    """
    tried: list[Tried] = []
    failed: list[Failed] = []
    for name in names:
        try:
            known = {asked_name(asked): asked, asked_name(split): split}
            fit = known[name] if name in known else fit_dose(asked.doses, name, options=asked.options)
            tried.append(judged(fit, split))
        except DorsalError as error:
            failed.append(Failed(shape=name, why=str(error)))
    if asked_name(asked) not in names:
        tried.append(judged(asked, split))
    return tuple(tried), tuple(failed)


def asked_name(fit: DoseFit) -> str:
    """The shapes of a fit in words: "linear", "linear; exercise emax"."""
    return "; ".join([fit.shape.name, *(f"{agent} {shape.name}" for agent, shape in fit.own.items())])


def judged(fit: DoseFit, split: DoseFit) -> Tried:
    """How a fit fits, against the split model of the same trials."""
    options = fit.options
    likely = fit
    if options.known_tau2 is None and options.tau2_method != "ML":
        likely = with_options(fit, FitOptions(tau2_method="ML"))
    counted = fit.parameters + (options.known_tau2 is None)
    fall = -2.0 * likely.found.solution.log_likelihood
    return Tried(
        shape=asked_name(fit),
        parameters=fit.parameters,
        simpler=fit.curves.simpler,
        tau2=fit.tau2,
        q=fit.q,
        lack_of_fit=lack_of_fit(fit, split),
        aic=fall + 2.0 * counted,
        bic=fall + math.log(len(fit.found.rows)) * counted,
    )


def lack_of_fit(fit: DoseFit, split: DoseFit) -> Q:
    """How much worse the curves fit than the split model, both at its tau2; chi-squared if the shape is right."""
    worse = fit.rss_at(split.tau2) - split.found.solution.rss
    return Q(max(0.0, worse), split.parameters - fit.parameters)
