"""Times to an event, trial by trial: curves, medians, restricted means, hazard ratios, and whether these change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.special import ndtri
from scipy.stats import chi2

from dorsal.faces.charts.axis import nice_step
from dorsal.faces.charts.kaplan_meier import StepCurve, TrialCurves, draw_kaplan_meier
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import count, number, p_value
from dorsal.faces.survival_file import Survival
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, decimals, effects, p_values, whole
from dorsal.faces.words import listed
from dorsal.synthesis.survival.kaplan_meier import KaplanMeier
from dorsal.synthesis.survival.risk_sets import at_risk
from dorsal.synthesis.survival.study_effects import Hazards, curves_of, hazards, tested
from dorsal.trials.left_out import Unusable
from dorsal.trials.survival.times import StudyTimes

Json = dict[str, Any]
REFUTED = 0.05
"""A test of proportional hazards with a smaller P is told as evidence against them."""
MOST_DRAWN = 12
"""Trials whose curves are drawn; all stand in the tables and the JSON."""


@dataclass(frozen=True)
class _Trial:
    times: StudyTimes
    curves: tuple[KaplanMeier, ...]
    hazards: Hazards | None
    why_not: str


def times_of(subject: Subject) -> Survival:
    """The times of the inquiry, which has them."""
    assert subject.inquiry.survival is not None  # an Inquiry that asks for curves has them
    return subject.inquiry.survival


def _survival(subject: Subject) -> Answer:
    survival = times_of(subject)
    trials = [_trial(times, survival) for times in survival.times.studies]
    told = _told(subject, survival, trials)
    return Answer(
        key="survival",
        json=told,
        title="Times to the event, trial by trial",
        lead=tuple(_lead(told)),
        caution=_caution(told, subject.measure),
        grids=(_arms_grid(told), _ratios_grid(told)),
        notes=tuple(_notes(told, survival)),
        pictures=tuple(_pictures(subject, survival, trials)),
    )


def _trial(times: StudyTimes, survival: Survival) -> _Trial:
    try:
        return _Trial(times, curves_of(times), hazards(times, survival.ties), "")
    except Unusable as reason:
        return _Trial(times, curves_of(times), None, str(reason))


def _told(subject: Subject, survival: Survival, trials: Sequence[_Trial]) -> Json:
    level = subject.fit.options.level
    found = [trial.hazards for trial in trials if trial.hazards is not None]
    statistic, df = tested(found)
    return {
        "unit": survival.times.unit,
        "horizon": survival.horizon,
        "horizon_asked": survival.horizon_asked,
        "ties": survival.ties,
        "rebuilt": sorted(survival.times.rebuilt),
        "studies": [_study(trial, survival.horizon, level) for trial in trials],
        "proportional_hazards": {
            "chi2": statistic,
            "df": df,
            "p": float(chi2.sf(statistic, df)) if df else None,
            "refuted_in": [t.times.study for t in trials if t.hazards and t.hazards.proportionality.p < REFUTED],
        },
    }


def _study(trial: _Trial, horizon: float, level: float) -> Json:
    arms = zip(trial.times.treatments, trial.times.people, trial.curves, strict=True)
    return {
        "study": trial.times.study,
        "arms": [_arm(treatment, n, curve, horizon, level) for treatment, n, curve in arms],
        "hazard_ratios": list(_ratios(trial.hazards, level)),
        "log_rank": _test(None if trial.hazards is None else trial.hazards.log_rank),
        "proportional_hazards": None if trial.hazards is None else _proportional(trial.hazards),
        "why_not": trial.why_not or None,
    }


def _proportional(found: Hazards) -> Json:
    test = found.proportionality
    return {"chi2": test.chi2, "df": test.df, "p": test.p, "trend": test.trend}


def _test(found: tuple[float, int, float] | None) -> Json | None:
    return None if found is None else {"chi2": found[0], "df": found[1], "p": found[2]}


def _arm(treatment: str, n: int, curve: KaplanMeier, horizon: float, level: float) -> Json:
    survival, se = curve.at(horizon)
    mean, variance = curve.restricted_mean(horizon)
    known = horizon <= curve.known_until
    low, high = curve.interval(level)
    return {
        "treatment": treatment,
        "people": n,
        "events": int(curve.events.sum()),
        "last": curve.last,
        "median": _finite(curve.quantile()),
        "median_low": _finite(curve.median_interval(level)[0]),
        "median_high": _finite(curve.median_interval(level)[1]),
        "survival": survival if known else None,
        "survival_se": se if known else None,
        "rmst": mean if known else None,
        "rmst_se": math.sqrt(variance) if known else None,
        "curve": {
            "time": curve.time.tolist(),
            "at_risk": curve.at_risk.astype(int).tolist(),
            "events": curve.events.astype(int).tolist(),
            "survival": curve.survival.tolist(),
            "low": low.tolist(),
            "high": high.tolist(),
        },
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _ratios(found: Hazards | None, level: float) -> Iterator[Json]:
    if found is None:
        return
    z = float(ndtri(0.5 + level / 2.0))
    for i, treatment in enumerate(found.treatments[1:]):
        mean, se = float(found.fit.effect[i]), math.sqrt(float(found.fit.cov[i, i]))
        yield {
            "treatment": treatment,
            "reference": found.treatments[0],
            "log_hazard_ratio": mean,
            "se": se,
            "ci": [mean - z * se, mean + z * se],
        }


def _lead(told: Json) -> Iterator[str]:
    people = sum(arm["people"] for study in told["studies"] for arm in study["arms"])
    events = sum(arm["events"] for study in told["studies"] for arm in study["arms"])
    trials = count(len(told["studies"]), "trial")
    yield f"{count(people, 'person', 'people')} of {trials}, {count(events, 'event')} seen."
    test = told["proportional_hazards"]
    if test["p"] is None:
        yield "No trial can tell whether hazards are proportional."
        return
    alone = [s for s in told["studies"] if s["proportional_hazards"] is not None]
    summed = f"all tests together: chi-square {number(test['chi2'], 1)} on {test['df']}, {p_value(test['p'])}"
    if test["refuted_in"] or test["p"] < REFUTED:
        where = f" in {listed(test['refuted_in'])}" if test["refuted_in"] else ", over all trials,"
        yield (
            f"Hazards are not proportional{where}: the hazard ratio changes with time ({summed}). One hazard ratio is "
            "then an average that depends on how long people were followed. Ask for --measure RMST, which assumes no "
            "proportional hazards, or for hazard ratios by interval with --piecewise."
        )
    else:
        yield (
            f"Nothing speaks clearly against proportional hazards in {count(len(alone), 'trial')} ({summed}); small "
            "trials would not show it."
        )


def _caution(told: Json, measure: str) -> str:
    test = told["proportional_hazards"]
    if measure != "HR" or test["p"] is None or (test["p"] >= REFUTED and not test["refuted_in"]):
        return ""
    return (
        "Hazards are not proportional in these trials, so a single hazard ratio is an average over their follow-up; "
        "--measure RMST or --piecewise tell more."
    )


def _arms_grid(told: Json) -> Grid:
    unit = told["unit"]
    places = decimals(1)
    heads = (
        Head("study", "Trial"),
        Head("treatment", "arm"),
        Head("people", "people", whole, 8),
        Head("events", "events", whole, 8),
        Head("median", f"median ({unit})", places),
        Head("low", "low", places, 7),
        Head("high", "high", places, 7),
        Head("survival", f"survival at {told['horizon']:g}", decimals(3)),
        Head("rmst", f"mean until {told['horizon']:g}", places),
        Head("se", "SE", decimals(2), 7),
    )
    rows: list[dict[str, Cell]] = [
        {
            "study": study["study"],
            **{key: arm[key] for key in ("treatment", "people", "events", "median", "survival", "rmst")},
            "low": arm["median_low"],
            "high": arm["median_high"],
            "se": arm["rmst_se"],
        }
        for study in told["studies"]
        for arm in study["arms"]
    ]
    return Grid.of("survival_arms", "Arms: median, survival and restricted mean", heads, rows)


def _ratios_grid(told: Json) -> Grid:
    of = effects("HR")
    heads = (
        Head("study", "Trial"),
        Head("treatment", "treatment"),
        Head("reference", "against"),
        Head("ratio", "hazard ratio", of),
        Head("low", "low", of, 8),
        Head("high", "high", of, 8),
        Head("log_rank", "log-rank P", p_values),
        Head("proportional", "propor- tional P", p_values),
    )
    rows: list[dict[str, Cell]] = []
    for study in told["studies"]:
        for each in study["hazard_ratios"]:
            rows.append(
                {
                    "study": study["study"],
                    "treatment": each["treatment"],
                    "reference": each["reference"],
                    "ratio": each["log_hazard_ratio"],
                    "low": each["ci"][0],
                    "high": each["ci"][1],
                    "log_rank": study["log_rank"]["p"],
                    "proportional": study["proportional_hazards"]["p"],
                }
            )
    return Grid.of("survival_ratios", "Hazard ratios of each trial, and tests of all its arms", heads, rows)


def _notes(told: Json, survival: Survival) -> Iterator[str]:
    ties = "Efron" if told["ties"] == "efron" else "Breslow"
    yield (
        "Kaplan-Meier with Greenwood's variance; a median's interval is where that of log(-log survival) crosses half. "
        f"Hazard ratios by Cox's partial likelihood, ties by {ties}."
    )
    yield f"Survival and restricted means are told until {survival.horizon_words}; another time with --horizon."
    yield ("A small P under proportional: the hazard ratio changes with time (score test of Grambsch and Therneau).")
    if told["rebuilt"]:
        yield f"Rebuilt from printed curves: {', '.join(told['rebuilt'])}; their times are near, not the real ones."
    for study in told["studies"]:
        if study["why_not"]:
            yield f"No hazard ratio from {study['study']}: {study['why_not']}."
    if len(told["studies"]) > MOST_DRAWN:
        yield f"Curves are drawn of the first {MOST_DRAWN} trials; the JSON has all."


def _pictures(subject: Subject, survival: Survival, trials: Sequence[_Trial]) -> Iterator[Picture]:
    order = {treatment: i for i, treatment in enumerate(_order(subject, survival))}
    for i, trial in enumerate(trials[:MOST_DRAWN], 1):
        shown = _shown(trial, order, survival)
        yield Picture(name=f"kaplan_meier_{i}", draw=partial(_draw, shown), caption=f"{shown.study}. {shown.summary}")


def _draw(shown: TrialCurves, key: str, narrow: bool) -> Any:
    return draw_kaplan_meier(shown, key, narrow=narrow)


def _order(subject: Subject, survival: Survival) -> Sequence[str]:
    """The reference first, then the others by name."""
    given = sorted(set(survival.times.treatment))
    return sorted(given, key=lambda t: t != subject.reference)


def _shown(trial: _Trial, order: Mapping[str, int], survival: Survival) -> TrialCurves:
    times = trial.times
    end = max(curve.last for curve in trial.curves)
    step = nice_step(end, 6)
    when = np.arange(0.0, end + 1e-9, step)
    curves = []
    for a, (treatment, curve) in enumerate(zip(times.treatments, trial.curves, strict=True)):
        own = times.arm == a
        left = at_risk(times.time[own], times.entry[own], when)
        curves.append(
            StepCurve(
                treatment=treatment,
                steps=tuple(zip(curve.time.tolist(), curve.survival.tolist(), strict=True)),
                censored=tuple(curve.censored.tolist()),
                last=curve.last,
                at_risk=tuple(int(n) for n in left),
            )
        )
    curves.sort(key=lambda curve: order[curve.treatment])
    return TrialCurves(
        study=times.study,
        curves=tuple(curves),
        times=tuple(when.tolist()),
        end=end,
        unit=survival.times.unit,
        summary=_summary(trial, survival.times.unit),
        styles=tuple(order[curve.treatment] for curve in curves),
        rebuilt=times.study in survival.times.rebuilt,
    )


def _summary(trial: _Trial, unit: str) -> str:
    words = "" if unit == "time" else f" {unit}"
    said = []
    for treatment, n, curve in zip(trial.times.treatments, trial.times.people, trial.curves, strict=True):
        median = curve.quantile()
        half = (
            f"half without the event until {median:g}{words}" if math.isfinite(median) else "more than half without it"
        )
        said.append(f"{treatment}: {int(curve.events.sum())} of {n} had the event, {half}")
    return f"{'; '.join(said)}."


QUESTIONS = {"survival": _survival}
"""Key -> the function that answers it."""
