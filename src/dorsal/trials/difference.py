"""What one arm has over another, as a row prints it: read, then brought to the measure that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import Literal

from dorsal.trials import continuous, standard_error
from dorsal.trials.arm_summary import CROSSOVER, Derivations
from dorsal.trials.contrast import Derivation
from dorsal.trials.effect_options import EFFICACIES, MEASURES, SCORE_MEASURES, EffectOptions
from dorsal.trials.left_out import Unusable
from dorsal.trials.printed import clustering, interval_se, interval_words, midpoint, need
from dorsal.trials.scale import Scale
from dorsal.trials.study import RATIO_REPORTS, Arm, Result

Unit = Literal["points", "sd", "measure"]
WORDS = {"md": "a mean difference", "smd": "a standardised difference", "or": "an odds ratio",
         "rr": "a risk ratio", "hr": "a hazard ratio", "irr": "a rate ratio",
         "rmst": "a difference in restricted mean survival time",
         "spd": "a difference in the probability of survival"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """First arm minus second, in points of a scale, in standard deviations, or on the analysis scale."""

    first: Arm
    second: Arm
    value: float
    variance: float
    unit: Unit
    rows: tuple[str, ...]
    result: Result | None = None
    """The row that prints it; None where the rows of two arms gave it."""
    times: float = 1.0
    """What a printed unit was multiplied by."""
    derived: Derivations = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Standardiser:
    """The one standard deviation by which a study's differences are divided."""

    sd: float
    factor: float = 1.0
    """Small-sample correction."""
    curvature: float = 0.0
    """What a standardised difference squared adds to its variance, for the standard deviation is itself estimated."""
    how: str
    assumed: bool = False
    rows: tuple[str, ...] = ()
    """Rows of arms that it was taken from."""


def printed_difference(result: Result, people: Mapping[str, int], design: str, options: EffectOptions) -> Difference:
    """A contrast row as it stands. Raises Unusable where it cannot be had or asked, EvidenceError on faults."""
    kind, _, spread = result.reported.partition("_")
    _refuse_other_measures(kind, options.measure)
    if spread == "only":
        raise Unusable("no spread is printed (no standard error, interval or P value)")
    frame = _frame(result, people, design, kind, options)
    if result.reported == "md_t" and result.value is None and options.measure in ("SMD", "SMD-D"):
        return _from_t_alone(result, frame, options.measure)
    ratio = result.reported in RATIO_REPORTS
    value, derived = midpoint(result) if not ratio or result.value is not None else _geometric(result)
    se, more = _standard_error(result, log(value) if ratio else value, frame)
    factor, cluster = clustering(result)
    unit: Unit = "points" if kind == "md" else "sd" if kind == "smd" else "measure"
    return Difference(
        first=result.arms[0],
        second=result.arms[1],
        value=log(value) if ratio else value,
        variance=se * se * factor,
        unit=unit,
        rows=(result.row,),
        result=result,
        derived=(*derived, *more, *cluster),
    )


def _from_t_alone(result: Result, frame: _Frame, measure: str) -> Difference:
    """A standardised difference needs no points: d = t sqrt(1/n1 + 1/n2). Borenstein 2009, chapter 4."""
    t = need(result.statistic, "difference or t")
    n1, n2 = need(frame.n1, "number of people in both arms"), need(frame.n2, "number of people in both arms")
    if frame.within is not None or n1 + n2 < 4:
        raise Unusable("t alone gives a standardised difference only in a parallel trial of four people or more")
    d = t * sqrt(1.0 / n1 + 1.0 / n2)
    hedges = measure == "SMD"
    value = d * continuous.exact_j(n1 + n2 - 2.0) if hedges else d
    factor, cluster = clustering(result)
    how = f"from t = {t:g} and the numbers in the arms (Borenstein 2009)"
    return Difference(
        first=result.arms[0],
        second=result.arms[1],
        value=value,
        variance=factor * (continuous.variance_of_g if hedges else continuous.variance_of_d)(value, n1, n2),
        unit="sd",
        rows=(result.row,),
        result=result,
        derived=(Derivation(row=result.row, what="standardised difference", how=how), *cluster),
    )


