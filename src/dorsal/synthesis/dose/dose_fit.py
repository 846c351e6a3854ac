"""Dose-response network meta-analysis: the effect of an agent is a curve of its dose, dose 0 is one for all agents.

Mandema & Cox 2005; Mawdsley, Bennetts, Dias, Boucher & Welton 2016 (doi:10.1002/psp4.12091) and Hamza et al. 2022 by
MCMC, Petropoulou et al. 2025 by least squares. Every dose of an agent is a treatment of the network, so that a study's
covariance is that of any other; the curves are a basis of the treatments' effects. tau2 is between studies in the
effect of a dose.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.dose.curves import ED50, Curves, curves_of
from dorsal.synthesis.dose.doses import Doses
from dorsal.synthesis.dose.search import Found, search
from dorsal.synthesis.dose.shape import Shape, shape_of
from dorsal.synthesis.estimate import Interval, interval, two_sided
from dorsal.synthesis.heterogeneity import FitDiary, tau2_interval
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q
from dorsal.synthesis.yardstick import Yardstick, yardstick
from dorsal.trials.contrast import Array
from dorsal.trials.dosage import Dosage
from dorsal.trials.shown import Shown

IDENTIFIED = 1e-7


@dataclass(frozen=True, kw_only=True)
class DoseEffect:
    """One dose against another on the analysis scale (a log for ratios)."""

    first: Dosage
    second: Dosage | None
    """None: dose 0."""
    mean: float
    se: float
    ci: Interval
    pi: Interval | None
    """Where the true effect of a new study lies; None under the common-effect model, without degrees of freedom, and of
    a dose against itself."""
    p: float
    beyond: bool
    """Whether a dose lies beyond those studied of its agent; against dose 0, too, where no study gave that."""


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """A parameter of the curves: of an agent's, or an ED50 (of all agents, or one) on the scale of doses."""

    of: str
    term: str
    mean: float
    se: float | None
    """None where the trials do not tell it; of an ED50 that of its log."""
    ci: Interval | None
    found: bool = True
    """False for an ED50 that ended at an end of where it was sought: no plateau, or all of it below the doses."""


