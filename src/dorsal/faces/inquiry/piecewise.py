"""Hazard ratios by interval of time from the whole network, and the curves that they predict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from scipy.special import ndtri

from dorsal.errors import OptionError
from dorsal.faces.charts.survival_curves import Band, Predictions, draw_survival_curves
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.survival import times_of
from dorsal.faces.numbers import count, number, p_value
from dorsal.faces.survival_file import Survival
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, decimals, effects, with_interval
from dorsal.faces.words import level_words
from dorsal.synthesis.survival.interval_counts import IntervalCounts, interval_counts
from dorsal.synthesis.survival.piecewise import PiecewiseFit, piecewise
from dorsal.synthesis.survival.predicted import Baseline, PredictedCurve, baseline_of, predicted

Json = dict[str, Any]
CHANGES = 0.05
"""A test of one hazard ratio for all intervals with a smaller P is told as evidence against it."""
WHOLE = 0.99
"""A correlation between intervals above this is at the edge of what can be."""


def _piecewise(subject: Subject) -> Answer:
    survival = times_of(subject)
    reference, counts = _reference(subject, survival), _counts(subject, survival)
    fit = piecewise(counts, reference, survival.cuts, subject.fit.options.model)
    until = survival.horizon
    baseline = baseline_of(counts, reference, survival.baseline, until, survival.cuts)
    level = subject.fit.options.level
    curves = [predicted(fit, baseline, t, until, level) for t in (reference, *fit.treatments)]
    told = _told(subject, survival, fit, baseline, [curve for curve in curves if curve is not None])
    return Answer(
        key="piecewise",
        json=told,
        title="Hazard ratios by interval of time",
        lead=tuple(_lead(told, fit)),
        grids=(_ratio_grid(told), _curve_grid(told)),
        notes=tuple(_notes(told, fit, survival)),
        pictures=(Picture(name="survival_curves", draw=partial(_draw, told), caption=_summary(told)),),
    )


def _reference(subject: Subject, survival: Survival) -> str:
    """The fit's reference. Raises OptionError where nobody whose times are known was given it."""
    known = dict.fromkeys(survival.times.treatment)
    if subject.reference not in known:
        raise OptionError(
            f"piecewise: nobody in {survival.times.name} was given {subject.reference}, the reference; ask for "
            f"--reference with one of {', '.join(known)}"
        )
    return subject.reference


def _counts(subject: Subject, survival: Survival) -> list[IntervalCounts]:
    """Of the treatments that the analysis is of."""
    found = []
    for study in survival.times.studies:
        kept = [a for a, t in enumerate(study.treatments) if t in subject.network.treatments]
        if len(kept) > 1:
            found.append(interval_counts(study.among(kept), survival.cuts))
    return found


def _told(
    subject: Subject, survival: Survival, fit: PiecewiseFit, baseline: Baseline, curves: list[PredictedCurve]
) -> Json:
    level = subject.fit.options.level
    return {
        "reference": fit.reference,
        "model": fit.model,
        "tau2": fit.tau2,
        "rho": fit.rho,
        "unit": survival.times.unit,
        "level": level,
        "cuts": list(fit.cuts),
        "studies": list(fit.studies),
        "hazard_ratios": list(_ratios(fit, level)),
        "constancy": list(_constancy(fit)),
        "baseline": {
            "study": survival.baseline or None,
            "studies": baseline.source,
            "events": baseline.events,
            "log_hazard": baseline.log_hazard.tolist(),
        },
        "until": survival.horizon,
        "curves": [_curve(curve, fit.reference, level) for curve in curves],
        "unpredicted": [t for t in fit.treatments if t not in {curve.treatment for curve in curves}],
        "corrected": [{"study": study, "interval": j + 1} for study, j in fit.corrected],
        "left_out": [{"study": study, "interval": j + 1, "reason": why} for study, j, why in fit.left_out],
    }