def _refuse_other_measures(kind: str, measure: str) -> None:
    if kind == "effect" or kind.upper() == EFFICACIES.get(measure, measure):
        return
    if kind == "md" and measure in SCORE_MEASURES - {"ROM", "SMD-GLASS"}:
        return
    if kind == "smd" and measure in ("SMD", "SMD-D", "MD100"):
        return
    way_out = "; the SMD-GLASS needs the arms" if measure == "SMD-GLASS" else ""
    raise Unusable(f"{WORDS[kind]} cannot become {_with_article(MEASURES[measure])}{way_out}")


def _with_article(words: str) -> str:
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def _geometric(result: Result) -> tuple[float, Derivations]:
    low, high = need(result.ci_low, "estimate"), need(result.ci_high, "estimate")
    if low <= 0:
        raise Unusable("the interval of a ratio must lie above 0")
    how = "geometric middle of its interval, which is taken as symmetric on the log scale"
    return sqrt(low * high), (Derivation(row=result.row, what="estimate", how=how, assumed=True),)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a standard error may need beside its row."""

    n1: int | None
    n2: int | None
    test_df: float | None
    """Degrees of freedom of a t test, None for a normal one."""
    ci_df: float | None
    within: float | None
    """Correlation between the periods of a cross-over trial."""


def _frame(result: Result, people: Mapping[str, int], design: str, kind: str, options: EffectOptions) -> _Frame:
    n1, n2 = (people.get(arm.name) for arm in result.arms)
    crossover = design == CROSSOVER
    df = None
    if kind in ("md", "smd") and n1 is not None and n2 is not None:
        # in a cross-over trial both numbers are the same people
        df = max(n1, n2) - 1.0 if crossover else n1 + n2 - 2.0
    df = df if df is not None and df >= 1 else None
    return _Frame(n1, n2, df, df if options.ci == "t" else None, options.correlation if crossover else None)


def _standard_error(result: Result, value: float, frame: _Frame) -> tuple[float, Derivations]:
    """Of a value on the analysis scale (log for ratios), from whatever the row prints."""
    how, assumed = "", False
    match result.reported.partition("_")[2]:
        case "se":
            return need(result.se, "standard error"), ()
        case "ci":
            se, how = _from_interval(result, value, frame.ci_df)
        case "p":
            se, how = _from_p(value, need(result.p, "P value"), frame.test_df)
            assumed = True
        case "n":
            se, how = _from_people(value, frame)
            assumed = True
        case test:
            se, how = _from_statistic(value, need(result.statistic, "test statistic"), squared=test == "f")
    return se, (Derivation(row=result.row, what="standard error", how=how, assumed=assumed),)


def _from_interval(result: Result, value: float, df: float | None) -> tuple[float, str]:
    low, high = result.ci_low, result.ci_high
    ratio = result.reported in RATIO_REPORTS
    if ratio and any(limit is not None and limit <= 0 for limit in (low, high)):
        raise Unusable("the interval of a ratio must lie above 0")
    if ratio:
        low, high = (None if limit is None else log(limit) for limit in (low, high))
    se = interval_se(result, value, low, high, df)
    return se, interval_words(result, df, "6.3.1" if ratio else "6.5.2.3")


def _from_p(value: float, p: float, df: float | None) -> tuple[float, str]:
    if value == 0 or p == 1:
        raise Unusable("no standard error follows from P where the difference is 0 or P is 1")
    test = "normal" if df is None else f"t with {df:g} degrees of freedom"
    how = f"from P = {p:g}, taken as exact and two-sided, by a {test} test (Cochrane Handbook 6.5.2.3)"
    return standard_error.from_p(value, p, df), how


def _from_statistic(value: float, statistic: float, squared: bool) -> tuple[float, str]:
    if value == 0 or statistic == 0 or (squared and statistic < 0):
        raise Unusable("no standard error follows where the difference or its test statistic is 0, or F is below 0")
    se = standard_error.from_f(value, statistic) if squared else standard_error.from_t(value, statistic)
    return se, f"from {'F' if squared else 't'} = {statistic:g} (Cochrane Handbook 6.5.2.3)"


def _from_people(value: float, frame: _Frame) -> tuple[float, str]:
    n1, n2 = need(frame.n1, "number of people in both arms"), need(frame.n2, "number of people in both arms")
    if n1 + n2 < 4:
        raise Unusable("a standardised difference needs four people or more")
    how = "from the effect size, taken as printed, and the numbers in the arms: "
    if frame.within is None:
        return sqrt(continuous.variance_of_g(value, n1, n2)), how + "1/n1 + 1/n2 + K g^2 (White & Thomas 2005)"
    variance = continuous.variance_within_people(value, max(n1, n2), frame.within)
    return sqrt(variance), how + f"correlation {frame.within:g} between the periods (Cochrane Handbook 23.2.7)"


def on_measure(
    difference: Difference, scale: Scale | None, standardiser: Standardiser | None, options: EffectOptions
) -> Difference:
    """A difference on the analysis scale, turned so that negative favours the first. Raises Unusable if it cannot be.

    `effect_*` rows are on it already and stay as printed, and so do ratios.
    """
    if difference.unit == "measure":
        return difference
    turned = _turned(difference, scale)
    if difference.unit == "sd":
        return turned if options.measure in ("SMD", "SMD-D") else _re_expressed(turned, scale, options.reference_sd)
    if options.measure == "MD":
        return turned
    if options.measure == "MD100":
        return _rescaled(turned, scale)
    if standardiser is None:
        raise Unusable("no standard deviation is printed, and without the numbers in both arms none follows")
    return _standardised(turned, standardiser)


def _turned(difference: Difference, scale: Scale | None) -> Difference:
    if scale is None or scale.sign > 0:
        return difference
    how = f"sign turned, for {scale.code} is better when higher"
    return _multiplied(difference, -1.0, "direction", how)


def per_point(scale: Scale | None) -> float:
    """How many points of 0-100 a point is. Raises Unusable where the scale may not be rescaled."""
    if scale is None:
        raise Unusable("its scale is not known, so it cannot be rescaled to 0-100")
    if not scale.to_0_100:
        raise Unusable(f"{scale.code} may not be rescaled to 0-100: it enters standardised differences only")
    return scale.per_point


def _rescaled(difference: Difference, scale: Scale | None) -> Difference:
    factor = per_point(scale)
    code = scale.code if scale else ""
    return _multiplied(difference, factor, "difference", f"{code} rescaled to 0-100 (times {factor:.4g})")


def _re_expressed(difference: Difference, scale: Scale | None, reference_sd: float | None) -> Difference:
    per_point(scale)
    if reference_sd is None:
        raise Unusable("a standardised difference enters points of 0-100 only with a reference standard deviation")
    how = (
        f"standardised difference times {reference_sd:g} points, a standard deviation typical of the outcome "
        "(Cochrane Handbook 15.5.3.2)"
    )
    return _multiplied(difference, reference_sd, "mean difference", how, assumed=True)


def _standardised(difference: Difference, by: Standardiser) -> Difference:
    factor, rows = by.factor / by.sd, tuple(dict.fromkeys((*difference.rows, *by.rows)))
    scaled = _multiplied(difference, factor, "standardised difference", by.how, by.assumed, rows)
    return replace(scaled, variance=difference.variance / by.sd**2 + by.curvature * scaled.value**2)


def _multiplied(
    difference: Difference, factor: float, what: str, how: str, assumed: bool = False, rows: tuple[str, ...] = ()
) -> Difference:
    if factor == 1.0 and what == "difference":
        return difference
    more = Derivation(row=", ".join(rows or difference.rows), what=what, how=how, assumed=assumed)
    return replace(
        difference,
        value=difference.value * factor,
        variance=difference.variance * factor**2,
        times=difference.times * factor,
        derived=(*difference.derived, more),
    )
