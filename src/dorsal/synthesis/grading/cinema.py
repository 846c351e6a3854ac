"""Confidence in the estimates of a network: the six domains of CINeMA, filled in by its published rules.

Nikolakopoulou et al. 2020, doi:10.1371/journal.pmed.1003082; rules as in the documentation of the CINeMA program
(Papakonstantinou et al. 2020, doi:10.1002/cl2.1080). Every judgement says why in words and can be changed by a
reviewer, whose reason is kept beside the rule's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dorsal.errors import OptionError
from dorsal.synthesis.estimate import Estimate, Interval, interval
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.flows.contribution import Contributions, Pair, contributions
from dorsal.synthesis.grading.certainty import CONCERNS, DOMAINS, LEVELS, Concern
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.node_split import NodeSplit, node_splits

Rule = Literal["average", "majority", "highest"]
RULES = ("average", "majority", "highest")
LEVEL_OF_BIAS = {"low": 1, "some": 2, "unclear": 2, "not_assessed": 2, "high": 3}
"""Unknown stands beside "some concerns": it is never low."""
SUSPECT_BELOW, REFUTE_BELOW = 0.10, 0.01
"""P of the design-by-treatment interaction below which indirect evidence raises some, or major concerns."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One domain of one estimate."""

    domain: str
    concern: Concern
    reason: str
    changed_from: Concern | None = None
    """What the rule said, where a reviewer changed it."""
    changed_because: str = ""


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """The six judgements on `first` against `second`, and the level that follows."""

    first: str
    second: str
    evidence: Literal["mixed", "direct", "indirect"]
    judgements: tuple[Judgement, ...]

    @property
    def level(self) -> str:
        """High, less one level for each domain with some concerns and two for each with major ones (GRADE's count)."""
        down = sum(CONCERNS.index(judgement.concern) for judgement in self.judgements)
        return LEVELS[min(down, len(LEVELS) - 1)]

    def of(self, domain: str) -> Judgement:
        """The judgement on a domain. Raises OptionError for another name."""
        for judgement in self.judgements:
            if judgement.domain == domain:
                return judgement
        raise OptionError(f"domain must be one of {', '.join(DOMAINS)}, got {domain!r}")

    def changed(self, domain: str, concern: Concern, because: str) -> Confidence:
        """The same with one judgement changed by a reviewer; the rule's own and the reason are kept.

        Raises OptionError for an unknown domain or concern, or without a reason.
        """
        own = self.of(domain)
        if concern not in CONCERNS:
            raise OptionError(f"concern must be one of {', '.join(CONCERNS)}, got {concern!r}")
        if not because.strip():
            raise OptionError(f"a changed judgement on {domain} needs its reason")
        new = replace(own, concern=concern, changed_from=own.changed_from or own.concern, changed_because=because)
        return replace(self, judgements=tuple(new if j is own else j for j in self.judgements))


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """What reviewers know that the numbers do not: by study, or by pair of treatments."""

    bias: Mapping[str, str]
    """Overall risk of bias by study: low, some, unclear, high, not_assessed."""
    indirectness: Mapping[str, str] = field(default_factory=dict)
    """low, some or high indirectness by study; a study that is not named counts as not assessed."""
    reporting_bias: Mapping[Pair, Concern] = field(default_factory=dict)
    rule: Rule = "average"
    """How the studies' levels are summed up, weighted by contribution: average, majority, or the highest there is."""

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise OptionError(f"rule must be one of {', '.join(RULES)}, got {self.rule!r}")
        for name, said in (("bias", self.bias), ("indirectness", self.indirectness)):
            for study, level in said.items():
                if level not in LEVEL_OF_BIAS:
                    known = ", ".join(LEVEL_OF_BIAS)
                    raise OptionError(f"{name} of study {study} must be one of {known}, got {level!r}")


def confidence(
    fit: NetworkFit, reviewed: Reviewed, *, mic: float, estimates: Collection[Pair] | None = None
) -> tuple[Confidence, ...]:
    """CINeMA for the estimates asked for; without a choice, for every two treatments.

    `mic`: smallest difference that matters on the analysis scale (a log for ratios), above 0.
    Raises OptionError for a MIC that is not above 0, NetworkError for an unknown treatment.
    """
    if not mic > 0:
        raise OptionError(f"the smallest difference that matters must be above 0, got {mic:g}")
    shares = contributions(fit, estimates=estimates)
    splits = {(s.first, s.second): s for s in node_splits(fit)}
    p_interaction = interaction(fit).q.p
    return tuple(_one(fit, pair, shares, splits, reviewed, mic, p_interaction) for pair in shares.estimates)


