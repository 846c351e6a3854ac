"""Meta-regression on baseline risk from the counts of arms, with the error of every baseline in it.

Do treatments work better where the risk is higher? Observed risks of control arms stand on both sides of such a
regression, which makes slopes where there are none (Sharp, Thompson & Altman 1996). Here the covariate is the risk
itself, integrated out (synthesis.exact.risk_baselines).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.posterior import TOLERANCE
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.bayes.sampled import SampledNumber, SampledPosterior
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.counts.arms import arms_of
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates
from dorsal.synthesis.exact.arm_model import ArmModel, arm_model_of
from dorsal.synthesis.exact.arm_posterior import ArmPosterior, arm_posterior_of
from dorsal.synthesis.exact.arm_terms import CountTerms
from dorsal.synthesis.exact.risk_baselines import RiskBaselines, Slopes, Spread
from dorsal.trials.treatment import canonical

FEWEST = 4
"""Studies with an arm of the reference that a slope takes."""


@dataclass(frozen=True, kw_only=True)
class BaselineRisk:
    """The posterior, and what it says of slopes and of effects at a baseline. Predictors are on the link's scale."""

    posterior: ArmPosterior | SampledPosterior
    reference: str
    baselines: RiskBaselines

    @property
    def centre(self) -> float:
        """The baseline at which the posterior's effects hold."""
        return self.baselines.centre

    def slope(self, treatment: str) -> NormalMixture | SampledNumber:
        """By how much the effect against the reference grows with the baseline, per unit of the predictor."""
        return self._combined(treatment, self.reference, 0.0, 1.0)

    def between(self, first: str, second: str, baseline: float | None = None) -> NormalMixture | SampledNumber:
        """`first` minus `second` where the reference's predictor is `baseline` (None: the centre)."""
        return self._combined(first, second, 1.0, 0.0 if baseline is None else baseline - self.centre)

    @property
    def mean(self) -> NormalMixture | SampledNumber | None:
        """Of the baselines; None where they are flat."""
        return self.posterior.shared(self.baselines.count) if self.baselines.spread == "normal" else None

    @property
    def log_sd(self) -> NormalMixture | SampledNumber | None:
        """log of the SD of the baselines; None where they are flat."""
        return self.posterior.shared(self.baselines.count + 1) if self.baselines.spread == "normal" else None

    def _combined(self, first: str, second: str, effect: float, slope: float) -> NormalMixture | SampledNumber:
        effects = np.zeros(len(self.posterior.treatments))
        shared = np.zeros(self.baselines.count + (2 if self.baselines.spread == "normal" else 0))
        for treatment, sign in ((first, 1.0), (second, -1.0)):
            place = self._place(treatment)
            effects[place] += sign * effect
            shared[: self.baselines.count] += sign * slope * self.baselines.loading()[place]
        return self.posterior.combined(effects, shared)

    def _place(self, treatment: str) -> int:
        name = canonical(treatment)
        if name not in self.posterior.treatments:
            known = ", ".join(self.posterior.treatments)
            raise NetworkError(f"{treatment} is in no study of this network; it has {known}")
        return self.posterior.treatments.index(name)


def baseline_risk(
    counts: Sequence[EventCounts | EventRates],
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    reference: str,
    likelihood: str = "binomial-logit",
    slopes: Slopes = "shared",
    spread: Spread = "normal",
    centre: float | None = None,
    tolerance: float = TOLERANCE,
) -> BaselineRisk:
    """Effects against `reference` that change with its risk.

    `slopes`: one for all treatments ("shared"), or one for each ("independent"). `spread`: baselines normal with mean
    and SD estimated ("normal"), or "flat" as in NICE TSD 3, which leaves the slope biased. `centre`: the baseline at
    which effects are told, on the link's scale (None: the mean of the studies'). Raises NetworkError where fewer than
    four studies have an arm of the reference, and otherwise as synthesis.exact.arm_posterior does.
    """
    model = baseline_risk_model(
        counts, tau, effects, reference=reference, likelihood=likelihood, slopes=slopes, spread=spread, centre=centre
    )
    baselines = model.integral.baselines
    assert isinstance(baselines, RiskBaselines)
    found = arm_posterior_of(model, tau, effects, tolerance=tolerance)
    return BaselineRisk(posterior=found, reference=canonical(reference), baselines=baselines)


def baseline_risk_model(
    counts: Sequence[EventCounts | EventRates],
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    reference: str,
    likelihood: str = "binomial-logit",
    slopes: Slopes = "shared",
    spread: Spread = "normal",
    centre: float | None = None,
) -> ArmModel:
    """What `baseline_risk` integrates over tau. Raises as it does."""
    kind = likelihood_of(likelihood)
    if kind.ends_at_zero:
        raise OptionError(f"a regression on baseline risk needs a link that has no bound, not that of {likelihood}")
    arms = arms_of(counts, kind, first=reference, silent=spread == "normal")
    own = arms.treatment == 0
    if own.sum() < FEWEST:
        raise NetworkError(
            f"{own.sum()} studies have an arm of {reference}; a slope by its risk needs {FEWEST} or more: "
            "choose the most studied treatment as the reference"
        )
    terms = CountTerms(arms=arms, likelihood=kind)
    rough = terms.alone[0][own]
    baselines = RiskBaselines(
        treatments=len(arms.treatments),
        centre=float(rough.mean()) if centre is None else centre,
        slopes=slopes,
        spread=spread,
    )
    return arm_model_of(terms, tau, effects, baselines)
