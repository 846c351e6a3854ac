"""How an option may harm, in words: natural frequencies both ways round, never a zero, never a silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dorsal.care.burden import Quantity
from dorsal.care.harm import OF_SEVERITY, Harm, HarmProfile, over_course
from dorsal.care.harm_report import HarmReport, Per, Severity
from dorsal.care.knowledge import Knowledge
from dorsal.care.shown import ShownHarm
from dorsal.faces.care_words import span_words
from dorsal.faces.language import Language, marked
from dorsal.faces.words import inside

Told = Harm | ShownHarm
"""A harm, or one that a plan has kept."""
THOUSAND = 1000
BASES = (THOUSAND, 10_000, 100_000, 1_000_000)
"""A rate is told of 1,000, or of the next round number that makes its upper end, and what was seen, at least one."""
ALMOST_ONE = 0.95
AT_LEAST_HALF = 0.5
"""What rounds to one: a rate that was seen is never told as none."""
UNITS: Mapping[Per, str] = {
    "treatment": marked("visits"),
    "person": marked("people"),
    "person_year": marked("people in a year"),
    "unstated": marked("times"),
}
"""What is counted: sessions and people are never mixed."""
HEADINGS: Mapping[Severity, str] = {
    "mild": marked("Mild reactions"),
    "serious": marked("Serious harm"),
    "not_in_people": marked("Not harm to people"),
}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A rate as so many of a round number."""

    of: int
    value: int | None
    low: int
    high: int

    def said(self, language: Language) -> str:
        """ "77", or "192 to 396" where sources give a range."""
        if self.value is not None:
            return language.number(self.value)
        return span_words(language, language.number(self.low), language.number(self.high))

    def others(self, language: Language) -> str:
        """The other way round: "923"."""
        if self.value is not None:
            return language.number(self.of - self.value)
        return span_words(language, language.number(self.of - self.high), language.number(self.of - self.low))


def counted(value: float | None, low: float | None, high: float | None) -> Counted | None:
    """A rate of 1,000 or more; None where there is no number."""
    ends = [end for end in (value, low, high) if end is not None]
    if not ends:
        return None
    top = min(1.0, max(ends))
    told = (base for base in BASES if base * top >= ALMOST_ONE and (not value or base * value > AT_LEAST_HALF))
    base = next(told, BASES[-1])
    return Counted(
        of=base,
        value=None if value is None else round(base * min(1.0, value)),
        low=round(base * max(0.0, min(ends))),
        high=round(base * top),
    )


def harm_words(language: Language, harm: Told) -> str:
    """One harm in a sentence or two."""
    event = language.name_of(harm.words)
    event = event[:1].upper() + event[1:]
    match harm.kind:
        case "told":
            return language.words("{event}: it happens; how often is not known.", event=event)
        case "ratio":
            return _ratio(language, harm, event)
        case "none_seen":
            return _none_seen(language, harm, event)
        case "extra":
            return _extra(language, harm, event)
        case "range":
            return _range(language, harm, event)
        case _:
            return _rate(language, harm, event)


def _unit(language: Language, harm: Told) -> str:
    return language.words(UNITS[harm.per])


def _rate(language: Language, harm: Told, event: str) -> str:
    count = counted(harm.value, harm.low, harm.high)
    assert count is not None
    said = language.words(
        "{event}: {n} of {base} {unit}; in the other {m} it does not happen.",
        event=event,
        n=count.said(language),
        base=language.number(count.of),
        unit=_unit(language, harm),
        m=count.others(language),
    )
    if harm.low is None or harm.high is None:
        inexact = language.words("How exact this is, the source does not say.")
        return f"{said} {inexact}"
    return _with_span(language, said, language.number(count.low), language.number(count.high))


def _with_span(language: Language, said: str, low: str, high: str) -> str:
    span = language.words("It may be {span}.", span=span_words(language, low, high))
    return f"{said} {span}"