def _one(
    fit: NetworkFit,
    pair: Pair,
    shares: Contributions,
    splits: Mapping[Pair, NodeSplit],
    reviewed: Reviewed,
    mic: float,
    p_interaction: float | None,
) -> Confidence:
    estimate = fit.between(*pair)
    split = splits.get(pair) or splits.get((pair[1], pair[0]))
    by_study = shares.studies_of(*pair)
    evidence: Literal["mixed", "direct", "indirect"] = (
        "indirect" if split is None else ("mixed" if split.has_both else "direct")
    )
    return Confidence(
        first=pair[0],
        second=pair[1],
        evidence=evidence,
        judgements=(
            _by_studies("within-study bias", by_study, reviewed.bias, reviewed.rule, "risk of bias"),
            _reporting(pair, reviewed),
            _by_studies("indirectness", by_study, reviewed.indirectness, reviewed.rule, "indirectness"),
            _imprecision(estimate, mic),
            _heterogeneity(estimate, mic),
            _incoherence(fit, split, evidence, mic, p_interaction),
        ),
    )


def _by_studies(domain: str, shares: Mapping[str, float], said: Mapping[str, str], rule: Rule, of: str) -> Judgement:
    """The studies' levels, weighted by what they contribute."""
    held = {1: 0.0, 2: 0.0, 3: 0.0}
    unknown = 0.0
    for study, share in shares.items():
        level = said.get(study, "not_assessed")
        held[LEVEL_OF_BIAS[level]] += share
        unknown += share if level in ("not_assessed", "unclear") else 0.0
    if rule == "average":
        level_ = round(sum(level * share for level, share in held.items()))
    elif rule == "majority":
        level_ = max(held, key=lambda level: (held[level], level))
    else:
        level_ = max(level for level, share in held.items() if share > 0)
    parts = [
        f"{share:.0%} {word}" for word, share in zip(("low", "some or unknown", "high"), held.values(), strict=True)
    ]
    reason = f"{of} of what contributes: {', '.join(parts)} ({unknown:.0%} not assessed or unclear); rule: {rule}"
    return Judgement(domain=domain, concern=CONCERNS[level_ - 1], reason=reason)


def _reporting(pair: Pair, reviewed: Reviewed) -> Judgement:
    said = reviewed.reporting_bias.get(pair) or reviewed.reporting_bias.get((pair[1], pair[0]))
    if said is None:
        return Judgement(
            domain="reporting bias",
            concern="some concerns",
            reason="nobody has looked for missing results; not assessed is not absent",
        )
    return Judgement(domain="reporting bias", concern=said, reason="judged by the reviewers")


def _crossings(bounds: Interval, mic: float) -> int:
    """How many ends of the zone -mic to mic an interval crosses."""
    return sum(bounds[0] < end < bounds[1] for end in (-mic, mic))


def _imprecision(estimate: Estimate, mic: float) -> Judgement:
    crossed = _crossings(estimate.ci, mic)
    reasons = (
        "the interval lies on one side of both limits that matter, or between them",
        "the interval crosses one of the limits that matter",
        "the interval crosses both limits that matter",
    )
    return Judgement(domain="imprecision", concern=CONCERNS[crossed], reason=reasons[crossed])


def _heterogeneity(estimate: Estimate, mic: float) -> Judgement:
    if estimate.pi is None:
        return Judgement(
            domain="heterogeneity",
            concern="no concerns",
            reason="common-effect model, or too few studies for a prediction interval",
        )
    confident, predicted = _crossings(estimate.ci, mic), _crossings(estimate.pi, mic)
    more = max(0, predicted - confident)
    reason = f"the interval crosses {confident} of the limits that matter, the prediction interval {predicted}"
    return Judgement(domain="heterogeneity", concern=CONCERNS[more], reason=reason)


def _incoherence(
    fit: NetworkFit, split: NodeSplit | None, evidence: str, mic: float, p_interaction: float | None
) -> Judgement:
    if evidence == "direct":
        return _incoherent(0, "all evidence is direct; there is no other to disagree with")
    if split is None or split.indirect is None or split.se_indirect is None:
        if p_interaction is None:
            return _incoherent(0, "only indirect evidence, and no two designs that could disagree")
        level = 2 if p_interaction < REFUTE_BELOW else int(p_interaction < SUSPECT_BELOW)
        return _incoherent(level, f"only indirect evidence; design-by-treatment interaction P = {p_interaction:.3f}")
    level_ = fit.options.level
    direct = _areas(interval(split.direct, split.se_direct, level_, float("inf")), mic)
    indirect = _areas(interval(split.indirect, split.se_indirect, level_, float("inf")), mic)
    common = len(direct & indirect)
    reason = f"direct evidence allows {_said(direct)}; indirect {_said(indirect)}; P of their difference {split.p:.3f}"
    if direct == indirect:
        return _incoherent(0, reason)
    return _incoherent({2: 1}.get(common, 2), reason)


def _incoherent(level: int, reason: str) -> Judgement:
    return Judgement(domain="incoherence", concern=CONCERNS[level], reason=reason)


def _areas(bounds: Interval, mic: float) -> frozenset[str]:
    """Which of the three areas an interval enters: favours the first, no difference that matters, the second."""
    entered = {
        "favours the first": bounds[0] < -mic,
        "no difference that matters": bounds[0] < mic and bounds[1] > -mic,
        "favours the second": bounds[1] > mic,
    }
    return frozenset(name for name, there in entered.items() if there)


def _said(areas: frozenset[str]) -> str:
    order = ("favours the first", "no difference that matters", "favours the second")
    return " or ".join(f'"{name}"' for name in order if name in areas)
