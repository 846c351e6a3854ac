"""The options of a person as JSON: every number with its rows, trials and sources. Described in docs/json.md."""

from __future__ import annotations

from collections.abc import Mapping

from dorsal.care.burden import Burden, ClinicValues, Quantity
from dorsal.care.forecast import Forecast
from dorsal.care.guidance import Statement
from dorsal.care.harm import Harm, HarmProfile
from dorsal.care.harm_report import HarmReport
from dorsal.care.option import Option
from dorsal.care.options import Options
from dorsal.care.prospect import Chance, Prospect
from dorsal.care.weighing import Weighing
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.care_words import option_words, reason_words
from dorsal.faces.json_document import Json
from dorsal.faces.language import Language, language
from dorsal.faces.order_words import caution_words, order_notes, sensitivity_words, why_no_order
from dorsal.patient.reason import Reason
from dorsal.patient.rule import Rule

SCHEMA = "dorsal/options/1"


def options_json(evidence: CareEvidence, found: Options, seed: int) -> Json:
    """`dorsal options --json`: the one object that the terminal and the pages show as well."""
    speech = language()
    return {
        "schema": SCHEMA,
        "urgency": found.screen.urgency,
        "referral_first": found.screen.holds,
        "not_yet_asked": [question.code for question in found.screen.to_ask(o.treatment for o in found.options)],
        "window": found.window,
        "weeks": evidence.basis.window(found.window).weeks,
        "reference": found.reference,
        "options": [_option(speech, found, option) for option in found.options],
        "refused": [_refused(speech, found, option) for option in found.refused],
        "more": [_refused(speech, found, option) for option in found.more],
        "order": _order(speech, found),
        "clinic": None if found.clinic is None else _clinic(found.clinic),
        "provenance": {
            "dorsal": evidence.version,
            "data": evidence.topic.name,
            "sha256": evidence.topic.data_hash,
            "release": found.release,
            "seed": seed,
        },
    }


def _clinic(clinic: ClinicValues) -> Json:
    return {
        "name": clinic.name,
        "currency": clinic.currency or None,
        "travel": None if clinic.travel is None else list(clinic.travel),
        "treatments": list(clinic.treatments),
    }


def _option(speech: Language, found: Options, option: Option) -> Json:
    return {
        **_refused(speech, found, option),
        "forecasts": [_forecast(forecast) for forecast in option.forecasts.values()],
        "classes": [
            {"outcome": s.outcome, "size": s.size, "way": s.way, "certainty": s.level}
            for s in option.standings.values()
        ],
        "harms": _harms(option.harms),
        "burden": _burden(option.burden),
        "guidelines": [_statement(statement) for statement in option.guidance],
        "dominated_by": option.dominated_by or None,
    }


def _refused(speech: Language, found: Options, option: Option) -> Json:
    verdict = option.verdict
    return {
        "option": option.treatment,
        "label": option_words(speech, found.knowledge, option.treatment),
        "verdict": verdict.verdict,
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "ask": [question.code for question in verdict.ask],
        "rules_known": verdict.known,
    }


def _reason(reason: Reason) -> Json:
    row = reason.rule
    return {
        "row": row.row,
        "words": reason.words(),
        "holds": reason.state,
        "because": list(reason.because),
        "action": row.action if isinstance(row, Rule) else None,
        "grade": row.grade,
        "signed": row.signed or None,
        "source": row.source,
        "source_url": row.source_url,
    }


def _forecast(forecast: Forecast) -> Json:
    return {
        "outcome": forecast.outcome,
        "window": forecast.window,
        "compared_as": forecast.given,
        "baseline": forecast.baseline,
        "of_this_person": forecast.individual,
        "mic": forecast.mic,
        "expected": _prospect(forecast.prospect),
        "without": _prospect(forecast.natural),
        "certainty": None if forecast.certainty is None else forecast.certainty.level,
        "certainty_reasons": [] if forecast.certainty is None else list(forecast.certainty.reasons),
        "carries_over": forecast.applicability.fits,
        "carries_over_reasons": [*forecast.applicability.reasons, *forecast.applicability.cautions],
        "statements": list(forecast.statements),
        "why_not": forecast.why_not or None,
        "rows": list(forecast.rows),
        "studies": list(forecast.studies),
    }


def _prospect(prospect: Prospect | None) -> Json | None:
    """Points of 0-100, lower is better; chances of 1."""
    if prospect is None:
        return None
    return {
        "score": prospect.expected,
        "score_ci": list(prospect.interval),
        "score_8_of_10": list(prospect.spread),
        "change": prospect.change,
        "chance_mic": _chance(prospect.chance_mic),
        "chance_30_percent": _chance(prospect.chance_30),
    }