def _range(language: Language, harm: Told, event: str) -> str:
    count = counted(None, harm.low, harm.high)
    assert count is not None
    base, unit = language.number(count.of), _unit(language, harm)
    if harm.upper is not None:
        return language.words(
            "{event}: sources disagree, from none seen to {high} of {base} {unit}. None seen is not never: {limit} of "
            "{limit_base} could still be true.",
            event=event, high=language.number(count.high), base=base, unit=unit, **_limit(language, harm.upper),
        )  # fmt: skip
    return language.words(
        "{event}: sources disagree, from {low} to {high} of {base} {unit}; in the other {m} it does not happen.",
        event=event, low=language.number(count.low), high=language.number(count.high), base=base, unit=unit,
        m=count.others(language),
    )  # fmt: skip


def _limit(language: Language, upper: float) -> dict[str, str]:
    count = counted(None, None, upper)
    assert count is not None
    return {"limit": language.number(count.high), "limit_base": language.number(count.of)}


def _none_seen(language: Language, harm: Told, event: str) -> str:
    if harm.seen is None or harm.upper is None:
        return language.words("{event}: not seen so far. It can still happen.", event=event)
    return language.words(
        "{event}: not seen in {n} {unit}. That is not never: up to {limit} of {limit_base} could still be true.",
        event=event, n=language.number(harm.seen), unit=_unit(language, harm), **_limit(language, harm.upper),
    )  # fmt: skip


def _extra(language: Language, harm: Told, event: str) -> str:
    count = counted(harm.value, harm.low, harm.high)
    assert count is not None
    said = language.words(
        "{event}: about {n} more of {base} {unit} than without it.",
        event=event, n=count.said(language), base=language.number(count.of), unit=_unit(language, harm),
    )  # fmt: skip
    if harm.low is None or harm.high is None or harm.value is None:
        return said
    return _with_span(language, said, language.number(count.low), language.number(count.high))


def _ratio(language: Language, harm: Told, event: str) -> str:
    ends = [end for end in (harm.low, harm.high) if end is not None]
    against = language.name_of(harm.against)
    if harm.value is None:
        low, high = (language.number(end, 2) for end in (min(ends), max(ends)))
        return language.words(
            "{event}: {low} to {high} times as often as with {against}; how often that is, is not known here.",
            event=event, low=low, high=high, against=against,
        )  # fmt: skip
    said = language.words(
        "{event}: {n} times as often as with {against}; how often that is, is not known here.",
        event=event, n=language.number(harm.value, 2), against=against,
    )  # fmt: skip
    if not ends:
        return said
    return _with_span(language, said, language.number(min(ends), 2), language.number(max(ends), 2))


def harm_cell(language: Language, knowledge: Knowledge, profile: HarmProfile, severity: Severity) -> str:
    """Any harm of one severity, short enough for a cell: a line for each part of a combination."""
    cells = [(part, _of_part(language, profile, part, severity)) for part in profile.parts]
    if len(cells) == 1:
        return cells[0][1]
    names = {part: inside(language.name_of(knowledge.labels.get(part, part))) for part, _ in cells}
    return "\n".join(f"{names[part]}: {cell}" for part, cell in cells)


def _of_part(language: Language, profile: HarmProfile, part: str, severity: Severity) -> str:
    known = [harm for harm in profile.any_of(severity, part) if harm.kind not in ("ratio", "told")]
    first = next((harm for harm in known if harm.per == "person"), known[0] if known else None)
    if first is not None:
        said = _short(language, first)
        elsewhere = first.kind == "none_seen" and any(harm.kind == "told" for harm in profile.any_of(severity, part))
        return language.words("{count}; others report it", count=said) if elsewhere else said
    ratio = next((harm for harm in profile.any_of(severity, part) if harm.kind == "ratio"), None)
    if ratio is not None and ratio.low is not None and ratio.high is not None:
        low, high = (language.number(end, 2) for end in (ratio.low, ratio.high))
        against = language.name_of(ratio.against)
        return language.words("{low} to {high} times as with {against}", low=low, high=high, against=against)
    told = [harm for harm in profile.of(severity) if harm.treatment == part]
    return language.words("how often is not known") if told else language.words("not known here")


