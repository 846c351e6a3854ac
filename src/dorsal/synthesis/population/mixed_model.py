"""All parameters given tau from people and aggregate arms: their mode, and the normal shape there (Laplace)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.linalg import LinAlgError

from dorsal.errors import NetworkError, NotSettled
from dorsal.synthesis.bayes.prior import StandardErrors
from dorsal.synthesis.population.arm_terms import ArmsTerms, Local
from dorsal.synthesis.population.arrow import Arrow, Block
from dorsal.synthesis.population.layout import Layout
from dorsal.synthesis.population.mixed_arms import MixedArms
from dorsal.trials.contrast import Array

MAX_STEPS = 100
SETTLED = 1e-12
"""A step that is expected to raise the log posterior by less is the last."""
SMALL, TINY = 1e-3, 1e-9
"""Steps of differences: this share of an SD."""
ENDLESS, NOTHING = 300.0, 1e-6
"""A parameter with an SD beyond so many units is told by nothing; an arm with less information than this is why."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mode:
    """Where the posterior given tau is highest, and how it bends there."""

    tau: float
    at: Block
    mean: Block
    """The mode moved to where the mean is, as far as the skewness at the mode tells it."""
    arrow: Arrow = field(repr=False)
    log_likelihood: float
    """log p(y | tau) by Laplace's approximation, without the constants of the likelihood."""
    bend: Array = field(repr=False)
    """(A,) information of each arm on its own intercept."""

    @property
    def tau2(self) -> float:
        return self.tau * self.tau

    @property
    def cov(self) -> Array:
        """(q, q) of the shared parameters."""
        return self.arrow.cov

    @cached_property
    def moments(self) -> tuple[Array, Array]:
        return self.mean.shared, np.diagonal(self.cov)

    def drawn(self, normal: Block) -> Block:
        """All parameters, from standard normal numbers (D, ...)."""
        return self.mean + self.arrow.drawn(normal)


