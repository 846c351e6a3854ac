"""What was measured: a trial, its arms, and the number sets it reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dorsal.errors import EvidenceError
from dorsal.trials.bias import RiskOfBias
from dorsal.trials.dosage import Dosage
from dorsal.trials.treatment import canonical

Use = Literal["main", "sensitivity", "record"]
Adjusted = Literal["yes", "no", "unclear"]

ARM_REPORTS = (
    "mean_sd", "mean_se", "mean_ci", "mean_only",
    "change_sd", "change_se", "change_ci", "change_only",
    "median_iqr", "median_range", "median_iqr_range",
    "events", "rate",
)  # fmt: skip
"""How an arm's numbers stand in the source."""
ORDERED = "ordered"
"""People by ordered category, in `Result.categories`."""
CONTRAST_REPORTS = (
    "md_se", "md_ci", "md_p", "md_t", "md_f", "md_only",
    "smd_se", "smd_ci", "smd_n",
    "or_ci", "rr_ci", "hr_ci", "irr_ci",
    "hr_se", "rmst_se", "spd_se",
    "effect_se", "effect_ci", "effect_p",
)  # fmt: skip
"""How a contrast's numbers stand; `effect_*` is on the analysis scale (log for ratios), and so is the standard error of
`hr_se`, a ratio itself."""
RATIO_REPORTS = ("or_ci", "rr_ci", "hr_ci", "irr_ci", "hr_se")


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm:
    """A group of people in a trial. `n` is None where the source does not say."""

    treatment: str
    label: str = ""
    n: int | None = None
    dosage: Dosage | None = None
    """The agent and the dose of it that `treatment` names, where the table tells doses."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "treatment", canonical(self.treatment))
        if self.n is not None and not self.n >= 1:
            raise EvidenceError(f"an arm needs at least one person, got n = {self.n}")

    @property
    def name(self) -> str:
        """What tells this arm from the others of its trial."""
        return self.label or self.treatment


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A number set of one trial at one time: of one arm, or of a contrast (first arm minus second)."""

    row: str
    """Where it stands, as the user sees it: a row id, or "line 14"."""
    study: str
    outcome: str
    scale: str
    arms: tuple[Arm, ...]
    reported: str
    value: float | None = None
    """Mean, change (follow-up minus baseline), median, events, or the contrast; ratios as printed."""
    sd: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float = 0.95
    statistic: float | None = None
    """t, or F with one degree of freedom, of a contrast."""
    p: float | None = None
    quartiles: tuple[float, float] | None = None
    extremes: tuple[float, float] | None = None
    person_time: float | None = None
    categories: tuple[int | None, ...] = ()
    """Of an arm of an ordered outcome: people by category, the lowest first; None where it is not told apart from the
    category before (the first that is told takes those before it)."""
    baseline: float | None = None
    baseline_sd: float | None = None
    weeks: float | None = None
    timing: str = ""
    adjusted: Adjusted = "no"
    cluster_size: float | None = None
    icc: float | None = None
    """With `cluster_size`: intra-cluster correlation, for an effect not yet corrected for clustering."""
    event: str = ""
    """Which event was counted, or the instrument as printed."""
    use: Use = "main"
    use_reason: str = ""
    grade: str = "A"
    locator: str = ""
    source_url: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise EvidenceError(f"{self.row} (study {self.study}): {problem}")

    def _problems(self) -> Sequence[str]:
        found = []
        if self.reported not in (*ARM_REPORTS, ORDERED, *CONTRAST_REPORTS):
            found.append(f"unknown report {self.reported!r}; use one of {', '.join(ARM_REPORTS + CONTRAST_REPORTS)}")
        if len(self.arms) != (2 if self.is_contrast else 1):
            found.append(f"{self.reported} needs {'two arms' if self.is_contrast else 'one arm'}, got {len(self.arms)}")
        for name in ("sd", "se", "baseline_sd", "person_time"):
            number = getattr(self, name)
            if number is not None and not number > 0:
                found.append(f"{name} must be above 0, got {number:g}")
        if self.ci_low is not None and self.ci_high is not None and not self.ci_low < self.ci_high:
            found.append(f"interval {self.ci_low:g} to {self.ci_high:g} is not in order")
        if self.p is not None and not 0 < self.p <= 1:
            found.append(f"p must be above 0 and at most 1, got {self.p:g}")
        if not 0 < self.ci_level < 1:
            found.append(f"level of the interval must be between 0 and 1, got {self.ci_level:g}")
        if self.reported in RATIO_REPORTS and self.value is not None and not self.value > 0:
            found.append(f"a ratio must be above 0, got {self.value:g}")
        found += self._event_problems() if self.reported == "events" else self._category_problems()
        return found

    def _category_problems(self) -> Sequence[str]:
        if (self.reported == ORDERED) != bool(self.categories):
            return [f"people by category belong to {ORDERED!r} and to nothing else, got {self.categories}"]
        told = [people for people in self.categories if people is not None]
        if self.categories and (len(told) < 2 or min(told) < 0 or sum(told) < 1):
            return [f"people in two or more categories are needed, 0 or more in each, got {self.categories}"]
        return []

    def _event_problems(self) -> Sequence[str]:
        if self.value is None:
            return []
        if self.value < 0 or self.value != int(self.value):
            return [f"events must be a whole number from 0 up, got {self.value:g}"]
        n = self.arms[0].n if self.arms else None
        if n is not None and self.value > n:
            return [f"{self.value:g} events among {n} people"]
        return []

    @property
    def is_contrast(self) -> bool:
        return self.reported in CONTRAST_REPORTS

    @property
    def treatments(self) -> tuple[str, ...]:
        return tuple(arm.treatment for arm in self.arms)


@dataclass(frozen=True, kw_only=True)
class Study:
    """A randomised trial and every number set read from it."""

    id: str
    label: str = ""
    title: str = ""
    year: int | None = None
    country: str = ""
    population: str = ""
    n_randomised: int | None = None
    design: str = "parallel"
    bias: RiskOfBias = field(default_factory=RiskOfBias)
    indirectness: str = "not_assessed"
    """How far its people, treatments and outcomes are from the question: low, some, high, not_assessed (CINeMA)."""
    doi: str = ""
    pmid: str = ""
    registration: str = ""
    source_url: str = ""
    covariates: Mapping[str, float | str] = field(default_factory=dict)
    """What columns of the table say of it, by their names, for meta-regression and subgroups."""
    results: tuple[Result, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise EvidenceError("a study needs an id")
        strangers = {result.study for result in self.results} - {self.id}
        if strangers:
            raise EvidenceError(f"study {self.id} holds results of {', '.join(sorted(strangers))}")

    @property
    def name(self) -> str:
        return self.label or self.id
