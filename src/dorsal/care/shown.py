"""What was shown when the choice was made, as plain values that can be kept: numbers, certainty, harms, rows.

A decision stays what it was when the evidence changes, so the plan holds a copy and the release that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from dorsal.care.basis import Basis
from dorsal.care.forecast import Forecast
from dorsal.care.harm import Harm, HarmNumbers
from dorsal.care.option import Option
from dorsal.care.prospect import Chance, Interval
from dorsal.patient.rule import Verdict
from dorsal.patient.screen import Reason

COUNTS = 0.05
"""Share of the evidence from which a population is named."""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One option, outcome and time: the numbers, or why there are none. Scores in points of 0-100, lower is better."""

    option: str
    outcome: str
    window: str
    weeks: float
    start: float | None
    individual: bool
    """Whether it is from the person's own first score."""
    expected: float | None = None
    interval: Interval | None = None
    spread: Interval | None = None
    """Where 8 of 10 people end."""
    mic: float
    """The smallest change that matters."""
    chance_mic: Chance | None = None
    chance_30: Chance | None = None
    certainty: str = ""
    """Of what the option adds to the reference; empty for the reference itself."""
    doubts: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()
    """Why the trials' people are not like this person; empty where they are."""
    why_not: str = ""
    populations: tuple[str, ...] = ()
    """Of the trials' people, those that count most first."""
    studies: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return self.expected is not None


def expectation(forecast: Forecast, basis: Basis) -> Expectation:
    """A forecast as it is kept."""
    prospect = forecast.prospect
    return Expectation(
        option=forecast.option,
        outcome=forecast.outcome,
        window=forecast.window,
        weeks=basis.window(forecast.window).weeks,
        start=forecast.baseline,
        individual=forecast.individual,
        expected=None if prospect is None else prospect.expected,
        interval=None if prospect is None else prospect.interval,
        spread=None if prospect is None else prospect.spread,
        mic=forecast.mic,
        chance_mic=None if prospect is None else prospect.chance_mic,
        chance_30=None if prospect is None else prospect.chance_30,
        certainty="" if forecast.certainty is None else forecast.certainty.level,
        doubts=() if forecast.certainty is None else forecast.certainty.reasons,
        unfit=() if forecast.applicability.fits else forecast.applicability.reasons,
        why_not=forecast.why_not,
        populations=_populations(forecast, basis),
        studies=forecast.studies,
        rows=forecast.rows,
    )


def _populations(forecast: Forecast, basis: Basis) -> tuple[str, ...]:
    """Whose trials tell the effect; for the reference, whose tell the course."""
    comparison = basis.comparisons.get((forecast.outcome, forecast.window, forecast.option))
    if comparison is not None and comparison.populations:
        shares = comparison.populations
        return tuple(sorted((p for p in shares if shares[p] >= COUNTS), key=lambda p: -shares[p]))
    return () if forecast.course is None else forecast.course.populations


@dataclass(frozen=True, kw_only=True)
class ShownHarm(HarmNumbers):
    """A harm as it was shown, without its reports: their rows and sources stand for them."""

    seen: float | None = None
    """People or sessions of the largest report, where they are counted."""
    against: str = ""
    grade: str
    rows: tuple[str, ...]
    sources: tuple[str, ...]


def shown_harm(harm: Harm) -> ShownHarm:
    """A harm as it is kept."""
    return ShownHarm(
        **{field.name: getattr(harm, field.name) for field in fields(HarmNumbers)},
        seen=harm.seen,
        against=harm.against,
        grade=harm.grade,
        rows=harm.rows,
        sources=tuple(dict.fromkeys(f"{report.source}; {report.source_url}" for report in harm.reports)),
    )


@dataclass(frozen=True, kw_only=True)
class RowSaid:
    """A rule or red flag that counted, in words, with its row."""

    row: str
    words: str
    unknown: bool = False
    """It is not known whether it holds."""
    grade: str = ""
    source_url: str = ""
    signed: str = ""
    """Which clinician has agreed with the row, and when; empty: nobody has."""


def row_said(reason: Reason) -> RowSaid:
    """A reason as it is kept."""
    rule = reason.rule
    return RowSaid(
        row=rule.row,
        words=reason.words(),
        unknown=reason.state == "unknown",
        grade=rule.grade,
        source_url=rule.source_url,
        signed=rule.signed,
    )


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    """One option that was on the table, or was refused, with why."""

    option: str
    verdict: Verdict
    reasons: tuple[RowSaid, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    dominated_by: str = ""
    harms_unknown: str = ""
    """Parts of which no row on harms is known."""
    rules_known: int = 0
    """Rows of the screen that bear on it. 0: no rule is known here, which does not mean that it is safe."""


def shown_option(option: Option, basis: Basis) -> ShownOption:
    """An option as it is kept."""
    return ShownOption(
        option=option.treatment,
        verdict=option.verdict.verdict,
        reasons=tuple(row_said(reason) for reason in option.verdict.reasons),
        expectations=tuple(_expectations(option, basis)),
        dominated_by=option.dominated_by,
        harms_unknown=option.harms.unknown,
        rules_known=option.verdict.known,
    )


def _expectations(option: Option, basis: Basis) -> Iterator[Expectation]:
    return (expectation(forecast, basis) for forecast in option.forecasts.values())
