"""How often a treatment harms, of all reports on it: measured, pooled, as a range where sources disagree, or unknown.

- Rates of one event are pooled (beta-binomial) only if they are of the same event, severity, unit and named technique,
  from different sources, all of counts, and their exact intervals overlap. Otherwise they are a range of the sources.
- No event seen is not "never": what could still be true is the exact one-sided 95 % limit.
- A rate per treatment session and one per person are never put together.
- Reports of grade C stand beside; they count only where nothing else is known, and then nothing is decided by them.
- The harms of a combination are those of its parts, side by side and not added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal

from dorsal.care.harm_report import HarmReport, Per, Severity
from dorsal.care.proportion import Interval, Pooled, pooled_proportion
from dorsal.trials.treatment import JOIN, canonical, components

Kind = Literal["measured", "pooled", "range", "none_seen", "extra", "ratio", "told"]
ANY_MILD, ANY_SERIOUS = "any_mild_event", "any_serious_event"
"""Codes of a table for "any event that is mild" and "any that is serious"."""
OF_SEVERITY: Mapping[Severity, str] = {"mild": ANY_MILD, "serious": ANY_SERIOUS}


@dataclass(frozen=True, kw_only=True)
class HarmNumbers:
    """How often one event comes after one treatment."""

    treatment: str
    event: str
    words: str
    severity: Severity
    per: Per
    kind: Kind
    value: float | None = None
    """The one rate, ratio or extra; None where sources give a range, and where only words are known."""
    low: float | None = None
    high: float | None = None
    """The interval of `value`; of a range the lowest and the highest that a source gives."""
    upper: float | None = None
    """What could still be true where no event was seen."""


@dataclass(frozen=True, kw_only=True)
class Harm(HarmNumbers):
    """One event after one treatment, of all reports that can be put beside each other."""

    reports: tuple[HarmReport, ...]
    """What counts here."""
    beside: tuple[HarmReport, ...] = ()
    """Weaker reports of the same, that do not count; and rates without the treatment."""
    spread: float | None = None
    """Pooled: how far the studies differ (correlation within a study)."""

    @property
    def grade(self) -> str:
        """The weakest grade of what counts."""
        return max(report.grade for report in self.reports)

    @property
    def decides(self) -> bool:
        """Whether it may weigh in a decision: not where all that is known is of grade C."""
        return self.grade != "C"

    @property
    def against(self) -> str:
        return self.reports[0].against

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(report.row for report in (*self.reports, *self.beside))

    @property
    def seen(self) -> float | None:
        """People or sessions of the largest report; None where none is counted."""
        return max((report.n for report in self.reports if report.n is not None), default=None)

    @property
    def bounds(self) -> Interval | None:
        """The lowest and highest rate that any source allows, with the interval of each; None where it is no rate."""
        if self.kind in ("ratio", "told"):
            return None
        ends = [report.interval or _point(report.rate) for report in self.reports]
        known = [end for end in ends if end is not None]
        return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _point(rate: float | None) -> Interval | None:
    return None if rate is None else (rate, rate)


def over_course(rate: Interval, sessions: Interval) -> Interval:
    """The chance of one event or more over a course, of a chance per session: a statement under assumptions.

    Lowest: it hits the same people each time. Highest: every session is a new, independent chance.
    """
    return rate[0], 1.0 - (1.0 - rate[1]) ** sessions[1]


@dataclass(frozen=True, kw_only=True)
class HarmProfile:
    """All that is known about the harms of an option."""

    treatment: str
    mild: tuple[Harm, ...] = ()
    serious: tuple[Harm, ...] = ()
    beside: tuple[HarmReport, ...] = ()
    """Not harms to people: cadaver studies, and what happens after the pretended treatment."""
    unknown: str = ""
    """The parts of which no row is known, joined by `+`: "not known here", never "none"."""

    @cached_property
    def all(self) -> tuple[Harm, ...]:
        return (*self.serious, *self.mild)

    @property
    def parts(self) -> tuple[str, ...]:
        return components(self.treatment)

    def of(self, severity: Severity) -> tuple[Harm, ...]:
        """The harms of one severity."""
        return self.mild if severity == "mild" else self.serious

    def any_of(self, severity: Severity, part: str) -> tuple[Harm, ...]:
        """What is known about "any event" of this severity after one part: none, one, or one per unit."""
        return tuple(h for h in self.of(severity) if h.treatment == part and h.event == OF_SEVERITY[severity])


def harms(reports: Iterable[HarmReport], treatment: str, shams: Iterable[str] = ()) -> HarmProfile:
    """What the reports say about a treatment or a combination. `shams`: the treatments that only pretend to be it."""
    known, pretended = tuple(reports), set(shams)
    return side_by_side(treatment, [_profile(known, part, pretended) for part in components(treatment)])


def side_by_side(treatment: str, parts: Sequence[HarmProfile]) -> HarmProfile:
    """The harms of the parts of a combination, each as it is."""
    return HarmProfile(
        treatment=canonical(treatment),
        mild=tuple(harm for part in parts for harm in part.mild),
        serious=tuple(harm for part in parts for harm in part.serious),
        beside=tuple({report.row: report for part in parts for report in part.beside}.values()),
        unknown=JOIN.join(part.unknown for part in parts if part.unknown),
    )


def _profile(reports: Sequence[HarmReport], part: str, shams: set[str]) -> HarmProfile:
    found = _of_part([report for report in reports if report.treatment == part], part)
    return HarmProfile(
        treatment=part,
        mild=tuple(harm for harm in found if harm.severity == "mild"),
        serious=tuple(harm for harm in found if harm.severity == "serious"),
        beside=tuple(
            report
            for report in reports
            if (report.treatment == part and report.severity == "not_in_people") or report.treatment in shams
        ),
        unknown="" if found else part,
    )


def _of_part(reports: Sequence[HarmReport], part: str) -> list[Harm]:
    """The harms of a single treatment: "any event" first, then by how often."""
    in_people = sorted((r for r in reports if r.severity != "not_in_people" and not r.background), key=_alike)
    background = [report for report in reports if report.background]
    found = [_harm(part, list(group), background) for _, group in groupby(in_people, key=_alike)]
    return sorted(found, key=_order)


def _alike(report: HarmReport) -> tuple[str, ...]:
    """What reports must share to stand in one harm."""
    measure = report.measure if report.family == "ratio" else report.family
    return report.severity, report.event, report.per, measure, report.against


_KINDS_FIRST: Sequence[Kind] = ("pooled", "measured", "range", "none_seen", "extra", "ratio", "told")


def _order(harm: Harm) -> tuple[bool, int, float, str]:
    often = harm.high if harm.value is None else harm.value
    return harm.event not in (ANY_MILD, ANY_SERIOUS), _KINDS_FIRST.index(harm.kind) // 4, -(often or 0.0), harm.event


def _harm(part: str, group: Sequence[HarmReport], background: Sequence[HarmReport]) -> Harm:
    strong = [report for report in group if report.decides]
    counting = strong or list(group)
    first = counting[0]
    found = _numbers(counting)
    return Harm(
        treatment=part,
        event=first.event,
        words=first.words,
        severity=first.severity,
        per=first.per,
        reports=tuple(counting),
        beside=(
            *(report for report in group if report not in counting),
            *(report for report in background if _alike(report) == _alike(first)),
        ),
        **found,  # type: ignore[arg-type]
    )


def _numbers(reports: Sequence[HarmReport]) -> Mapping[str, object]:
    """Kind, value, interval and limit of the reports of one harm."""
    family = reports[0].family
    if family == "told":
        return {"kind": "told"}
    if family == "rate" and all(report.none_seen for report in reports):
        upper = min(report.interval[1] for report in reports if report.interval) if _limits(reports) else None
        return {"kind": "none_seen", "value": 0.0, "low": 0.0, "high": upper, "upper": upper}
    if len(reports) == 1:
        low, high = reports[0].interval or (None, None)
        one: Kind = "measured" if family == "rate" else family
        return {"kind": one, "value": reports[0].rate, "low": low, "high": high}
    pooled = _pooled(reports) if family == "rate" else None
    if pooled is not None:
        low, high = pooled.interval
        return {"kind": "pooled", "value": pooled.mean, "low": low, "high": high, "spread": pooled.spread}
    rates = [report.rate for report in reports if report.rate is not None]
    several: Kind = "range" if family == "rate" else family
    return {"kind": several, "low": min(rates), "high": max(rates), "upper": _seen_none(reports)}


def _limits(reports: Sequence[HarmReport]) -> bool:
    return any(report.interval for report in reports)


def _seen_none(reports: Sequence[HarmReport]) -> float | None:
    """The limit of the sources that saw no event, beside others that did."""
    limits = [report.interval[1] for report in reports if report.none_seen and report.interval]
    return min(limits, default=None)


def _pooled(reports: Sequence[HarmReport]) -> Pooled | None:
    """The pooled rate where the rules at the head of the file allow one."""
    counts = [report.counts for report in reports]
    sources = {report.source_url for report in reports}
    of_one_kind = {(report.level, report.named, report.measure) for report in reports}
    if None in counts or len(sources) < len(reports) or len(of_one_kind) > 1 or not _overlap(reports):
        return None
    if reports[0].measure != "proportion":
        return None
    events, totals = zip(*(pair for pair in counts if pair is not None), strict=True)
    return pooled_proportion(events, totals)


def _overlap(reports: Sequence[HarmReport]) -> bool:
    intervals = [report.interval for report in reports if report.interval is not None]
    return max(low for low, _ in intervals) <= min(high for _, high in intervals)