@dataclass(frozen=True, kw_only=True)
class DoseFit(Shown):
    """Fitted curves; effects are asked of any dose."""

    doses: Doses
    shape: Shape
    own: Mapping[str, Shape]
    options: FitOptions
    curves: Curves
    found: Found = field(repr=False)

    @property
    def tau2(self) -> float:
        return self.found.solution.tau2

    @property
    def diary(self) -> FitDiary:
        return self.found.diary

    @property
    def parameters(self) -> int:
        """How many the trials tell, tau2 apart; an ED50 that ended at an edge counts."""
        return int(self.found.basis.shape[1]) + len(self.found.edges)

    @property
    def df(self) -> int:
        """Degrees of freedom of Q."""
        return len(self.found.rows) - self.parameters

    @cached_property
    def tau2_ci(self) -> tuple[float, float] | None:
        """As `NetworkFit.tau2_ci`; with an ED50 around the curves made straight at their answer."""
        if self.options.known_tau2 is not None:
            return None
        of = self.options
        return tau2_interval(self.found.rows, self.found.basis, self.found.solution, of.tau2_method, of.level)

    @cached_property
    def q(self) -> Q:
        """Q around the curves, at tau2 = 0."""
        return Q(self.rss_at(0.0), self.df)

    def rss_at(self, tau2: float) -> float:
        """The weighted sum of squares around the curves fitted at a tau2."""
        if tau2 == self.tau2:
            return self.found.solution.rss
        return search(self.doses, self.curves, FitOptions(tau=math.sqrt(tau2))).solution.rss

    @cached_property
    def yardstick(self) -> Yardstick:
        """Of all intervals. Raises NetworkError for t without degrees of freedom."""
        return yardstick(self.options.interval, self.options.level, self.found.solution.rss, self.df)

    @cached_property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """Of every agent's curve, in the order of the agents, then the ED50."""
        return tuple(self._coefficient(place) for place in range(self.curves.size))

    def _coefficient(self, place: int) -> Coefficient:
        (owner, term), mean = self.curves.names[place], float(self.found.beta[place])
        middle = term == ED50
        shown = math.exp(mean) if middle else mean
        name = "ED50" if middle else term
        if place in self.found.edges:
            return Coefficient(of=owner, term=name, mean=shown, se=None, ci=None, found=False)
        if not self._identified(np.eye(self.curves.size)[place]):
            return Coefficient(of=owner, term=name, mean=shown, se=None, ci=None)
        se = self.yardstick.factor * math.sqrt(max(0.0, float(self.found.cov[place, place])))
        low, high = interval(mean, se, self.options.level, self.yardstick.df)
        ci = (math.exp(low), math.exp(high)) if middle else (low, high)
        return Coefficient(of=owner, term=name, mean=shown, se=se, ci=ci)

    def effect(
        self, agent: str, dose: float | None, than: str = "", dose_than: float | None = None, *, beyond: bool = False
    ) -> DoseEffect:
        """An agent at a dose against dose 0, or against another agent at its dose; None for treatments without one.

        Raises NetworkError for an agent in no study or a difference that the trials do not tell, OptionError for a
        dose below 0, and for one outside those studied unless `beyond` is given.
        """
        first = self._point(agent, dose, beyond)
        second = self._point(than, dose_than, beyond) if than else None
        weights = self.curves.gradient(first, self.found.beta)
        mean = self.curves.value(first, self.found.beta)
        if second is not None:
            weights = weights - self.curves.gradient(second, self.found.beta)
            mean -= self.curves.value(second, self.found.beta)
        if not self._identified(weights):
            raise NetworkError(f"the trials do not tell how {_named(first)} compares with {_named(second)}")
        se = self.yardstick.factor * math.sqrt(max(0.0, float(weights @ self.found.cov @ weights)))
        out = self.is_beyond(first) or (self.is_beyond(second) if second else not self.doses.zero)
        return DoseEffect(
            first=first, second=second, mean=mean, se=se, ci=interval(mean, se, self.options.level, self.yardstick.df),
            pi=self._prediction(mean, se) if weights.any() else None,
            p=two_sided(mean / se, self.yardstick.df) if se else 1.0, beyond=out,
        )  # fmt: skip

    def _prediction(self, mean: float, se: float) -> Interval | None:
        """As for any network: t with the degrees of freedom of Q."""
        if self.options.model == "common" or self.df < 1:
            return None
        return interval(mean, math.hypot(se, math.sqrt(self.tau2)), self.options.level, float(self.df))

    def _point(self, agent: str, dose: float | None, beyond: bool) -> Dosage:
        if dose is not None and not 0.0 <= dose < math.inf:
            raise OptionError(f"a dose is a number from 0 up, got {dose!r} of {agent}")
        point = Dosage(agent, dose)
        if self.is_beyond(point) and not beyond:
            low, high = self.doses.reach(point.agent)
            raise OptionError(
                f"{_named(point)} lies outside the doses studied ({low:g} to {high:g}); an effect there would rest on "
                "the shape of the curve alone. Ask for it with beyond=True (--dose-beyond on the command line)"
            )
        return point

    def is_beyond(self, point: Dosage) -> bool:
        """Whether a dose lies outside those studied of its agent; dose 0 never does."""
        if not point.dose:
            return False
        low, high = self.doses.reach(point.agent)
        return not low <= point.dose <= high

    def _identified(self, weights: Array) -> bool:
        """Whether the trials tell this difference: it lies in the span of what they compare."""
        free = weights.copy()
        free[list(self.found.edges)] = 0.0
        scaled, told = free / self.found.scale, self.found.directions
        missed = scaled - told @ (told.T @ scaled)
        return bool(np.abs(missed).max(initial=0.0) <= IDENTIFIED * max(1.0, float(np.abs(scaled).max(initial=0.0))))


def _named(point: Dosage | None) -> str:
    if point is None or point.dose == 0.0:
        return "dose 0"
    return point.agent if point.dose is None else f"{point.agent} {point.dose:g}"


def fit_dose(
    doses: Doses,
    shape: str | Shape = "linear",
    own: Mapping[str, str | Shape] | None = None,
    options: FitOptions | None = None,
) -> DoseFit:
    """Fit a curve for each agent: of one `shape`, but for agents with one of their `own`.

    The network may have islands that only the curves join. Raises OptionError for a shape or an agent, NetworkError
    where the trials tell nothing of the curves, NotSettled from the search.
    """
    chosen, main = options or FitOptions(), shape_of(shape)
    others = {Dosage(agent).agent: shape_of(said) for agent, said in (own or {}).items()}
    curves = curves_of(doses, main, others)
    fit = DoseFit(
        doses=doses, shape=main, own=others, options=chosen, curves=curves, found=search(doses, curves, chosen)
    )
    _ = fit.yardstick  # there is none for t without degrees of freedom
    return fit


def with_options(fit: DoseFit, options: FitOptions) -> DoseFit:
    """The same curves fitted by other options."""
    return replace(fit, options=options, found=search(fit.doses, fit.curves, options))