def _chance(chance: Chance) -> Json:
    return {
        "value": chance.value,
        "ci": [chance.low, chance.high],
        "per_100": chance.per_100,
        "others_per_100": chance.others,
    }


def _harms(profile: HarmProfile) -> Json:
    return {
        "mild": [_harm(harm) for harm in profile.mild],
        "serious": [_harm(harm) for harm in profile.serious],
        "not_known_for": profile.unknown.split("+") if profile.unknown else [],
        "not_in_people": [_report(report) for report in profile.beside],
    }


def _harm(harm: Harm) -> Json:
    return {
        "treatment": harm.treatment,
        "event": harm.event,
        "words": harm.words,
        "per": harm.per,
        "kind": harm.kind,
        "value": harm.value,
        "low": harm.low,
        "high": harm.high,
        "upper_limit_where_none_was_seen": harm.upper,
        "against": harm.against or None,
        "grade": harm.grade,
        "may_decide": harm.decides,
        "reports": [_report(report) for report in harm.reports],
        "beside": [_report(report) for report in harm.beside],
    }


def _report(report: HarmReport) -> Json:
    interval = report.interval
    return {
        "row": report.row,
        "of": report.label,
        "event": report.words,
        "measure": report.measure,
        "events": report.events,
        "n": report.n,
        "value": report.value,
        "rate": report.rate,
        "interval": None if interval is None else list(interval),
        "grade": report.grade,
        "source": report.source,
        "source_url": report.source_url,
        "locator": report.locator,
        "note": report.note,
    }


def _burden(burden: Burden) -> Json:
    found: Mapping[str, Quantity] = {**burden.quantities, "time": burden.time, "cost": burden.cost}
    return {
        **{name: _quantity(quantity) for name, quantity in found.items()},
        "needles_used": burden.needled,
        "medicines": burden.medicines,
        "currency": burden.currency or None,
    }


def _quantity(quantity: Quantity) -> Json | None:
    """None: not known."""
    if not quantity.known:
        return None
    return {
        "low": quantity.low,
        "high": quantity.high,
        "unit": quantity.unit,
        "of_the_clinic": quantity.local,
        "how": quantity.how or None,
        "rows": list(quantity.rows),
        "sources": list(dict.fromkeys(report.source_url for report in quantity.reports)),
    }


def _statement(statement: Statement) -> Json:
    return {
        "row": statement.row,
        "guideline": statement.guideline,
        "year": statement.year,
        "of": statement.treatment,
        "about": statement.about,
        "recommendation": statement.recommendation,
        "population": statement.population,
        "strength": statement.strength or None,
        "certainty": statement.certainty or None,
        "grade": statement.grade,
        "source": statement.source,
        "source_url": statement.source_url,
    }


def _order(speech: Language, found: Options) -> Json:
    ranking = found.ranking
    return {
        "why_not": why_no_order(speech, ranking) if ranking.why_not else None,
        "caution": caution_words(speech, ranking) or None,
        "all_very_low_certainty": ranking.very_low,
        "weights": [{"weight": name, "value": value} for name, value in ranking.weights.items()],
        "not_asked": list(ranking.not_asked),
        "places": [
            {
                "option": place.option,
                "place": place.place,
                "value": place.expected,
                "value_ci": list(place.interval),
                "value_if_unknown_worst_and_best": list(place.possible),
                "chance_of_place": list(place.chances),
            }
            for place in ranking.places
        ],
        "changes_at": [{"weight": s.weight, "now": s.now, "at": s.at, "then_first": s.to} for s in ranking.switches],
        "changes_in_words": list(sensitivity_words(speech, found)),
        "notes": list(order_notes(speech, found)),
        "criteria": _criteria(ranking, found),
        "unranked": [{"option": option, "why": reason_words(speech, why)} for option, why in ranking.unranked.items()],
    }


def _criteria(ranking: Weighing, found: Options) -> list[Json]:
    unknown: dict[str, list[str]] = {}
    for option, code in ranking.unknown:
        unknown.setdefault(code, []).append(option)
    return [
        {
            "criterion": criterion.code,
            "label": criterion.label,
            "weight": criterion.weight,
            "share_of_weight": criterion.share,
            "worst": ranking.ranges.get(criterion.code, (criterion.worst, criterion.best))[0],
            "best": criterion.best,
            "unit": criterion.unit,
            "note": criterion.note,
            "unknown_for": unknown.get(criterion.code, []),
            "left_out": ranking.left_out.get(criterion.code),
        }
        for criterion in found.knowledge.criteria
    ]