def _short(language: Language, harm: Harm) -> str:
    if harm.kind == "none_seen" and harm.upper is not None:
        limit, unit = _limit(language, harm.upper), _unit(language, harm)
        return language.words("none seen; up to {limit} of {limit_base} {unit}", unit=unit, **limit)
    count = counted(harm.value, harm.low, harm.high) if harm.value is not None else counted(None, harm.low, harm.high)
    assert count is not None
    base, unit = language.number(count.of), _unit(language, harm)
    if harm.kind == "extra":
        said = language.words("{n} more of {base} {unit}", n=count.said(language), base=base, unit=unit)
        return f"{said}{_span(language, harm, count)}"
    if harm.kind == "range" and harm.upper is not None:
        return language.words(
            "none seen to {high} of {base} {unit}", high=language.number(count.high), base=base, unit=unit
        )
    said = language.words("{n} of {base} {unit}", n=count.said(language), base=base, unit=unit)
    return f"{said}{_span(language, harm, count)}"


def _span(language: Language, harm: Harm, count: Counted) -> str:
    """The interval of a rate, where it has one and is not a range itself: " (91 to 250)"."""
    if harm.value is None or harm.low is None or harm.high is None:
        return ""
    return f" ({span_words(language, language.number(count.low), language.number(count.high))})"


def course_words(language: Language, harm: Harm, visits: Quantity) -> str:
    """A rate per visit over a whole course, with what it supposes; "" where visits or the rate are not known."""
    bounds = harm.bounds
    if harm.per != "treatment" or bounds is None or visits.low is None or visits.high is None or visits.high <= 1:
        return ""
    low, high = over_course(bounds, (visits.low, visits.high))
    count = counted(None, low, high)
    assert count is not None
    same = language.number(count.low) if count.low else language.words("fewer than 1")
    return language.words(
        "Over a course of {visits} visits that is {low} of {base} people if it is always the same people who get it, "
        "and up to {high} if every visit is a new chance.",
        visits=span_words(language, language.number(visits.low), language.number(visits.high)),
        low=same, high=language.number(count.high), base=language.number(count.of),
    )  # fmt: skip


def unknown_words(language: Language, knowledge: Knowledge, profile: HarmProfile) -> str:
    """What is not known about harm, "" where every part has rows."""
    if not profile.unknown:
        return ""
    names = [inside(language.name_of(knowledge.labels.get(p, p))) for p in profile.unknown.split("+")]
    return language.words(
        "Nothing is known here about harm from {treatment}. That does not mean that there is none.",
        treatment=language.listed(names),
    )


def report_words(report: HarmReport) -> str:
    """One source with its number, grade and note, as the table has it."""
    number = _number_of(report)
    about = f"{report.label}: " if report.named != report.treatment else ""
    note = f"; {report.note}" if report.note else ""
    return f"{about}{number}{report.source} ({report.row}, grade {report.grade}{note})"


def _number_of(report: HarmReport) -> str:
    if report.counted and report.events is not None and report.n is not None:
        return f"{report.events:,.0f} of {report.n:,.0f}, "
    if report.rate is None:
        return ""
    return f"{report.rate:.3g}, "


def sources(profile: HarmProfile) -> Iterator[HarmReport]:
    """Every report behind a profile, once."""
    found = {report.row: report for harm in profile.all for report in (*harm.reports, *harm.beside)}
    yield from found.values()


def notable(profile: HarmProfile, severity: Severity) -> tuple[Harm, ...]:
    """The harms of one severity, "any" first, without those that are known by weak rows only unless nothing else is."""
    told = profile.of(severity)
    firm = tuple(harm for harm in told if harm.decides)
    shown = firm or told
    return tuple(sorted(shown, key=lambda harm: harm.event != OF_SEVERITY[severity]))
