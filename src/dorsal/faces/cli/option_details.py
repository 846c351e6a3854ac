"""One option in a terminal with every number, its trials, rows and sources."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.forecast import Forecast
from dorsal.care.harm import Harm
from dorsal.care.harm_report import Severity
from dorsal.care.option import Option
from dorsal.care.options import Options
from dorsal.faces.burden_words import burden_lines
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.care_words import (
    better_words,
    certainty_words,
    chance_words,
    expected_words,
    option_words,
    statement_words,
    why_not_words,
)
from dorsal.faces.cli.screen import Screen
from dorsal.faces.harm_words import HEADINGS, course_words, harm_words, notable, report_words, sources, unknown_words
from dorsal.faces.language import Language
from dorsal.faces.screening_words import reason_words, verdict_words
from dorsal.faces.words import listed

MOST_STUDIES = 6
"""Trials named beside a forecast; the rest is counted (`--json` has them all)."""
SEVERITIES: tuple[Severity, ...] = ("mild", "serious")


def show_details(screen: Screen, speech: Language, evidence: CareEvidence, found: Options, option: Option) -> None:
    """Benefit, harm, burden, guidelines and sources of one option."""
    screen.heading(option_words(speech, found.knowledge, option.treatment))
    screen.say(verdict_words(option.verdict))
    screen.items(reason_words(one, evidence.topic) for one in option.verdict.certain)
    for forecast in option.forecasts.values():
        _show_forecast(screen, speech, evidence, found, forecast)
    for severity in SEVERITIES:
        _show_harms(screen, speech, option, severity)
    unknown = unknown_words(speech, found.knowledge, option.harms)
    if unknown:
        screen.say(unknown)
    _show_burden(screen, speech, option)
    if option.guidance:
        screen.line(speech.words("Guidelines"), "bold")
        screen.items(f"{statement_words(speech, one)} ({one.row})" for one in option.guidance)
    _show_sources(screen, option)


def _show_forecast(
    screen: Screen, speech: Language, evidence: CareEvidence, found: Options, forecast: Forecast
) -> None:
    label = evidence.basis.outcomes[forecast.outcome].label
    weeks = evidence.basis.window(forecast.window).weeks
    screen.line(f"{label}, after about {weeks:g} weeks", "bold")
    screen.items(_forecast_lines(speech, evidence, found, forecast))


def _forecast_lines(speech: Language, evidence: CareEvidence, found: Options, forecast: Forecast) -> Iterator[str]:
    if forecast.prospect is None:
        yield speech.words("Not known: {why}.", why=why_not_words(speech, found.knowledge, forecast))
    elif not forecast.applicability.fits:
        yield "Cannot be carried over to this person. The trials were of other people:"
    else:
        better = better_words(speech, forecast.outcome, evidence.basis.outcomes[forecast.outcome].label)
        yield chance_words(speech, forecast.prospect.chance_mic, better)
        yield expected_words(speech, found.profile, forecast)
    yield from forecast.applicability.reasons
    if forecast.certainty is not None:
        yield certainty_words(speech, forecast.certainty)
    yield from forecast.statements
    if forecast.studies:
        yield _studies(evidence, forecast)


def _studies(evidence: CareEvidence, forecast: Forecast) -> str:
    names = [evidence.basis.names.get(study, study) for study in forecast.studies]
    more = f" and {len(names) - MOST_STUDIES} more" if len(names) > MOST_STUDIES else ""
    return f"From {', '.join(names[:MOST_STUDIES])}{more} (rows {', '.join(forecast.rows[:MOST_STUDIES])} ...)"


def _show_harms(screen: Screen, speech: Language, option: Option, severity: Severity) -> None:
    shown = notable(option.harms, severity)
    if not shown:
        return
    screen.line(speech.words(HEADINGS[severity]), "bold")
    screen.items(_harm_line(speech, option, harm) for harm in shown)


def _harm_line(speech: Language, option: Option, harm: Harm) -> str:
    course = course_words(speech, harm, option.burden.visits) if len(option.parts) == 1 else ""
    rows = ", ".join(harm.rows)
    return " ".join(part for part in (harm_words(speech, harm), course, f"({rows})") if part)


def _show_burden(screen: Screen, speech: Language, option: Option) -> None:
    screen.line(speech.words("What it asks of you"), "bold")
    screen.items(
        f"{name}: {said}{f' ({listed(rows)})' if rows else ''}"
        for name, said, rows in burden_lines(speech, option.burden)
    )


def _show_sources(screen: Screen, option: Option) -> None:
    found = [f"{report_words(report)} {report.source_url}" for report in sources(option.harms)]
    doses = {report.row: report for quantity in option.burden.quantities.values() for report in quantity.reports}
    found += [
        f"{one.value} {one.unit}, {one.source} ({one.row}, grade {one.grade}) {one.source_url}"
        for one in doses.values()
    ]
    found += [f"{one.source} ({one.row}, grade {one.grade}) {one.source_url}" for one in option.guidance]
    if found:
        screen.line("Where harms, burden and guidelines were read", "bold")
        screen.items(found, style="dim")
