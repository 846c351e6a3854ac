"""Further questions to a fit, as the JSON of `dorsal fit`: each adds the key of its name (schema dorsal/fit/2)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.document import Document
from dorsal.synthesis.cinema import Reviewed, confidence
from dorsal.synthesis.components import select_interactions
from dorsal.synthesis.contribution import contributions
from dorsal.synthesis.design_by_treatment import interaction
from dorsal.synthesis.event_fit import EventFit
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.influence import leave_one_out
from dorsal.synthesis.network import Network
from dorsal.synthesis.node_split import NodeSplit, node_splits
from dorsal.synthesis.posterior import Posterior, posterior
from dorsal.synthesis.printed_counts import counts_of
from dorsal.synthesis.prior import NormalEffects
from dorsal.synthesis.prior_text import prior_of
from dorsal.synthesis.q import Q
from dorsal.synthesis.rare_events import METHODS, fit_events
from dorsal.trials.effect_options import RATIO_MEASURES
from dorsal.trials.scale import Better
from dorsal.trials.study import Study

QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)
SCHEMA = "dorsal/fit/2"
RARE_EVENTS = tuple(METHODS)

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What is asked beside the fit, and with which settings."""

    asked: frozenset[str] = frozenset()
    """Keys of QUESTIONS."""
    prior_tau: str = ""
    """As prior_of reads it; "" for the measure's default (see default_prior)."""
    prior_effect: float | None = None
    """SD of the normal prior on basic parameters; None: flat."""
    mic: float = 0.0
    """Smallest difference that matters, on the analysis scale; 0: any difference."""
    inactive: tuple[str, ...] = ()
    rare_events: str = ""
    """A method of RARE_EVENTS for odds ratios from the counts themselves."""

    def __post_init__(self) -> None:
        unknown = self.asked - set(QUESTIONS)
        if unknown:
            raise OptionError(f"{', '.join(sorted(unknown))}: no such question; there are {', '.join(QUESTIONS)}")
        if self.rare_events and self.rare_events not in RARE_EVENTS:
            raise OptionError(f"rare-events must be one of {', '.join(RARE_EVENTS)}, got {self.rare_events!r}")
        if not 0.0 <= self.mic < math.inf:
            raise OptionError(f"the smallest difference that matters must be 0 or above, got {self.mic:g}")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The fit that is asked, and what its readers need."""

    fit: NetworkFit
    network: Network
    """The whole network, its other islands too."""
    reference: str
    better: Better
    bias: Mapping[str, str]
    studies: tuple[Study, ...] = ()
    inquiry: Inquiry

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(t for t in self.fit.treatments if t != self.reference)


def subject_of(document: Document, inquiry: Inquiry) -> Subject:
    """The one section of a spreadsheet's document as the subject of an inquiry. Its analysis must be there."""
    section = document.sections[0]
    assert section.analysis is not None
    return Subject(
        fit=section.analysis.main,
        network=section.analysis.network,
        reference=section.analysis.reference,
        better="higher" if document.better.get(section.question.outcome) == "higher" else "lower",
        bias=section.bias,
        studies=tuple(document.studies.values()),
        inquiry=inquiry,
    )


def inquiry_json(subject: Subject) -> Json:
    """The keys asked for, each with its answer. Raises as the questions do."""
    return {key: QUESTIONS[key](subject) for key in QUESTIONS if key in subject.inquiry.asked}


def _node_splits(subject: Subject) -> list[Json]:
    return [_split(split) for split in node_splits(subject.fit) if split.has_both]


def _split(split: NodeSplit) -> Json:
    return {
        "treat1": split.first,
        "treat2": split.second,
        "direct": split.direct,
        "se_direct": split.se_direct,
        "indirect": split.indirect,
        "se_indirect": split.se_indirect,
        "difference": split.difference,
        "se_difference": split.se_difference,
        "p": split.p,
    }


def default_prior(measure: str) -> str:
    """uniform(0,5) on the scales of NICE TSD 2 (logs and standard deviations), flat where the unit is free."""
    return "uniform(0,5)" if measure in RATIO_MEASURES or measure.startswith("SMD") else "uniform(0,inf)"


def _posterior(subject: Subject) -> Json:
    asked = subject.inquiry
    prior = prior_of(asked.prior_tau or default_prior(subject.fit.network.measure))
    effects = None if asked.prior_effect is None else NormalEffects(sd=asked.prior_effect, reference=subject.reference)
    found = posterior(subject.fit, prior, effects)
    return {
        "prior_tau": found.prior.name,
        "prior_effect": "flat" if found.effect_prior is None else found.effect_prior.name,
        "tau": _moments(found.tau),
        "effects": [_effect(subject, found, treatment) for treatment in subject.others],
        "sucra": found.sucra(better=subject.better),
        "dic": {"deviance": found.deviance.mean, "p_d": found.deviance.effective_parameters, "dic": found.deviance.dic},
        "log_bayes_factor_common": found.log_bayes_factor_common if found.prior.proper else None,
        "error": found.error,
    }


