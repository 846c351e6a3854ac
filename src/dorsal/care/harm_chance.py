"""From what to what the chance of any mild, or any serious, harm of a course of treatment may lie.

Rates per session become rates per course by `over_course`, rates per person-year by the weeks of the course. Where no
source tells of "any" harm, it is at least as frequent as each single one, and the upper end is the one for unknown
things. What a treatment adds to no treatment counts as its chance. Weak reports (grade C) do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dorsal.care.burden import Burden
from dorsal.care.harm import OF_SEVERITY, Harm, HarmProfile, over_course
from dorsal.care.harm_report import Severity
from dorsal.care.proportion import Interval

WEEKS_A_YEAR = 52.0


@dataclass(frozen=True, kw_only=True)
class HarmChance:
    """An interval, and whether any source tells of it as a whole."""

    low: float
    high: float
    known: bool
    rows: tuple[str, ...] = ()


def chance_of_harm(
    profile: HarmProfile, burden: Burden, part: str, severity: Severity, unknown: Interval
) -> HarmChance:
    """Of one part. `unknown`: from the least to the most where nobody knows; `burden`: of the part alone."""
    told = [harm for harm in profile.of(severity) if harm.treatment == part and harm.decides]
    whole = [harm for harm in told if harm.event == OF_SEVERITY[severity]]
    found = list(_of_course(whole, burden))
    single = list(_of_course([harm for harm in told if harm not in whole], burden))
    floor = max((low for low, _, _ in single), default=0.0)
    if found:
        low, high = max(min(low for low, _, _ in found), floor), max(high for _, high, _ in found)
        return HarmChance(low=low, high=max(low, high), known=True, rows=_rows(found))
    ceiling = max((high for _, high, _ in single), default=0.0)
    low = max(unknown[0], floor)
    return HarmChance(low=low, high=max(low, unknown[1], ceiling), known=False, rows=_rows(single))


def _of_course(harms: list[Harm], burden: Burden) -> Iterator[tuple[float, float, Harm]]:
    """Each harm that has a rate, for a whole course; per person first, as that needs no assumption."""
    per_person = [harm for harm in harms if harm.per == "person" and harm.bounds is not None]
    for harm in per_person or harms:
        bounds = harm.bounds
        if bounds is None:
            continue
        course = _course(harm, bounds, burden)
        if course is not None:
            yield *course, harm


def _course(harm: Harm, bounds: Interval, burden: Burden) -> Interval | None:
    if harm.per == "person":
        return bounds
    if harm.per == "treatment":
        visits = burden.visits
        low = 1.0 if visits.low is None else visits.low
        return over_course(bounds, (low, visits.high)) if visits.high is not None else (bounds[0], 1.0)
    if harm.per == "person_year" and burden.weeks.high is not None:
        low = burden.weeks.low or 0.0
        return bounds[0] * low / WEEKS_A_YEAR, min(1.0, bounds[1] * burden.weeks.high / WEEKS_A_YEAR)
    return None


def _rows(found: list[tuple[float, float, Harm]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(report.row for _, _, harm in found for report in harm.reports))
