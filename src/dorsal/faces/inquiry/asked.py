"""What is asked beside a fit, with which settings, and of whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from dorsal.errors import OptionError
from dorsal.faces.document import Document
from dorsal.faces.inquiry.dosing import Dosing
from dorsal.faces.inquiry.settings import Beside
from dorsal.faces.override_file import NO_OVERRIDES, Overrides
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.network import Network
from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.scale import Better
from dorsal.trials.study import Study

if TYPE_CHECKING:
    from dorsal.faces.adjustment_file import Adjustment
    from dorsal.faces.survival_file import Survival

SCHEMA = "dorsal/fit/2"
MODULES: Mapping[str, str] = {
    "node_splits": "agreement",
    "posterior": "bayes",
    "contribution": "influence",
    "leave_one_out": "influence",
    "importance": "importance",
    "interaction": "together",
    "design_by_treatment": "agreement",
    "loops": "loops",
    "unrelated_mean_effects": "unrelated",
    "random_inconsistency": "random_inconsistency",
    "confidence": "confidence",
    "rare_events": "counts",
    "meta_regression": "modifier",
    "subgroups": "modifier",
    "small_study": "small_study",
    "selection": "small_study",
    "power": "future",
    "rank_conditions": "ranks",
    "order": "order",
    "beside": "beside",
    "transitivity": "transitivity",
    "summary_of_findings": "findings",
    "classes": "classes",
    "risk_regression": "risk",
    "class_effects": "shrunk",
    "down_weighting": "down_weight",
    "population": "population",
    "tau2_groups": "tau2_groups",
    "dose_response": "dose_response",
    "survival": "survival",
    "piecewise": "piecewise",
}
"""Key -> the module of this package whose QUESTIONS holds it. Loaded late: `dorsal answer` asks none of them."""
KEYS = tuple(MODULES)
MOST_PER_ARM = 1_000_000
RARE_EVENTS = ("conditional", "multinomial", "firth", "mantel-haenszel")
"""Methods of `synthesis.rare.rare_events`, named here so that nobody waits for it who does not ask."""


SPLIT_METHODS = ("back-calculation", "SIDDE", "bayes")
CONTRIBUTION_METHODS = ("shortest path", "random walk", "pseudo-inverse", "convex")
SAMPLERS = ("integral", "nuts")
LINKS: Mapping[str, tuple[str, ...]] = {
    "binomial": ("logit", "probit", "cloglog", "log"),
    "poisson": ("log",),
    "ordered": ("logit", "probit"),
}
"""Exact likelihoods of arms, and the links of each; the first is what is taken where none is named."""


@dataclass(frozen=True, kw_only=True)
class Bayes:
    """How the posterior is found."""

    sampler: str = "integral"
    """Among SAMPLERS."""
    draws: int = 1_000
    """Of each chain, where it is sampled."""
    chains: int = 4
    likelihood: str = ""
    """Of the arms themselves, among LINKS; "": normal contrasts."""
    link: str = ""
    prior_baseline: str = ""
    """"flat" (as ""), or "normal(mean,sd)" on the scale of the link, of what the reference would show in a study."""

    def __post_init__(self) -> None:
        if self.sampler not in SAMPLERS:
            raise OptionError(f"sampler must be one of {', '.join(SAMPLERS)}, got {self.sampler!r}")
        if self.likelihood and self.likelihood not in LINKS:
            raise OptionError(f"likelihood must be one of {', '.join(LINKS)}, got {self.likelihood!r}")
        if self.link and self.link not in LINKS.get(self.likelihood, ()):
            said = " or ".join(LINKS.get(self.likelihood, ())) or "none without --likelihood"
            raise OptionError(f"link of {self.likelihood or 'normal contrasts'} must be {said}, got {self.link!r}")
        if self.prior_baseline and not self.likelihood:
            raise OptionError("a prior on baselines belongs to an exact likelihood of the arms; add --likelihood")

    @property
    def exact(self) -> str:
        """The exact likelihood with its link, as synthesis names it; "" for normal contrasts."""
        return f"{self.likelihood}-{self.link or LINKS[self.likelihood][0]}" if self.likelihood else ""


@dataclass(frozen=True, kw_only=True)
class OutcomeAsked:
    """One outcome of several that order treatments."""

    outcome: str
    better: Better | None = None
    """None: as for the main outcome."""
    measure: str = ""
    """"" for what its results suggest."""


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What is asked beside the fit, and with which settings."""

    asked: frozenset[str] = frozenset()
    """Among KEYS."""
    prior_tau: str = ""
    """As prior_of reads it; "" for the measure's default."""
    prior_effect: float | None = None
    """SD of the normal prior on basic parameters; None: flat."""
    bayes: Bayes = Bayes()
    split_method: str = "back-calculation"
    """Of node-splits, among SPLIT_METHODS."""
    contribution_method: str = "shortest path"
    """Among CONTRIBUTION_METHODS."""
    prior_omega: str = ""
    """On the SD of effects within a class, and of one comparison between designs; "" for the prior of tau."""
    mic: float = 0.0
    """Smallest difference that matters, on the analysis scale; 0: any difference."""
    inactive: tuple[str, ...] = ()
    rare_events: str = ""
    """A method of RARE_EVENTS for odds ratios from the counts themselves."""
    covariates: tuple[str, ...] = ()
    """Of a meta-regression: columns that were read with the table."""
    slopes: str = "shared"
    """One slope a covariate ("shared"), one for each class ("class") or for each treatment ("independent")."""
    classes: Mapping[str, str] = field(default_factory=dict)
    """Treatment -> its class."""
    at: Mapping[str, float | str] = field(default_factory=dict)
    """Covariate -> the value, or kind, at which effects are told; the others at their means."""
    subgroups: tuple[str, ...] = ()
    subgroup_tau2: str = "separate"
    """Whether each subgroup has a tau2 of its own ("separate") or all one ("shared")."""
    tau2_by: str = ""
    """Who shares a tau2: "comparison", "class" (each two of `classes`), or the studies of each value of a column."""
    dosing: Dosing = field(default_factory=Dosing)
    """Of a dose-response model: shapes of curves, and doses at which effects are told."""
    favoured: tuple[str, ...] = ()
    """Treatments that small studies would favour, the most first."""
    selection: tuple[str, ...] = ()
    """Models of selection: "copas", "steps"."""
    per_arm: int = 100
    """People in each arm of a future trial."""
    rank_conditions: tuple[str, ...] = ()
    """As `synthesis.ranks.rank_condition` reads them."""
    order: tuple[OutcomeAsked, ...] = ()
    transitivity: tuple[str, ...] = ()
    """Columns that were read with the table, each looked at by comparison."""
    beside: tuple[Beside, ...] = ()
    """Other analyses of the same table, by what of them differs."""
    baseline_risk: float | None = None
    """Without the treatment, for absolute effects; None for that of the reference's arms."""
    thresholds: tuple[float, ...] = ()
    """Where a small, a moderate and a large effect begin: in 1,000 people for risks, else on the analysis scale."""
    adjustment: Adjustment | None = None
    """Of a population: the people, what is adjusted for, and the populations asked for."""
    survival: Survival | None = None
    """Times to an event, and how they are made into effects and curves."""
    overrides: Overrides = NO_OVERRIDES
    """Reviewers' judgements over those of the rules."""

    def __post_init__(self) -> None:
        unknown = self.asked - set(KEYS)
        if unknown:
            raise OptionError(f"{', '.join(sorted(unknown))}: no such question; there are {', '.join(KEYS)}")
        if self.rare_events and self.rare_events not in RARE_EVENTS:
            raise OptionError(f"rare-events must be one of {', '.join(RARE_EVENTS)}, got {self.rare_events!r}")
        if not 0.0 <= self.mic < math.inf:
            raise OptionError(f"the smallest difference that matters must be 0 or above, got {self.mic:g}")
        if not 1 <= self.per_arm <= MOST_PER_ARM:
            raise OptionError(f"people an arm must be from 1 to {MOST_PER_ARM:,}, got {self.per_arm}")
        if self.split_method not in SPLIT_METHODS:
            raise OptionError(f"split-method must be one of {', '.join(SPLIT_METHODS)}, got {self.split_method!r}")
        if self.contribution_method not in CONTRIBUTION_METHODS:
            known = ", ".join(CONTRIBUTION_METHODS)
            raise OptionError(f"contribution-method must be one of {known}, got {self.contribution_method!r}")
        if self.bayes != Bayes() and not {"posterior", "risk_regression", "population"} & self.asked:
            raise OptionError("how the posterior is found is told without asking for it; add --posterior")
        if "population" in self.asked and self.adjustment is None:
            raise OptionError("a population is asked of people; give their table with --people")
        if self.survival is None and {"survival", "piecewise"} & self.asked:
            raise OptionError("curves and hazards by interval are asked of times; give them with --survival-times")
        if "population" in self.asked and self.slopes == "class" and not self.classes:
            raise OptionError(
                "--slopes class without --treatment-class would be --slopes independent; name the classes, as "
                "--treatment-class active=brace,exercise, or ask for the other"
            )