def _effect(subject: Subject, found: Posterior, treatment: str) -> Json:
    marginal, mic = found.between(treatment, subject.reference), subject.inquiry.mic
    better = marginal.chance_below(-mic) if subject.better == "lower" else marginal.chance_above(mic)
    return {"treatment": treatment, "reference": subject.reference, **_moments(marginal), "p_better_by_mic": better}


def _moments(marginal: Any) -> Json:
    return {
        "mean": marginal.mean,
        "sd": marginal.sd,
        "quantiles": {f"{p:g}": marginal.quantile(p) for p in QUANTILES},
    }


def _contribution(subject: Subject) -> Json:
    found = contributions(subject.fit)
    return {
        "method": found.method,
        "estimates": [
            {
                "treat1": a,
                "treat2": b,
                "comparisons": [
                    {"treat1": c, "treat2": d, "share": share} for (c, d), share in found.of(a, b).items() if share > 0
                ],
                "studies": [
                    {"study": study, "share": share} for study, share in found.studies_of(a, b).items() if share > 0
                ],
            }
            for a, b in found.estimates
        ],
    }


def _leave_one_out(subject: Subject) -> list[Json]:
    found = leave_one_out(subject.fit, [(t, subject.reference) for t in subject.others])
    return [
        {
            "study": study.study,
            "tau2": study.tau2_without,
            "hat": study.hat,
            "residual": study.residual,
            "p": study.p,
            "cook": study.cook,
            "effects": [
                {
                    "treatment": change.first,
                    "reference": change.second,
                    "estimate": change.mean_without,
                    "se": change.se_without,
                    "shift": change.shift,
                }
                for change in study.changes
            ],
        }
        for study in map(found.of, found.studies)
    ]


def _interaction(subject: Subject) -> Json:
    """Interactions of components chosen forward by BIC; an answer without them where no components are combined."""
    found, steps = select_interactions(subject.network, subject.fit.options, subject.inquiry.inactive)
    chosen = [name for name in found.names if "*" in name]
    effects = ((name, found.added(name)) for name in chosen)
    return {
        "criterion": "BIC",
        "steps": [{"added": step.added or None, "criterion": step.criterion} for step in steps],
        "interactions": [
            {
                "components": name.split("*"),
                "estimate": None if e is None else e.mean,
                "se": None if e is None else e.se,
                "ci": None if e is None else list(e.ci),
            }
            for name, e in effects
        ],
    }


def _design_by_treatment(subject: Subject) -> Json:
    found = interaction(subject.fit)
    return {
        "tau2": found.tau2,
        **_q(found.q),
        "detached": [{"design": list(design), **_q(q)} for design, q in found.detached.items()],
    }


def _confidence(subject: Subject) -> list[Json]:
    mic = subject.inquiry.mic
    if mic == 0:
        raise OptionError("CINeMA needs the smallest difference that matters: --mic, on the analysis scale")
    indirectness = {study.id: study.indirectness for study in subject.studies}
    found = confidence(subject.fit, Reviewed(bias=subject.bias, indirectness=indirectness), mic=mic)
    return [
        {
            "treat1": each.first,
            "treat2": each.second,
            "evidence": each.evidence,
            "level": each.level,
            "domains": [{"domain": j.domain, "concern": j.concern, "reason": j.reason} for j in each.judgements],
        }
        for each in found
    ]


def _rare_events(subject: Subject) -> Json:
    """Odds ratios against the reference without adding anything to empty cells; a common-effect model."""
    counts, not_counted = counts_of(subject.studies)
    found = fit_events(counts, subject.inquiry.rare_events or RARE_EVENTS[0], subject.fit.options.level)
    if subject.reference not in found.treatments:
        raise NetworkError(
            f"{subject.reference} is in no study with usable counts; it has {', '.join(found.treatments)}"
        )
    return {
        "method": found.method,
        "effects": [_odds(found, t, subject.reference) for t in found.treatments if t != subject.reference],
        "q_between": None if found.q_between is None else _q(found.q_between),
        "left_out": [{"row": x.row, "study": x.study, "reason": x.reason} for x in (*not_counted, *found.left_out)],
    }


def _odds(found: EventFit, treatment: str, reference: str) -> Json:
    mean, se, ci = found.between(treatment, reference)
    return {
        "treatment": treatment,
        "reference": reference,
        "estimate": mean,
        "se": se,
        "ci": list(ci),
        "estimate_ratio": math.exp(mean),
        "ci_ratio": [math.exp(end) for end in ci],
    }


def _q(q: Q) -> Json:
    return {"q": q.q, "df": q.df, "p": q.p}


QUESTIONS: Mapping[str, Callable[[Subject], Any]] = {
    "node_splits": _node_splits,
    "posterior": _posterior,
    "contribution": _contribution,
    "leave_one_out": _leave_one_out,
    "interaction": _interaction,
    "design_by_treatment": _design_by_treatment,
    "confidence": _confidence,
    "rare_events": _rare_events,
}
