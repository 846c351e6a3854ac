"""Confidence in the estimates of a network: the six domains of CINeMA, filled in by its published rules.

Nikolakopoulou et al. 2020, doi:10.1371/journal.pmed.1003082; where the article leaves a choice, as the CINeMA program
does (Papakonstantinou et al. 2020, doi:10.1002/cl2.1080; its open source decides on incoherence as told at
`_incoherence`). In a star network nothing can test indirect evidence against direct: the program then has no P and ends
in its last class, and so major concerns stand here. Every judgement says why in words and can be changed by a
reviewer, whose reason is kept beside the rule's.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

from dorsal.errors import OptionError
from dorsal.synthesis.direction import upward
from dorsal.synthesis.estimate import Estimate, Interval, interval
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.flows.contribution import Contributions, Each, Pair, Progress, contributions
from dorsal.synthesis.grading.certainty import CONCERNS, DOMAINS, LEVELS, Concern
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.node_split import NodeSplit, node_splits
from dorsal.trials.scale import Better
from dorsal.trials.treatment import canonical

Rule = Literal["average", "majority", "highest"]
RULES = ("average", "majority", "highest")
MOST_NAMED = 20
LEVEL_OF_BIAS = {"low": 1, "some": 2, "unclear": 2, "not_assessed": 2, "high": 3}
"""Unknown stands beside "some concerns": it is never low."""
SUSPECT_BELOW, REFUTE_BELOW = 0.10, 0.01
"""P at and below which indirect evidence alone (design-by-treatment interaction) raises some, or major concerns; at or
above the first, direct and indirect evidence raise none."""
AREAS = ("favours the first", "no difference that matters", "favours the second")
"""What the differences below -mic, between, and above mic mean where lower is better."""
HALF = 0.5 + 1e-9
"""Contributions add up to 1 but for their rounding: a mean level of 2.5 must not fall below."""


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
        faults = [
            f"{name} of {_named(key)} must be one of {', '.join(levels)}, got {level!r}"
            for name, said, levels in (
                ("bias", self.bias, LEVEL_OF_BIAS),
                ("indirectness", self.indirectness, LEVEL_OF_BIAS),
                ("reporting bias", self.reporting_bias, CONCERNS),
            )
            for key, level in said.items()
            if level not in levels
        ]
        _refuse(faults)

    def check(self, fit: NetworkFit) -> None:
        """Raises OptionError, with all of them, for studies and pairs of treatments that the network does not have."""
        studies, treatments = fit.network.studies, fit.network.index
        faults = [
            f"{name} of study {study!r}: no study of this network{_nearest(study, studies)}"
            for name, said in (("bias", self.bias), ("indirectness", self.indirectness))
            for study in said
            if study not in studies
        ]
        for pair in self.reporting_bias:
            strangers = [t for t in pair if not isinstance(t, str) or canonical(t) not in treatments]
            faults += [
                f"reporting bias of {_named(pair)}: {t!r} is no treatment of this network{_nearest(t, treatments)}"
                for t in strangers
            ]
        _refuse(faults)

    def reporting(self, first: str, second: str) -> Concern | None:
        """What is said of reporting bias in a comparison, in either direction."""
        for pair, concern in self.reporting_bias.items():
            if {canonical(t) for t in pair} == {first, second}:
                return concern
        return None


def _named(key: str | Pair) -> str:
    return f"{key[0]} against {key[1]}" if isinstance(key, tuple) else f"study {key}"


def _nearest(name: object, known: Collection[str]) -> str:
    folded = {one.casefold(): one for one in known}
    near = get_close_matches(str(name).casefold(), folded, n=1)
    return f"; did you mean {folded[near[0]]!r}?" if near else f"; it has {', '.join(list(known)[:MOST_NAMED])}"


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise OptionError("\n".join([f"{len(faults)} of what was judged cannot be used:", *(f"  {f}" for f in faults)]))


def confidence(
    fit: NetworkFit,
    reviewed: Reviewed,
    *,
    mic: float,
    better: Better = "lower",
    estimates: Collection[Pair] | None = None,
    on_progress: Progress | None = None,
    each: Each = map,
) -> tuple[Confidence, ...]:
    """CINeMA for the estimates asked for; without a choice, for every two treatments.

    `mic`: smallest difference that matters on the analysis scale (a log for ratios), above 0. `better`: for the words
    of the reasons; it moves no judgement. `on_progress`, `each`: as of `contributions`.
    Raises OptionError for a MIC that is not above 0, another word than lower or higher, or studies and pairs in
    `reviewed` that the network does not have, NetworkError for an unknown treatment.
    """
    upward(better)
    reviewed.check(fit)
    if not mic > 0:
        raise OptionError(f"the smallest difference that matters must be above 0, got {mic:g}")
    shares = contributions(fit, estimates=estimates, on_progress=on_progress, each=each)
    splits = {(s.first, s.second): s for s in node_splits(fit)}
    p_interaction = interaction(fit).q.p
    return tuple(_one(fit, pair, shares, splits, reviewed, mic, p_interaction, better) for pair in shares.estimates)


def _one(
    fit: NetworkFit,
    pair: Pair,
    shares: Contributions,
    splits: Mapping[Pair, NodeSplit],
    reviewed: Reviewed,
    mic: float,
    p_interaction: float | None,
    better: Better,
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
            _incoherence(fit, split, evidence, mic, p_interaction, better),
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
        level_ = math.floor(sum(level * share for level, share in held.items()) + HALF)
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
    said = reviewed.reporting(*pair)
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
    fit: NetworkFit, split: NodeSplit | None, evidence: str, mic: float, p_interaction: float | None, better: Better
) -> Judgement:
    """Mixed evidence: by P of direct against indirect, then by where both lie. Indirect alone: by the whole network."""
    if evidence == "direct":
        return _incoherent(0, "all evidence is direct; there is no other to disagree with")
    if split is None or split.indirect is None or split.se_indirect is None or split.p is None:
        return _untested(p_interaction)
    if split.p >= SUSPECT_BELOW:
        said = f"P of their difference {split.p:.3f}"
        return _incoherent(0, f"direct and indirect evidence differ by no more than chance may: {said}")
    level = fit.options.level
    direct = _areas(interval(split.direct, split.se_direct, level, math.inf), mic)
    indirect = _areas(interval(split.indirect, split.se_indirect, level, math.inf), mic)
    agree = sum(one == other for one, other in zip(direct, indirect, strict=True))
    names = AREAS if better == "lower" else AREAS[::-1]
    said = (
        f"direct evidence allows {_said(direct, names)}; indirect {_said(indirect, names)}; "
        f"P of their difference {split.p:.3f}"
    )
    return _incoherent({3: 0, 2: 1}.get(agree, 2), said)


def _untested(p_interaction: float | None) -> Judgement:
    """Indirect evidence only, judged by the test of the whole network."""
    if p_interaction is None:
        return _incoherent(2, "only indirect evidence, and no designs in the network that could disagree: not testable")
    level = 2 if p_interaction <= REFUTE_BELOW else int(p_interaction <= SUSPECT_BELOW)
    return _incoherent(level, f"only indirect evidence; design-by-treatment interaction P = {p_interaction:.3f}")


def _incoherent(level: int, reason: str) -> Judgement:
    return Judgement(domain="incoherence", concern=CONCERNS[level], reason=reason)


def _areas(bounds: Interval, mic: float) -> tuple[bool, bool, bool]:
    """Whether an interval enters the areas below -mic, between, and above mic."""
    return bounds[0] < -mic, bounds[0] < mic and bounds[1] > -mic, bounds[1] > mic


def _said(areas: Sequence[bool], names: Sequence[str]) -> str:
    return " or ".join(f'"{name}"' for name, there in zip(names, areas, strict=True) if there)