@dataclass(frozen=True, kw_only=True)
class MixedModel:
    """Arms with their likelihood, and normal priors on what they share."""

    arms: MixedArms
    layout: Layout
    parts: tuple[ArmsTerms, ...] = field(repr=False)
    """Of the people, then of the aggregate arms."""
    precision: Array
    """(q, q) of the normal priors about 0; rows of 0: flat."""

    @cached_property
    def taken(self) -> Array:
        """(A, r, q): by arm, its intercept and slopes as sums of shared parameters."""
        return self.layout.taken[self.arms.treatment]

    @cached_property
    def _cuts(self) -> tuple[slice, ...]:
        people = len(self.arms.people)
        return tuple(c for c in (slice(0, people), slice(people, None)) if len(self.arms.arms[c]))

    def local(self, at: Block, tau: float) -> Array:
        """(..., A, r) of parameters with leading axes."""
        found = np.einsum("arq,...q->...ar", self.taken, at.shared)
        found[..., 0] += at.study[..., self.arms.study] + tau / math.sqrt(2.0) * at.own
        return np.asarray(found, dtype=np.float64)

    def height(self, at: Block, tau: float) -> Array:
        """(D,) log of likelihood times priors, without constants, at D sets of parameters."""
        local = self.local(at, tau)
        value = sum(part.value(local[:, cut]) for part, cut in zip(self.parts, self._cuts, strict=True))
        prior = np.einsum("...p,pq,...q->...", at.shared, self.precision, at.shared)
        return np.asarray(value - 0.5 * ((at.own**2).sum(axis=-1) + prior), dtype=np.float64)

    def _terms(self, at: Block, tau: float) -> Local:
        return self._of_arms(self.local(at, tau))

    def _of_arms(self, local: Array) -> Local:
        found = [part.terms(local[cut]) for part, cut in zip(self.parts, self._cuts, strict=True)]
        return Local(
            value=sum(each.value for each in found),
            gradient=np.concatenate([each.gradient for each in found]),
            hessian=np.concatenate([each.hessian for each in found]),
            concave=np.concatenate([each.concave for each in found]),
        )

    @cached_property
    def start(self) -> Block:
        """Nothing but an intercept for each study, where its arms are on the whole."""
        family, arms = self.arms.family, self.arms
        own = [(float(np.sum(a.y)), float(np.sum(a.size)), len(np.atleast_1d(a.y))) for a in arms.arms]
        y, size, n = np.array(own).T
        if family.kind == "normal":
            predictor = np.where(np.arange(len(y)) < len(arms.people), y / n, y)
        else:
            predictor = family.counts.start(y, size)
        count = np.bincount(arms.study)
        return Block(
            shared=np.zeros(self.layout.size),
            study=np.bincount(arms.study, predictor) / count,
            own=np.zeros(len(arms.arms)),
        )

    def known(self, tau: float, start: Block | None = None) -> Mode:
        """The mode at a tau by Newton's method. Raises NetworkError where it is at infinity, NotSettled as it says."""
        at = start or self.start
        height = float(self.height(_one(at), tau)[0])
        for _ in range(MAX_STEPS):
            local = self._terms(at, tau)
            gradient, arrow = self._slope(at, local, tau)
            step = arrow.solve(gradient)
            rise = gradient.dot(step)
            at, height = self._uphill(at, step, height, tau)
            if rise < SETTLED:
                return self._laplace(at, height, tau)
        raise NotSettled(f"the mode of the parameters at tau = {tau:g} was not reached in {MAX_STEPS} steps")

    def _slope(self, at: Block, local: Local, tau: float) -> tuple[Block, Arrow]:
        """Gradient of the height, and a positive curvature: the true one where it is."""
        gradient = Block(
            shared=np.einsum("arq,ar->q", self.taken, local.gradient) - self.precision @ at.shared,
            study=np.bincount(self.arms.study, local.gradient[:, 0]).astype(np.float64),
            own=tau / math.sqrt(2.0) * local.gradient[:, 0] - at.own,
        )
        try:
            return gradient, self._arrow(local.hessian, tau)
        except LinAlgError:
            pass
        try:
            return gradient, self._arrow(local.concave, tau)
        except LinAlgError:
            raise _open() from None

    def _arrow(self, hessian: Array, tau: float) -> Arrow:
        whole = -np.einsum("arq,ars,asp->qp", self.taken, hessian, self.taken, optimize=True)
        return Arrow(
            shared=whole + self.precision,
            cross=-np.einsum("ar,arq->aq", hessian[:, 0], self.taken),
            bend=-hessian[:, 0, 0],
            study=self.arms.study,
            studies=len(self.arms.studies),
            step=tau / math.sqrt(2.0),
        )

    def _uphill(self, at: Block, step: Block, height: float, tau: float) -> tuple[Block, float]:
        """The step, halved while it leads down."""
        slack = 1e-9 * (1.0 + abs(height))
        for _ in range(40):
            proposed = at + step
            found = float(self.height(_one(proposed), tau)[0])
            if found >= height - slack:
                return proposed, found
            step = step.times(0.5)
        return at, height

    def _laplace(self, at: Block, height: float, tau: float) -> Mode:
        local = self._terms(at, tau)
        try:
            arrow = self._arrow(local.hessian, tau)
        except LinAlgError:
            raise _open() from None
        if np.diagonal(arrow.cov).max(initial=0.0) > (ENDLESS * self.arms.unit) ** 2:
            if -local.hessian[:, 0, 0].max() * self.arms.unit**2 > NOTHING:
                raise _open()
            raise NetworkError(
                "an effect is infinite: all events of a comparison are on one side. "
                "Give a prior on the effects, such as NormalEffects(sd=2.5) (at the command line: --prior-effect 2.5)"
            )
        proper = np.flatnonzero(np.diagonal(self.precision) > 0.0)
        free = self.layout.size + len(self.arms.studies) - len(proper)
        log_det = float(np.linalg.slogdet(self.precision[np.ix_(proper, proper)])[1])
        constant = 0.5 * (free * math.log(2.0 * math.pi) + log_det)
        return Mode(
            tau=tau,
            at=at,
            mean=at + self._skewed(at, arrow, tau),
            arrow=arrow,
            log_likelihood=height - 0.5 * arrow.log_det + constant,
            bend=-local.hessian[:, 0, 0],
        )

    def _skewed(self, at: Block, arrow: Arrow, tau: float) -> Block:
        """How far the mean is from the mode, to the next order: half the third derivatives against the covariance.

        That is one Newton step uphill on the log posterior less half the log determinant of its curvature (Tierney &
        Kadane 1986 on such expansions). The third derivatives are differences of the arms' own Hessians.
        """
        local, spread = self.local(at, tau), arrow.of_intercepts(self.taken)
        pull = np.empty_like(local)
        for r in range(local.shape[1]):
            step = SMALL * np.sqrt(np.maximum(spread[:, r, r], 0.0)) + TINY
            move = np.zeros_like(local)
            move[:, r] = step
            apart = self._of_arms(local + move).hessian - self._of_arms(local - move).hessian
            pull[:, r] = 0.5 * np.einsum("ars,ars->a", apart, spread) / (2.0 * step)
        return arrow.solve(
            Block(
                shared=np.einsum("arq,ar->q", self.taken, pull),
                study=np.bincount(self.arms.study, pull[:, 0]).astype(np.float64),
                own=tau / math.sqrt(2.0) * pull[:, 0],
            )
        )

    def standard_errors(self, mode: Mode) -> StandardErrors:
        """Of a difference of two arms as well known as the best known arm, and as a typical one."""
        variance = 2.0 / np.maximum(mode.bend, 1e-12 / self.arms.unit**2)
        return StandardErrors(math.sqrt(float(variance.min())), math.sqrt(float(np.median(variance))))


def _one(at: Block) -> Block:
    return Block(shared=at.shared[None], study=at.study[None], own=at.own[None])


def _open() -> NotSettled:
    return NotSettled(
        "the data leave a direction of the parameters open: fewer covariates, shared interactions, or priors on "
        "effects and coefficients close it"
    )