def _ratios(fit: PiecewiseFit, level: float) -> Iterator[Json]:
    z = float(ndtri(0.5 + level / 2.0))
    edges = (0.0, *fit.cuts, None)
    for treatment in fit.treatments:
        for j in range(fit.intervals):
            found = fit.at(treatment, j)
            mean, se = (None, None) if found is None else found
            yield {
                "treatment": treatment,
                "interval": j + 1,
                "start": edges[j],
                "end": edges[j + 1],
                "log_hazard_ratio": mean,
                "se": se,
                "ci": None if mean is None or se is None else [mean - z * se, mean + z * se],
            }


def _constancy(fit: PiecewiseFit) -> Iterator[Json]:
    for treatment in fit.treatments:
        found = fit.constancy(treatment)
        if found is not None:
            yield {"treatment": treatment, "chi2": found[0], "df": found[1], "p": found[2]}


def _curve(curve: PredictedCurve, reference: str, level: float) -> Json:
    z = float(ndtri(0.5 + level / 2.0))
    mean, se = curve.restricted_mean, curve.restricted_mean_se
    apart, apart_se = curve.difference, curve.difference_se
    plain = curve.treatment == reference
    return {
        "treatment": curve.treatment,
        "rmst": mean,
        "rmst_ci": [mean - z * se, mean + z * se],
        "rmst_difference": None if plain else apart,
        "rmst_difference_ci": None if plain else [apart - z * apart_se, apart + z * apart_se],
        "survival_at_end": float(curve.survival[-1]),
        "survival_at_end_ci": [float(curve.low[-1]), float(curve.high[-1])],
        "time": curve.time.tolist(),
        "survival": curve.survival.tolist(),
        "low": curve.low.tolist(),
        "high": curve.high.tolist(),
    }


def _interval_words(start: float, end: float | None, unit: str) -> str:
    words = "" if unit == "time" else f" {unit}"
    return f"after {start:g}{words}" if end is None else f"{start:g} to {end:g}{words}"


def _lead(told: Json, fit: PiecewiseFit) -> Iterator[str]:
    yield (
        f"{count(len(told['studies']), 'trial')} with times, {count(fit.intervals, 'interval')} with a constant hazard "
        f"each, every trial with its own baseline; hazard ratios are against {told['reference']}."
    )
    for each in told["constancy"]:
        test = f"chi-square {number(each['chi2'], 1)} on {each['df']}, {p_value(each['p'])}"
        if each["p"] < CHANGES:
            yield f"{each['treatment']}: its hazard ratio changes with time ({test})."
        else:
            yield f"{each['treatment']}: nothing speaks clearly against one hazard ratio for all intervals ({test})."
    if fit.rho is not None and fit.rho > WHOLE and fit.tau2 > 0.0:
        yield (
            "What differs between trials was found to differ alike in all intervals, which few trials tell badly. How "
            "changes with time differ between trials is then taken as not at all, so a small P above is too small."
        )


def _ratio_grid(told: Json) -> Grid:
    of = effects("HR")
    heads = (
        Head("treatment", f"Against {told['reference']}"),
        Head("interval", "interval", width=18),
        Head("ratio", "hazard ratio", of),
        Head("low", "low", of, 8),
        Head("high", "high", of, 8),
    )
    rows: list[dict[str, Cell]] = [
        {
            "treatment": each["treatment"],
            "interval": _interval_words(each["start"], each["end"], told["unit"]),
            "ratio": each["log_hazard_ratio"],
            "low": each["ci"][0] if each["ci"] else None,
            "high": each["ci"][1] if each["ci"] else None,
        }
        for each in told["hazard_ratios"]
    ]
    return Grid.of("piecewise_ratios", "Hazard ratios by interval", heads, rows)


