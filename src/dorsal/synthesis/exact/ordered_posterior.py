"""The posterior of a random-effects network of ordered outcomes, from the people in each category of its arms."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.synthesis.bayes.posterior import TOLERANCE
from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
from dorsal.synthesis.counts.category_counts import CategoryCounts, category_arms
from dorsal.synthesis.exact.arm_model import ArmModel, arm_model_of
from dorsal.synthesis.exact.arm_posterior import ArmPosterior, arm_posterior_of
from dorsal.synthesis.exact.baseline import Baselines
from dorsal.synthesis.exact.ordered_terms import OrderedTerms, cumulative_link


def ordered_posterior(
    counts: Sequence[CategoryCounts],
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    link: str = "logit",
    baselines: Baselines | None = None,
    reference: str | None = None,
    tolerance: float = TOLERANCE,
) -> ArmPosterior:
    """Effects are log odds ratios of a higher category ("logit") or differences of probits ("probit").

    Its `shared` are the thresholds from the second on, against the first. Raises as synthesis.exact.arm_posterior does.
    """
    model = ordered_model(counts, tau, effects, link=link, baselines=baselines, reference=reference)
    return arm_posterior_of(model, tau, effects, tolerance=tolerance)


def ordered_model(
    counts: Sequence[CategoryCounts],
    tau: TauPrior,
    effects: NormalEffects | None = None,
    *,
    link: str = "logit",
    baselines: Baselines | None = None,
    reference: str | None = None,
) -> ArmModel:
    """What `ordered_posterior` integrates over tau. Raises as it does."""
    terms = OrderedTerms(arms=category_arms(counts, first=reference), link=cumulative_link(link))
    return arm_model_of(terms, tau, effects, baselines)
