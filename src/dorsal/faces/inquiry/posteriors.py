"""Which posterior is asked for, and how it is found: by the integral over tau, or by sampling where that is asked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.inquiry.asked import Bayes, Subject
from dorsal.synthesis.bayes.deviance import Deviance
from dorsal.synthesis.bayes.marginal import Interval
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.bayes.prior_text import prior_of
from dorsal.synthesis.counts.event_counts import Counted
from dorsal.synthesis.counts.printed_categories import categories_of
from dorsal.synthesis.counts.printed_counts import counts_of, rates_of
from dorsal.synthesis.exact.arm_model import ArmModel
from dorsal.synthesis.exact.baseline import FLAT, Baselines, NormalBaselines
from dorsal.trials.effect_options import RATIO_MEASURES
from dorsal.trials.left_out import LeftOut
from dorsal.trials.scale import Better

NORMAL = re.compile(r"normal\(([^()]*)\)")
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
    model: ArmModel | None = None
    """Of the arms; None: of the contrasts of the fit."""
    baselines: str | None = None
    """The prior on baselines, of arms."""
    left_out: tuple[LeftOut, ...] = ()


def default_prior(measure: str) -> str:
    """uniform(0,5) on the scales of NICE TSD 2 (logs and standard deviations), flat where the unit is free."""
    return "uniform(0,5)" if measure in RATIO_MEASURES or measure.startswith("SMD") else "uniform(0,inf)"


def priors_asked(subject: Subject, *, exact: bool) -> tuple[TauPrior, NormalEffects | None]:
    """On tau and on the effects; logs and probits, of exact likelihoods, are scales on which 5 is far out."""
    inquiry = subject.inquiry
    tau = prior_of(inquiry.prior_tau or ("uniform(0,5)" if exact else default_prior(subject.measure)))
    sd = inquiry.prior_effect
    return tau, None if sd is None else NormalEffects(sd=sd, reference=subject.reference)


def asked_of(subject: Subject) -> Asked:
    """The posterior that the inquiry asks for."""
    bayes = subject.inquiry.bayes
    tau, effects = priors_asked(subject, exact=bool(bayes.exact))
    if not bayes.exact:
        return Asked(tau=tau, effects=effects, likelihood="", measure=subject.measure)
    counts, left_out = counts_asked(subject, bayes.likelihood)
    baselines = baselines_of(bayes.prior_baseline)
    first = None if baselines.flat else subject.reference
    model = _model(counts, tau, effects, bayes, baselines, first)
    return Asked(
        tau=tau,
        effects=effects,
        likelihood=bayes.exact,
        measure=model.terms.measure,
        model=model,
        baselines=baselines.name,
        left_out=left_out,
    )


def baselines_of(text: str) -> Baselines:
    """The prior on baselines that a text names: flat, or normal(mean,sd) on the scale of the link."""
    if text in ("", "flat"):
        return FLAT
    found = NORMAL.fullmatch(text)
    try:
        mean, sd = map(float, found[1].split(",")) if found else (math.nan, math.nan)
    except ValueError:
        mean, sd = math.nan, math.nan
    if math.isnan(mean + sd):
        raise OptionError(f"prior on baselines {text!r} is not known; write flat, or normal(mean,sd) as normal(-1,2)")
    return NormalBaselines(mean=mean, sd=sd)


def _model(
    counts: list[Any],
    tau: TauPrior,
    effects: NormalEffects | None,
    bayes: Bayes,
    baselines: Baselines,
    first: str | None,
) -> ArmModel:
    """The arms with their likelihood and priors. Raises as synthesis does."""
    if bayes.likelihood == "ordered":
        from dorsal.synthesis.exact.ordered_posterior import ordered_model

        link = bayes.exact.removeprefix("ordered-")
        return ordered_model(counts, tau, effects, link=link, baselines=baselines, reference=first)
    from dorsal.synthesis.exact.arm_posterior import arm_model

    return arm_model(counts, tau, effects, likelihood=bayes.exact, baselines=baselines, reference=first)


WHAT = {
    "binomial": "people with an event",
    "poisson": "events over person-time",
    "ordered": "people in ordered categories (--categories)",
}


def counts_asked(subject: Subject, likelihood: str) -> tuple[list[Any], tuple[LeftOut, ...]]:
    """The arms on the treatments that the fit holds, study by study, and the rows that do not enter."""
    readers: Mapping[str, Callable[..., tuple[tuple[Counted, ...], tuple[LeftOut, ...]]]]
    readers = {"binomial": counts_of, "poisson": rates_of, "ordered": categories_of}
    read, left_out = readers[likelihood](subject.studies)
    used: list[Counted] = []
    apart: list[LeftOut] = []
    for study in read:
        joined = [t for t in study.treatments if t in subject.fit.treatments]
        if len(joined) > 1:
            used.append(study.only(joined))
        else:
            apart += study.left_out(APART)
    if subject.reference not in {t for study in used for t in study.treatments}:
        raise NetworkError(
            f"{subject.reference} is in no study that prints {WHAT[likelihood]} by arm; --likelihood {likelihood} "
            "needs them"
        )
    return used, (*left_out, *apart)