def _curve_grid(told: Json) -> Grid:
    places, until = decimals(2), f"{told['until']:g}"
    heads = (
        Head("treatment", "Treatment"),
        Head("survival", f"survival at {until}", decimals(3)),
        Head("survival_low", "low", decimals(3), 7),
        Head("survival_high", "high", decimals(3), 7),
        Head("rmst", f"mean until {until}", places),
        Head("low", "low", places, 7),
        Head("high", "high", places, 7),
        Head("difference", "more than reference", places, 10),
        Head("difference_low", "low", places, 7),
        Head("difference_high", "high", places, 7),
    )
    rows = [_curve_row(each) for each in told["curves"]]
    return Grid.of("piecewise_curves", "Predicted on the baseline: survival and restricted mean", heads, rows)


def _curve_row(each: Json) -> dict[str, Cell]:
    ci = each["rmst_difference_ci"] or (None, None)
    return {
        "treatment": each["treatment"],
        "survival": each["survival_at_end"],
        "survival_low": each["survival_at_end_ci"][0],
        "survival_high": each["survival_at_end_ci"][1],
        "rmst": each["rmst"],
        "low": each["rmst_ci"][0],
        "high": each["rmst_ci"][1],
        "difference": each["rmst_difference"],
        "difference_low": ci[0],
        "difference_high": ci[1],
    }


def _baseline_words(told: Json) -> str:
    base = told["baseline"]
    where = (
        f"the {told['reference']} arm of {base['study']}"
        if base["study"]
        else (f"the {told['reference']} arms of {base['studies']}, taken together")
    )
    return f"{where} ({count(base['events'], 'event')})"


def _summary(told: Json) -> str:
    unit = "" if told["unit"] == "time" else f" {told['unit']}"
    said = [f"{each['treatment']} {number(each['rmst'], 1)}" for each in told["curves"]]
    return f"Mean time without the event until {told['until']:g}{unit}: {', '.join(said)}."


def _notes(told: Json, fit: PiecewiseFit, survival: Survival) -> Iterator[str]:
    if fit.model == "common":
        spread = "Common effects, as asked."
    elif fit.rho is None:
        spread = "The variance between trials was estimated at 0."
    else:
        spread = (
            f"Between trials: tau² {number(fit.tau2, 3)} in each interval, correlation {number(fit.rho, 2)} between "
            "intervals (restricted likelihood); few trials tell a correlation badly."
        )
    yield spread
    yield (
        f"Curves and means are predicted on {_baseline_words(told)}; another with --baseline-study. They end at "
        f"{survival.horizon_words}."
    )
    if told["corrected"]:
        where = ", ".join(f"{each['study']} ({each['interval']})" for each in told["corrected"])
        yield f"Half an event was added to each arm where one had none, by trial and interval: {where}."
    for each in told["left_out"]:
        yield f"{each['study']} says nothing in interval {each['interval']}: {each['reason']}."
    if told["unpredicted"]:
        yield f"No curve for {', '.join(told['unpredicted'])}: no hazard ratio in some interval until then."


def _draw(told: Json, key: str, narrow: bool) -> Any:
    level = told["level"]
    bands = []
    for each in told["curves"]:
        said = f"mean {with_interval('MD', each['rmst'], each['rmst_ci'])}"
        if each["rmst_difference"] is not None:
            apart = with_interval("MD", each["rmst_difference"], each["rmst_difference_ci"])
            said += f"; {apart} more than {told['reference']}"
        bands.append(
            Band(
                treatment=each["treatment"],
                time=tuple(each["time"]),
                survival=tuple(each["survival"]),
                low=tuple(each["low"]),
                high=tuple(each["high"]),
                told=said,
            )
        )
    shown = Predictions(
        bands=tuple(bands),
        cuts=tuple(told["cuts"]),
        unit=told["unit"],
        level=level,
        summary=f"{_summary(told)} Intervals are {level_words(level)} ones.",
        baseline=_baseline_words(told),
    )
    return draw_survival_curves(shown, key, narrow=narrow)


QUESTIONS = {"piecewise": _piecewise}
"""Key -> the function that answers it."""
