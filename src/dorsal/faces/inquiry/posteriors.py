"""Which posterior is asked for, and how it is found: by the integral over tau, or by sampling where that is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dorsal.errors import NetworkError
from dorsal.faces.inquiry.asked import Subject
from dorsal.synthesis.deviance import Deviance
from dorsal.synthesis.event_counts import EventCounts, EventRates
from dorsal.synthesis.marginal import Interval
from dorsal.synthesis.printed_counts import counts_of, rates_of
from dorsal.synthesis.prior import NormalEffects, TauPrior
from dorsal.synthesis.prior_text import prior_of
from dorsal.synthesis.ranking import Better
from dorsal.trials.effect_options import RATIO_MEASURES
from dorsal.trials.left_out import LeftOut

APART = "no arm of another treatment that studies join to the reference"


class Marginal(Protocol):
    """The posterior of one number, however it was found."""

    @property
    def mean(self) -> float: ...
    @property
    def sd(self) -> float: ...
    def quantile(self, p: float) -> float: ...
    def interval(self, level: float = 0.95) -> Interval: ...
    def chance_below(self, limit: float) -> float: ...
    def chance_above(self, limit: float) -> float: ...


class Found(Protocol):
    """The posterior of effects and tau, however it was found."""

    @property
    def treatments(self) -> tuple[str, ...]: ...
    @property
    def prior(self) -> TauPrior: ...
    @property
    def effect_prior(self) -> NormalEffects | None: ...
    @property
    def tau(self) -> Marginal: ...
    @property
    def deviance(self) -> Deviance: ...
    def between(self, first: str, second: str) -> Marginal: ...
    def sucra(self, *, better: Better = "lower", mic: float = 0.0) -> Mapping[str, float]: ...


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The priors and the arms of a posterior."""

    tau: TauPrior
    effects: NormalEffects | None
    likelihood: str
    """Exact, of arms; "": normal contrasts."""
    measure: str
    """What a difference of two effects is."""
    counts: Sequence[EventCounts | EventRates] = ()
    left_out: tuple[LeftOut, ...] = ()


def default_prior(measure: str) -> str:
    """uniform(0,5) on the scales of NICE TSD 2 (logs and standard deviations), flat where the unit is free."""
    return "uniform(0,5)" if measure in RATIO_MEASURES or measure.startswith("SMD") else "uniform(0,inf)"


def asked_of(subject: Subject) -> Asked:
    """The posterior that the inquiry asks for."""
    inquiry = subject.inquiry
    effects = (
        None if inquiry.prior_effect is None else NormalEffects(sd=inquiry.prior_effect, reference=subject.reference)
    )
    exact = inquiry.bayes.exact
    if not exact:
        tau = prior_of(inquiry.prior_tau or default_prior(subject.measure))
        return Asked(tau=tau, effects=effects, likelihood="", measure=subject.measure)
    counts, left_out = _counts(subject, exact)
    return Asked(
        # logs and probits are scales on which 5 is far out
        tau=prior_of(inquiry.prior_tau or "uniform(0,5)"),
        effects=effects,
        likelihood=exact,
        measure=_measure(exact),
        counts=counts,
        left_out=left_out,
    )


def _measure(likelihood: str) -> str:
    from dorsal.synthesis.arm_likelihood import likelihood_of

    return likelihood_of(likelihood).measure


def _counts(subject: Subject, likelihood: str) -> tuple[list[EventCounts | EventRates], tuple[LeftOut, ...]]:
    """The arms on the treatments that the fit holds, study by study, and the rows that do not enter."""
    read, left_out = (rates_of if likelihood.startswith("poisson") else counts_of)(subject.studies)
    used: list[EventCounts | EventRates] = []
    apart: list[LeftOut] = []
    for study in read:
        joined = [t for t in study.treatments if t in subject.fit.treatments]
        if len(joined) > 1:
            used.append(study.only(joined))
        else:
            apart += study.left_out(APART)
    if subject.reference not in {t for study in used for t in study.treatments}:
        what = "events over person-time" if likelihood.startswith("poisson") else "people with an event"
        raise NetworkError(f"{subject.reference} is in no study that prints {what} by arm; {likelihood} needs them")
    return used, (*left_out, *apart)
