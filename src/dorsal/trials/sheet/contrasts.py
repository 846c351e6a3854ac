"""The contrasts of all studies as they stand in rows, and the results that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

from dorsal.trials.effect_options import EFFICACIES
from dorsal.trials.sheet.arms import KnownArms, Numbers
from dorsal.trials.sheet.occasion import Occasions
from dorsal.trials.sheet.page import Page
from dorsal.trials.sheet.spelling import check_combinations
from dorsal.trials.sheet.vocabulary import EFFECTS, LOG_SE, EffectKind, folded
from dorsal.trials.study import Result

OWN_REPORTS = {"OR": "or_ci", "RR": "rr_ci", "HR": "hr_ci", "IRR": "irr_ci"}
"""Reports of ratios as printed."""


@dataclass(frozen=True, kw_only=True)
class Contrasts:
    """Row i: first treatment minus second, or over it. None is missing, NaN is wrong."""

    page: Page
    occasions: Occasions
    kind: EffectKind
    first: Sequence[str]
    second: Sequence[str]
    value: Numbers
    se: Numbers
    low: Numbers
    high: Numbers
    level: Numbers
    p: Numbers
    statistic: Numbers
    n1: Numbers
    n2: Numbers

    @cached_property
    def is_ratio(self) -> bool:
        """Whether values are ratios as printed, or efficacies, not logarithms."""
        return is_ratio(self.kind)

    @cached_property
    def whole(self) -> float | None:
        """Of efficacies, what the whole is written as: 100, or 1 where none is above it and no column says per cent."""
        if self.kind.measure not in EFFICACIES:
            return None
        names = [self.page.columns.name(role) for role in ("effect", "lower", "upper")]
        numbers = [number for column in (self.value, self.low, self.high) for number in column if number is not None]
        percent = any("%" in name or "percent" in folded(name) for name in names)
        return 100.0 if percent or any(number > 1.0 for number in numbers) else 1.0

    def ratio(self, number: float) -> float:
        """What a printed number is as a ratio: 1 - an efficacy, else itself."""
        return number if self.whole is None else 1.0 - number / self.whole

    @cached_property
    def se_of_log(self) -> bool:
        """Whether the standard errors are on the analysis scale."""
        return not self.is_ratio or self.page.columns.called.get("se") in LOG_SE


def is_ratio(kind: EffectKind) -> bool:
    """Whether such effects are ratios, or efficacies, and not their logarithms."""
    return kind.measure in (*OWN_REPORTS, *EFFICACIES, "ROM") and not kind.logged


def kind_of(page: Page) -> EffectKind:
    """What the page's effects are, by the name of their column."""
    return EFFECTS.get(page.columns.called.get("effect", ""), EffectKind())


def contrasts_of(page: Page) -> Contrasts:
    """The contrasts of a table with one row for each."""
    known = check_combinations(page, ["treatment1", "treatment2"])
    first, second = page.texts("treatment1"), page.texts("treatment2")
    for role, texts in (("treatment1", first), ("treatment2", second)):
        page.needs(role, (row for row, text in enumerate(texts) if not text), "the treatment")
    variance = page.numbers("variance")
    return Contrasts(
        page=page,
        occasions=Occasions(page),
        kind=kind_of(page),
        first=[known.get(text, "") for text in first],
        second=[known.get(text, "") for text in second],
        value=page.numbers("effect"),
        se=[v**0.5 if s is None and v is not None else s for s, v in zip(page.numbers("se"), variance, strict=True)],
        low=page.numbers("lower"),
        high=page.numbers("upper"),
        level=page.numbers("level"),
        p=page.numbers("p"),
        statistic=page.numbers("statistic"),
        n1=page.numbers("n1"),
        n2=page.numbers("n2"),
    )


def results(contrasts: Contrasts) -> Iterator[tuple[str, list[Result]]]:
    """Each study with its results. Only for contrasts without faults."""
    known = KnownArms(contrasts.page.dosages)
    for study, rows in contrasts.page.studies.items():
        yield study, [result(contrasts, study, row, known) for row in rows]


def result(c: Contrasts, study: str, row: int, known: KnownArms | None = None) -> Result:
    """One contrast without faults as a result; arms that are `known` are not made again."""
    known = known or KnownArms(c.page.dosages)
    arms = known.arm(c.first[row], "", c.n1[row]), known.arm(c.second[row], "", c.n2[row])
    return Result(row=c.page.table.place(row), study=study, arms=arms, **_numbers(c, row), **c.occasions.fields(row))


def has_t(c: Contrasts, row: int) -> bool:
    """Whether t tells the standard error: of a difference that is no ratio's and not standardised."""
    return c.statistic[row] is not None and c.kind.measure in ("", "MD")


def _numbers(c: Contrasts, row: int) -> dict[str, Any]:
    """How the contrast is reported, and its numbers: the standard error first, then the interval, P, the people."""
    value, low, high = (None if n is None else c.ratio(n) for n in (c.value[row], c.low[row], c.high[row]))
    if c.whole is not None:
        low, high = high, low
    family = {"MD": "md", "SMD": "smd"}.get(c.kind.measure, "effect")
    if c.se[row] is not None and c.se_of_log:
        value = log(value or 1.0) if c.is_ratio else value
        return {"reported": f"{family}_se", "value": value, "se": c.se[row]}
    if low is not None or high is not None:
        level = {} if c.level[row] is None else {"ci_level": c.level[row]}
        reported = f"{family}_ci"
        if c.is_ratio and c.kind.measure in OWN_REPORTS:
            reported = OWN_REPORTS[c.kind.measure]
        elif c.is_ratio:
            value, low, high = (None if number is None else log(number) for number in (value, low, high))
        return {"reported": reported, "value": value, "ci_low": low, "ci_high": high, **level}
    if c.p[row] is not None and family != "smd":
        value = log(value or 1.0) if c.is_ratio else value
        return {"reported": f"{family}_p", "value": value, "p": c.p[row]}
    if has_t(c, row):
        return {"reported": "md_t", "value": value, "statistic": c.statistic[row]}
    return {"reported": "smd_n", "value": value}