class Tell(Protocol):
    """Hears how far long work is: in words, and the share that is done where it is known."""

    def __call__(self, said: str, share: float | None = None, /) -> None: ...


def silent(_: str, share: float | None = None) -> None:
    """Nobody waits."""


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
    document: Document | None = None
    treatments: tuple[str, ...] = ()
    """The only ones that count, where some were chosen."""
    seed: int = 1
    """Of whatever is drawn at random."""
    inquiry: Inquiry
    tell: Tell = silent
    """Shows a person who waits how far it is."""

    def counting(self, noun: str) -> Callable[[int, int], None]:
        """Tells how many of how many there are done."""
        return lambda done, of: self.tell(f"{done:,} of {of:,} {noun}", done / of)

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(t for t in self.fit.treatments if t != self.reference)

    @property
    def measure(self) -> str:
        return self.fit.network.measure

    @property
    def normal_only(self) -> tuple[str, ...]:
        """A note on intervals and P values that are normal ones although others were asked for."""
        kind = self.fit.options.interval
        if kind == "normal":
            return ()
        return (f"Intervals and P values here are normal ones: --interval {kind} is of effects, leagues and ranks.",)

    @property
    def effects(self) -> EffectOptions:
        """How results became effects."""
        return EffectOptions() if self.document is None else self.document.sections[0].evidence.options

    @property
    def down_weighted(self) -> tuple[Contrast, ...]:
        """Contrasts that count for less than a whole one, those set aside among them."""
        aside = () if self.document is None else self.document.sections[0].evidence.set_aside
        return tuple(c for c in (*self.network.contrasts, *aside) if c.weight < 1.0)


def subject_of(document: Document, inquiry: Inquiry, tell: Tell = silent) -> Subject:
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
        document=document,
        treatments=tuple(section.question.treatments),
        seed=document.provenance.seed,
        inquiry=inquiry,
        tell=tell,
    )
